"""`python -m tests.bench.loading FOLDER NUMBER…`: so many loaders at once into a lake; prints the seconds of each.

The catalogue is Postgres's, started for it and stopped again, where that is installed; else SQLite's.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from tests.bench.crowds import ended, started
from tests.lake.loader import STARTED
from tests.lakes import Postgres, programs_of_postgres, running

_COLLEGES = 4
"""Whose files each of them loads, one college after the other, each first and then corrected."""


def seconds(folder: Path, store: str, number: int) -> float:
    """From the word to go until the last of so many is through."""
    commands = [
        [
            *(sys.executable, "-m", "tests.lake.loader", str(folder / f"office {place}"), store, str(folder / "data")),
            *(str(1 + place * _COLLEGES + college) for college in range(_COLLEGES)),
        ]
        for place in range(number)
    ]
    loaders = started(commands, STARTED)
    begun = time.perf_counter()
    ended(loaders)
    return time.perf_counter() - begun


def measured(folder: Path, numbers: Iterable[int], server: Postgres | None) -> dict[int, float]:
    """Seconds of each number of loaders; the lake is there before, as it is when offices begin their day."""
    found = {}
    for number in numbers:
        place = folder / str(number)
        store = server.new_store(f"loaders_{number}") if server else f"ducklake:sqlite:{place / 'lake'}"
        ended(
            started(
                [[sys.executable, "-m", "tests.lake.loader", str(place / "before"), store, str(place / "data"), "0"]],
                STARTED,
            )
        )
        found[number] = seconds(place, store, number)
    return found


def main() -> None:
    """Measures and prints."""
    os.environ["CVM_PSEUDONYM_KEY"] = "one for all who share a lake"
    folder, numbers = Path(sys.argv[1]), [int(number) for number in sys.argv[2:]]
    if programs := programs_of_postgres():
        with running(programs) as server:
            found = measured(folder, numbers, server)
    else:
        found = measured(folder, numbers, None)
    print(json.dumps({"kind": "Postgres" if programs else "SQLite", "seconds": found}))


if __name__ == "__main__":
    main()
