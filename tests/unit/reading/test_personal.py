"""Which free texts hold somebody's number or address, in the ways in which people write them."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.reading.personal import is_personal
from tests.made_files.contents import table, workbook
from tests.made_files.readings import read
from tests.made_files.rows import GOOD_ROW, national_id

ID = national_id(1)
MISTYPED = f"{ID[:-1]}{(int(ID[-1]) + 1) % 10}"
PERSONAL = [
    ID,
    f"เลข{ID}ค่ะ",
    f"{ID[0]}-{ID[1:5]}-{ID[5:10]}-{ID[10:12]}-{ID[12]}",
    f"{ID[0]} – {ID[1:5]} – {ID[5:10]} – {ID[10:12]} – {ID[12]}",
    f"{ID[:3]}.{ID[3:6]}.{ID[6:9]}.{ID[9:]}",
    ID.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")),
    f"2567 {ID}",
    f"เลขที่ 1 000 000 000 000 และ {ID}",
    f"123 4567890123 {ID[:6]} {ID[6:]}",
    MISTYPED,
    f"{MISTYPED[0]}-{MISTYPED[1:5]}-{MISTYPED[5:10]}-{MISTYPED[10:12]}-{MISTYPED[12]}",
    "0990001234",
    "โทร.099-000-1234",
    "(099) 000-1234",
    "099.000.1234",
    "+66 99 000 1234",
    "+66 (0)99 000 1234",
    "๐๙๙ - ๐๐๐ - ๑๒๓๔",
    "เบอร์ 990001234",
    "02-000-1234 ต่อ 9",
    "someone@example.org",
    "someone @example.org",
]
HARMLESS = [
    "ช่างยนต์",
    "พ.ศ. 2567 และ 2568",
    "รุ่น 12/2567 ห้อง 4",
    "1,000,000,000 บาท",
    "ทะเบียนเลขที่ 0105551234567",
    "รหัส 20101-2567",
    "1399100001",
    "บริษัท 3M ประเทศไทย จำกัด สาขา 00012",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_a_text_with_a_number_or_an_address_is_found(text: str) -> None:
    assert is_personal(pl.Series([text, None, text])).to_list() == [True, False, True]


@pytest.mark.parametrize("text", HARMLESS)
def test_any_other_text_is_not(text: str) -> None:
    assert is_personal(pl.Series([text])).to_list() == [False]


def test_the_name_of_a_sheet_leads_to_nobody() -> None:
    rows = table([GOOD_ROW["graduates"](number) for number in range(1, 4)])
    assert set(read(workbook({f"โทร 0990001234 {ID}": rows}), "a.xlsx").frame["sheet"]) == {""}
    assert set(read(workbook({"ห้อง 1": rows}), "a.xlsx").frame["sheet"]) == {"ห้อง 1"}
