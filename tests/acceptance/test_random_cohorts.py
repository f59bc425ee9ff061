"""Random cohorts through the whole warehouse: every table against the oracle, and what must hold of any figure.

Sixty made-up colleges on every run; for a proof (`CVM_PROOF=full`) a thousand, on two dates, and a whole country.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from unittest.mock import patch

import polars as pl
import pytest
from statsmodels.stats.proportion import proportion_confint

from pipelines.publishing.attacking.attacker import HiddenCells
from pipelines.running.refresh import refresh
from pipelines.settings import Settings
from pipelines.synthetic.drop import Order, generate
from tests.cohorts import sending
from tests.judging import quick
from tests.oracle.comparison import all_differences, published
from tests.oracle.cube import COUNTS
from tests.profiles import FULL

COLLEGES = 1_000 if FULL else 60
A_YEAR_AFTER_MARCH = date(2026, 3, 31)
"""The last day on which the year is open of who graduated on the last day of term 2 of 2567."""
DATES = [A_YEAR_AFTER_MARCH, date(2026, 11, 21)] if FULL else [A_YEAR_AFTER_MARCH]
INSIDE_OTHER = ("military", "ordained", "ill", "deceased")


@pytest.fixture(scope="module", params=[f"{number} {day}" for number, day in enumerate(DATES)])
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home refreshed once from random cohorts."""
    seed, day = request.param.split()
    folder: Path = tmp_path_factory.mktemp("cohorts")
    as_of = date.fromisoformat(day)
    sending.write(folder / "inbox", sending.files(int(seed), COLLEGES, as_of))
    with nullcontext() if FULL else _of_exact_tables():
        report = refresh(Settings(home=folder, inbox_dir=folder / "inbox"), as_of)
    assert {file.verdict for file in report.files} == {"loaded"}
    return folder


@contextmanager
def _of_exact_tables() -> Iterator[None]:
    """Rules judged by polars, and nothing hidden in the public file, which nobody looks at here."""
    with quick(), patch("pipelines.publishing.publication.hidden_cells", lambda *_: HiddenCells()):
        yield


def test_every_table_equals_the_recomputation(home: Path) -> None:
    assert all_differences(home) == []


def test_cohorts_reach_the_edges(home: Path) -> None:
    """Otherwise the equality above would say less than it seems to."""
    graduates = published(home, "fct_graduate_outcome")
    counted = graduates.filter(pl.col("exclusion_reason").is_null())
    assert set(graduates["exclusion_reason"]) == {None, "same_person"}
    assert set(counted["graduated_on_basis"]) == {"reported", "term", "year"}
    assert set(counted["is_window_closed"]) == {True, False} or len(DATES) > 1
    assert counted["state"].n_unique() == 10
    at_the_edge = counted.filter(pl.col("deciding_recorded_on") == pl.col("window_ends_on"))
    after_it = counted.filter(pl.col("deciding_recorded_on") > pl.col("window_ends_on"))
    assert at_the_edge.height and after_it.height
    cube = published(home, "employment_one_year")
    assert set(cube["basis"]) == {"records", "counts", "mixed"}
    assert cube["breakdown"].n_unique() == 16
    reasons = published(home, "unmatched_followups")["reason"]
    assert set(reasons) == {"no_roster", "no_roster_of_level", "not_in_roster"}
    assert published(home, "network_comparison")["best_rank"].drop_nulls().len() > 0


def test_markets_reach_the_edges(home: Path) -> None:
    """The same of supply and demand."""
    demand = published(home, "demand")
    assert set(demand["counted_from"]) == {"demands", "postings"}
    assert set(demand["place"]) == {"home", "abroad"}
    assert set(demand["is_reported_by_several"]) == {True, False}
    assert demand.filter((pl.col("place") == "home") & pl.col("province_code").is_null()).height
    assert demand.filter(pl.col("field_th") != pl.col("meeting_field_th")).height
    supply = published(home, "supply")
    assert set(supply["supply_next_reason"]) == {
        None, "no_learners_held", "short_course", "year_of_study_unknown", "no_rates_held", "partly",
    }  # fmt: skip
    assert set(supply["is_within_interval"]) == {None, True, False}
    assert supply["supply_next_3"].drop_nulls().len() > 0
    gap = published(home, "supply_demand_gap")
    assert set(gap["pressure"]) == {
        None, "no_demand_recorded", "no_supply", "critical_shortage", "shortage", "balanced", "surplus",
    }  # fmt: skip
    assert gap["breakdown"].n_unique() == 12
    assert set(published(home, "partnerships")["matched_by"]) == {None, "agreement", "demand", "both"}
    assert published(home, "matching_report")["placed_share"].drop_nulls().len() > 0


def test_the_gap_adds_up_at_every_roll_up(home: Path) -> None:
    """Regions, provinces, levels, fields and industries hold the nation; province x level x field holds them all."""
    gap = published(home, "supply_demand_gap").filter(
        ~pl.col("breakdown").str.starts_with("cvm_network") & ~pl.col("breakdown").str.starts_with("abroad")
    )
    columns = ["demand_jobs", "demand_places", "demand_teacher_placement", "matched_places", "supply_labour"]
    sums = gap.group_by("fiscal_year_be", "breakdown").agg(pl.col(*columns).sum())
    assert sums.drop("breakdown").unique().height == gap["fiscal_year_be"].n_unique()
    finest = gap.filter(pl.col("breakdown") == "province_level_field")
    for breakdown, keys in {
        "province": ["province_code"],
        "level": ["level"],
        "level_field": ["level", "field_th"],
        "region_level_field": ["region_th", "level", "field_th"],
    }.items():
        own = gap.filter((pl.col("breakdown") == breakdown) & pl.any_horizontal(pl.col(keys).is_not_null()))
        added = finest.group_by("fiscal_year_be", *keys).agg(pl.col("supply", *columns).sum())
        both = own.join(added, on=["fiscal_year_be", *keys], how="left", nulls_equal=True, suffix="_added")
        apart = [pl.col(name).fill_null(0) != pl.col(f"{name}_added").fill_null(0) for name in ("supply", *columns)]
        assert both.filter(pl.any_horizontal(apart)).is_empty(), breakdown


def test_a_need_is_no_more_than_told_and_no_less_than_the_largest(home: Path) -> None:
    demand = published(home, "demand")
    whole = demand.group_by("fiscal_year_be", "establishment_id", "level", "meeting_field_th", "demand_kind", "place")
    needs = whole.agg(
        pl.col("headcount").sum(), reported=pl.col("headcount_reported").sum(), posted=pl.col("headcount_posted").sum()
    )
    assert needs.filter(pl.col("headcount") > pl.col("reported") + pl.col("posted")).is_empty()
    assert needs.filter(pl.col("headcount") < pl.max_horizontal("reported", "posted")).is_empty()
    assert needs.filter(pl.col("headcount") > pl.max_horizontal("reported", "posted")).is_empty()


@pytest.mark.parametrize("table", ["employment_one_year", "employment_by_round", "intention_outcomes"])
def test_identities_hold_in_every_cell(home: Path, table: str) -> None:
    cells = published(home, table)
    work = pl.sum_horizontal("work_private", "work_government", "work_state_enterprise", "work_sector_unknown")
    outside_work = pl.sum_horizontal(
        "work_or_study", "seeking", "other", *[pl.col(n).fill_null(0) for n in INSIDE_OTHER]
    )
    broken = cells.filter(
        (pl.col("followed") != outside_work)
        | (pl.col("graduates") != pl.col("followed") + pl.col("not_followed"))
        | (pl.col("employed") != work)
        | (pl.col("obtained_work") != pl.col("employed") + pl.col("self_employed"))
        | (pl.col("work_or_study") != pl.col("obtained_work") + pl.col("study_only"))
        | pl.any_horizontal(pl.col(name) < 0 for name in COUNTS)
    )
    assert broken.height == 0


def test_every_breakdown_but_the_networks_adds_up_to_the_nation(home: Path) -> None:
    """Where some are on counts, those who are told apart on records alone stand inside `other`."""
    folded = pl.col("other") + pl.sum_horizontal(pl.col(name).fill_null(0) for name in INSIDE_OTHER)
    columns = [name for name in COUNTS if name not in INSIDE_OTHER]
    cube = published(home, "employment_one_year").with_columns(other=folded)
    by = ["academic_year_be", "breakdown"]
    more = ["source_rows", "graduates_on_counts", "graduates_with_assumed_dates"]
    sums = (
        cube.filter(~pl.col("breakdown").str.starts_with("cvm_network")).group_by(by).agg(pl.col(*columns, *more).sum())
    )
    assert sums.drop("breakdown").unique().height == cube["academic_year_be"].n_unique()


def test_a_network_is_its_colleges(home: Path) -> None:
    cube = published(home, "employment_one_year")
    by = ["academic_year_be", "centre_id"]
    sums = [
        cube.filter(pl.col("breakdown") == name)
        .group_by(by)
        .agg(pl.col("graduates", "obtained_work", "source_rows").sum())
        for name in ("cvm_network", "cvm_network_college")
    ]
    assert sums[0].sort(by).equals(sums[1].sort(by))


def test_rounds_only_grow_and_the_last_is_the_cube(home: Path) -> None:
    rounds = published(home, "employment_by_round").filter(pl.col("breakdown") == "college_level")
    key = ["academic_year_be", "college_code", "level"]
    grown = rounds.sort("round").group_by(key).agg(
        pl.col("followed", "obtained_work", "further_study", "records").diff().drop_nulls().min(), pl.col("round").max()
    )  # fmt: skip
    assert (
        grown.filter(pl.any_horizontal(pl.col("followed", "obtained_work", "further_study", "records") < 0)).height == 0
    )
    last = rounds.join(grown.select(*key, "round"), on=[*key, "round"])
    cube = published(home, "employment_one_year").filter(
        (pl.col("breakdown") == "college_level") & (pl.col("basis") == "records")
    )
    both = cube.join(last, on=key, suffix="_round")
    assert both.height == cube.height
    assert both.filter(pl.any_horizontal(pl.col(name) != pl.col(f"{name}_round") for name in COUNTS)).height == 0


def test_intervals_agree_with_statsmodels_and_hold_the_rate(home: Path) -> None:
    for table in ("employment_rates", "employment_pooled"):
        shown = published(home, table).filter(pl.col("ci_low").is_not_null())
        numbers = shown["numerator"].to_numpy(), shown["denominator"].to_numpy()
        for name, ours in zip(("ci_low", "ci_high"), proportion_confint(*numbers, method="wilson"), strict=True):
            assert float((shown[name] - pl.Series(ours)).abs().max()) < 1e-8  # type: ignore[arg-type]
        for low, high in (("ci_low", "ci_high"), ("bound_low", "bound_high")):
            inside = pl.col("rate").is_between(pl.col(low) - 1e-12, pl.col(high) + 1e-12) & (pl.col(low) >= 0)
            assert shown.filter(~(inside & (pl.col(high) <= 1))).height == 0, (table, low)


@pytest.mark.skipif(not FULL, reason="a whole country is for a proof")
def test_every_table_of_a_generated_country_equals_the_recomputation(tmp_path: Path) -> None:
    generate(Order("national", tmp_path))
    refresh(Settings(home=tmp_path / "home", inbox_dir=tmp_path / "inbox"), date(2026, 11, 21))
    assert all_differences(tmp_path / "home") == []
