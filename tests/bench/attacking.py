"""Lines of the attack on a publication: what it takes to find the cells to be hidden, in wall and in CPU seconds.

Run as `python -m tests.bench.attacking HOME` it attacks the mart of a home as if nothing had been published before, and
prints how many counts that were as JSON. This module imports no heavy library before that.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median

from tests.bench.processes import Measured, module
from tests.bench.table import Line, Target


class Attacking:
    """The attack on the mart of a home that was refreshed from nothing."""

    def __init__(self, what: str, whole: Measured, targets: tuple[Target, ...]):
        """What the home holds, its refresh from nothing, and the targets."""
        self._what, self._whole, self._targets = what, whole, targets
        self._measured = Measured()

    def measure(self, home: Path) -> None:
        """Once, in a process of its own."""
        module(self._measured, "attacking", home)

    def lines(self) -> list[Line]:
        """The wall seconds with the peak memory, and the CPU seconds."""
        measured, against = self._measured, "the refresh from nothing"
        cpu, counts = median(measured.cpu_seconds), measured.printed["counts"]
        return [
            Line(
                f"the attack on {self._what}: {counts:,} counts, {measured.printed['hidden']:,} cells hidden",
                measured.median,
                measured.median / self._whole.median,
                against,
                counts,
                measured.peak_mb,
                targets=self._targets,
                runs=tuple(measured.seconds),
            ),
            Line(
                "… in CPU seconds",
                cpu,
                cpu / median(self._whole.cpu_seconds),
                against,
                counts,
                runs=tuple(measured.cpu_seconds),
            ),
        ]


def attacked(home: Path) -> dict[str, int]:
    """How many counts of persons were attacked, and how many cells are to be hidden."""
    from pipelines.building.parsed import MANIFEST
    from pipelines.publishing import files
    from pipelines.publishing.attacking.attacker import hidden_cells
    from pipelines.publishing.attacking.rows import counts_of
    from pipelines.publishing.disclosure import Thresholds, disclosure_meta_from_manifest, quoted
    from pipelines.settings import Settings

    settings, meta = Settings(home=home), disclosure_meta_from_manifest(MANIFEST)
    limits = settings.rounding_base, settings.minimum_rate_denominator, settings.minimum_median_count
    hidden = hidden_cells(settings, meta, Thresholds(*limits))
    counts = 0
    with files.workbench(settings, **{files.MART: (settings.mart_db, False)}) as connection:
        columns = files.columns_of(connection, files.MART)
        for table in (one for one in meta.public_tables if one.disclosure == "round"):
            query = f"select count(*) from {files.MART}.main.{quoted(table.name)}"
            rows = connection.execute(query).fetchall()[0][0]
            counts += rows * len(counts_of(table, columns[table.name]))
    return {"counts": counts, "hidden": len(hidden.cells)}


if __name__ == "__main__":
    print(json.dumps(attacked(Path(sys.argv[1]))))
