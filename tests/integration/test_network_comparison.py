"""What the comparison of a network's colleges takes from other tables, against these tables; and what the public file
shows of it. Its figures of employment, supply and people are recomputed in `test_cube_oracle`."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipelines import connect
from tests.oracle.comparison import published
from tests.oracle.peers import OF_OTHER_TABLES

YEAR, COLLEGE = "academic_year_be", ["academic_year_be", "college_code"]


@pytest.fixture(scope="module")
def compared(sample_home: Path) -> pl.DataFrame:
    return published(sample_home, "network_comparison")


@pytest.fixture(scope="module")
def colleges(compared: pl.DataFrame) -> pl.DataFrame:
    return compared.filter(pl.col("breakdown") == "cvm_network_college")


def of_year(home: Path, table: str, year: str = "fiscal_year_be") -> pl.DataFrame:
    """A table whose fiscal years are the academic years that supply them."""
    frame = published(home, table)
    return frame.with_columns((pl.col(year) - 1).cast(pl.Int32).alias(YEAR)) if year != YEAR else frame


def events(home: Path) -> pl.DataFrame:
    """Of each college and academic year: events asked and overdue, those of the fiscal year among them."""
    duties = published(home, "compliance").filter(pl.col("reporter_kind") == "college")
    supplying = pl.col("year_be") - pl.when(pl.col("year_kind") == "fiscal").then(1).otherwise(0)
    return duties.group_by(supplying.cast(pl.Int32).alias(YEAR), "college_code").agg(
        events_asked=(pl.col("status") != "not_applicable").sum(),
        events_overdue=(pl.col("status") == "overdue").sum(),
    )


def test_what_other_tables_say_stands_beside_each_college(sample_home: Path, colleges: pl.DataFrame) -> None:
    banks = of_year(sample_home, "knowledge_bank_summary").filter(pl.col("breakdown") == "cvm_network_college")
    emvs = of_year(sample_home, "emvs_summary").filter(
        pl.col("breakdown") == "reporter", pl.col("issue_code").is_null()
    )
    groups = published(sample_home, "working_group_status").filter(pl.col("order_kind") == "vcop")
    expected = (
        colleges.select(YEAR, "centre_id", "college_code")
        .join(
            banks.select(
                YEAR, "centre_id", "college_code", knowledge_assets="assets", knowledge_components="components_in_place"
            ),
            on=[*COLLEGE, "centre_id"],
            how="left",
        )
        .join(
            published(sample_home, "sender_scorecard").select(
                *COLLEGE, "rows_read", "errors", "errors_per_1000_rows", "contact_rate",
                followup_records="records", followups_reached="reached",
            ),
            on=COLLEGE, how="left",
        )
        .join(
            emvs.group_by(YEAR, pl.col("reporter").alias("college_code")).agg(
                emvs_rounds_asked=pl.col("reporters_asked").sum(), emvs_rounds_entered=pl.col("reporters_entered").sum()
            ),
            on=COLLEGE, how="left",
        )
        .join(
            groups.select(
                *COLLEGE, is_group_ordered="is_ordered", group_duties="duties", group_duties_done="duties_done"
            ),
            on=COLLEGE, how="left",
        )
        .join(events(sample_home), on=COLLEGE, how="left")
    )  # fmt: skip
    keys = [YEAR, "centre_id", "college_code"]
    for name in OF_OTHER_TABLES:
        assert expected[name].null_count() < expected.height, name
        told = colleges.sort(keys)[name]
        assert told.equals(expected.sort(keys)[name].cast(told.dtype), null_equal=True), name


def test_every_member_has_one_row_and_graduates_add_up(sample_home: Path, compared: pl.DataFrame) -> None:
    keys = [YEAR, "centre_id", "college_code"]
    whole = compared.filter(pl.col("breakdown") == "cvm_network_college")
    assert whole["level"].is_null().all()
    assert not whole.select(keys).is_duplicated().any()
    members = published(sample_home, "dim_network_member").select(keys)
    assert members.join(whole, on=keys, how="anti").is_empty()
    levels = compared.filter(pl.col("level").is_not_null()).group_by(keys).agg(pl.col("graduates", "followed").sum())
    told = whole.filter(pl.col("basis").is_not_null()).select(*keys, "graduates", "followed")
    assert told.sort(keys).equals(levels.sort(keys).cast(told.schema))
    assert 0 < told.height < whole.height
    # the running year has the networks of the newest year that has any
    carried = whole.filter(pl.col(YEAR) > pl.col("network_academic_year_be"))
    assert carried[YEAR].max() == whole[YEAR].max()


def test_no_small_number_of_people_is_public(sample_home: Path, compared: pl.DataFrame) -> None:
    with connect(sample_home, "public") as connection:
        public: pl.DataFrame = connection.table("network_comparison").pl()
    beside = (
        "teachers", "teachers_with_gap", "teacher_placements", "short_course_participants", "tests_judged",
        "placements", "safe_placements", "followup_records",
    )  # fmt: skip
    open_rows = public.filter(pl.col("basis") == "counts")
    assert (open_rows["graduates"] % 5 != 0).any()
    for name in beside:
        assert (public[name].drop_nulls() % 5 == 0).all(), name
        assert public[name].null_count() == compared[name].null_count()
