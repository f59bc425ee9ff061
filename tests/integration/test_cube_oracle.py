"""Every cell and every rate of the sample, recomputed and compared."""

from __future__ import annotations

from pathlib import Path

from pipelines.settings import SEEDS_DIR
from pipelines.synthetic.sample_counts import build
from tests.oracle import sample
from tests.oracle.comparison import as_of, cube_differences, published


def test_cube_and_rates_equal_the_recomputation(sample_home: Path) -> None:
    assert cube_differences(sample_home, sample.inputs(build(), SEEDS_DIR, as_of(sample_home))) == []


def test_sample_reaches_what_the_official_files_do_not(sample_home: Path) -> None:
    cube = published(sample_home, "employment_one_year")
    assert set(cube["academic_year_be"]) == {2565, 2566}
    assert "institute" in set(cube["breakdown"])
    reliabilities = set(published(sample_home, "employment_rates")["reliability"])
    assert reliabilities == {"ok", "wide", "not_followed", "too_few"}


def test_keys_are_unique(sample_home: Path) -> None:
    for table, key in (("employment_one_year", "cell_id"), ("employment_rates", "rate_id")):
        assert published(sample_home, table)[key].is_unique().all()
