"""Supply, demand and their gap on OVEC's official files, which tell of no demand."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.oracle import official
from tests.oracle.comparison import published

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(official.folder() is None, reason=f"{official.ENVIRONMENT_VARIABLE} names no folder"),
]

OVERLAPPING = ("cvm_network", "cvm_network_level_field")
GRADUATES = 270_206
LEARNERS = 869_768
LEVELS = {"voc_cert": 137_757, "high_voc_cert": 128_407, "bachelor": 4_042}


@pytest.fixture(scope="module")
def supply(official_home: Path) -> pl.DataFrame:
    return published(official_home, "supply")


@pytest.fixture(scope="module")
def gap(official_home: Path) -> pl.DataFrame:
    return published(official_home, "supply_demand_gap")


def test_the_graduates_of_2566_supply_2567(supply: pl.DataFrame) -> None:
    nation = supply.filter(pl.col("breakdown") == "nation").sort("academic_year_be")
    columns = ("academic_year_be", "supply_fiscal_year_be", "supply_now", "learners", "supply_next_reason")
    assert nation.select(columns).rows() == [
        (2566, 2567, GRADUATES, None, "no_learners_held"),
        (2568, 2569, None, LEARNERS, "year_of_study_unknown"),
    ]


def test_levels(supply: pl.DataFrame) -> None:
    levels = supply.filter((pl.col("breakdown") == "level") & (pl.col("academic_year_be") == 2566))
    assert dict(levels.select("level", "supply_now").iter_rows()) == LEVELS


def test_every_breakdown_but_the_networks_adds_up_to_the_nation(supply: pl.DataFrame, gap: pl.DataFrame) -> None:
    sums = supply.filter(~pl.col("breakdown").is_in(OVERLAPPING)).group_by("breakdown").agg(
        pl.col("supply_now", "supply_labour", "learners").sum()
    )  # fmt: skip
    assert set(sums["supply_now"]) == {GRADUATES}
    assert set(sums["learners"]) == {LEARNERS}
    assert sums["supply_labour"].n_unique() == 1
    # no institute is known; the fields of the cells of the gap are those in which names meet
    assert set(sums["breakdown"]) == set(supply["breakdown"]) - set(OVERLAPPING)
    of_gap = gap.filter(~pl.col("breakdown").is_in((*OVERLAPPING, "target_industry"))).group_by("breakdown")
    assert set(of_gap.agg(pl.col("supply").sum())["supply"]) == {GRADUATES}
    assert set(of_gap.agg(pl.col("supply_labour").sum())["supply_labour"]) == set(sums["supply_labour"])


@pytest.mark.parametrize(
    ("of_cube", "of_supply", "keys"),
    [
        ("province", "province", ["province_code"]),
        ("field", "level_field", ["field_th"]),
        ("college_level_field", "college_level_field", ["college_code", "level", "field_th"]),
        ("cvm_network", "cvm_network", ["centre_id"]),
    ],
)
def test_supply_is_the_graduates_of_the_cube(
    official_home: Path, supply: pl.DataFrame, of_cube: str, of_supply: str, keys: list[str]
) -> None:
    cube = published(official_home, "employment_one_year").filter(pl.col("breakdown") == of_cube)
    own = supply.filter((pl.col("breakdown") == of_supply) & pl.col("supply_now").is_not_null())
    sums = own.group_by(keys).agg(pl.col("supply_now").sum())
    both = cube.join(sums, on=keys, how="full", nulls_equal=True)
    assert both.filter(pl.col("graduates").ne_missing(pl.col("supply_now"))).height == 0
    assert both.height == cube.height > 0


def test_no_demand_is_recorded(official_home: Path, gap: pl.DataFrame) -> None:
    assert published(official_home, "demand").is_empty()
    assert set(gap["pressure"]) <= {"no_demand_recorded", None}
    for column in ("demand_jobs", "demand_places", "gap", "coverage", "monthly_wage_median", "establishments"):
        assert gap[column].null_count() == gap.height, column
    assert not gap["breakdown"].str.starts_with("abroad").any()


def test_labour_is_what_does_not_only_study_on(supply: pl.DataFrame) -> None:
    """Every field and level of a cohort that is closed has a share, so that all labour is known."""
    graduated = supply.filter(pl.col("supply_now") > 0)
    assert graduated["supply_labour"].null_count() == 0
    assert graduated.filter(pl.col("supply_labour") > pl.col("supply_now")).is_empty()
    assert graduated.filter(pl.col("supply_labour") < 0).is_empty()
    assert set(graduated["study_only_academic_year_be"]) == {2566}
