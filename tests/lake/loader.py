"""One office's loader as a process of its own: `python -m tests.lake.loader HOME STORE DATA RUN COLLEGE…`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from tests.integration.drops import House
from tests.integration.people import followed, roster, sent, unreachable
from tests.judging import quick
from tests.made_files import rows as made

STARTED, DONE = "started", "done"


def house_of(home: Path, store: str, data: Path) -> House:
    """A home of its own; small batches, so that it loads often."""
    options: dict[str, object] = {"batch_rows": 12}
    if store != "duckdb":
        options |= {"store": store, "lake_data": str(data)}
    return House(home, options)


def first(college: int) -> dict[str, bytes]:
    """What a college sends first."""
    people = range(100 * college + 1, 100 * college + 13)
    return {
        f"register-{college}.csv": sent([made.college(college)]),
        f"graduates-{college}.csv": sent(roster(college, people)),
        f"followups-{college}.csv": sent(followed(college, people)),
    }


def corrected(college: int) -> dict[str, bytes]:
    """What it sends then: it replaces some, and a row is not taken."""
    people = range(100 * college + 1, 100 * college + 13)
    faulty = {"ปีการศึกษา": "25"}
    return {
        f"graduates-{college}b.csv": sent([*roster(college, people), *roster(college, [100 * college + 50], faulty)]),
        f"followups-{college}b.csv": sent(unreachable(college, people[:4])),
    }


def load(house: House, colleges: Iterable[int]) -> None:
    """Both, one college after the other."""
    with quick():
        for college in colleges:
            house.drop(first(college))
            house.drop(corrected(college))


def main(home: str, store: str, data: str, *colleges: str) -> None:
    """Says when it begins and when it is done."""
    house = house_of(Path(home), store, Path(data))
    print(STARTED, flush=True)
    sys.stdin.readline()
    load(house, map(int, colleges))
    print(DONE, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
