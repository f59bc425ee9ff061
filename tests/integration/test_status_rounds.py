"""`cvm status` on the rounds of six made-up colleges: who has sent, confirmed and printed which round.

The same files in another order, each round by itself, publish the same.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.running.refresh import refresh
from pipelines.settings import Settings
from tests.integration.drops import House
from tests.integration.people import confirmed, followed, roster, sent, unreachable, vcop
from tests.integration.terminal import content, cvm
from tests.judging import quick
from tests.made_files import rows as made
from tests.made_files.rows import code, college_name
from tests.profiles import LONG

AS_OF = date(2025, 11, 25)
"""Rounds 1 and 2 are over (30 June, 30 September), round 3 has 36 days left."""
UNCONFIRMED = {"วันที่ยืนยันการส่ง": ""}
UNPRINTED = {"วันที่พิมพ์รายงาน": ""}
ROSTER = {1: range(1, 9), 2: range(11, 19), 4: range(31, 37)}
# college 3 has no roster of its own; 4 has one, and V-COP reports of four others; 6 is closed
REPORTS = {
    "vcop-3-1.csv": (3, range(21, 27), 1),
    "vcop-3-3.csv": (3, range(21, 27), 3),
    "vcop-4-1.csv": (4, range(33, 41), 1),
}


def files() -> dict[int, dict[str, bytes]]:
    """What comes with each round; the register and the rosters with the second."""
    register = [*(made.college(number) for number in range(1, 6)), made.college(6, {"สถานะสถานศึกษา": "เลิกกิจการ"})]
    records = {
        1: [*followed(1, range(1, 8)), *unreachable(1, [8]), *followed(2, range(11, 19))],
        2: [*followed(1, range(1, 9), 2), *followed(2, range(11, 15), 2)],
        3: followed(1, range(1, 4), 3),
    }
    confirmations = {
        1: [*confirmed(1, 1), *confirmed(2, 1, {"วันที่ยืนยันการส่ง": "5/7/2568", "วันที่พิมพ์รายงาน": "6/7/2568"})],
        2: [*confirmed(1, 2, UNPRINTED), *confirmed(4, 2, UNCONFIRMED)],
        3: confirmed(2, 3, {"วันที่ยืนยันการส่ง": "1/10/2568", **UNPRINTED}),
    }
    parts = {
        number: {
            f"followups-{number}.csv": sent(records[number]),
            f"submissions-{number}.csv": sent(confirmations[number]),
            **{name: vcop(*report) for name, report in REPORTS.items() if report[2] == number},
        }
        for number in (1, 2, 3)
    }
    parts[2]["register.csv"] = sent(register)
    parts[2]["graduates.csv"] = sent([row for college, people in ROSTER.items() for row in roster(college, people)])
    return parts


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything at once."""
    house = House(tmp_path_factory.mktemp("status"))
    for part in files().values():
        house.put(part)
    with quick():
        report = refresh(Settings(home=house.home), AS_OF)
    assert {file.verdict for file in report.files} == {"loaded"}
    return house.home


@pytest.fixture(scope="module")
def told(home: Path) -> dict[str, Any]:
    document: dict[str, Any] = cvm("status", "--home", home, "--json").document()
    return document


@pytest.mark.usefixtures("quickly")
@LONG
def test_rounds_that_come_apart_and_in_another_order_publish_the_same(home: Path, tmp_path: Path) -> None:
    house = House(tmp_path)
    for number in (3, 1):
        house.drop(files()[number], day=AS_OF)
    house.put(files()[2])
    assert refresh(Settings(home=tmp_path), AS_OF).is_published
    assert content(tmp_path) == content(home)


def test_each_round_in_one_line(told: dict[str, Any]) -> None:
    names = (
        "round", "opens_on", "closes_on", "days_left", "colleges", "sent", "confirmed", "confirmed_late", "printed",
        "missing",
    )  # fmt: skip
    assert told["as_of"] == AS_OF.isoformat()
    rounds = [one for one in told["rounds"] if one["academic_year_be"] == 2567]
    assert [tuple(one[name] for name in names) for one in rounds] == [
        (1, "2025-06-16", "2025-06-30", -148, 5, 4, 2, 1, 2, 1),
        (2, "2025-07-01", "2025-09-30", -56, 5, 2, 1, 0, 1, 2),
        (3, "2025-10-01", "2025-12-31", 36, 5, 2, 1, 0, 0, 2),
    ]


# round, college: status, roster, records, first and last record, confirmed, printed, days late
DUE: dict[tuple[int, int], tuple[object, ...]] = {
    (1, 1): ("done", 8, 8, "2025-06-20", "2025-06-20", "2025-06-27", "2025-06-27", 0),
    (1, 2): ("late", 8, 8, "2025-06-20", "2025-06-20", "2025-07-05", "2025-07-06", 5),
    (1, 3): ("overdue", 6, 6, "2025-06-30", "2025-06-30", None, None, 148),
    (1, 4): ("overdue", 6, 8, "2025-06-30", "2025-06-30", None, None, 148),
    (1, 5): ("not_sent", None, 0, None, None, None, None, 148),
    (2, 1): ("done", 8, 8, "2025-08-15", "2025-08-15", "2025-09-29", None, 0),
    (2, 2): ("overdue", 8, 4, "2025-08-15", "2025-08-15", None, None, 56),
    (2, 3): ("not_sent", 6, 0, None, None, None, None, 56),
    (2, 4): ("overdue", 6, 0, None, None, None, "2025-09-29", 56),
    (2, 5): ("not_sent", None, 0, None, None, None, None, 56),
    (3, 1): ("open", 8, 3, "2025-11-20", "2025-11-20", None, None, 0),
    (3, 2): ("done", 8, 0, None, None, "2025-10-01", None, 0),
    (3, 3): ("open", 6, 6, "2025-11-25", "2025-11-25", None, None, 0),
    (3, 4): ("open", 6, 0, None, None, None, None, 0),
    (3, 5): ("open", None, 0, None, None, None, None, 0),
}


def test_each_college_in_each_round(told: dict[str, Any]) -> None:
    names = (
        "status", "graduates", "records", "first_recorded_on", "last_recorded_on", "confirmed_on", "printed_on",
        "days_late",
    )  # fmt: skip
    found = [one for one in told["colleges_by_round"] if one["academic_year_be"] == 2567]
    assert {(one["round"], one["college_code"]): tuple(one[name] for name in names) for one in found} == {
        (number, code(college)): due for (number, college), due in DUE.items()
    }
    assert len(found) == len(DUE)
    assert {(one["college_name_th"], one["province_name_th"]) for one in found} == {
        (college_name(number), "นครปฐม") for number in range(1, 6)
    }


def test_colleges_add_up_to_their_round(told: dict[str, Any]) -> None:
    for one in told["rounds"]:
        of_round = [
            college
            for college in told["colleges_by_round"]
            if (college["academic_year_be"], college["round"]) == (one["academic_year_be"], one["round"])
        ]
        assert one["colleges"] == len(of_round)
        assert one["sent"] == sum(college["records"] > 0 for college in of_round)
        assert one["confirmed"] == sum(college["confirmed_on"] is not None for college in of_round)
        assert one["confirmed_late"] == sum(college["status"] == "late" for college in of_round)
        assert one["printed"] == sum(college["printed_on"] is not None for college in of_round)


def test_sources_are_counted_file_by_file(told: dict[str, Any]) -> None:
    assert {one["source"]: (one["files"], one["rows_loaded"], one["rows_quarantined"]) for one in told["sources"]} == {
        "colleges": (1, 6, 0),
        "graduates": (4, 22 + 20, 0),
        "followups": (6, 16 + 12 + 3 + 20, 0),
        "round_submissions": (3, 5, 0),
    }
    assert {one["last_arrival"] for one in told["sources"]} == {AS_OF.isoformat()}


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["2567 1 2025-06-30 148 days ago 5 4 2 1 2 1", "2567 3 2025-12-31 36 days left 5 2 1 0 0 2",
                f"· {code(1)} {college_name(1)} (นครปฐม) [open] 3 records"]),
        ("th", ["2567 1 30 มิ.ย. 2568 เกินกำหนด 148 วัน 5 4 2 1 2 1", "ยังไม่ยืนยันปีการศึกษา 2567 รอบที่ 3: 4 แห่ง",
                f"· {code(5)} {college_name(5)} (นครปฐม) [อยู่ในระยะเวลา] ได้รับ 0 รายการ"]),
    ],
)  # fmt: skip
def test_the_screen_says_the_same(home: Path, language: str, lines: list[str]) -> None:
    said = cvm("status", "--home", home, "--lang", language)
    assert said.code == 0
    shown = [" ".join(line.replace("│", " ").split()) for line in said.out.splitlines()]
    for line in lines:
        assert any(line in one for one in shown), said.out


def test_an_event_says_who_has_done_it_and_who_owes_it(told: dict[str, Any]) -> None:
    events = {one["event_id"]: one for one in told["events"]}
    names = ("days_left", "has_opened", "reporters", "done", "late", "open", "overdue")
    assert tuple(events["followup-2567-1-confirm"][name] for name in names) == (-148, True, 5, 1, 1, 0, 3)
    assert tuple(events["followup-2567-3-confirm"][name] for name in names) == (36, True, 5, 1, 0, 4, 0)
    # a day that is printed only as the last one; and one that is still to come
    assert tuple(events["vcop-2568-report"][name] for name in names) == (126, True, 1, 0, 0, 1, 0)
    assert events["emvs-2569-1"]["has_opened"] is False
    opened = [one["days_left"] for one in told["events"] if one["has_opened"]]
    assert opened == sorted(opened, key=lambda days: (days is None, days is not None and days < 0, abs(days or 0)))
    assert told["owing"] is None


def test_changes_name_the_files_that_came(told: dict[str, Any]) -> None:
    assert told["changes"]["previous_publication_id"] is None
    assert told["changes"]["files"] == 11
    assert {"compliance", "round_submissions"} <= {one["table_name"] for one in told["changes"]["tables"]}


def test_missing_lists_whoever_owes_an_event(home: Path) -> None:
    owing = cvm("status", "--missing", "--home", home, "--json").document()["owing"]
    confirm = {one["reporter"]: one for one in owing if one["event_id"] == "followup-2567-1-confirm"}
    assert confirm.keys() == {code(number) for number in (3, 4, 5)}
    assert {one["days_overdue"] for one in confirm.values()} == {148}
    assert not [one for one in owing if one["event_id"] == "emvs-2569-1"]
    assert f"· {code(5)} {college_name(5)} (นครปฐม) [overdue 148 days]" in (
        cvm("status", "--missing", "--home", home, "--lang", "en").out
    )


def test_a_college_and_a_centre_have_a_page_of_their_own(home: Path) -> None:
    page = cvm("status", "--college", code(2), "--home", home, "--json").document()
    duties = {one["event_id"]: one for one in page["duties"]}
    assert (page["name_th"], page["province_name_th"]) == (college_name(2), "นครปฐม")
    assert (duties["followup-2567-1-confirm"]["status"], duties["followup-2567-1-confirm"]["done_on"]) == (
        "late",
        "2025-07-05",
    )
    assert {one["reporter"] for one in page["duties"]} == {code(2)}
    shown = cvm("status", "--college", code(2), "--home", home, "--lang", "th").out
    assert "ดำเนินการล่าช้า" in shown
    assert "เกินกำหนด" in shown
    centre = cvm("status", "--centre", "2566-07", "--home", home, "--json").document()
    assert {one["status"] for one in centre["duties"]} == {"open"}
    assert len(centre["duties"]) == len([one for one in centre["duties"] if one["reporter"] == "2566-07"])


@pytest.mark.parametrize(
    ("options", "told_of"),
    [
        (("--college", "1"), "there is no college 1 in the register"),
        (("--college", "9999999999"), "there is no college 9999999999 in the register"),
        (("--centre", "2566-7"), "there is no CVM centre 2566-7"),
        (("--centre", "2566-07", "--college", code(1)), "goes with neither --centre nor --missing"),
    ],
)
def test_an_id_of_nobody_is_told(home: Path, options: tuple[str, ...], told_of: str) -> None:
    said = cvm("status", *options, "--home", home, "--lang", "en")
    assert said.code == 2
    assert told_of in said.err
    assert "Traceback" not in said.err
