"""The dbt test of the crosswalk of field names finds every fault that it is made for."""

from __future__ import annotations

import re

import duckdb
import pytest

from pipelines.settings import DBT_PROJECT_DIR, SEEDS_DIR

SQL = re.sub(
    r"\{\{ ref\('(\w+)'\) \}\}", r"\1", (DBT_PROJECT_DIR / "tests" / "field_crosswalk.sql").read_text(encoding="utf-8")
)
KEY = "level = 'voc_cert' and field_th"


@pytest.fixture
def seeds() -> duckdb.DuckDBPyConnection:
    """The lists as they are; the model holds the rows of the crosswalk that map."""
    connection = duckdb.connect()
    for name in ("fields_2567", "fields_observed_ay2566", "levels", "field_crosswalk"):
        text = "all_varchar = true" if name != "field_crosswalk" else "types = {'field_code': 'varchar'}"
        connection.execute(f"create table {name} as from read_csv('{SEEDS_DIR / name}.csv', header = true, {text})")
    for year in ("valid_from", "valid_to"):
        connection.execute(f"alter table field_crosswalk alter {year}_academic_year_be type integer")
    connection.execute("create table int_fields__crosswalked as from field_crosswalk where confidence >= 0.8")
    return connection


def faults(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """What the test says of which relation."""
    return {(row[0], row[1]) for row in connection.execute(SQL).fetchall()}


def test_the_crosswalk_passes(seeds: duckdb.DuckDBPyConnection) -> None:
    assert faults(seeds) == set()
    dated = f"update field_crosswalk set valid_to_academic_year_be = 2566 where {KEY} = 'ช่างไฟฟ้ากำลัง'"
    again = f"""
        insert into field_crosswalk
        select * replace (2567 as valid_from_academic_year_be, null as valid_to_academic_year_be)
        from field_crosswalk where {KEY} = 'ช่างไฟฟ้ากำลัง'
    """
    seeds.execute(dated).execute(again)
    assert faults(seeds) == set()


@pytest.mark.parametrize(
    ("change", "fault", "relation"),
    [
        (
            f"insert into field_crosswalk from field_crosswalk where {KEY} = 'ช่างไฟฟ้ากำลัง'",
            "two rows in one year",
            "field_crosswalk",
        ),
        (
            f"""update field_crosswalk set valid_to_academic_year_be = 2567 where {KEY} = 'ช่างไฟฟ้ากำลัง';
            insert into field_crosswalk
            select * replace (2567 as valid_from_academic_year_be, null as valid_to_academic_year_be)
            from field_crosswalk where {KEY} = 'ช่างไฟฟ้ากำลัง'""",
            "two rows in one year",
            "field_crosswalk",
        ),
        (
            f"insert into int_fields__crosswalked from field_crosswalk where {KEY} = 'ช่างไฟฟ้ากำลัง'",
            "two rows in one year",
            "int_fields__crosswalked",
        ),
        (
            f"""update field_crosswalk set valid_from_academic_year_be = 2568, valid_to_academic_year_be = 2567
            where {KEY} = 'ช่างไฟฟ้ากำลัง'""",
            "ends before it begins",
            "field_crosswalk",
        ),
        (
            f"update field_crosswalk set confidence = 1.01 where {KEY} = 'ช่างไฟฟ้ากำลัง'",
            "confidence out of range",
            "field_crosswalk",
        ),
        (
            f"update field_crosswalk set confidence = 0 where {KEY} = 'ช่างไฟฟ้ากำลัง'",
            "confidence out of range",
            "field_crosswalk",
        ),
        (
            f"update field_crosswalk set confidence = null where {KEY} = 'ช่างไฟฟ้ากำลัง'",
            "confidence out of range",
            "field_crosswalk",
        ),
        (
            f"update field_crosswalk set confidence = 0.5 where {KEY} = 'พณิชยการ'",
            "confidence out of range",
            "field_crosswalk",
        ),
        (
            f"update field_crosswalk set meeting_field_th = 'การตลาด' where {KEY} = 'ช่างไฟฟ้ากำลัง'",
            "not a field of the list with this code",
            "field_crosswalk",
        ),
        (
            f"update field_crosswalk set field_code = '30104' where {KEY} = 'ช่างไฟฟ้ากำลัง'",
            "not a field of the list with this code",
            "field_crosswalk",
        ),
        (
            f"update field_crosswalk set field_code = null where {KEY} = 'ช่างไฟฟ้ากำลัง'",
            "without a code at a level that has a list",
            "field_crosswalk",
        ),
        (
            """update field_crosswalk set meeting_field_th = 'การบัญชี'
            where level = 'bachelor' and field_th = 'การตลาด'""",
            "meets another name where no list is",
            "field_crosswalk",
        ),
        (
            f"""update field_crosswalk set meeting_field_th = 'การตลาด', field_code = '20202'
            where {KEY} = 'ช่างไฟฟ้า'""",
            "the meeting field does not meet itself",
            "field_crosswalk",
        ),
        (f"delete from field_crosswalk where {KEY} = 'ช่างไฟฟ้ากำลัง'", "not judged", "field_crosswalk"),
    ],
)
def test_a_fault_is_found(seeds: duckdb.DuckDBPyConnection, change: str, fault: str, relation: str) -> None:
    seeds.execute(change)
    assert faults(seeds) == {(fault, relation)}
