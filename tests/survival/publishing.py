"""`python -m tests.survival.publishing HOME SCRATCH STEPS`: publishing dies at steps, and what readers see then.

HOME holds a publication and a mart that has changed since. STEPS is how many are tried, spread over all; 0 tries each.
"""

from __future__ import annotations

import json
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import numpy as np  # noqa: F401 - imported by the first query otherwise
import pyarrow as pa  # noqa: F401 - as well

from pipelines.publishing import store
from pipelines.settings import Settings
from tests.survival.forking import STEPS, Steps, forked, killed
from tests.survival.whole import current_whole, tables_of
from tests.unit.publishing.made_up import TABLE_META, publish_made_up

CHANGED = dict.fromkeys(TABLE_META)


def tried(home: Path, scratch: Path, how_many: int) -> dict[str, int]:
    """How often readers saw the earlier and the new publication after a death."""
    before = store.current_id(home / "published")
    smooth = copied(home, scratch)
    steps = Steps(STEPS)
    ended = forked(lambda: publish_made_up(Settings(home=smooth), 1, CHANGED).publication_id, steps=steps)
    expected = forked(lambda: tables_of(smooth)).value
    places: Iterable[int] = range(1, ended.steps + 1)
    if how_many:  # the last steps switch and tidy up
        places = sorted({1 + (ended.steps - 1) * place // (how_many - 1) for place in range(how_many)})
    seen: Counter[str] = Counter(steps=ended.steps)
    for place in places:
        hurt = Settings(home=copied(home, scratch))
        died = forked(partial(publish_made_up, hurt, 1, CHANGED), steps=Steps(STEPS, place, killed))
        found, healed = forked(partial(_seen_and_healed, hurt)).value
        assert found in (before, ended.value), (place, found)
        # side by side, threads may take a step fewer than they did in the smooth run
        assert died.signal == signal.SIGKILL or place > ended.steps - 5, (place, died)
        assert healed == expected, place
        seen["died" if died.signal else "ended"] += 1
        seen["earlier" if found == before else "new"] += 1
    return dict(seen)


def _seen_and_healed(settings: Settings) -> tuple[str | None, dict[str, str]]:
    found = current_whole(settings.published)
    publish_made_up(settings, 2, CHANGED)
    return found, tables_of(settings.home)


def copied(home: Path, scratch: Path) -> Path:
    """A home of its own that holds what another holds, in the place of the one before."""
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(home, scratch, symlinks=True)
    return scratch


if __name__ == "__main__":
    print(json.dumps(tried(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
