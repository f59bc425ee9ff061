"""Lines against the usual way of writing a refresh: the same files, and the country's by the row.

Both end with the same models built over the same people; where their national figures differ, nothing is compared. Run
as `python -m tests.bench.peers HOME` it prints what the marts of a home say of the nation.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from tests.bench.drops import linked
from tests.bench.processes import Measured, module, refresh
from tests.bench.table import Line, Target

_FASTER = (Target("ratio", 10, is_least=True), Target("ratio", 20, is_least=True))
_GRADUATES = 300


class Usual:
    """Clean workbooks of a few colleges, refreshed by the house and the usual way."""

    def __init__(self, folder: Path, large: tuple[str, Measured]):
        """An empty folder, and the refresh of many files whose rows are compared too."""
        self._inbox, self._prepared, self._folder = folder / "inbox", folder / "prepared", folder
        self._large_name, self._large = large
        self._files = module(Measured(), "made", self._inbox, _GRADUATES, "xlsx").printed
        register = linked(self._inbox, folder / "register", ("colleges",))
        refresh(Measured(), register, self._prepared)
        self._ours, self._usual = Measured(), Measured()

    def measure(self) -> None:
        """Once each; the usual way begins with a home that has its register and its empty tables."""
        ours, theirs = self._folder / "ours", self._folder / "theirs"
        refresh(self._ours, self._inbox, ours)
        shutil.copytree(self._prepared, theirs)
        module(self._usual, "usual", self._inbox, theirs)
        if _figures(ours) != _figures(theirs):
            raise SystemExit("the usual way ends with other figures: its seconds say nothing")
        for home in (ours, theirs):
            shutil.rmtree(home)

    def lines(self) -> list[Line]:
        """How many times faster the house is by the row; the seconds of the usual way beside it."""
        ours, large, usual, rows = self._ours, self._large, self._usual, self._usual.printed
        a_row = usual.median / rows
        what = "the usual way: pandas, openpyxl, a validation a file, dbt's command line"
        files, faster = (
            f"{self._files} clean workbooks of {_GRADUATES} rows",
            "times faster by the row than the usual way",
        )
        return [
            Line(
                f"{files}: {what}",
                usual.median,
                usual.median / ours.median,
                "cvm refresh of the same files",
                rows,
                usual.peak_mb,
                runs=tuple(usual.seconds),
            ),
            Line(
                f"{files}: cvm refresh",
                ours.median,
                a_row / (ours.median / ours.rows),
                faster,
                ours.rows,
                ours.peak_mb,
                targets=_FASTER,
                runs=tuple(ours.seconds),
            ),
            Line(
                f"{self._large_name}: cvm refresh",
                large.median,
                a_row / (large.median / large.rows),
                faster,
                large.rows,
                large.peak_mb,
                targets=_FASTER,
            ),
        ]


def _figures(home: Path) -> object:
    return module(Measured(), "peers", home).printed


def figures(home: Path) -> list[tuple[object, ...]]:
    """What the marts of a home say of the nation."""
    import duckdb

    with duckdb.connect(str(home / "warehouse" / "mart.duckdb"), read_only=True) as connection:
        return connection.execute(
            """
            select level, graduates, followed, obtained_work, further_study
            from employment_one_year where breakdown in ('nation', 'level') order by all
            """
        ).fetchall()


if __name__ == "__main__":
    print(json.dumps(figures(Path(sys.argv[1]))))
