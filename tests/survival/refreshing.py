"""`python -m tests.survival.refreshing HOME SCRATCH MOMENTS SEED`: refreshes die at random moments."""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from functools import partial
from pathlib import Path

import numpy as np  # noqa: F401 - imported by the first query otherwise
import pyarrow as pa  # noqa: F401 - as well

import pipelines.building.marts
import pipelines.running.refresh
import pipelines.running.work  # noqa: F401 - imported by a refresh otherwise
from pipelines.publishing import store
from pipelines.settings import Settings
from tests.survival.forking import forked
from tests.survival.publishing import copied
from tests.survival.small import put_first, put_more, refreshed
from tests.survival.whole import current_whole, tables_of

Seen = tuple[str | None, dict[str, str], list[str]]


def begun(home: Path) -> None:
    """A home with one publication, and files that have come since."""
    put_first(home)
    forked(partial(refreshed, home))
    put_more(home)


def tried(home: Path, scratch: Path, how_many: int, seed: int) -> dict[str, float]:
    """How often readers saw the earlier and the new publication after a death."""
    begun(home)
    before = store.current_id(home / "published")
    smooth = copied(home, scratch)
    ended = forked(partial(refreshed, smooth))
    _, *expected = forked(partial(seen_and_healed, smooth)).value
    seen: Counter[str] = Counter()
    chance = random.Random(seed)
    for place in range(how_many):
        # one moment in each part of the run
        moment = ended.seconds * (place + chance.random()) / how_many
        hurt = copied(home, scratch)
        died = forked(partial(refreshed, hurt), fatal_second=max(moment, 0.001))
        found, *healed = forked(partial(seen_and_healed, hurt)).value
        assert healed == expected, moment
        seen["died" if died.signal else "ended"] += 1
        seen["earlier" if found == before else "new"] += 1
    return {**seen, "seconds": round(ended.seconds, 2)}


def seen_and_healed(home: Path) -> Seen:
    """What readers see, and then the tables and reports after the next refresh; after that nothing is left to do."""
    found = current_whole(Settings(home=home).published)
    refreshed(home)
    assert refreshed(home) is None
    return found, tables_of(home), sorted(path.name for path in (home / "outbox").rglob("*") if path.is_file())


if __name__ == "__main__":
    print(json.dumps(tried(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
