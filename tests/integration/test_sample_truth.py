"""What was said of every file of the sample against what had to be said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.settings import SAMPLE_INBOX
from pipelines.synthetic.sample_counts import LATEST_YEAR
from tests.oracle.comparison import published

NUMBERS = ["rows_read", "rows_loaded", "rows_quarantined", "rows_held", "rows_duplicate"]


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SAMPLE_INBOX.parent / "truth.json").read_text(encoding="utf-8"))
    return loaded


def test_every_file_has_its_verdict_and_its_rows(sample_home: Path, truth: dict[str, Any]) -> None:
    history = published(sample_home, "load_history").select("path", "source", "verdict", *NUMBERS)
    told = [(row[0], row[1] if row[4] else None, *row[2:]) for row in history.rows()]  # only what loads has a source
    due = [
        (path, entry["source"] if entry["rows_loaded"] else None, entry["verdict"], *(entry[n] for n in NUMBERS))
        for path, file in truth["files"].items()
        for entry in (file, *file.get("also", []))
    ]
    assert sorted(told, key=repr) == sorted(due, key=repr)


def test_published_sums_are_those_of_the_loaded_rows(sample_home: Path, truth: dict[str, Any]) -> None:
    # the year of the people stands on both bases; its figures are proved by the second computation
    cube = published(sample_home, "employment_one_year").filter(
        pl.col("breakdown").is_in(["nation", "level"]) & (pl.col("academic_year_be") != LATEST_YEAR)
    )
    told = {(row["academic_year_be"], row["level"]): row for row in cube.iter_rows(named=True)}
    due = {(row["academic_year_be"], row["level"]): row for row in truth["outcomes"]}
    assert told.keys() == due.keys()
    for key, row in due.items():
        counts = {name: count for name, count in row.items() if name not in ("rows", "colleges")}
        assert {name: told[key][name] for name in counts} == counts
        assert told[key]["source_rows"] == row["rows"]


def test_rows_of_an_unregistered_college_wait_for_the_register(sample_home: Path, truth: dict[str, Any]) -> None:
    waiting = truth["files"]["faulty/ผลการติดตาม_สถานศึกษาใหม่.csv"]["faults"]["waiting_for_colleges"]
    results = published(sample_home, "quality_results").filter(pl.col("rule") == "waiting_for_colleges")
    assert results["rows_failed"].sum() == waiting


def test_names_in_no_list_are_shown(sample_home: Path) -> None:
    unmapped = published(sample_home, "unmapped_names").filter(pl.col("kind") == "field")
    assert {"ช่างยนตร์ไฟฟ้า", "เทคนิคโดรนตัวอย่าง"} <= set(unmapped["name_th"])
