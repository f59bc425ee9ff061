"""The traps found in the real files (02 section 10), one fixture each, where reading can meet them.

What only the register can tell (older names, other provinces) is kept as the sender gave it and judged in dbt.
"""

from __future__ import annotations

from datetime import date

from pipelines.reading.text import repair
from tests.made_files.contents import table, text_file
from tests.made_files.readings import failures, judged, read, read_rows, states_of
from tests.made_files.rows import (
    GOOD_ROW,
    code,
    member,
    open_outcome,
    outcome,
    private_college,
    public_college,
    rebuilt,
)


def test_another_name_or_province_than_the_register_s_is_kept_beside_the_code() -> None:
    row = open_outcome(1, {"ขื่อโรงเรียน": "วิทยาลัยการอาชีพ ตัวอย่าง  ", "จังหวัด": "กรุงเทพมหานคร"})
    file = read_rows([row], "workforce2566.csv")
    frame = file.frame.row(0, named=True)
    assert (frame["college_code"], frame["check_province_code"]) == (code(1), "10")
    assert frame["check_college_name_th"] == "วิทยาลัยการอาชีพ ตัวอย่าง"
    assert not failures(judged({"a": file})[0], "a")


def test_a_code_whose_province_digits_disagree_is_a_warning_and_nothing_is_derived_from_them() -> None:
    file = read_rows([public_college(1, {"รหัสสถานศึกษา": "1310999901", "จังหวัด": "นครปฐม"})])
    assert file.frame["province_code"].to_list() == ["73"]
    found, frame = judged({"a": file})
    assert failures(found, "a") == {("code_province_differs", "is_code_of_province"): 1}
    assert states_of(found, frame, "a") == ["loaded"]


def test_a_closed_private_college_without_a_province_loads_with_a_warning() -> None:
    row = private_college(1, {"จังหวัด": "", "อำเภอ": "", "สถานะโรงเรียน": "เลิกกิจการ"})
    file = read_rows([row])
    found, frame = judged({"a": file})
    assert failures(found, "a") == {("province_empty", "province_code"): 1}
    assert states_of(found, frame, "a") == ["loaded"]
    assert file.frame["status"].to_list() == ["closed"]


def test_swapped_half_and_blank_coordinates_are_emptied_and_the_row_kept() -> None:
    rows = [
        public_college(1, {"พิกัดละติจูด": "100.06", "พิกัดลองจิจูด": "13.82"}),
        public_college(2, {"พิกัดลองจิจูด": ""}),
        public_college(3, {"พิกัดละติจูด": "    ", "พิกัดลองจิจูด": "    "}),
        public_college(4, {"พิกัดละติจูด": "5.4"}),
    ]
    found, frame = judged({"a": read_rows(rows)})
    assert failures(found, "a") == {("coordinates_implausible", "are_coordinates_plausible"): 3}
    assert {row for row, _ in found.emptied.iter_rows()} == {0, 1, 3}
    assert states_of(found, frame, "a") == ["loaded"] * 4


def test_the_ends_of_thailand_belong_to_it_and_what_lies_beyond_does_not() -> None:
    inside = [("5.5", "97"), ("20.5", "106"), ("5.5", "106"), ("", "")]
    outside = [("5.49", "100"), ("20.51", "100"), ("13.8", "96.9"), ("13.8", "106.1"), ("13.8", ""), ("", "100")]
    pairs = [*inside, *outside]
    rows = [public_college(n, {"พิกัดละติจูด": one, "พิกัดลองจิจูด": two}) for n, (one, two) in enumerate(pairs, 1)]
    found, _ = judged({"a": read_rows(rows)})
    failing = found.cells.filter(rule="coordinates_implausible")["row_id"].to_list()
    assert failing == list(range(len(inside), len(pairs)))


def test_regions_are_ovec_s_five_as_the_register_gives_them() -> None:
    rows = [
        public_college(1, {"จังหวัด": "นครปฐม", "ภาค": "ภาคตะวันออกและกรุงเทพมหานคร"}),
        public_college(2, {"จังหวัด": "สมุทรปราการ", "อาชีวศึกษาจังหวัด": "สมุทรปราการ", "ภาค": "ภาคกลาง"}),
        public_college(3, {"ภาค": "ภาคตะวันตก"}),
    ]
    frame = read_rows(rows).frame
    assert frame["region_th"].to_list() == ["ภาคตะวันออกและกรุงเทพมหานคร", "ภาคกลาง", None]
    assert frame["unreadable"].to_list() == [None, None, "region_th"]


def test_the_three_headings_of_the_code_are_one_thing() -> None:
    for heading in ("รหัสสถานศึกษา", "รหัสโรงเรียน", "เลขรหัสสถานศึกษา"):
        row = {heading if name == "รหัสสถานศึกษา" else name: cell for name, cell in outcome(7).items()}
        assert read_rows([row]).frame["college_code"].to_list() == [code(7)]


def test_one_heading_means_ownership_in_the_counts_and_the_kind_in_the_register() -> None:
    counts = read_rows([open_outcome(1, {"ประเภทสถานศึกษา": "เอกชน"})], "w2566.csv").frame
    register = read_rows([public_college(1, {"ประเภทสถานศึกษา": "วิทยาลัยประมง"})]).frame
    assert counts["check_ownership"].to_list() == ["private"]
    assert register.select("ownership", "college_kind_th").row(0) == ("public", "วิทยาลัยประมง")


def test_one_field_under_two_subject_types_in_one_college_is_two_keys() -> None:
    rows = [open_outcome(1, {"สาขาวิชา": "การโรงแรม", "ประเภทวิชา": kind}) for kind in ("พาณิชยกรรม", "อุตสาหกรรมท่องเที่ยว")]
    file = read_rows(rows, "w2566.csv")
    assert file.frame["key_hash"].n_unique() == 2
    assert file.frame["scope_hash"].n_unique() == 1
    found, frame = judged({"a": file})
    assert states_of(found, frame, "a") == ["loaded", "loaded"]


def test_old_and_new_field_names_stand_side_by_side_and_are_never_renamed() -> None:
    names = ["ช่างยนต์", "ยานยนต์ไฟฟ้า", "ไม่มีในรายการใด"]
    file = read_rows([open_outcome(1, {"สาขาวิชา": name}) for name in names], "w2566.csv")
    assert file.frame["field_th"].to_list() == names
    assert not failures(judged({"a": file})[0], "a")


def test_a_doubled_tone_mark_is_repaired_and_told() -> None:
    file = read_rows([rebuilt(1, {"field_th": "เขียนแบบเครื่่องกล"})], "enrolment_ay2568.csv")
    assert file.frame["field_th"].to_list() == ["เขียนแบบเครื่องกล"]
    assert ("text_repaired", "สาขาวิชา", 1) in [(note.code, note.detail, note.count) for note in file.notes]


def test_four_blanks_are_nought_beside_explicit_noughts_in_windows_874() -> None:
    rows = [
        open_outcome(1, {"รองานหรือว่างงาน": "    ", "ศึกษาต่อ": "5"}),
        open_outcome(2, {"ติดตามได้": "0"} | dict.fromkeys(list(outcome(2))[10:], "    ")),
    ]
    file = read(text_file(table(rows), "cp874"), "workforce2566.csv")
    assert file.encoding == "cp874"
    assert file.frame["seeking"].to_list() == [0, 0]
    assert not failures(judged({"a": file})[0], "a")


def test_phones_and_addresses_are_known_and_never_read() -> None:
    file = read_rows([public_college(1, {"โทรศัพท์": "34251 ต่อ 12"})])
    assert not [note for note in file.notes if note.code == "unknown_columns"]
    assert "34251" not in str(file.frame.to_dicts())


def test_equal_rows_of_the_rebuilt_enrolment_are_real() -> None:
    file = read_rows([rebuilt(1), rebuilt(1)], "enrolment_ay2568_partial.csv")
    found, frame = judged({"a": file})
    assert states_of(found, frame, "a") == ["loaded", "loaded"]
    assert file.frame["students"].sum() == 50


def test_the_branch_is_the_text_in_the_last_brackets_of_the_programme() -> None:
    titles = ["ช่างยนต์ (ยานยนต์)", "ช่างยนต์ (ก) (ข)", "ช่างยนต์", "ช่างยนต์ (ก) ข"]
    frame = read_rows([rebuilt(1, {"programme_title_th": title}) for title in titles], "e2568.csv").frame
    assert frame["branch_th"].to_list() == ["ยานยนต์", "ข", None, None]


def test_dates_of_1968_and_2568_mean_2568() -> None:
    rows = [member(1, {"วันที่เข้าร่วม": "30/6/1968"}), member(2, {"วันที่เข้าร่วม": "30/6/2568"})]
    frame = read_rows(rows).frame
    assert frame["joined_on"].to_list() == [date(2025, 6, 30)] * 2
    assert frame["remarks"].to_list() == ["joined_on:date_repaired", None]


def test_private_use_glyphs_of_a_pdf_font_become_letters() -> None:
    assert repair("วิทยาลัยเทคนิคบาง\uf706อน") == "วิทยาลัยเทคนิคบาง้อน"
    assert not any("\uf700" <= letter <= "\uf71a" for letter in repair("".join(map(chr, range(0xF700, 0xF71B)))))


def test_a_sign_that_means_nothing_is_an_answer_where_the_list_of_the_column_has_it() -> None:
    make = GOOD_ROW["working_group_orders"]
    answers = {"มีผู้ประสานงานหลักกับ สอศ.": "ไม่มี", "เลขที่คำสั่ง": "ไม่มี"}
    rows = [make(1, answers), make(2, {"มีผู้ประสานงานหลักกับ สอศ.": "-"})]
    assert read_rows(rows).frame.select("has_coordinator", "order_no").rows() == [("no", None), (None, "2/2568")]
