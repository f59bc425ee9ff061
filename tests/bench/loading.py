"""Loads an inbox into a home without building anything: `python -m tests.bench.loading INBOX HOME`.

Prints the seconds of each stage, without the imports, and the rows read, as JSON.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from pipelines.expecting import expectation
from pipelines.running.refresh import look
from pipelines.running.reports import silent
from pipelines.running.work import load_new
from pipelines.settings import Settings
from tests.bench.processes import AS_OF


def main(inbox: str, home: str) -> None:
    """Loads, and prints."""
    expectation("expect_column_values_to_not_be_null", {"column": "imported"})
    begun = look(Settings(home=Path(home), inbox_dir=Path(inbox)), date.fromisoformat(AS_OF))
    reports = load_new(begun.run, begun, (), silent)
    print(json.dumps({**begun.run.seconds, "rows": sum(report.rows.rows_read for report in reports)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
