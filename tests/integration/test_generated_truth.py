"""A generated drop taken through the door: every file is told what its truth says, and what loads is what was written.

The small scale by default, a province for a proof (`CVM_PROOF=full`).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from pipelines.running.inbox import arrivals, list_inbox
from pipelines.running.refresh import Look
from pipelines.running.reports import FileReport, silent
from pipelines.running.run import Run, new_stamp
from pipelines.running.work import load_new
from pipelines.synthetic.drop import Order, generate
from pipelines.synthetic.sums import IN_FORCE_ON
from pipelines.synthetic.tables import PEOPLE
from tests.integration.drops import DAY, House
from tests.judging import quick
from tests.profiles import FULL

NUMBERS = ("verdict", "rows_read", "rows_loaded", "rows_quarantined", "rows_held", "rows_duplicate")
CELL = ("college_code", "level", "field_th")
IN_FORCE = (
    "count(distinct (college_code, agreement_id)) "  # several fields of one agreement are several rows
    f"filter (date '{IN_FORCE_ON}' between signed_on and coalesce(expires_on, '{IN_FORCE_ON}'))"
)


@pytest.fixture(scope="module")
def drop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drop")
    generate(Order("province" if FULL else "sample", folder, faults=0.5))
    return folder


@pytest.fixture(scope="module")
def truth(drop: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((drop / "truth.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def house(drop: Path) -> House:
    return House(drop / "home", options={"inbox_dir": drop / "inbox"})


@pytest.fixture(scope="module")
def reports(house: House) -> list[FileReport]:
    found = arrivals(list_inbox(house.settings.inbox), {}, set(), house.project)
    run = Run(house.settings, new_stamp(DAY, house.project), frozenset())
    # the sample, which the generator makes as well, is judged by Great Expectations on every run
    with nullcontext() if FULL else quick():
        return load_new(run, Look(run, {}, found, False), (), silent)


def test_every_file_is_told_its_truth(reports: list[FileReport], truth: dict[str, Any]) -> None:
    told: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for report in reports:
        told[report.path].append(report.as_json())
    assert set(told) == {file["path"] for file in truth["files"]}
    for file in truth["files"]:
        entry = next(one for one in told[file["path"]] if file["source"] in (None, one["source"]))
        assert {name: entry[name] for name in NUMBERS} == {name: file[name] for name in NUMBERS}, file["path"]
        errors = {(one["code"], one["column"]): one["count"] for one in entry["faults"] if one["severity"] == "error"}
        due = {(one["code"], one["column"]): one["count"] for one in file["faults"]}
        assert set(errors) == set(due), file["path"]
        assert {key: errors[key] for key, count in due.items() if count is not None} == {
            key: count for key, count in due.items() if count is not None
        }, file["path"]
        warnings = {one["code"]: one["count"] for one in entry["faults"] if one["severity"] == "warning"}
        assert file.get("warnings", {}).items() <= warnings.items(), file["path"]


@pytest.mark.usefixtures("reports")
def test_rosters_and_contacts_are_those_of_the_truth(house: House, truth: dict[str, Any]) -> None:
    rows = house.query(
        "select college_code, level, field_th, coalesce(report_round, 0), person_key, has_phone or has_contact "
        "from raw.graduates where replaced_by_load_id is null"
    )
    rosters: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        rosters[row[0]].append(row)
    found: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for of_college in rosters.values():
        rounds = {row[3] for row in of_college}
        basis = 0 if 0 in rounds else max(rounds)
        for row in of_college:
            if row[3] == basis:
                found[row[:3]].append(row)
    told = {
        key: (len(cells), len({cell[4] for cell in cells}), sum(cell[5] for cell in cells))
        for key, cells in found.items()
    }
    due = {
        tuple(cell[name] for name in CELL): (cell["roster"], cell["graduates"], cell["with_contact"])
        for cell in truth["cells"]
        if cell["roster"]
    }
    assert told == due


@pytest.mark.usefixtures("reports")
def test_outcomes_of_every_round_are_those_of_the_truth(house: House, truth: dict[str, Any]) -> None:
    rows = house.query(
        "select college_code, level, field_th, round, outcome from raw.followups where replaced_by_load_id is null"
    )
    told: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    for *key, outcome in rows:
        told[tuple(key)][outcome] += 1
    due = {
        (*(cell[name] for name in CELL), int(number)): Counter(said["outcomes"])
        for cell in truth["cells"]
        for number, said in cell["rounds"].items()
        if said["records"]
    }
    assert dict(told) == due
    assert len(due) > 20


@pytest.mark.usefixtures("reports")
def test_every_other_source_holds_the_rows_of_the_truth(house: House, truth: dict[str, Any]) -> None:
    due = {source: told["rows"] for source, told in truth["sums_of_sources"].items() if source not in PEOPLE}
    held = {
        source: house.query(f"select count(*) from raw.{source} where replaced_by_load_id is null")[0][0]
        for source in due
    }
    assert held == due


SUMS = {
    "demands": ("headcount", "sum(headcount)", "fiscal_year_be, field_th, level, demand_kind"),
    "job_postings": ("openings", "sum(openings)", "posting_kind, level"),
    "establishments": ("by_kind", "count(*)", "establishment_kind"),
    "agreements": ("in_force", IN_FORCE, "agreement_kind"),
    "placements": ("incidents", "sum(incidents)", "academic_year_be"),
    "teachers": ("by_kind", "count(*)", "academic_year_be, teacher_kind"),
    "certifications": ("by_result", "count(*)", "person_kind, body, result"),
    "plans": ("sent", "count(sent_on)", "fiscal_year_be, plan_kind"),
    "centre_meetings": ("meetings", "count(*)", "fiscal_year_be, meeting_kind"),
    "centre_activities": ("reported", "sum(actual)", "fiscal_year_be, key_result_id"),
    "sar_scores": ("scores", "count(*)", "academic_year_be, standard_set, score::varchar"),
    "event_reports": ("reports", "count(*)", "event_id"),
}


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize("source", SUMS)
def test_sums_of_sources_are_those_of_the_truth(house: House, truth: dict[str, Any], source: str) -> None:
    name, figure, by = SUMS[source]
    rows = house.query(f"select {by}, {figure} from raw.{source} where replaced_by_load_id is null group by all")
    told = {tuple(group): float(value) for *group, value in rows if value}
    due = {tuple(group): float(value) for *group, value in truth["sums_of_sources"][source][name] if value}
    assert told == pytest.approx(due)
    assert told
