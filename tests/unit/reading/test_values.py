"""Cells to values, through the whole reader: what each text means, and what is unreadable rather than guessed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from pipelines.reading.text import compared, repair
from tests.made_files.readings import read_rows
from tests.made_files.rows import CENTRE, college, enrolment, member, outcome


def cells(heading: str, texts: Iterable[str], stored: str) -> dict[str, tuple[object, bool, bool]]:
    """Text → value, whether it is unreadable, whether it was repaired: one file, one row a text."""
    make = member if heading in {"ศูนย์ CVM", "วันที่เข้าร่วม", "กลุ่มสถานศึกษา"} else outcome
    if heading in {"พิกัดละติจูด", "สถานะสถานศึกษา"}:
        make = college
    texts = list(texts)
    rows = read_rows([make(number) | {heading: text} for number, text in enumerate(texts, 1)]).frame.to_dicts()
    for row in rows:
        assert row["unreadable"] in {None, stored}
        assert (row["remarks"] or stored).split(":")[0] == stored
    return {
        text: (row[stored], row["unreadable"] == stored, (row["remarks"] or "").endswith("_repaired"))
        for text, row in zip(texts, rows, strict=True)
    }


def test_counts() -> None:
    cases = [
        ("1,250", 1250), ("1250", 1250), ("๑,๒๕๐", 1250), ("๒๐ คน", 20), ("20คน", 20), (" 20 ", 20), ("20.0", 20),
        ("+7", 7), ("-3", -3), ("007", 7), ("1,234,567", 1_234_567), ("\u200b12", 12),
    ]  # fmt: skip
    found = cells("ผู้สำเร็จการศึกษา", dict(cases), "graduates")
    assert found == {text: (expected, False, False) for text, expected in cases}


def test_nothing_is_empty_and_not_unreadable() -> None:
    cases = ["", "  ", "-", "–", "ไม่มี", "\u00a0"]
    assert cells("ผู้สำเร็จการศึกษา", cases, "graduates") == dict.fromkeys(cases, (None, False, False))


def test_what_is_no_count_is_unreadable_and_never_another_number() -> None:
    cases = [
        "12.5", "1,23", "1.250", "12,", "1 250", "12-13", "สิบสอง", "12 บ้าน", "1e3", "0x10", "1/2", "ประมาณ 20",
        "9" * 16, "๑๒ก", "--5", "5-", "(5)", "٣", "#N/A", "#REF!", "20 คน คน", "∞", "nan", "inf", "TRUE",
    ]  # fmt: skip
    assert cells("ผู้สำเร็จการศึกษา", cases, "graduates") == dict.fromkeys(cases, (None, True, False))


def test_numbers() -> None:
    cases = [("13.75", 13.75), ("13", 13.0), ("๑๓.๗๕", 13.75), ("-0.5", -0.5), ("1,234.5", 1234.5)]
    found = cells("พิกัดละติจูด", dict(cases), "latitude")
    assert found == {text: (expected, False, False) for text, expected in cases}


def test_what_is_no_number_is_unreadable() -> None:
    cases = ["13,75", "13.75N", "13°45'", "1.2.3", "9" * 400, "1e5", "nan", "13."]
    assert cells("พิกัดละติจูด", cases, "latitude") == dict.fromkeys(cases, (None, True, False))


def test_a_year_of_study_too_large_for_its_type_is_unreadable_and_stops_no_run() -> None:
    frame = read_rows([enrolment(1, {"ชั้นปี": "99999999999"}), enrolment(2, {"ชั้นปี": "2147483648"}), enrolment(3)]).frame
    assert frame["unreadable"].to_list() == ["year_of_study", "year_of_study", None]


def test_codes_bent_by_a_spreadsheet_are_put_back() -> None:
    cases = [
        "1399016501", "1399016501.0", "1.399016501E9", "1.399016501e+09", "1.399016501E+9", "1399-016501",
        "'1399016501", "1399 016 501", "๑๓๙๙๐๑๖๕๐๑", "\u200b1399016501\u00a0",
    ]  # fmt: skip
    assert cells("รหัสสถานศึกษา", cases, "college_code") == dict.fromkeys(cases, ("1399016501", False, False))


def test_a_code_that_lost_digits_is_refused_and_not_guessed() -> None:
    cases = [
        "1.39902E+09", "1.3990165E9", "1.4E9", "1E9", "139901650", "13990165011", "0399016501.5", "1399016501x",
        "1399O16501", "1,399,016,501", "1399016501/1399016502", "1.399016501E8", "1.399016501E10", "#N/A",
    ]  # fmt: skip
    assert cells("รหัสสถานศึกษา", cases, "college_code") == dict.fromkeys(cases, (None, True, False))


def test_leading_noughts_of_a_code_are_kept() -> None:
    found = cells("รหัสสถานศึกษา", ["0000000007"], "college_code")
    assert found == {"0000000007": ("0000000007", False, False)}


def test_years() -> None:
    cases = [
        ("2566", 2566, False), ("๒๕๖๖", 2566, False), ("66", 2566, True), ("2023", 2566, True), ("1/2566", 2566, False),
        ("2/66", 2566, True), ("2566.0", 2566, False), ("2540", 2540, False), ("2570", 2570, False),
        ("1997", 2540, True),
    ]  # fmt: skip
    found = cells("ปีการศึกษา", [text for text, _, _ in cases], "academic_year_be")
    assert found == {text: (expected, False, is_repaired) for text, expected, is_repaired in cases}


def test_years_out_of_range_or_out_of_form_are_unreadable() -> None:
    cases = ["2539", "2571", "25666", "1996", "2028", "39", "71", "4/2566", "ปี", "256", "3109", "0", "-66"]
    assert cells("ปีการศึกษา", cases, "academic_year_be") == dict.fromkeys(cases, (None, True, False))


JUNE = date(2025, 6, 30)


def test_dates() -> None:
    cases = [
        ("2025-06-30", JUNE, False), ("2568-06-30", JUNE, False), ("2568-06-30 00:00:00", JUNE, False),
        ("30/6/2568", JUNE, False),
        ("30/06/2025", JUNE, False), ("30-6-68", JUNE, False), ("30.6.2568", JUNE, False), ("๓๐ มิ.ย. ๖๘", JUNE, False),
        ("30 มิถุนายน 2568", JUNE, False), ("30 มิ.ย. 2568 10:06", JUNE, False), ("30 มิถุนายน พ.ศ. 2568", JUNE, False),
        ("45838", JUNE, False), ("45838.5", JUNE, False), ("30/6/1968", JUNE, True), ("1968-06-30", JUNE, True),
        ("1/12/2547", None, False), ("1/1/2548", date(2005, 1, 1), False), ("21/11/2569", date(2026, 11, 21), False),
        ("22/11/2569", None, False), ("31/6/2568", None, False), ("29/2/2567", date(2024, 2, 29), False),
        ("29/2/2568", None, False), ("6/30/2568", None, False), ("30 มิถุนายน", None, False), ("มิ.ย. 2568", None, False),
        ("30/6/1949", None, False), ("30/6/2000", None, False), ("30/6/1999", None, False), ("30/6/3111", None, False),
        ("เร็ว ๆ นี้", None, False), ("2568", None, False), ("30/6", None, False), ("0/6/2568", None, False),
    ]  # fmt: skip
    found = cells("วันที่เข้าร่วม", [text for text, _, _ in cases], "joined_on")
    assert found == {text: (expected, expected is None, is_repaired) for text, expected, is_repaired in cases}


def test_lists_and_names_are_taken_as_whole_values() -> None:
    cases = [
        ("ระดับชั้น", "level", "ปวช.", "voc_cert"), ("ระดับชั้น", "level", "ปวช", "voc_cert"),
        ("ระดับชั้น", "level", "ประกาศนียบัตรวิชาชีพชั้นสูง", "high_voc_cert"),
        ("ระดับชั้น", "level", "ประกาศนียบัตร วิชาชีพ", "voc_cert"), ("ระดับชั้น", "level", "ทล.บ.", "bachelor"),
        ("ระดับชั้น", "level", "HIGH_VOC_CERT", "high_voc_cert"), ("ระดับชั้น", "level", "ปวช. ภาคสมทบ", None),
        ("ระดับชั้น", "level", "ปวชปวส", None), ("ระดับชั้น", "level", "หลักสูตร ปวส.", None),
        ("กลุ่มสถานศึกษา", "tier", "Expert", "expert"), ("กลุ่มสถานศึกษา", "tier", "excellent center", "excellent"),
        ("กลุ่มสถานศึกษา", "tier", "กลุ่มทั่วไป", "standard"), ("กลุ่มสถานศึกษา", "tier", "not expert", None),
        ("สถานะสถานศึกษา", "status", "ปิด", "closed"), ("สถานะสถานศึกษา", "status", "ปิดเทอม", None),
        ("ศูนย์ CVM", "centre_id", CENTRE, "2564-01"), ("ศูนย์ CVM", "centre_id", "๒๕๖๔-๐๑", "2564-01"),
        ("ศูนย์ CVM", "centre_id", "2564-99", None), ("ศูนย์ CVM", "centre_id", "2564-011", None),
        ("ศูนย์ CVM", "centre_id", "เทคนิคเครื่องกล 2564-01", None),
        ("จังหวัด", "check_province_code", "จ.นครปฐม", "73"), ("จังหวัด", "check_province_code", "จังหวัด นครปฐม", "73"),
        ("จังหวัด", "check_province_code", "กทม.", "10"), ("จังหวัด", "check_province_code", "กรุงเทพฯ", "10"),
        ("จังหวัด", "check_province_code", "โคราช", "30"), ("จังหวัด", "check_province_code", "73", "73"),
        ("จังหวัด", "check_province_code", "นครปฐมม", None), ("จังหวัด", "check_province_code", "นคร", None),
    ]  # fmt: skip
    for heading, stored in {case[:2] for case in cases}:
        expected = {text: code for name, _, text, code in cases if name == heading}
        found = cells(heading, expected, stored)
        assert found == {text: (code, code is None, False) for text, code in expected.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("เขียนแบบเครื่่องกล", "เขียนแบบเครื่องกล"), ("น\u0e4d\u0e49า", "น้ำ"), ("น\u0e49\u0e4dา", "น้ำ"), ("ท\u0e4d า", "ทำ"),
        ("น\u0e4d \u0e49 า", "น้ำ"), ("นำ\u0e49", "น้ำ"), ("เเผนก", "แผนก"), ("ท\u0e48\u0e35", "ที่"),
        ("เคร\u0e37\uf70bอง", "เครื\u0e49อง"), ("\uf700าน", "ฐาน"), ("ส\u0e31มมนา\uf70f", "สัมมนาญ"), ("ก\uf718", "กุ"),
        (" ช่าง   ยนต์\u200b ", "ช่าง ยนต์"), ("ช่าง\u00adยนต์", "ช่างยนต์"), ("“ครู” – ฯ", "“ครู” – ฯ"), ("\ufeff", ""),
        ("ก\u0e4d  \u0e32", "กำ"), ("\x1fช่าง\x00", "ช่าง"),
    ],
)  # fmt: skip
def test_thai_text_is_repaired(text: str, expected: str) -> None:
    assert repair(text) == expected


def test_every_legacy_glyph_becomes_the_letter_it_stands_for() -> None:
    tones = "\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
    expected = f"ฐ\u0e34\u0e35\u0e36\u0e37{tones}{tones}ญ\u0e31\u0e4d\u0e47{tones}\u0e38\u0e39\u0e3a"
    assert len(expected) == 0xF71B - 0xF700
    for place, letter in enumerate(expected):
        assert repair(f"ก{chr(0xF700 + place)}") == f"ก{letter}"


def test_a_bracketed_hint_is_dropped_unless_it_is_all_there_is() -> None:
    assert compared(" จำนวน (คน) ") == "จำนวน"
    assert compared("(คน)") == "(คน)"


def test_repaired_texts_are_counted_for_the_sender_and_tidied_blanks_are_not() -> None:
    rows = [
        outcome(1, {"สาขาวิชา": "เครื่่องกล"}),
        outcome(2, {"สาขาวิชา": " ช่าง  ยนต์ "}),
        outcome(3, {"สาขาวิชา": "เครื่่องกล"}),
    ]
    file = read_rows(rows)
    assert [(note.code, note.detail, note.count) for note in file.notes] == [("text_repaired", "สาขาวิชา", 2)]
    assert file.frame["field_th"].to_list() == ["เครื่องกล", "ช่าง ยนต์", "เครื่องกล"]
