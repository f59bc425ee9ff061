"""`python -m tests.survival.failing HOME SCRATCH STEPS ERRNO LANG`: refreshes of a small home fail for want of disk.

Each is told so at another step, or may make no file larger than some size; what `cvm refresh` says is judged, then what
readers see, and what the next refresh makes of it. STEPS is how many are tried, spread over all; 0 tries each.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from pipelines.publishing import store
from tests.conftest import AS_OF
from tests.integration.terminal import Said, cvm
from tests.survival.forking import WRITES, Steps, forked
from tests.survival.publishing import copied
from tests.survival.refreshing import begun, seen_and_healed
from tests.survival.small import refreshed, stand_ins

WORDS = {
    (errno.ENOSPC, "en"): "the disk is full",
    (errno.ENOSPC, "th"): "เนื้อที่ดิสก์เต็ม",
    (errno.EROFS, "en"): "may not be written",
    (errno.EROFS, "th"): "ไม่มีสิทธิ์เขียน",
}
SIZES = (50_000, 400_000, 1_000_000)
"""Bytes that no file may grow beyond: less than a database of the small home takes."""


def tried(home: Path, scratch: Path, how_many: int, number: int, lang: str) -> dict[str, int]:
    """How many runs failed and said why, how many went on, and how often readers saw which publication."""
    begun(home)
    before = store.current_id(home / "published")
    smooth = copied(home, scratch)
    steps = forked(partial(refreshed, smooth), steps=Steps(WRITES)).steps
    _, *expected = forked(partial(seen_and_healed, smooth)).value
    places: Iterable[int] = range(1, steps + 1)
    if how_many:
        places = sorted({1 + (steps - 1) * place // max(how_many - 1, 1) for place in range(how_many)})
    ways: list[tuple[Callable[[Path], Said], Steps | None]] = [
        (partial(_said, lang), Steps(WRITES, place, partial(_refuse, number))) for place in places
    ]
    ways += [(partial(_limited, lang, size), None) for size in SIZES[: 1 if how_many else None]]
    seen: Counter[str] = Counter(steps=steps)
    for place, (way, fault) in enumerate(ways):
        hurt = copied(home, scratch)
        said = forked(partial(way, hurt), steps=fault).value
        words = WORDS[number if fault else errno.ENOSPC, lang]
        assert said.code in (0, 3) or (said.code == 1 and words in said.err), (place, said)
        assert "Traceback" not in said.err, said.err
        found, *healed = forked(partial(seen_and_healed, hurt)).value
        assert healed == expected, place
        assert found == before or said.code in (0, 3, 1), (place, found)
        seen["failed" if said.code == 1 else "went on"] += 1
        seen["earlier" if found == before else "new"] += 1
    return dict(seen)


def _said(lang: str, home: Path) -> Said:
    with stand_ins():
        return cvm("refresh", "--home", home, "--as-of", AS_OF, "--lang", lang)


def _limited(lang: str, size: int, home: Path) -> Said:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return _said(lang, home)


def _refuse(number: int, module: str) -> None:
    """Fails as the system does, or as the database says that the system does."""
    error: Any = duckdb.IOException(f"Could not write: {os.strerror(number)}")
    raise error if module == "_duckdb" else OSError(number, os.strerror(number))


if __name__ == "__main__":
    home, scratch, how_many, number, lang = sys.argv[1:]
    print(json.dumps(tried(Path(home), Path(scratch), int(how_many), int(number), lang)))
