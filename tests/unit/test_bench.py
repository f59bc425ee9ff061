"""The arithmetic of the benchmark: the exponent of growth, targets met and missed, the table, and the checks in SQL."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.contracts import load_contracts, rules_of
from pipelines.contracts.rules import UNIQUE, UNIQUE_KEY
from pipelines.guarding.expectations import failing_rows
from pipelines.reading.canonical import frame_schema
from tests.bench.crowds import Loaders, Readers
from tests.bench.drops import correct_round, linked
from tests.bench.floors import failures
from tests.bench.made import write
from tests.bench.processes import AS_OF
from tests.bench.table import Line, Target, growth_exponent, markdown

ROWS = (1_000, 4_000, 16_000)


@given(exponent=st.floats(0.2, 3), scale=st.floats(1e-6, 1e-2), empty=st.floats(0, 100))
def test_the_exponent_of_a_power_of_the_rows_is_found_beneath_what_an_empty_run_costs(
    exponent: float, scale: float, empty: float
) -> None:
    # far below what an empty run takes, little of the difference of two floating-point numbers is left
    assume(scale * ROWS[0] ** exponent > 1e-3)
    seconds = [empty + scale * rows**exponent for rows in ROWS]
    assert growth_exponent(ROWS, seconds, empty) == pytest.approx(exponent, rel=1e-6)


def test_the_exponent_is_the_least_squares_slope_of_the_logarithms() -> None:
    slope = growth_exponent((10, 100, 1000), (1.0 + 1, 100.0 + 1, 1000.0 + 1), 1.0)
    # logarithms 0, 2, 3 over 1, 2, 3: the slope is (3 - 0) / 2
    assert slope == pytest.approx(1.5)
    assert growth_exponent(ROWS, (7.0, 7.0, 7.0), 5.0) == pytest.approx(0)


def test_nothing_is_fitted_to_what_cannot_carry_it() -> None:
    assert growth_exponent((5, 10), (1.0, 2.0), 1.0) is None
    assert growth_exponent((5, 10), (2.0, 0.5), 1.0) is None
    for rows in ((5, 5), (5,)):
        with pytest.raises(ValueError, match="two different numbers of rows"):
            growth_exponent(rows, (2.0,) * len(rows), 1.0)
    line = Line("growth", 1.0, None, "rows", targets=(Target("ratio", 1.05),))
    assert "| lost in noise | rows | ratio ≤ 1.05 | **missed** |" in markdown([line], {})
    assert json.loads(json.dumps(line.as_json()))["ratio"] is None


def test_a_target_is_met_up_to_its_limit_and_missed_beyond() -> None:
    line = Line("a refresh", 120.0, 2.5, "a floor", peak_mb=4096.0, tables=0)
    assert line.meets(Target("seconds", 120)) and not line.meets(Target("seconds", 119.99))
    assert line.meets(Target("peak_mb", 4096)) and not line.meets(Target("peak_mb", 4095))
    assert line.meets(Target("tables", 0)) and not Line("", 1, 1, "", tables=1).meets(Target("tables", 0))
    assert line.meets(Target("ratio", 2.5, is_least=True)) and not line.meets(Target("ratio", 2.6, is_least=True))
    with pytest.raises(ValueError, match="peak_mb was not measured"):
        Line("a refresh", 1.0, 1.0, "a floor").meets(Target("peak_mb", 1))


def test_a_target_is_judged_before_figures_are_rounded() -> None:
    line = Line("growth", 1.0, 1.0501, "rows", targets=(Target("ratio", 1.05),))
    assert "| 1.05 | rows | ratio ≤ 1.05 | **missed** |" in markdown([line], {})


def test_every_line_of_the_table_tells_its_ratio_what_that_is_against_and_each_target() -> None:
    targets = (Target("seconds", 120), Target("ratio", 20, is_least=True))
    lines = [
        Line("many rows", 2.0, 3.456, "bare reading", 1_000_000, 5_000.4, targets=targets, runs=(2.0, 1.0, 3.0)),
        Line("nothing new", 0.5, 1.0, "a help text"),
    ]
    table = markdown(lines, {"scale": "sample", "runs": 3}).splitlines()
    assert table[0].endswith("scale sample · runs 3")
    rows = [line for line in table if line.startswith("|")]
    assert {row.count("|") for row in rows} == {10}
    assert rows[2] == (
        "| many rows | 2.00 | 1,000,000 | 2 | 5,000 | 3.46 | bare reading | ≤ 120 s, ratio ≥ 20 | met, **missed** |"
    )
    assert rows[3] == "| nothing new | 0.50 |  |  |  | 1.00 | a help text |  |  |"
    document = json.loads(json.dumps([line.as_json() for line in lines]))
    assert document[0]["targets"] == [
        {"target": "≤ 120 s", "is_met": True},
        {"target": "ratio ≥ 20", "is_met": False},
    ]
    assert document[0]["runs"] == [2.0, 1.0, 3.0] and document[0]["microseconds_a_row"] == 2.0
    assert document[1]["microseconds_a_row"] is None


def test_the_plain_checks_count_the_rows_that_great_expectations_names(tmp_path: Path) -> None:
    contract = load_contracts()["graduates"]
    good = {
        "academic_year_be": 2567,
        "college_code": "1399610001",
        "level": "voc_cert",
        "field_th": "ช่างยนต์",
        "sex": "f",
        "study_system": "dual",
        "graduated_on": date(2025, 3, 31),
        "gpa": 3.0,
        "identified_by": "national_id",
    }
    bad: list[dict[str, object]] = [
        {"academic_year_be": 2530},
        {"college_code": None},
        {"college_code": "139961000x"},
        {"level": "master", "field_th": None},
        {"sex": "n/a", "study_system": None},
        {"gpa": 4.5},
        {"gpa": 1.5, "graduated_on": None},
        {"graduated_on": date(2020, 1, 1), "identified_by": None},
        {"unreadable": "gpa"},
        {"remarks": "gpa:year_repaired"},
    ]
    rows = [{**good, "key_hash": str(number), **faults} for number, faults in enumerate([{}, {}, *bad])]
    frame = pl.DataFrame([*rows, {**rows[0], "term": "9"}], schema=frame_schema(contract))
    path = tmp_path / "landed.parquet"
    frame.write_parquet(path)
    rules = rules_of(contract)
    counted = duckdb.sql(failures(contract, rules, path)).fetchone()

    judged = frame.with_row_index("row_id").with_columns(
        pl.col("row_id").cast(pl.Int64),
        pl.col("key_hash").alias(UNIQUE_KEY),
        pl.lit(date.fromisoformat(AS_OF)).alias("arrived_on"),
        *(pl.sql_expr(item.expression).alias(item.name) for item in contract.derived),
    )
    named = [len(failing) for failing in failing_rows(judged, rules)]
    # of two rows with one key the library names both, and one is beyond the first
    expected = [count // 2 if rule.expectation == UNIQUE else count for rule, count in zip(rules, named, strict=True)]
    assert counted is not None and list(counted) == expected
    assert sum(count > 0 for count in counted) >= 12


def test_the_corrected_round_changes_cells_of_one_linked_file_and_leaves_the_drop_alone(tmp_path: Path) -> None:
    drop, corrected = tmp_path / "drop", tmp_path / "corrected"
    write(drop, 20, "xlsx")
    (drop / "followups").rename(tmp_path / "ay2567")
    (drop / "followups").mkdir()
    (tmp_path / "ay2567").rename(drop / "followups" / "ay2567")
    before = {path.relative_to(drop): path.read_bytes() for path in drop.rglob("*.xlsx")}
    linked(drop, corrected, ("followups",))
    correct_round(corrected)
    after = {path.relative_to(corrected): path.read_bytes() for path in corrected.rglob("*.xlsx")}
    assert before == {path.relative_to(drop): path.read_bytes() for path in drop.rglob("*.xlsx")}
    changed = [path for path, content in after.items() if content != before[path]]
    assert [path.parts[:3] for path in changed] == [("followups", "ay2567", "3")]
    was, now = (pl.read_excel(folder / changed[0]) for folder in (drop, corrected))
    assert was.columns == now.columns
    different = [(name, int((was[name] != now[name]).sum())) for name in was.columns if not was[name].equals(now[name])]
    assert different == [("สถานะการติดตาม", 3)]


def test_many_at_once_are_held_against_one_alone() -> None:
    readers, loaders = Readers(), Loaders(Path())
    readers._rounds = {1: [100.0], 2: [100.0], 4: [80.0, 120.0], 8: [50.0]}
    assert [(round(line.seconds, 3), line.ratio) for line in readers.lines()] == [(0.1, 2), (0.2, 4), (0.8, 16)]
    loaders._found = {1: [10.0], 2: [10.0, 14.0], 4: [80.0]}
    assert [line.ratio for line in loaders.lines()] == [1, 0.6, 2]
