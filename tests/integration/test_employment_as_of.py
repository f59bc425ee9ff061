"""What was believed on a day (`employment_as_of`): by what had been recorded, and by what had arrived.

One college of six graduates. Day of arrival: the roster and round 1 in July, round 2 in October, in January a corrected
round 1, and in February a roster that drops the last graduate.
"""

from __future__ import annotations

from contextlib import chdir
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.running.refresh import refresh
from pipelines.settings import DBT_PROJECT_DIR, Settings
from tests.integration.drops import House
from tests.integration.people import followed, roster, sent, unreachable
from tests.judging import quick
from tests.oracle.comparison import published

PEOPLE = range(1, 7)
JULY, OCTOBER, JANUARY, FEBRUARY = date(2025, 7, 10), date(2025, 10, 5), date(2026, 1, 15), date(2026, 2, 20)
EVER = date(9999, 12, 31)
LATE_IN_ROUND_2 = {"วันที่บันทึก": "2/10/2568"}
COUNTS = "count(*), count(*) filter (where is_followed), count(*) filter (where is_obtained_work)"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the files arrived on four days, and the tables as they are after the last."""
    house = House(tmp_path_factory.mktemp("as_of"))
    first = [*followed(1, PEOPLE[:2]), *unreachable(1, PEOPLE[2:])]
    second = [*followed(1, PEOPLE[:3], 2), *followed(1, PEOPLE[3:4], 2, LATE_IN_ROUND_2)]
    corrected = [*followed(1, PEOPLE[:1]), *unreachable(1, PEOPLE[1:])]
    with quick():
        house.drop({"graduates.csv": sent(roster(1, PEOPLE)), "followups-1.csv": sent(first)}, day=JULY)
        house.drop({"followups-2.csv": sent(second)}, day=OCTOBER)
        house.drop({"followups-1-corrected.csv": sent(corrected)}, day=JANUARY)
        house.drop({"graduates-again.csv": sent(roster(1, PEOPLE[:-1]))}, day=FEBRUARY)
    assert refresh(Settings(home=house.home), FEBRUARY).is_published
    return house.home


@pytest.fixture(scope="module")
def query(home: Path) -> str:
    """`employment_as_of` as dbt makes it of its macro, asked for two days that DuckDB is told in variables."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    days = ", ".join(f"\"getvariable('{name}')\"" for name in ("recorded_by", "loaded_by"))
    arguments = ["--quiet", "--project-dir", ".", "--profiles-dir", ".", "--log-level-file", "none"]
    try:
        with pytest.MonkeyPatch.context() as patch, chdir(DBT_PROJECT_DIR):
            patch.setenv("CVM_HOME", str(home))
            outcome = dbtRunner().invoke(["compile", "--inline", f"{{{{ employment_as_of({days}) }}}}", *arguments])
    finally:
        DuckDBConnectionManager.close_all_connections()
    assert outcome.success, outcome.exception
    found: str = outcome.result.results[0].node.compiled_code
    return found


@pytest.fixture
def believed(home: Path, query: str) -> Any:
    """The rows of `employment_as_of`, aggregated by some SQL."""

    def ask(recorded_by: date, loaded_by: date, columns: str = COUNTS, place: Path = home) -> list[tuple[Any, ...]]:
        with duckdb.connect() as connection:
            connection.execute("set variable recorded_by = ?::date", [recorded_by])
            connection.execute("set variable loaded_by = ?::date", [loaded_by])
            connection.execute(f"attach '{place}/warehouse/build.duckdb' as build (read_only)")
            return connection.execute(f"select {columns} from ({query}) order by all").fetchall()

    return ask


@pytest.mark.parametrize(
    ("recorded_by", "loaded_by", "expected"),
    [
        (date(2025, 9, 30), date(2025, 7, 9), (0, 0, 0)),
        (date(2025, 9, 30), JULY, (6, 2, 2)),
        (date(2025, 9, 30), date(2025, 9, 30), (6, 2, 2)),
        # the records of round 2 were made in August, but one; the file came in October
        (date(2025, 9, 30), OCTOBER, (6, 3, 3)),
        (date(2025, 10, 1), EVER, (5, 3, 3)),
        (date(2025, 10, 2), OCTOBER, (6, 4, 4)),
        # the correction of round 1 changes what was known of June only once it is there
        (date(2025, 6, 30), date(2026, 1, 14), (6, 2, 2)),
        (date(2025, 6, 30), JANUARY, (6, 1, 1)),
        # a roster that drops somebody
        (EVER, date(2026, 2, 19), (6, 4, 4)),
        (EVER, FEBRUARY, (5, 4, 4)),
    ],
)
def test_what_was_believed_on_a_day(
    believed: Any, recorded_by: date, loaded_by: date, expected: tuple[int, ...]
) -> None:
    assert believed(recorded_by, loaded_by) == [expected]


FACTS = ", ".join(
    [
        "graduate_key", "level", "field_th", "graduated_on", "records", "records_counted", "records_late", "state",
        "is_followed", "is_employed", "is_self_employed", "is_ever_self_employed", "is_obtained_work",
        "is_further_study", "is_work_or_study", "last_known_outcome", "work_sector",
    ]
)  # fmt: skip


def test_all_that_is_known_now_is_the_fact_table(sample_home: Path, believed: Any) -> None:
    known = believed(EVER, EVER, FACTS, sample_home)
    facts = published(sample_home, "fct_graduate_outcome").filter(pl.col("exclusion_reason").is_null())
    facts = facts.select(FACTS.split(", "))
    assert [(str(key), *rest) for key, *rest in known] == sorted((str(key), *rest) for key, *rest in facts.rows())
    assert len(known) > 100
