"""`cvm calendar add|import|show`: what is taken, what is refused and how it is told, and that it is all or nothing."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pipelines.office.calendar import COLUMNS, Event, load_calendar, office_events, seed_events
from pipelines.office.changing import change_calendar
from pipelines.office.columns import BY_NAME, CALENDAR_COLUMNS
from pipelines.office.mistakes import CalendarRefused
from pipelines.office.sheets import rows_of_file
from pipelines.running.run import only_writer
from pipelines.settings import Settings, office_calendar
from tests.integration.terminal import Said, cvm

NEW = {
    "id": "emvs-2570-1",
    "system": "e-MVS",
    "year-kind": "ปีงบประมาณ",
    "year": "2570",
    "round": "รอบที่ 1",
    "th": "บันทึกความก้าวหน้า รอบที่ 1",
    "en": "Progress entered, round 1",
    "applies-to": "public_college_and_institute",
    "opens": "1 เม.ย. 70",
    "closes": "30/6/2570",
    "responsible": "สถานศึกษาของรัฐ",
    "done-when": "emvs_progress.submitted_on [ round = 1 ] first",
    "document": "หนังสือ สอศ. 10 มีนาคม 2570",
}
TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _on_one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.settings.today", lambda: TODAY)


def add(home: Path, *more: str, **given: str) -> Said:
    options = [part for name, text in given.items() for part in (f"--{name.replace('_', '-')}", text)]
    return cvm("calendar", "add", "--home", home, *options, *more)


def add_new(home: Path, *more: str, **changed: str) -> Said:
    given = NEW | {name.replace("_", "-"): text for name, text in changed.items()}
    return cvm("calendar", "add", "--home", home, *(part for n, t in given.items() for part in (f"--{n}", t)), *more)


def workbook(path: Path, rows: Sequence[Sequence[Any]], sheet: str = "ปฏิทิน") -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet(sheet)
        as_day = book.add_format({"num_format": "d/m/yyyy"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(number, place, cell, as_day)
                else:
                    page.write(number, place, cell)
    return path


def table(path: Path, *rows: Sequence[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def refused(home: Path, path: Path) -> list[dict[str, Any]]:
    said = cvm("calendar", "import", path, "--home", home, "--json")
    assert said.code == 2
    document = said.document()
    assert (document["changed"], document["events"]) == (False, [])
    assert not office_calendar(home).exists()
    mistakes: list[dict[str, Any]] = document["mistakes"]
    return mistakes


def test_an_event_is_added_in_the_words_of_a_person(tmp_path: Path) -> None:
    said = add_new(tmp_path, "--lang", "th")
    assert said.code == 0, said.err
    assert "เพิ่ม emvs-2570-1" in said.out
    assert office_events(tmp_path) == (
        Event(
            "emvs-2570-1", "e-MVS", "fiscal", 2570, 1, "บันทึกความก้าวหน้า รอบที่ 1", "Progress entered, round 1",
            "public_college_and_institute", date(2027, 4, 1), date(2027, 6, 30), "source", "source", "สถานศึกษาของรัฐ",
            "emvs_progress.submitted_on[round=1] first", "หนังสือ สอศ. 10 มีนาคม 2570",
        ),
    )  # fmt: skip
    assert len(load_calendar(tmp_path)) == 48


def test_adding_the_same_again_changes_nothing(tmp_path: Path) -> None:
    add_new(tmp_path)
    path = office_calendar(tmp_path)
    before = (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino)
    said = add_new(tmp_path, "--json")
    assert said.document()["changed"] is False
    assert said.document()["events"] == [{"event_id": "emvs-2570-1", "result": "same", "columns": []}]
    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) == before


def test_only_what_is_given_of_a_letters_event_changes_and_can_be_set_back(tmp_path: Path) -> None:
    letter = next(event for event in seed_events() if event.event_id == "emvs-2569-1")
    said = add(tmp_path, "--json", id="emvs-2569-1", closes="15/7/2569", document="หนังสือ ลงวันที่ 1 ก.ค. 2569")
    assert said.document()["events"][0] == {
        "event_id": "emvs-2569-1",
        "result": "changed",
        "columns": ["closes_on", "source"],
    }
    assert said.document()["warnings"] == []
    (changed,) = office_events(tmp_path)
    assert changed.closes_on == date(2026, 7, 15)
    assert (changed.event_th, changed.opens_on, changed.done_when) == (
        letter.event_th,
        letter.opens_on,
        letter.done_when,
    )
    add(tmp_path, id="emvs-2569-1", closes=str(letter.closes_on), document=str(letter.source))
    assert office_events(tmp_path) == ()


def test_an_assumed_day_that_the_office_sets_is_assumed_no_longer(tmp_path: Path) -> None:
    add(tmp_path, id="followup-2567-2-record", closes="30/9/2568")
    assert office_events(tmp_path) == ()
    add(tmp_path, id="followup-2567-2-record", opens="2/7/2568")
    (event,) = office_events(tmp_path)
    assert (event.opens_on, event.opens_basis) == (date(2025, 7, 2), "source")
    add(tmp_path, id="followup-2567-2-record", opens="")
    (event,) = office_events(tmp_path)
    assert (event.opens_on, event.opens_basis, event.closes_basis) == (None, None, "source")


@pytest.mark.parametrize(
    ("given", "option", "told"),
    [
        ({"id": "EMVS 2570"}, "--id", "can be no id"),
        ({"id": "ก-1"}, "--id", "can be no id"),
        ({"applies_to": "everybody"}, "--applies-to", "is not known"),
        ({"year_kind": "calendar"}, "--year-kind", "is not known"),
        ({"year": "2470"}, "--year", "no Buddhist year"),
        ({"year": "ปีหน้า"}, "--year", "no Buddhist year"),
        ({"round": "4"}, "--round", "no round from 1 to 3"),
        ({"round": "0"}, "--round", "no round from 1 to 3"),
        ({"opens": "31/6/2570"}, "--opens", "is no date"),
        ({"opens": "30/6/2670"}, "--opens", "lies outside"),
        ({"opens": "1/7/2570"}, "--closes", "before it opens"),
        ({"th": ""}, "--th", "must be filled in"),
        ({"system": "-"}, "--system", "must be filled in"),
        ({"responsible": "โทร. 081-234-5678"}, "--responsible", "telephone"),
        ({"th": "=HYPERLINK(1)"}, "--th", "formula"),
        ({"th": "ก" * 501}, "--th", "longer than 500"),
        ({"opens": "#N/A"}, "--opens", "formula of the cell failed"),
        ({"done_when": "followups.recorded_on"}, "--done-when", "is no proof"),
        ({"done_when": "pupils.seen_on first"}, "--done-when", "there is no source pupils"),
        ({"id": "vcop-2568-order"}, "--system", "that of an event of a letter"),
    ],
)
def test_what_cannot_be_is_refused_in_two_languages_with_its_remedy(
    tmp_path: Path, given: dict[str, str], option: str, told: str
) -> None:
    said = add_new(tmp_path, "--lang", "en", **given)
    assert said.code == 2
    assert f"cvm calendar add {option}: " in said.err
    assert told in said.err
    assert "→" in said.err
    thai = add_new(tmp_path, "--lang", "th", **given).err
    assert f"cvm calendar add {option}: " in thai
    assert "ไม่ได้บันทึกปฏิทิน" in thai
    assert not office_calendar(tmp_path).exists()


def test_an_event_of_a_letter_keeps_its_id(tmp_path: Path) -> None:
    letter = next(event for event in seed_events() if event.event_id == "emvs-2569-1")
    said = add_new(tmp_path, "--lang", "en", id="emvs-2569-one", year="2569", th=letter.event_th)
    assert said.code == 2
    assert "emvs-2569-1" in said.err


def test_dates_before_the_letter_and_converted_years_are_only_warned_of(tmp_path: Path) -> None:
    said = add_new(tmp_path, "--json", document="Letter of 1 May 2027", year="70", system="ระบบใหม่", closes="มิ.ย. 2570")
    assert said.code == 0
    warned = [(warning["column"], warning["message_en"]) for warning in said.document()["warnings"]]
    assert [column for column, _ in warned] == ["--system", "--year", "--closes", "--opens"]
    assert "before its document (2027-05-01)" in warned[-1][1]
    assert office_events(tmp_path)[0].closes_on == date(2027, 6, 30)


def test_days_far_from_the_year_of_the_event_are_warned_of(tmp_path: Path) -> None:
    said = add_new(tmp_path, "--json", year="2567", document="")
    assert ["more than a year" in warning["message_en"] for warning in said.document()["warnings"]] == [True, True]


@pytest.mark.parametrize("is_thai", [True, False])
def test_a_workbook_is_taken_with_headings_of_either_language(tmp_path: Path, is_thai: bool) -> None:
    headings = [column.heading_th if is_thai else column.name for column in CALENDAR_COLUMNS]
    path = workbook(
        tmp_path / "ปฏิทิน.xlsx",
        [
            ["ปฏิทินการดำเนินงาน ปีงบประมาณ 2570"],
            headings,
            ["cvm-2570-action-plan", "CVM", "ปีงบประมาณ", 2570, "", "จัดส่งแผนปฏิบัติการ", "", "ศูนย์ CVM", date(2026, 10, 1),
             date(2026, 12, 31), "ตามเอกสาร", "ประมาณการ", "ศูนย์ CVM", "", ""],
            [],
            ["emvs-2569-2", "e-MVS", "fiscal", 2569.0, 2, "บันทึกความก้าวหน้า", "", "public_college", "", "๓๐ ก.ย. ๖๙", "",
             "", "", "round_submissions.confirmed_on[round=2] first | followups.recorded_on last", ""],
        ],
    )  # fmt: skip
    said = cvm("calendar", "import", path, "--home", tmp_path, "--json")
    assert said.code == 0, said.out + said.err
    assert [event["result"] for event in said.document()["events"]] == ["added", "changed"]
    plan, emvs = office_events(tmp_path)
    assert (plan.applies_to, plan.opens_on, plan.closes_on) == ("centre", date(2026, 10, 1), date(2026, 12, 31))
    assert (plan.opens_basis, plan.closes_basis, plan.done_when) == ("source", "assumed", "event_reports.done_on first")
    assert (emvs.year_be, emvs.round, emvs.opens_on, emvs.closes_on) == (2569, 2, None, date(2026, 9, 30))
    assert cvm("calendar", "import", path, "--home", tmp_path, "--json").document()["changed"] is False


def test_the_calendar_of_the_letters_imported_whole_changes_nothing(tmp_path: Path) -> None:
    events = seed_events()
    path = table(
        tmp_path / "calendar.csv", COLUMNS, *([str(value or "") for value in vars(event).values()] for event in events)
    )
    document = cvm("calendar", "import", path, "--home", tmp_path, "--json").document()
    assert [(event["event_id"], event["result"]) for event in document["events"]] == [
        (event.event_id, "same") for event in events
    ]
    assert not office_calendar(tmp_path).exists()


def test_a_windows_874_file_may_hold_ids_and_dates_alone(tmp_path: Path) -> None:
    path = tmp_path / "ขยายเวลา.csv"
    path.write_bytes("รหัสกิจกรรม;วันสิ้นสุด\r\nemvs-2569-1;15 ก.ค. 2569\r\n".encode("cp874"))
    assert cvm("calendar", "import", path, "--home", tmp_path).code == 0
    assert office_events(tmp_path)[0].closes_on == date(2026, 7, 15)


def test_one_mistake_keeps_every_row_out_and_all_are_told_by_row_and_column(tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.csv",
        ("รหัสกิจกรรม", "วันเริ่ม", "วันสิ้นสุด", "รอบที่"),
        ("emvs-2569-1", "", "15/7/2569", "1"),
        ("emvs-2569-2", "1/10/2569", "30/9/2569", "2"),
        ("teacher-2568-clip", "", "เร็ว ๆ นี้", ""),
        ("emvs-2569-1", "", "16/7/2569", "1"),
        ("emvs-2571-1", "", "#N/A", "9"),
    )
    told = [(mistake["place"], mistake["row"], mistake["column"]) for mistake in refused(tmp_path, path)]
    assert told == [
        ("a.csv", 3, "วันสิ้นสุด"),
        ("a.csv", 4, "วันสิ้นสุด"),
        ("a.csv", 5, "รหัสกิจกรรม"),
        ("a.csv", 6, "วันสิ้นสุด"),
        ("a.csv", 6, "รอบที่"),
    ]


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        (("รหัสกิจกรรม", "วันส่ง"), "no such column"),
        (("รหัสกิจกรรม", "event_id"), "second column"),
        (("รหัสกิจกรรม", ""), "no such column"),
        (("รหัส", "วันสิ้นสุด"), "no heading of a calendar"),
    ],
)
def test_a_heading_that_nobody_knows_is_refused(tmp_path: Path, heading: tuple[str, str], told: str) -> None:
    (mistake,) = refused(tmp_path, table(tmp_path / "a.csv", heading, ("emvs-2569-1", "15/7/2569")))
    assert told in mistake["message_en"]


def test_two_sheets_of_a_calendar_are_not_chosen_between(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("2569", "2570"):
            book.add_worksheet(name).write(0, 0, "event_id")
    (mistake,) = refused(tmp_path, path)
    assert "2 sheets" in mistake["message_en"]


def test_a_file_of_too_many_rows_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ("event_id",), *[("emvs-2569-1",)] * 5_001)
    said = cvm("calendar", "import", path, "--home", tmp_path, "--lang", "en")
    assert (said.code, "more than 5,000 rows" in said.err) == (2, True)


def test_a_file_that_is_not_there_or_none_of_ours_is_told_without_a_traceback(tmp_path: Path) -> None:
    for path, told in ((tmp_path / "no.csv", "cannot be opened"), (table(tmp_path / "a.doc", ("x",)), "not taken")):
        said = cvm("calendar", "import", path, "--home", tmp_path, "--lang", "en")
        assert said.code == 2
        assert told in said.err


def test_a_write_that_fails_leaves_the_calendar_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_new(tmp_path)
    before = office_calendar(tmp_path).read_bytes()

    def fail(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    said = add(tmp_path, "--lang", "en", id="emvs-2570-1", closes="1/7/2570")
    assert (said.code, "cannot be written" in said.err) == (1, True)
    assert office_calendar(tmp_path).read_bytes() == before
    assert list((tmp_path / "office").iterdir()) == [office_calendar(tmp_path)]


def test_nothing_is_changed_while_another_run_writes(tmp_path: Path) -> None:
    with only_writer(Settings(home=tmp_path)):
        said = add_new(tmp_path)
    assert said.code == 1
    assert not office_calendar(tmp_path).exists()


def test_show_tells_whose_row_is_whose_and_takes_filters(tmp_path: Path) -> None:
    add_new(tmp_path)
    add(tmp_path, id="emvs-2569-1", closes="15/7/2569")
    shown = cvm("calendar", "show", "--home", tmp_path, "--system", "E-MVS", "--json").document()
    assert [(event["event_id"], event["origin"]) for event in shown] == [
        ("emvs-2569-1", "changed"),
        ("emvs-2569-2", "letter"),
        ("emvs-2570-1", "office"),
    ]
    assert list(shown[0]) == [*COLUMNS, "origin"]
    thai = cvm("calendar", "show", "--home", tmp_path, "--year", "2569", "--round", "1", "--lang", "th").out
    assert "● สำนักงานแก้ไข" in thai
    assert "ปีงบประมาณ 2569" in thai
    assert "emvs-2569-2" not in thai
    assert len(cvm("calendar", "show", "--home", tmp_path, "--year", "69", "--json").document()) == 11
    assert "no such event" in cvm("calendar", "show", "--home", tmp_path, "--year", "2550", "--lang", "en").out
    for wrong in (("--year", "x"), ("--round", "x")):
        assert cvm("calendar", "show", "--home", tmp_path, *wrong).code == 2


def test_every_column_has_its_headings_and_every_code_its_label() -> None:
    assert tuple(BY_NAME) == COLUMNS
    headings = [heading for column in CALENDAR_COLUMNS for heading in column.headings]
    assert len(set(headings)) == len(headings)
    for event in seed_events():
        for column in ("year_kind", "applies_to"):
            assert getattr(event, column) in BY_NAME[column].labels


def test_rows_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    path = table(tmp_path / "a.csv", ("event_id", "closes_on"), ("emvs-2569-1", "15/7/2569"), ("x", "y"))
    with pytest.raises(CalendarRefused) as raised:
        change_calendar(settings, rows_of_file(path, settings), TODAY)
    assert len(raised.value.mistakes) == 1
    assert not office_calendar(tmp_path).exists()
