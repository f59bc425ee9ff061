"""The rules of administration at their edges: empty cells, first and last days, bands, who reports what."""

from __future__ import annotations

import pytest

from pipelines.contracts.rules import rules_of
from pipelines.guarding.expectations import ROW_ID
from pipelines.reading.resolution import read_seed
from pipelines.templates.wording import Need, columns_of, needs_of
from tests.made_files.makers import Row, code
from tests.made_files.readings import apart, contracts, failures, judged, read_rows
from tests.made_files.rows_of_administration import GOOD_ROW

# optional cells that something else in the good row asks for, and the rule that says so
ASKED_FOR = {
    ("working_groups", "ตำแหน่งอื่น (ระบุ)"): "office_other_missing",
    ("plan_items", "เป้าหมาย"): "actual_without_target",
    ("event_reports", "ศูนย์ CVM"): "centre_missing",
    ("recommendations", "วันที่เสนอ"): "submission_undated",
}
INSTITUTE = "สถาบันการอาชีวศึกษาภาคกลาง 5"
EVENTS = {
    "office": "teacher-2568-announce",
    "college": "vcop-2568-verify",
    "public_college": "teacher-2568-nominate",
    "public_college_and_institute": "emvs-2569-1",
    "centre": "cvm-2569-board-meetings",
}
REPORTED_BY = {
    "office": {"OVEC"},
    "college": {code(1)},
    "public_college": {code(1)},
    "public_college_and_institute": {code(1), INSTITUTE},
    "centre": {code(1)},
}


def failing(source: str, rule: str, rows: list[Row]) -> list[bool]:
    """Whether each row of a file fails the rule."""
    assert rule in {one.name for one in rules_of(contracts()[source])}
    judgement, frame = judged({"a": read_rows(rows)}, accepted=["a"])
    cells = judgement.cells
    failed = set(cells.filter(cells["rule"] == rule)[ROW_ID])
    return [row in failed for row in frame[ROW_ID]]


@pytest.mark.parametrize("source", GOOD_ROW)
def test_an_empty_cell_breaks_no_rule_but_one_that_asks_for_it(source: str) -> None:
    contract, make = contracts()[source], GOOD_ROW[source]
    needs = needs_of(contract)
    columns = [column for column in columns_of(contract) if needs[column.name] is not Need.REQUIRED]
    rows = [make(number, {column.heading_th: ""}) for number, column in enumerate(columns, 1)]
    files = apart(read_rows(rows), {column.name: 1 for column in columns})
    judgement, _ = judged(files, accepted=files)
    for column in columns:
        expected = {ASKED_FOR[source, column.heading_th]} if (source, column.heading_th) in ASKED_FOR else set()
        assert {rule for rule, _ in failures(judgement, column.name)} == expected, column.name


@pytest.mark.parametrize(
    ("source", "rule", "heading"),
    [
        ("centre_meetings", "met_outside_fiscal_year", "วันที่ประชุม"),
        ("knowledge_assets", "published_outside_fiscal_year", "วันที่เผยแพร่"),
    ],
)
def test_a_fiscal_year_is_october_to_september(source: str, rule: str, heading: str) -> None:
    days = ["30/9/2567", "1/10/2567", "31/12/2567", "1/1/2568", "30/9/2568", "1/10/2568"]
    rows = [GOOD_ROW[source](number, {heading: day}) for number, day in enumerate(days, 1)]
    assert failing(source, rule, rows) == [True, False, False, False, False, True]


def test_bands_of_the_self_assessment_are_those_of_the_quality_assurance() -> None:
    bands = [(int(row["lower_bound_percent"]), row["band"]) for row in read_seed("quality_bands")]
    uppers = [100, *(bound - 0.01 for bound, _ in bands)]
    cases = [
        (str(percent), band) for (bound, band), upper in zip(bands, uppers, strict=False) for percent in (bound, upper)
    ]
    right = [{"ร้อยละ": percent, "ระดับคุณภาพ": band} for percent, band in cases]
    wrong = [{"ร้อยละ": percent, "ระดับคุณภาพ": str(int(band) % 5 + 1)} for percent, band in cases]
    rows = [GOOD_ROW["sar_scores"](number, cells) for number, cells in enumerate([*right, *wrong], 1)]
    assert failing("sar_scores", "score_outside_band", rows) == [False] * len(right) + [True] * len(wrong)


def test_an_event_is_reported_by_those_whom_it_is_for() -> None:
    assert set(EVENTS) == {row["applies_to"] for row in read_seed("calendar")}
    cases = [(kind, who) for kind in EVENTS for who in (code(1), INSTITUTE, "OVEC")]
    rows = [
        GOOD_ROW["event_reports"](1, {"รหัสกิจกรรมตามปฏิทิน": EVENTS[kind], "รหัสสถานศึกษา/สถาบัน": who})
        for kind, who in cases
    ]
    expected = [who not in REPORTED_BY[kind] for kind, who in cases]
    assert failing("event_reports", "event_not_for_reporter", rows) == expected


def test_a_centre_is_asked_of_centre_events_alone_and_an_event_without_a_last_day_is_never_late() -> None:
    rows = [
        GOOD_ROW["event_reports"](number, {"รหัสกิจกรรมตามปฏิทิน": event, "ศูนย์ CVM": ""})
        for number, event in enumerate(EVENTS.values(), 1)
    ]
    assert failing("event_reports", "centre_missing", rows) == [kind == "centre" for kind in EVENTS]
    open_ended = GOOD_ROW["event_reports"](1, {"รหัสกิจกรรมตามปฏิทิน": "cvm-2569-sar"})
    assert failing("event_reports", "done_after_close", [open_ended]) == [False]


def test_offices_and_positions_are_those_of_the_order_form() -> None:
    columns = contracts()["working_groups"].by_name
    offices = {value.value: value.label for value in columns["office"].enum}
    positions = {value.value: value.label for value in columns["group_position"].enum}
    form = read_seed("working_group_offices")
    assert offices == {row["office"]: row["office_th"] for row in form} | {"other": "อื่น ๆ"}
    assert positions == {row["group_position"]: row["group_position_th"] for row in form}


def test_an_office_that_no_form_lists_is_another_one_whose_title_is_kept() -> None:
    cells = {"ตำแหน่งในสถานศึกษา": "ผู้จัดการโรงเรียน", "ตำแหน่งอื่น (ระบุ)": ""}
    file = read_rows([GOOD_ROW["working_groups"](1, cells)])
    assert file.frame.select("office", "office_other").rows() == [("other", "ผู้จัดการโรงเรียน")]
    judgement, _ = judged({"a": file})
    assert failures(judgement, "a") == {("unlisted_value", "office"): 1}


def test_addresses_on_the_web_are_whole_and_one_a_cell() -> None:
    good = ["https://example.ac.th", "HTTP://example.ac.th/สื่อ/1?x=2", "https://xn--42c.example/a"]
    bad = ["www.example.ac.th", "https://", "https://a.example b", "ftp://a.example", "javascript:alert(1)//http://x"]
    rows = [GOOD_ROW["knowledge_assets"](number, {"ที่อยู่เว็บ (URL)": url}) for number, url in enumerate([*good, *bad])]
    assert failing("knowledge_assets", "url_malformed", rows) == [False] * len(good) + [True] * len(bad)
