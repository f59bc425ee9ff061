"""What was said of every file of the sample against what had to be said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from pipelines import connect
from pipelines.settings import DBT_PROJECT_DIR, SAMPLE_INBOX
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


NOT_IN_THE_SAMPLE = {
    ("plan_status", "status"): {"late", "overdue"},  # the letters print no last day of a plan
    ("centre_meeting_summary", "status"): {"on_course"},  # the years of its meetings are over
    ("round_submissions", "status"): {"open"},  # so are its rounds
    ("establishment_report", "status"): {
        "open",  # and the months for establishments
        "not_applicable",  # who sends anything stands in the register and is in operation
    },
    ("working_group_duty_status", "status"): {"not_applicable"},  # no college tells that it has no learners at all
    ("enrolment_plan", "limited_by"): {"survival_not_known"},  # some college tells two years of every level
    ("policy_findings", "taken_up_status"): {  # its recommendations name no evidence
        "draft",
        "submitted",
        "accepted",
        "adopted",
        "declined",
    },
    ("publication_changes", "unit"): {"persons", "baht", "number"},  # its first publication has none before it
    ("match_unplaced", "reason"): {
        "override_forbids",  # the office has set no override
        "establishment_not_told",  # every need names its establishment
        "pair_caps",  # no cap of an agreement binds
    },
}
"""What no row of the sample says, with the reason."""


def read_yaml(path: Path) -> dict[str, Any]:
    """A file of dbt's properties."""
    found: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return found


def test_every_state_that_a_table_may_tell_is_told(sample_home: Path) -> None:
    files = sorted((DBT_PROJECT_DIR / "models" / "marts").glob("*/_*.yml"))
    models = [model for path in files for model in read_yaml(path).get("models", [])]
    missing: dict[tuple[str, str], set[str]] = {}
    with connect(sample_home, "internal") as connection:
        for model in models:
            for column in model["columns"]:
                tests = [test for test in column.get("data_tests", []) if "accepted_values" in test]
                if not tests or column["data_type"] != "varchar":
                    continue
                rows = connection.execute(f"select distinct {column['name']} from {model['name']}").fetchall()
                left = set(tests[0]["accepted_values"]["arguments"]["values"]) - {value for (value,) in rows}
                if left:
                    missing[model["name"], column["name"]] = left
    assert len(models) > 50
    assert missing == NOT_IN_THE_SAMPLE


def test_work_reports_that_are_late_and_clips_that_are_too_long_are_told(sample_home: Path) -> None:
    summary = published(sample_home, "teacher_development_summary").filter(pl.col("breakdown") == "nation")
    assert (summary["reports_late"] > 0).any()
    assert (summary["clips"] > summary["clips_within_limit"]).any()


def test_rows_of_an_unregistered_college_wait_for_the_register(sample_home: Path, truth: dict[str, Any]) -> None:
    waiting = truth["files"]["faulty/ผลการติดตาม_สถานศึกษาใหม่.csv"]["faults"]["waiting_for_colleges"]
    results = published(sample_home, "quality_results").filter(pl.col("rule") == "waiting_for_colleges")
    assert results["rows_failed"].sum() == waiting


def test_names_in_no_list_are_shown(sample_home: Path) -> None:
    unmapped = published(sample_home, "unmapped_names").filter(pl.col("kind") == "field")
    assert {"ช่างยนตร์ไฟฟ้า", "เทคนิคโดรนตัวอย่าง"} <= set(unmapped["name_th"])
