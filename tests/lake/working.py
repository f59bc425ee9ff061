"""One office at work in a lake, or one who reads from it, as a process of its own, until a file `stop` exists.

`python -m tests.lake.working office HOME STORE DATA STOP FIRST_COLLEGE` refreshes, with another file each time;
`python -m tests.lake.working reader HOME STORE STOP` reads what is current. Each prints what it has done as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pipelines
from pipelines.publishing.connection import manifest_of
from pipelines.publishing.fingerprints import fingerprints
from pipelines.running.refresh import refresh
from tests.integration.drops import DAY
from tests.judging import quick
from tests.lake.loader import corrected, first, house_of


def office(home: Path, store: str, data: Path, stop: Path, college: int, most: int | None = None) -> dict[str, int]:
    """How often it has refreshed, and how many colleges, `most` at most, have sent both of their files."""
    house, refreshed, done = house_of(home, store, data), 0, 0
    with quick():
        while not stop.exists() and done != most:
            for files in (first(college + done), corrected(college + done)):
                house.put(files)
                report = refresh(house.settings, DAY)
                assert report.is_published
                refreshed += 1
            done += 1
    return {"refreshed": refreshed, "colleges": done}


def reader(home: Path, store: str, stop: Path) -> dict[str, int]:
    """How often it has read, and how many publications it has seen; each reading is of one publication, and whole."""
    os.environ["CVM_STORE"] = store
    seen: set[str] = set()
    readings = 0
    while not stop.exists() or not readings:
        for which in ("internal", "public"):
            with pipelines.connect(home, which) as connection:
                manifest = manifest_of(connection)
                told = manifest["files"][f"{which}.duckdb"]["tables"]
                found = {name: one.described() for name, one in fingerprints(connection, which, told).items()}
            wrong = [name for name, table in told.items() if found[name] != table]
            assert not wrong, (manifest["publication_id"], wrong)
            seen.add(manifest["publication_id"])
            readings += 1
    return {"readings": readings, "publications": len(seen)}


if __name__ == "__main__":
    kind, *rest = sys.argv[1:]
    if kind == "office":
        told = office(Path(rest[0]), rest[1], Path(rest[2]), Path(rest[3]), int(rest[4]))
    else:
        told = reader(Path(rest[0]), rest[1], Path(rest[2]))
    print(json.dumps(told))
