"""Lines of loading: one year of all sources read, guarded and loaded and its senders told, nothing built.

Peers: reading the same files and nothing else; the rules of the contracts as plain SQL over what was landed.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.bench.processes import Measured, floor, module
from tests.bench.table import Line, Target


class Sources:
    """All sources of a year into an empty home."""

    def __init__(self, what: str, inbox: Path, home: Path, targets: tuple[Target, ...]):
        """What it is called, the files, a path for the home, and the targets of the whole."""
        self._what, self._inbox, self._home, self._targets = what, inbox, home, targets
        self._whole, self._read, self._checks = Measured(), Measured(), Measured()
        self._stages: dict[str, Measured] = {name: Measured() for name in ("read", "guard", "tell")}

    def measure(self) -> None:
        """Once: the load, then its peers."""
        module(self._whole, "loading", self._inbox, self._home)
        for name, stage in self._stages.items():
            stage.seconds.append(self._whole.printed[name])
        floor(self._read, "read", self._inbox)
        floor(self._checks, "checks", self._home)
        shutil.rmtree(self._home)

    def lines(self) -> list[Line]:
        """The whole, and the parts that have a peer of their own."""
        whole, rows = self._whole, self._whole.printed["rows"]
        read, guard, tell = self._stages.values()
        bare, checks = self._read.median, self._checks.median
        return [
            Line(
                self._what,
                whole.median,
                whole.median / bare,
                "bare reading",
                rows,
                whole.peak_mb,
                targets=self._targets,
                runs=tuple(whole.seconds),
            ),
            Line(
                "… of which reading, cleaning and landing",
                read.median,
                read.median / bare,
                "bare reading",
                rows,
                runs=tuple(read.seconds),
            ),
            Line(
                "… of which guarding, without the import of its engine",
                guard.median,
                guard.median / checks,
                "the same checks in plain DuckDB SQL",
                rows,
                runs=tuple(guard.seconds),
            ),
            Line(
                "… of which reports to the senders of faulty files",
                tell.median,
                tell.median / whole.median,
                "the whole of it",
                runs=tuple(tell.seconds),
            ),
        ]
