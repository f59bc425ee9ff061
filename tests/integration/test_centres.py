"""What the CVM centres do, by the tables of the sample: recomputed from the rows, and what it is made to show."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.synthetic.sample_centres import BEHIND, CONTRADICTING, GOOD
from tests.oracle.comparison import centre_differences, internal, published


def test_the_work_of_the_centres_is_what_their_rows_come_to(sample_home: Path) -> None:
    assert centre_differences(sample_home, internal(sample_home)) == []


def test_every_centre_has_every_result_in_every_year(sample_home: Path) -> None:
    scorecard = published(sample_home, "centre_scorecard")
    of_years = scorecard.group_by("fiscal_year_be").agg(
        pl.col("centre_id").n_unique(), pl.col("key_result_id").n_unique(), rows=pl.len()
    )
    assert {row[1:] for row in of_years.iter_rows()} == {(101, 46, 101 * 46)}
    aside = scorecard.filter(~pl.col("is_counted"))
    assert aside["key_result_id"].unique().sort().to_list() == ["2.1-1", "5.5-1", "6.4-1"]
    once = scorecard.filter(pl.col("is_counted"), pl.col("key_result_id") == "2.1-1")
    assert sorted(once["centre_id"]) == sorted(scorecard["centre_id"].unique())


def test_the_sample_shows_every_status(sample_home: Path) -> None:
    scorecard = published(sample_home, "centre_scorecard")
    assert set(scorecard["status"]) == {
        "met", "on_course", "behind", "not_reported", "contradicts", "reported_only",
    }  # fmt: skip
    of_centre = scorecard.group_by("centre_id", "status").len()
    counted = {(centre, status): count for centre, status, count in of_centre.iter_rows()}
    assert counted[GOOD, "met"] > counted[CONTRADICTING, "met"] > counted.get((BEHIND, "met"), 0)
    assert counted[CONTRADICTING, "contradicts"] > counted.get((GOOD, "contradicts"), 0)


def test_a_contradiction_is_told_to_the_sender(sample_home: Path) -> None:
    contradicted = published(sample_home, "centre_scorecard").filter(pl.col("status") == "contradicts")
    told = published(sample_home, "quality_results").filter(pl.col("rule") == "actual_contradicts")
    assert told["rows_failed"].sum() == contradicted.height > 0
    assert set(told["severity"]) == {"warning"}
    assert set(contradicted["centre_id"]) == {CONTRADICTING}
