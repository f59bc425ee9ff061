"""Establishments from the files to the publication: identity by kind, resolved later, and nobody's name in public."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines import connect
from pipelines.publishing.explain import explain
from pipelines.running.refresh import refresh
from pipelines.settings import Settings
from tests.integration.drops import House
from tests.made_files import rows as made
from tests.made_files import rows_of_demand as demand
from tests.made_files.contents import table, text_file
from tests.made_files.makers import Row, juristic_number
from tests.oracle.comparison import establishment_differences

ID, NAME, PROVINCE = "เลขทะเบียนนิติบุคคล/รหัสสถานประกอบการ", "ชื่อสถานประกอบการ", "จังหวัดของสถานประกอบการ"
FIELD = "สาขาวิชา"
FIRST_DAY, SECOND_DAY = date(2026, 11, 21), date(2026, 11, 22)
PERSON = "3100000000004"
"""A number of a natural person, with its check digit."""
SHOPS = ("ร้านสมหมายการช่าง", "ร้านสมหวังยานยนต์")
"""Names that may be those of persons: one with a number, one without."""


def sent(rows: list[Row]) -> bytes:
    return text_file(table(rows))


def needed(number: int, field: str, cells: Row) -> Row:
    return demand.demand(number, {FIELD: field, **cells})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Demands come first, by name and by number; the register of the day after knows some of them."""
    house = House(tmp_path_factory.mktemp("establishments"))
    demands = [
        *(demand.demand(number) for number in range(1, 6)),
        demand.demand(6, {"จังหวัดที่ทำงาน": "เชียงใหม่"}),
        needed(1, "การบัญชี", {ID: "", NAME: "บจก. ตัวอย่าง 1"}),
        needed(2, "การบัญชี", {ID: "", NAME: "บจก. ซ้ำกัน"}),
        needed(3, "การบัญชี", {ID: "", NAME: SHOPS[1]}),
        needed(4, "การบัญชี", {ID: PERSON, NAME: SHOPS[0]}),
    ]
    colleges = [made.college(number) for number in range(1, 7)]
    house.drop({"colleges/a.csv": sent(colleges), "demands/a.csv": sent(demands)}, day=FIRST_DAY)
    register = [
        *(demand.establishment(number) for number in range(1, 5)),
        demand.establishment(11, {NAME: "บริษัท ซ้ำกัน จำกัด"}),
        demand.establishment(12, {NAME: "บจก. ซ้ำกัน"}),
        demand.establishment(13, {ID: PERSON, NAME: SHOPS[0], "ประเภทสถานประกอบการ": "บุคคลธรรมดา"}),
        demand.establishment(14, {ID: "1-73-01-01/1-0001", NAME: "กลุ่มอาชีพตัวอย่าง"}),
        demand.establishment(15, {ID: "JP-1234", NAME: "Example K.K.", PROVINCE: "", "ประเทศ": "ญี่ปุ่น"}),
    ]
    postings = [demand.posting(number) for number in range(1, 5)]
    house.put({"establishments/a.csv": sent(register), "job_postings/a.csv": sent(postings)})
    refresh(Settings(home=house.home), SECOND_DAY)
    return house.home


def asked(home: Path, query: str, which: str = "internal") -> list[tuple[Any, ...]]:
    with connect(home, which) as connection:
        found: list[tuple[Any, ...]] = connection.execute(query).fetchall()
        return found


def test_the_tables_are_those_of_the_second_computation(home: Path) -> None:
    assert establishment_differences(home) == []


def test_an_establishment_is_what_its_id_says(home: Path) -> None:
    kinds = dict(asked(home, "select id_kind, count(*) from dim_establishment group by all"))
    assert kinds == {"juristic": 8, "individual": 1, "provisional": 3, "community": 1, "foreign": 1}


def test_a_name_and_province_become_the_registered_id_without_being_sent_again(home: Path) -> None:
    resolved = dict(
        asked(
            home,
            "select establishment_name, resolved_establishment_id from dim_establishment where id_kind = 'provisional'",
        )
    )
    assert resolved["บจก. ตัวอย่าง 1"] == juristic_number(1)
    assert resolved["บจก. ซ้ำกัน"].startswith("P:"), "two companies have the name"
    assert resolved[SHOPS[1]].startswith("P:")


def test_a_need_is_of_the_registered_establishment_and_of_its_workplace(home: Path) -> None:
    needs = asked(home, "select establishment_id, province_code, headcount, counted_from from demand")
    assert (juristic_number(1), "73", 5, "demands") in needs
    assert (juristic_number(6), "50", 5, "demands") in needs
    of_the_first = f"from demand where establishment_id = '{juristic_number(1)}' group by all order by all"
    by_year = f"select fiscal_year_be, counted_from, count(*), sum(headcount) {of_the_first}"
    # one need by its number and one by its name and province; what was announced until December stands in two years
    assert asked(home, by_year) == [(2568, "demands", 2, 10), (2569, "postings", 1, 3)]


def test_equal_names_in_a_province_are_listed(home: Path) -> None:
    both = {juristic_number(11), juristic_number(12)}
    found = asked(
        home, "select establishment_id, possible_duplicate_of from dim_establishment where id_kind = 'juristic'"
    )
    assert {pair for pair in found if pair[1]} == {tuple(sorted(both)), tuple(sorted(both, reverse=True))}
    rule = "select rows_checked, rows_failed from quality_results where rule = 'same_name_and_province'"
    assert asked(home, rule) == [(7, 2)], "one abroad has no province"


def test_a_row_waits_until_its_establishment_is_registered(home: Path) -> None:
    waiting = "select rows_checked, rows_failed from quality_results where rule = 'waiting_for_establishments'"
    # by number 5 and 6; by name the two shared by companies and a shop that nobody has registered
    assert asked(home, f"{waiting} and source = 'demands'") == [(10, 4)]
    assert asked(home, f"{waiting} and source = 'job_postings'") == [(4, 0)]


def test_nobody_is_named_in_public(home: Path) -> None:
    kinds = {kind for (kind,) in asked(home, "select distinct id_kind from dim_establishment", "public")}
    assert kinds == {"juristic", "community", "foreign"}
    assert asked(home, "select count(employees) from dim_establishment", "public") == [(0,)]
    kinds_of_needs = "select count(*) from demand where establishment_id_kind in ('individual', 'provisional')"
    assert (asked(home, kinds_of_needs), asked(home, kinds_of_needs, "public")) == ([(3,)], [(0,)])
    for file in (home / "published" / "current" / "public.duckdb").resolve(), home / "warehouse" / "build.duckdb":
        assert SHOPS[0].encode() not in file.read_bytes(), file
    assert SHOPS[1].encode() not in (home / "published" / "current" / "public.duckdb").resolve().read_bytes()


def test_the_report_of_a_college_is_explained_by_its_files(home: Path) -> None:
    row = "academic_year_be = 2568 and college_code = '1399000001'"
    assert asked(home, f"select status, establishments, jobs_announced from establishment_report where {row}") == [
        ("done", 1, 1)
    ]
    found = explain(home, "establishment_report", row, "jobs_openings")
    assert {file.source for file in found.files} == {"colleges", "establishments", "job_postings"}
    abroad = explain(home, "dim_establishment", "id_kind = 'foreign'")
    assert {"establishments", "demands"} <= {file.source for file in abroad.files}


@pytest.mark.parametrize(("table", "row"), [("demand", "true"), ("supply_demand_gap", "breakdown = 'province'")])
def test_a_need_is_explained_by_who_told_of_it_wherever_the_work_is(home: Path, table: str, row: str) -> None:
    found = explain(home, table, f"province_code = '50' and {row}")
    assert found.row_count == 1
    assert "demands" in {file.source for file in found.files}


def test_so_are_those_of_the_sample(sample_home: Path) -> None:
    assert establishment_differences(sample_home) == []
