"""What a file says once for all its rows: year, round and college of its titles, its name and its folders."""

from __future__ import annotations

import re
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.found import FileFault
from pipelines.reading.recognition import SUPPLIED
from pipelines.reading.supplied import supplied
from tests.made_files.readings import contracts
from tests.profiles import examples

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
FOLLOWUPS, MEMBERS = contracts()["followups"], contracts()["network_members"]

either_digits = st.sampled_from([{}, THAI])
years = st.integers(2540, 2599)
rounds = st.integers(1, 9)
codes = st.integers(10**9, 10**10 - 1).map(str)
names = st.text(st.sampled_from("กขคงจชดตทนบปมยรลวสหอ"), min_size=1, max_size=12).map("วิทยาลัย{}".format)


def said(*titles: str, path: str = "x.csv", present: tuple[str, ...] = (), is_accepted: bool = False) -> dict[str, str]:
    return supplied(FOLLOWUPS, present, titles, PurePath(path), is_accepted=is_accepted)


@examples(30)
@given(years, rounds, either_digits)
def test_a_year_and_a_round_come_back_from_wherever_they_stand(year: int, number: int, digits: dict[int, str]) -> None:
    year_text, round_text = str(year).translate(digits), str(number).translate(digits)
    expected = {"academic_year_be": str(year), "round": str(number)}
    for title in ("ปีการศึกษา {}", "ปีการศึกษา : {}", "รายงาน ปีการศึกษาที่จบ พ.ศ. {} ของวิทยาลัย", "ปีการศึกษา 1/{}"):
        assert said(title.format(year_text), f"รอบการติดตามที่ : {round_text}") == expected, title
    for name in (
        "w{1}_รอบ{0}.csv",
        "{1} รอบที่ {0}.xlsx",
        "followups-{1}-r{0}.csv",
        "round_{0}_{1}.csv",
        "{1}/รอบที่{0}/x.csv",
    ):
        assert said(path=name.format(round_text, year_text)) == expected, name


@examples(30)
@given(st.lists(years, min_size=3, max_size=3, unique=True), st.lists(rounds, min_size=3, max_size=3, unique=True))
def test_places_that_disagree_hold_the_file_and_the_nearest_wins_once_it_is_accepted(
    differing: list[int], numbers: list[int]
) -> None:
    titles = [f"ปีการศึกษา {differing[0]}", f"ปีการศึกษา {differing[0]} รอบที่ {numbers[0]}"]
    for first, name, key, value in (
        (titles[0], f"{differing[1]}", "academic_year_be", differing),
        (titles[1], f"{differing[0]} รอบที่ {numbers[1]}", "round", numbers),
    ):
        path = f"{differing[2]}/{name}.csv" if key == "academic_year_be" else f"r{numbers[2]}/{name}.csv"
        with pytest.raises(FileFault) as fault:
            said(first, path=path)
        assert fault.value.is_held
        assert fault.value.code == ("year_conflict" if key == "academic_year_be" else "round_conflict")
        assert said(first, path=path, is_accepted=True)[key] == str(value[0])
        without = said(path=path, is_accepted=True, present=("academic_year_be",) if key == "round" else ())
        assert without[key] == str(value[1])
        assert key not in said(first, path=path, present=("academic_year_be", "round"))


@examples(30)
@given(years, years)
def test_an_academic_year_is_no_fiscal_year(academic: int, fiscal: int) -> None:
    titles = [f"ปีการศึกษา {academic}", f"ปีงบประมาณ {fiscal}"]
    assert said(*titles) == {"academic_year_be": str(academic)}
    assert supplied(MEMBERS, (), titles, PurePath("x.csv"), is_accepted=False) == {"fiscal_year_be": str(fiscal)}
    marked = PurePath(f"ay{academic}/fy{fiscal}.csv")
    assert supplied(FOLLOWUPS, (), (), marked, is_accepted=False) == {"academic_year_be": str(academic)}
    assert supplied(MEMBERS, (), (), marked, is_accepted=False) == {"fiscal_year_be": str(fiscal)}


@examples(30)
@given(codes, years, either_digits)
def test_no_digits_of_a_longer_number_are_a_year_and_a_code_is_whole(
    code: str, year: int, digits: dict[int, str]
) -> None:
    inside = f"{year}{code[4:]}"
    for path in (f"{inside}.csv", f"{inside}/x.csv", f"ส่ง_{inside}_ครั้งแรก.xlsx"):
        assert said(path=path.translate(digits)) == {"college_code": inside}, path
    assert said(f"สถานศึกษา : {code} วิทยาลัยใด".translate(digits), path=f"{inside}.csv") == {"college_code": code}
    longer = said(path=f"{code}7.csv")
    assert "college_code" not in longer


@examples(30)
@given(names, names, names)
def test_a_college_is_named_by_its_title_else_the_file_else_the_nearest_folder(one: str, two: str, three: str) -> None:
    path = f"{three}/{two}/{one}_x.csv"
    assert said(f"สถานศึกษา : {one} จังหวัด นครปฐม", path=path) == {"college_name_th": one, "province_name": "นครปฐม"}
    assert said(f"{two} จ.ตาก", path=path) == {"college_name_th": two, "province_name": "ตาก"}
    assert said(path=path) == {"college_name_th": one}
    assert said(path=f"{three}/{two}/x.csv") == {"college_name_th": two}
    assert said(f"สถานศึกษา : {one}", path=path, present=("college_name_th",)) == {}


@examples(60)
@given(
    st.lists(st.text(max_size=30), max_size=4),
    st.lists(st.text(st.sampled_from("0123456789 _-รอบที่ปีการศึกษาวิทยาลัยfyar๒๕๖๗"), min_size=1, max_size=16), max_size=3),
    st.sampled_from(sorted(contracts())),
    st.booleans(),
)
def test_any_titles_and_any_path_say_what_they_hold_or_hold_the_file(
    titles: list[str], parts: list[str], source: str, is_accepted: bool
) -> None:
    try:
        found = supplied(contracts()[source], (), titles, PurePath(*parts, "x.csv"), is_accepted=is_accepted)
    except FileFault as fault:
        assert fault.is_held and fault.code in {"year_conflict", "round_conflict"}
        return
    assert set(found) <= set(SUPPLIED) & set(contracts()[source].by_name)
    everything = "\n".join([*titles, *parts]).translate(
        {ord(thai): str(digit) for digit, thai in enumerate("๐๑๒๓๔๕๖๗๘๙")}
    )
    assert all(text in everything for text in found.values())
    assert re.fullmatch(r"25[4-9]\d", found.get("academic_year_be", "2540"))
