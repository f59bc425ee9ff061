"""Reports of events that the calendar does not hold yet: they wait, and are taken when the office adds the event."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.integration.drops import House, codes
from tests.integration.people import at, sent, unconserved
from tests.integration.terminal import cvm
from tests.made_files import rows as made
from tests.made_files.rows import code, college_name

LATER = "vcop-2570-verify"

pytestmark = pytest.mark.usefixtures("quickly")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def reports(*events: str) -> bytes:
    """A report of each event by one college."""
    return sent(
        [
            {
                "รหัสกิจกรรมตามปฏิทิน": event,
                "รหัสสถานศึกษา/สถาบัน": code(1),
                "ศูนย์ CVM": "",
                "วันที่ดำเนินการแล้วเสร็จ": "20/6/2568",
                "เลขที่หนังสือ/คำสั่ง": "",
                "หมายเหตุ": college_name(1),
            }
            for event in events
        ]
    )


def set_event(house: House, *more: str, applies_to: str = "college", event_id: str = LATER) -> None:
    given = ("--system", "V-COP", "--year-kind", "academic", "--year", "2570", "--th", "ตรวจสอบข้อมูล")
    said = cvm(
        "calendar", "add", "--home", house.settings.home, "--id", event_id, *given, "--applies-to", applies_to, *more
    )
    assert said.code == 0, said.err


def test_a_report_waits_for_its_event_and_is_taken_without_being_sent_again(house: House) -> None:
    before = house.drop({"event_reports/a.csv": reports("vcop-2568-verify", LATER)})["event_reports/a.csv"]
    assert (before.verdict, before.rows.rows_loaded, before.rows.rows_quarantined) == ("loaded_with_quarantine", 1, 1)
    assert "event_unknown" in codes(before.faults)
    assert house.drop({}) == {}, "nothing is judged again by the same calendar"

    set_event(house, event_id="vcop-2571-verify")
    (again,) = house.drop({}).values()
    assert again.rows.rows_quarantined == 1, "another event is of no help"

    set_event(house)
    (after,) = house.drop({}).values()
    assert (after.path, after.verdict, after.rows.rows_loaded) == ("event_reports/a.csv", "loaded", 2)
    assert house.query("select event_id, event_applies_to from raw.event_reports order by 1") == [
        ("vcop-2568-verify", "college"),
        (LATER, "college"),
    ]
    assert unconserved(house) == []
    set_event(house, "--closes", "30/6/2570")
    assert house.drop({}) == {}, "a file without a row that waits is not judged again"


def test_a_file_of_unknown_events_alone_is_not_held(house: House) -> None:
    (report,) = house.drop({"event_reports/a.csv": reports(LATER)}).values()
    assert (report.verdict, report.rows.rows_quarantined) == ("loaded_with_quarantine", 1)


def test_a_row_is_judged_again_when_its_event_comes_to_address_its_reporter(house: House) -> None:
    set_event(house, applies_to="office")
    known = ("vcop-2568-verify", "vcop-2568-order", "vcop-2568-meeting", "vcop-2568-profile")
    (before,) = house.drop({"event_reports/a.csv": reports(LATER, *known)}).values()
    assert (before.rows.rows_loaded, before.rows.rows_quarantined) == (4, 1)
    assert "event_not_for_reporter" in codes(before.faults)
    set_event(house, "--en", "Data verified")
    (after,) = house.drop({}).values()
    assert (after.verdict, after.rows.rows_loaded) == ("loaded", 5)


def test_a_home_of_an_earlier_version_gains_its_calendar(house: House) -> None:
    house.drop({"event_reports/a.csv": reports("vcop-2568-verify")})
    with duckdb.connect(str(house.settings.build_db)) as connection:
        connection.execute("alter table raw.files drop column calendar_fingerprint")
        connection.execute("drop table raw.calendar")
    (report,) = house.drop({"event_reports/b.csv": reports("vcop-2568-order")}).values()
    assert report.verdict == "loaded"
    assert house.query("select count(*) from raw.calendar") == [(47,)]
    assert house.query("select count(calendar_fingerprint), count(*) from raw.files") == [(1, 2)]


def test_other_sources_are_not_judged_again_by_the_calendar(house: House) -> None:
    years = [row for year in (2566, 2567) for row in at(1, made.submission, [1, 2, 3], {"ปีการศึกษา": str(year)})]
    rounds = [row | {"รอบที่": str(place % 3 + 1)} for place, row in enumerate(years)]
    wrong = rounds[0] | {"รอบที่": "รอบพิเศษ"}
    (before,) = house.drop({"round_submissions/a.csv": sent([wrong, *rounds])}).values()
    assert before.rows.rows_quarantined == 1
    set_event(house)
    assert house.drop({}) == {}
