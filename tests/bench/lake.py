"""Lines of the lake: a refresh into it and the questions of an analyst, against files in the same run.

The catalogue is SQLite's, so that nothing else has to be installed; of readers and loaders at once see `crowds`. Run as
`python -m tests.bench.lake HOME STORE` it prints the seconds of the ten worked questions of `data/README.md` to its
public tables, the connection being open.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import time
from pathlib import Path

from tests.bench.crowds import Readers
from tests.bench.processes import Measured, module, refresh
from tests.bench.table import Line, Target

_ROUNDS = 5


class InLake:
    """One inbox refreshed into files and into a lake, and both asked the same."""

    def __init__(self, what: str, inbox: Path, folder: Path, *, is_nation: bool):
        """What the files are called, where they are, a folder for homes; the target of a refresh is a nation's."""
        self._what, self._inbox, self._folder, self._is_nation = what, inbox, folder, is_nation
        self._files, self._lake = Measured(), Measured()
        self._asked_files, self._asked_lake = Measured(), Measured()
        self._readers = Readers()

    def measure(self) -> None:
        """Once: both refreshes from nothing, then the questions."""
        for name, store, refreshed, asked in (
            ("files", "duckdb", self._files, self._asked_files),
            ("lake", f"ducklake:sqlite:{self._folder / 'lake' / 'tables'}", self._lake, self._asked_lake),
        ):
            home = self._folder / name / "home"
            refresh(refreshed, self._inbox, home, store)
            asked.seconds.append(module(Measured(), "lake", home, store).printed)
        self._readers.measure(home, store)
        shutil.rmtree(self._folder)

    def lines(self) -> list[Line]:
        """The refresh into the lake, and the questions."""
        files, lake, asked = self._files, self._lake, self._asked_lake
        return [
            Line(
                f"{self._what}: files to published, in a lake (SQLite)",
                lake.median,
                lake.median / files.median,
                "the same refresh into files",
                lake.rows,
                lake.peak_mb,
                targets=(Target("ratio", 1.5),) if self._is_nation else (),
                runs=tuple(lake.seconds),
            ),
            Line(
                "… ten questions to its public tables",
                asked.median,
                asked.median / self._asked_files.median,
                "the same questions to files",
                targets=(Target("ratio", 2),),
                runs=tuple(asked.seconds),
            ),
            *self._readers.lines(),
        ]


def ask(home: Path, store: str) -> float:
    """Median seconds of the worked questions to the current publication of a store, all ten one after the other."""
    from pipelines.publishing.connection import connect
    from tests.first_hour import PAGE, questions

    os.environ["CVM_STORE"] = store
    asked = questions(PAGE.read_text(encoding="utf-8"))
    rounds = []
    with connect(home, "public") as connection:
        for _ in range(_ROUNDS):
            started = time.perf_counter()
            for question in asked:
                connection.execute(question.sql).fetchall()
            rounds.append(time.perf_counter() - started)
    return statistics.median(rounds)


if __name__ == "__main__":
    print(json.dumps(ask(Path(sys.argv[1]), sys.argv[2])))
