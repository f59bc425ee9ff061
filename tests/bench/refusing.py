"""Lines of the door, in CPU seconds: the dearest hostile file, and what looking at an honest workbook costs.

Run as `python -m tests.bench.refusing FOLDER` it lays the hostile files into the folder; without one it opens an honest
workbook, through the door and by the bare library, and prints the seconds of both as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path, PurePath

from tests.bench.processes import Measured, module, run
from tests.bench.table import Line

_ROWS, _TIMES = 20_000, 5


class Refusing:
    """Hostile files, each looked at once, and an honest one."""

    def __init__(self, folder: Path):
        """A folder that is not there yet, for the files."""
        module(Measured(), "refusing", folder)
        self._command = [sys.executable, "-m", "tests.attacks.measuring", str(folder)]
        self._dearest, self._honest, self._bare = Measured(), Measured(), Measured()

    def measure(self) -> None:
        """Once."""
        run(self._dearest, self._command)
        self._dearest.seconds[-1] = max(seconds for _, seconds, _ in self._dearest.printed.values())
        opened = module(Measured(), "refusing").printed
        self._honest.seconds.append(opened["door"])
        self._bare.seconds.append(opened["bare"])

    def lines(self) -> list[Line]:
        """Both."""
        dearest, honest, bare = self._dearest, self._honest, self._bare
        return [
            Line(
                f"an honest workbook of {_ROWS:,} rows looked through and laid out",
                honest.median,
                honest.median / bare.median,
                "the bare library",
                _ROWS,
                runs=tuple(honest.seconds),
            ),
            Line(
                f"the dearest of {len(dearest.printed)} hostile files refused",
                dearest.median,
                dearest.median / honest.median,
                f"the honest workbook of {_ROWS:,} rows",
                runs=tuple(dearest.seconds),
            ),
        ]


def open_both_ways() -> None:
    """Opens the workbook both ways, each a few times after a first one."""
    import fastexcel

    from pipelines.reading.formats import open_file
    from pipelines.settings import Settings
    from tests.made_files.contents import table, workbook
    from tests.made_files.rows import GOOD_ROW

    content = workbook({"s": table([GOOD_ROW["graduates"](number) for number in range(_ROWS)])})

    def bare() -> None:
        sheet = fastexcel.read_excel(content).load_sheet(0, header_row=None, skip_rows=0, dtypes="string")
        sheet.to_arrow_with_errors()

    door = _seconds(lambda: open_file(PurePath("a.xlsx"), content, Settings()))
    print(json.dumps({"door": door, "bare": _seconds(bare)}))


def _seconds(work: Callable[[], object]) -> float:
    work()
    started = time.process_time()
    for _ in range(_TIMES):
        work()
    return (time.process_time() - started) / _TIMES


if __name__ == "__main__":
    if sys.argv[1:]:
        from tests.attacks.gallery import laid

        laid(Path(sys.argv[1]))
    else:
        open_both_ways()
