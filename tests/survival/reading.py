"""`python -m tests.survival.reading HOME STOP`: reads the current publication again and again until STOP exists."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pipelines

# each publication raises the graduates of every cell and the denominator of every rate by one number
READ = """
    select (select max(publication_id) from publication_log), count(*), count(distinct denominator - graduates)
    from employment_rates inner join employment_one_year using (cell_id)
    where definition_id = 'ovec_one_year' and employment_rates.basis = 'counts'
"""
CELLS = 9
"""Cells of the made-up cube."""


def read(home: Path, stop: Path) -> dict[str, int]:
    """How often it was read and how many publications were seen."""
    seen: set[str] = set()
    reads = 0
    while not stop.exists() or not reads:
        for which in ("internal", "public"):
            with pipelines.connect(home, which) as connection:
                rows = connection.execute(READ).fetchall()
                time.sleep(0.01)  # another publication may become current meanwhile
                assert connection.execute(READ).fetchall() == rows
            publication, cells, differences = rows[0]
            assert cells == CELLS, rows
            assert differences == 1 or which == "public", rows
            seen.add(publication)
        reads += 1
        time.sleep(0.1)
    return {"reads": reads, "publications": len(seen)}


if __name__ == "__main__":
    print("reading", flush=True)
    print(json.dumps(read(Path(sys.argv[1]), Path(sys.argv[2]))))
