"""Scores of candidates and the enrolment plan of the sample, recomputed and compared."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.settings import DBT_PROJECT_DIR
from tests.oracle import matching
from tests.oracle.comparison import published


@pytest.fixture(scope="module")
def weights() -> dict[str, int]:
    listed = pl.read_csv(DBT_PROJECT_DIR / "seeds" / "reference" / "match_weights.csv")
    return dict(listed.select("weight_id", "value").iter_rows())


@pytest.fixture(scope="module")
def candidates(sample_home: Path) -> pl.DataFrame:
    return published(sample_home, "match_candidates")


def test_a_score_follows_from_its_points(candidates: pl.DataFrame, weights: dict[str, int]) -> None:
    assert matching.scored(candidates, weights).to_list() == candidates["score"].to_list()
    assert candidates["score"].n_unique() > 50


def test_points_follow_from_the_way_the_placements_and_the_wages(
    candidates: pl.DataFrame, weights: dict[str, int], sample_home: Path
) -> None:
    with duckdb.connect(str(sample_home / "warehouse" / "build.duckdb"), read_only=True) as connection:
        placements = connection.sql("from intermediate.int_placements__placed").pl()
    points = {
        "c_distance": matching.points_of_distance(candidates, weights),
        "c_history": matching.points_of_history(candidates, placements, weights),
        "c_wage": matching.points_of_wage(candidates, published(sample_home, "demand")),
    }
    for name, found in points.items():
        assert found == candidates[name].to_list(), name
        assert len(set(found)) > 2, name
    assert set(candidates["c_agreement"]) == {0, 10000}
    assert set(candidates["c_tier"]) <= {
        None,
        *(weights[f"tier_{one}"] for one in ("cvm", "excellent", "expert", "standard")),
    }


def test_a_plan_follows_from_its_row_and_its_network(sample_home: Path) -> None:
    plan = published(sample_home, "enrolment_plan")
    wanted = matching.planned(plan)
    assert plan.select(*wanted[0]).to_dicts() == wanted
    assert plan["planned_intake"].drop_nulls().len() > 0
