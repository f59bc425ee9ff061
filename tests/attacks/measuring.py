"""What each file of a folder costs to be refused: a process of its own reads them one after another.

Run as `python -m tests.attacks.measuring FOLDER`; prints, by name, the code of the fault, the seconds of this process
alone, and by how many megabytes its memory grew at most.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
import time
from pathlib import Path

from pipelines.reading.door import sent_bytes
from pipelines.reading.formats import open_file
from pipelines.reading.found import FileFault
from pipelines.settings import Settings
from tests.attacks import old_workbooks, parquets, texts, zips

_STATUS, _FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_ADDRESSES = 16 << 30


def main(folder: Path) -> None:
    """Reads every file of the folder."""
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
    settings = Settings()
    good = {".xlsx": zips.BOOK, ".xls": old_workbooks.GOOD, ".csv": texts.GOOD, ".parquet": parquets.GOOD}
    for suffix, content in good.items():
        open_file(Path(f"good{suffix}"), content, settings)
    found = {}
    for path in sorted(folder.iterdir(), key=lambda path: path.stat().st_size):
        before, started = _forgotten(), time.process_time()
        try:
            open_file(path, sent_bytes(path, settings), settings)
            code = ""
        except FileFault as fault:
            code = fault.code
        found[path.name] = (code, time.process_time() - started, _most_memory() - before)
    print(json.dumps(found))


def _forgotten() -> float:
    """The memory of now as the most there ever was; where a system cannot forget, the most there was so far."""
    with contextlib.suppress(OSError):
        _FORGET.write_text("5")
    return _most_memory()


def _most_memory() -> float:
    """In megabytes. Of Linux the process itself is asked, for what `getrusage` says begins with that of its parent."""
    if _STATUS.exists():
        line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1_000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
