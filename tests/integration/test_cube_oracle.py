"""Every table of one-year employment of the sample, recomputed and compared."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.synthetic.sample_counts import build
from tests.oracle import sample
from tests.oracle.comparison import all_differences, internal, published, table_differences
from tests.oracle.tables import Oracle


def test_every_table_equals_the_recomputation(sample_home: Path) -> None:
    assert all_differences(sample_home) == []


def test_so_it_does_from_the_counts_and_colleges_of_the_generator(sample_home: Path) -> None:
    assert table_differences(sample.inputs(build(), sample_home), internal(sample_home)) == []


def test_every_table_of_the_sample_holds_rows_but_those_it_has_no_case_for(sample_home: Path) -> None:
    tables = Oracle(sample.inputs(build(), sample_home)).tables()
    empty = {table.name for table in tables if published(sample_home, table.name).is_empty()}
    assert empty <= {"unmatched_followups"}


def test_sample_reaches_what_the_official_files_do_not(sample_home: Path) -> None:
    cube = published(sample_home, "employment_one_year")
    assert set(cube["academic_year_be"]) == {2565, 2566, 2567}
    assert {"counts", "records"} <= set(cube["basis"])
    assert {"institute", "study_system", "sex"} <= set(cube["breakdown"])
    reliabilities = set(published(sample_home, "employment_rates")["reliability"])
    assert reliabilities == {"ok", "wide", "not_followed", "too_few"}


def test_keys_are_unique(sample_home: Path) -> None:
    for table in Oracle(sample.inputs(build(), sample_home)).tables():
        frame = published(sample_home, table.name)
        key = frame.columns[0]  # every table begins with the key made of its key columns
        assert frame[key].is_unique().all(), table.name
        assert frame[key].null_count() == 0


def test_a_missing_file_is_told_and_not_raised(tmp_path: Path) -> None:
    assert len(all_differences(tmp_path)) == 1
    assert len(all_differences(tmp_path, tmp_path / "no.duckdb")) == 1


def test_a_wrong_figure_is_told(sample_home: Path) -> None:
    inputs = sample.inputs(build(), sample_home)
    later = inputs.graduates.with_columns(reported_graduated_on=pl.col("reported_graduated_on").dt.offset_by("-1y"))
    changed = Oracle(type(inputs)(**{**vars(inputs), "graduates": later}))
    assert table_differences(changed.world.inputs, internal(sample_home), only=("fct_graduate_outcome",)) != []
