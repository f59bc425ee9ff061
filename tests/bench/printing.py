"""Lines of the printed reports: those of all colleges as a whole process, and the longest single one after its start.

Run as `python -m tests.bench.printing HOME COLLEGES` it tells the seconds of the report with the most lines, from its
figures to its bytes, and those of empty pages. This module imports no heavy library before.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.processes import CVM, Measured, module, run
from tests.bench.table import Line, Target


class Printing:
    """The reports of a home that was refreshed from nothing."""

    def __init__(self, what: str, *, is_nation: bool):
        """What the home holds; the target of all reports together is a nation's."""
        self._what, self._is_nation = what, is_nation
        self._all, self._told = Measured(), Measured()
        self._seen: list[dict[str, Any]] = []

    def measure(self, home: Path) -> None:
        """Once: all reports, then one and as many empty pages."""
        folder = home.parent / "reports"
        run(self._all, [*CVM, "report", "college", "--all", "--home", str(home), "--out", str(folder), "--json"])
        shutil.rmtree(folder)
        module(self._told, "printing", home, len(self._all.printed["reports"]))
        self._seen.append(self._told.printed)

    def lines(self) -> list[Line]:
        """All of them, and the slowest one."""
        printed, told = self._all, self._seen[-1]
        count = len(printed.printed["reports"])
        megabytes = sum(one["bytes"] for one in printed.printed["reports"]) / 1e6
        singles = tuple(one["one"] for one in self._seen)
        slowest = sorted(singles)[len(singles) // 2]
        return [
            Line(
                f"the printed reports of {count:,} colleges of {self._what}",
                printed.median,
                printed.median / told["empty_pages"],
                "as many empty pages, typeset",
                rows=count,
                peak_mb=printed.peak_mb,
                written_mb=megabytes,
                targets=(Target("seconds", 300),) if self._is_nation else (),
                runs=tuple(printed.seconds),
            ),
            Line(
                f"the longest of them, {told['pages']} pages, after the start",
                slowest,
                slowest / (told["empty_pages"] / count),
                "one empty page, typeset",
                targets=(Target("seconds", 1),),
                runs=singles,
            ),
        ]


def printed(home: Path, empty: int) -> dict[str, Any]:
    """Seconds of the longest report and of so many empty pages."""
    from datetime import datetime

    from pipelines.exporting.described import publication_of
    from pipelines.publishing.connection import connect
    from pipelines.reporting.printed.blocks import Document
    from pipelines.reporting.printed.college import college_reports
    from pipelines.reporting.printed.figures import Figures
    from pipelines.reporting.printed.typesetting import Typesetter
    from pipelines.reporting.printed.writing import Writing
    from tests.printed_text import pages_of

    with connect(home) as connection:
        publication = publication_of(connection)
        figures = Figures(connection, publication, Writing())
        (code,) = connection.execute("""
            select college_code from employment_by_round where breakdown = 'college_level_field'
            group by all order by count(*) desc, college_code limit 1
        """).fetchone() or (None,)
        typesetter = Typesetter(datetime.fromisoformat(publication.manifest["published_at"]))
        started = time.perf_counter()
        ((_, document),) = college_reports(figures, [str(code)])
        made = typesetter.pdf(document)
        one = time.perf_counter() - started
    started = time.perf_counter()
    for number in range(empty):
        typesetter.pdf(Document([f"{number}"], "", "", "", "0123456789"))
    return {"one": one, "pages": len(pages_of(made)), "empty_pages": time.perf_counter() - started}


if __name__ == "__main__":
    print(json.dumps(printed(Path(sys.argv[1]), int(sys.argv[2]))))
