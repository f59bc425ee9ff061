"""The employment marts alone: `python -m tests.bench.models HOME` builds them with all that is upstream of them.

Prints as JSON the seconds after dbt's import, the peak of memory in MB, and the seconds of the slowest of some queries
of the finished cube.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from contextlib import chdir
from pathlib import Path

import duckdb

from pipelines.building.marts import TARGET
from pipelines.settings import DBT_PROJECT_DIR

MARTS = ("+path:models/marts/employment", "+network_comparison")
QUERIES = (
    "from employment_one_year where breakdown = 'nation'",
    "from employment_one_year where breakdown = 'college' and college_code = '1399000007'",
    "from employment_rates where breakdown = 'province_level_field' and province_code = '50' "
    "and academic_year_be = 2567",
    "from employment_rates where breakdown = 'cvm_network_college' and centre_id = '2566-07' "
    "and academic_year_be = 2567",
    "select level, sum(numerator), sum(denominator) from employment_rates where breakdown = 'level' group by all",
    "from employment_pooled where breakdown = 'college' and college_code = '1399000007'",
    "from employment_by_round where breakdown = 'college_level_field' and college_code = '1399000007'",
)


def build(home: Path) -> float:
    """Seconds to build the marts."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    os.environ["CVM_HOME"] = str(home.resolve())
    arguments = ["--project-dir", ".", "--profiles-dir", ".", "--target-path", str(TARGET.relative_to(DBT_PROJECT_DIR))]
    quiet = ["--log-level", "none", "--log-level-file", "none", "--indirect-selection", "cautious"]
    with chdir(DBT_PROJECT_DIR):
        started = time.perf_counter()
        outcome = dbtRunner().invoke(
            ["build", "--exclude-resource-type", "unit_test", "--select", *MARTS, *arguments, *quiet]
        )
        seconds = time.perf_counter() - started
    DuckDBConnectionManager.close_all_connections()
    if not outcome.success:
        failed = [result.node.name for result in getattr(outcome.result, "results", ()) if result.failures]
        raise SystemExit(f"the build failed: {outcome.exception or failed}")
    return seconds


def slowest_query(home: Path) -> float:
    """Seconds of the slowest query, each on its second run."""
    slowest = 0.0
    with duckdb.connect(str(home / "warehouse" / "mart.duckdb"), read_only=True) as connection:
        for query in QUERIES:
            connection.execute(query).fetchall()
            started = time.perf_counter()
            connection.execute(query).fetchall()
            slowest = max(slowest, time.perf_counter() - started)
    return slowest


if __name__ == "__main__":
    home = Path(sys.argv[1])
    seconds = build(home)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "query": slowest_query(home)}))
