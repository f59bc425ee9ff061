"""The oracle on figures whose answer is known elsewhere."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from statsmodels.stats.proportion import proportion_confint

from tests.oracle import inputs as made
from tests.oracle.comparison import differences
from tests.oracle.cube import COUNTS, KEYS
from tests.oracle.inputs import Inputs, Seeds
from tests.oracle.rates import employment_rates, wilson
from tests.oracle.table import Table
from tests.oracle.tables import Oracle


def cell(**counts: int) -> pl.DataFrame:
    """A cell of the nation with the counts given; the others are 0 where they must be known."""
    known = {name: counts.get(name) for name in COUNTS} | {"not_followed": counts.get("not_followed", 0)}
    keys = dict.fromkeys(KEYS) | {"academic_year_be": 2566, "breakdown": "nation"}
    schema = dict.fromkeys(COUNTS, pl.Int64)
    return pl.DataFrame(
        {**keys, "basis": "counts", "is_window_closed": True, **known}
        | {"graduates_on_counts": known["graduates"], "graduates_with_assumed_dates": None},
        schema_overrides=schema | {"graduates_with_assumed_dates": pl.Int64},
    )


def inputs(*rows: tuple[str, str, str, tuple[int, ...]], as_of: date = date(2026, 1, 1)) -> Inputs:
    """Outcome rows (college, level, field, counts) of AY2566 in one registered college of two."""
    outcomes = [(2566, code, level, "t", field, *counts) for code, level, field, counts in rows]
    centres = {"level": ["voc_cert"] * 2, "field_th": ["x"] * 2, "branch_th": [None, "b"], "centre_id": ["c1", "c2"]}
    return Inputs(
        graduates=made.empty(made.GRADUATES),
        followups=made.empty(made.FOLLOWUPS),
        students=made.empty(made.STUDENTS),
        answers=made.empty(made.ANSWERS),
        outcomes=pl.DataFrame(outcomes, schema=made.OUTCOMES, orient="row"),
        enrolment=made.empty(made.ENROLMENT),
        members=made.empty(made.MEMBERS),
        colleges=pl.DataFrame([("a", "73", "public", None, None, None)], schema=made.COLLEGES, orient="row"),
        seeds=Seeds({"73": "east"}, {}, {}, pl.DataFrame(centres, schema_overrides={"branch_th": pl.String})),
        as_of=as_of,
    )


def employment_one_year(of: Inputs) -> pl.DataFrame:
    return Oracle(of).cube


TWENTY = (20, 10, 4, 1, 0, 1, 2, 1, 1)


def rates_of(**counts: int) -> dict[str, dict[str, object]]:
    return {row["definition_id"]: row for row in employment_rates(cell(**counts)).iter_rows(named=True)}


def test_published_korean_figures() -> None:
    korea = {"graduates": 63_005, "obtained_work": 16_588, "study_only": 30_216, "military": 1_716, "ill": 1_059}
    rate = rates_of(followed=63_005, **korea)["kedi_style"]
    assert rate["numerator"] == 16_588
    assert rate["denominator"] == 63_005 - 30_216 - 1_716 - 1_059
    assert rate["rate"] == pytest.approx(0.553, abs=0.0005)
    assert round(korea["study_only"] / korea["graduates"], 3) == 0.480
    neither = 63_005 - 16_588 - 30_216 - 1_716 - 1_059
    assert neither / 63_005 == pytest.approx(0.213, abs=0.0005)


@pytest.mark.parametrize("denominator", [1, 7, 10, 33, 400, 137_757])
def test_wilson_agrees_with_statsmodels(denominator: int) -> None:
    numerators = sorted({0, 1, denominator // 3, denominator - 1, denominator})
    frame = pl.DataFrame({"n": numerators, "d": [denominator] * len(numerators)})
    low, high = wilson(pl.col("n"), pl.col("d"))
    ours = frame.select(low.alias("low"), high.alias("high"))
    theirs = [proportion_confint(n, denominator, alpha=0.05, method="wilson") for n in numerators]
    assert ours["low"].to_list() == pytest.approx([interval[0] for interval in theirs], abs=1e-8)
    assert ours["high"].to_list() == pytest.approx([interval[1] for interval in theirs], abs=1e-8)


def test_interval_is_exact_at_nothing_and_everything() -> None:
    assert rates_of(graduates=50, followed=50, obtained_work=0)["ovec_one_year"]["ci_low"] == 0.0
    assert rates_of(graduates=50, followed=50, obtained_work=50)["ovec_one_year"]["ci_high"] == 1.0


def test_small_denominator_hides_the_rate_and_keeps_its_parts() -> None:
    rate = rates_of(graduates=9, followed=9, obtained_work=3)["ovec_one_year"]
    hidden = ("rate", "ci_low", "ci_high", "bound_low", "bound_high")
    assert [rate[name] for name in hidden] == [None] * 5
    assert (rate["numerator"], rate["denominator"], rate["response_rate"]) == (3, 9, 1.0)
    assert rate["reliability"] == "too_few"
    assert rates_of(graduates=0, followed=0)["ovec_one_year"]["response_rate"] is None


@pytest.mark.parametrize(
    ("graduates", "followed", "obtained_work", "reliability"),
    [(100, 29, 10, "not_followed"), (100, 30, 10, "ok"), (30, 30, 15, "wide"), (10, 2, 1, "not_followed")],
)
def test_first_reliability_that_applies(graduates: int, followed: int, obtained_work: int, reliability: str) -> None:
    counts = {"graduates": graduates, "followed": followed, "obtained_work": obtained_work}
    assert rates_of(not_followed=graduates - followed, **counts)["ovec_one_year"]["reliability"] == reliability


def test_bounds_under_non_response_meet_on_graduates_and_on_followed() -> None:
    rates = rates_of(graduates=100, followed=60, not_followed=40, obtained_work=30)
    for definition in ("ovec_one_year", "of_followed"):
        assert (rates[definition]["bound_low"], rates[definition]["bound_high"]) == (0.3, 0.7)


def test_cells_of_a_college_outside_the_register_are_not_known_and_networks_hold_mapped_fields_alone() -> None:
    cube = employment_one_year(inputs(("a", "voc_cert", "x", TWENTY), ("b", "voc_cert", "y", TWENTY)))
    sizes = {name: frame["graduates"].sum() for (name,), frame in cube.group_by("breakdown")}
    assert set(sizes) == {
        "nation", "region", "province", "ownership", "level", "subject_type", "field", "college", "college_level",
        "college_level_field", "province_level_field", "cvm_network", "cvm_network_college",
    }  # fmt: skip
    assert {name for name, graduates in sizes.items() if graduates != 40} == {"cvm_network", "cvm_network_college"}
    assert cube.filter(pl.col("breakdown") == "cvm_network").select("centre_id", "graduates").rows() == [("c1", 20)]
    unknown = cube.filter((pl.col("breakdown") == "province") & pl.col("province_code").is_null())
    assert unknown.select("graduates", "region_th").rows() == [(20, None)]


@pytest.mark.parametrize(("as_of", "is_closed"), [(date(2025, 5, 15), False), (date(2025, 5, 16), True)])
def test_window_of_2566_closes_on_16_may_2568(as_of: date, is_closed: bool) -> None:
    cube = employment_one_year(inputs(("a", "voc_cert", "x", TWENTY), as_of=as_of))
    assert cube["is_window_closed"].unique().to_list() == [is_closed]


def test_comparison_finds_a_missing_row_a_changed_value_and_a_strange_column() -> None:
    cube = employment_one_year(inputs(("a", "voc_cert", "x", TWENTY)))
    changed = cube.with_columns(graduates=pl.col("graduates") + (pl.col("breakdown") == "nation").cast(pl.Int64))
    table = Table("employment_one_year", KEYS, frozenset({"cell_id"}), lambda: cube)
    assert differences(table, cube, cube.with_columns(cell_id=1)) == []
    assert len(differences(table, cube, changed)) == 1
    assert len(differences(table, cube, cube[1:])) == 1
    assert len(differences(table, cube[1:], cube)) == 1
    assert len(differences(table, cube, cube.with_columns(x=1))) == 1
    assert len(differences(table, cube, pl.concat([cube, cube[:1]]))) == 1
    assert len(differences(table, cube, cube.with_columns(graduates=pl.lit("many")))) == 1
    rates = employment_rates(cube)
    emptied = rates.with_columns(rate=pl.lit(None, pl.Float64))
    table = Table("employment_rates", (*KEYS, "definition_id"), frozenset(), lambda: rates)
    assert len(differences(table, rates, emptied)) == 1
