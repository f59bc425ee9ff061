"""Every table of the official files, recomputed from the files themselves and compared."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from statsmodels.stats.proportion import proportion_confint

from pipelines.settings import SEEDS_DIR
from tests.oracle import official
from tests.oracle.comparison import all_differences, as_of, internal, published, table_differences
from tests.profiles import LONG

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(official.folder() is None, reason=f"{official.ENVIRONMENT_VARIABLE} names no folder"),
]


@pytest.fixture(scope="module")
def rates(official_home: Path) -> pl.DataFrame:
    return published(official_home, "employment_rates")


def test_every_table_equals_the_recomputation_from_the_files(official_home: Path) -> None:
    folder = official.folder()
    assert folder is not None
    inputs = official.inputs(folder, SEEDS_DIR, as_of(official_home))
    assert table_differences(inputs, internal(official_home)) == []


@LONG
def test_every_table_equals_the_recomputation_from_the_rows_that_were_loaded(official_home: Path) -> None:
    assert all_differences(official_home) == []


def test_intervals_agree_with_statsmodels(rates: pl.DataFrame) -> None:
    shown = rates.filter(pl.col("ci_low").is_not_null())
    low, high = proportion_confint(
        shown["numerator"].to_numpy(), shown["denominator"].to_numpy(), alpha=0.05, method="wilson"
    )
    assert shown.height > 90_000
    assert float((shown["ci_low"] - pl.Series(low)).abs().max()) < 1e-8  # type: ignore[arg-type]
    assert float((shown["ci_high"] - pl.Series(high)).abs().max()) < 1e-8  # type: ignore[arg-type]


def test_rates_lie_inside_their_interval_and_bounds(rates: pl.DataFrame) -> None:
    shown = rates.filter(pl.col("rate").is_not_null())
    for low, high in (("ci_low", "ci_high"), ("bound_low", "bound_high")):
        inside = shown.filter(
            (pl.col(low) <= pl.col("rate") + 1e-12)
            & (pl.col("rate") <= pl.col(high) + 1e-12)
            & (pl.col(low) >= 0)
            & (pl.col(high) <= 1)
        )
        assert inside.height == shown.height, (low, high)


def test_identities_hold_in_every_cell(official_home: Path) -> None:
    cube = published(official_home, "employment_one_year")
    work = pl.col("work_private") + pl.col("work_government") + pl.col("work_state_enterprise")
    broken = cube.filter(
        (pl.col("followed") != pl.col("work_or_study") + pl.col("seeking") + pl.col("other"))
        | (pl.col("graduates") != pl.col("followed") + pl.col("not_followed"))
        | (pl.col("employed") != work + pl.col("work_sector_unknown"))
        | (pl.col("obtained_work") != pl.col("employed") + pl.col("self_employed"))
        | (pl.col("work_or_study") != pl.col("obtained_work") + pl.col("study_only"))
    )
    assert broken.height == 0


def test_every_breakdown_but_the_networks_adds_up_to_the_nation(official_home: Path) -> None:
    cube = published(official_home, "employment_one_year")
    columns = ["source_rows", "graduates", "followed", "obtained_work", "further_study", "seeking", "other"]
    sums = cube.group_by("breakdown").agg(pl.col(columns).sum())
    nation = sums.filter(pl.col("breakdown") == "nation").select(columns).row(0)
    others = sums.filter(~pl.col("breakdown").str.starts_with("cvm_network"))
    assert set(others.select(columns).iter_rows()) == {nation}
    assert others.height == 11
