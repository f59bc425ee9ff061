"""How many people of OVEC's official files stand under a name that the crosswalk maps: from the files and the seed."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import yaml

from pipelines.reading.text import repaired
from pipelines.settings import DBT_PROJECT_DIR, SEEDS_DIR
from tests.oracle import official

FOLDER = official.folder()
pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(FOLDER is None, reason=f"{official.ENVIRONMENT_VARIABLE} names no folder"),
]
LEAST_SHARE = 0.98
NAME = ["level", "field_th"]


def people(which: str) -> pl.DataFrame:
    """Level, name and people of every row: graduates of AY2566 or learners of AY2568."""
    folder = Path(FOLDER or "")
    if which == "graduates":
        return official.outcomes(folder).select(*NAME, people="graduates")
    file = pl.read_csv(folder / official.ENROLMENT_FILE, infer_schema=False)
    return file.select(
        level=pl.col("level").replace_strict(official.LEVELS),
        field_th=repaired(pl.col("field_th")),
        people=pl.col("students").cast(pl.Int64),
    )


def share(part: pl.DataFrame, whole: pl.DataFrame) -> float:
    """The part of the people."""
    return int(part["people"].sum()) / int(whole["people"].sum())


def crosswalk() -> pl.DataFrame:
    """The seed, with whether a row is used."""
    project = yaml.safe_load((DBT_PROJECT_DIR / "dbt_project.yml").read_text(encoding="utf-8"))
    least = project["vars"]["min_crosswalk_confidence"]
    seed = pl.read_csv(SEEDS_DIR / "field_crosswalk.csv", schema_overrides={"field_code": pl.String})
    return seed.with_columns(is_used=pl.col("meeting_field_th").is_not_null() & (pl.col("confidence") >= least))


@pytest.mark.parametrize(("which", "total"), [("graduates", 270_206), ("learners", 869_768)])
def test_nearly_everyone_stands_under_a_mapped_name(which: str, total: int) -> None:
    rows = people(which)
    assert rows["people"].sum() == total
    mapped = rows.join(crosswalk().filter("is_used"), on=NAME, how="semi")
    assert share(mapped, rows) >= LEAST_SHARE
    for level in rows["level"].unique():
        of_level = pl.col("level") == level
        assert share(mapped.filter(of_level), rows.filter(of_level)) >= LEAST_SHARE, level


@pytest.mark.parametrize("which", ["graduates", "learners"])
def test_the_fields_of_the_list_alone_take_in_as_many(which: str) -> None:
    # without the new names that the list at hand does not hold, and those that meet them
    rows = people(which).filter(pl.col("level") != "bachelor")
    listed = crosswalk().filter(pl.col("is_used") & pl.col("field_code").is_not_null())
    assert share(rows.join(listed, on=NAME, how="semi"), rows) >= LEAST_SHARE


@pytest.mark.parametrize(("which", "names"), [("graduates", 208), ("learners", 218)])
def test_every_name_is_judged(which: str, names: int) -> None:
    found = people(which).select(NAME).unique()
    assert found.height == names
    assert found.join(crosswalk(), on=NAME, how="anti").rows() == []
