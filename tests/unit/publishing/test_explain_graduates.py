"""The graduates behind a cell and the cells behind a file, on a few made-up rows."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from pipelines.publishing.explaining.cells import cells_touched
from pipelines.publishing.explaining.graduates import GraduatesBehind, graduates_behind

# year, college, province, level, field, sex, excluded, state, deciding round, deciding file, province of work
GRADUATES = """
    (1, 2567, 'A', '10', 'voc_cert', 'f1', 'm', null, 'employed', 3, 'x', '10'),
    (2, 2567, 'A', '10', 'voc_cert', 'f1', 'f', null, 'employed', 2, 'x', '50'),
    (3, 2567, 'A', '10', 'voc_cert', 'f2', null, null, 'not_followed', null, null, null),
    (4, 2567, 'B', null, 'bachelor', 'f1', 'm', null, 'seeking', 1, 'y', null),
    (5, 2566, 'A', '10', 'voc_cert', 'f1', 'm', null, 'study_only', 1, 'z', null),
    (6, 2567, 'A', '10', 'voc_cert', 'f1', 'm', 'same_person', null, null, null, null)
"""
CELLS = """
    (2567, 'nation', null, null, null, null, null, 'records'),
    (2567, 'province', '10', null, null, null, null, 'records'),
    (2567, 'province', null, null, null, null, null, 'records'),
    (2567, 'sex', null, null, null, null, 'm', 'records'),
    (2567, 'sex', null, null, null, null, null, 'records'),
    (2567, 'college_level_field', '10', 'A', 'voc_cert', 'f1', null, 'records'),
    (2567, 'college_level_field', '10', 'A', 'voc_cert', 'f2', null, 'counts'),
    (2567, 'college_level_field', null, 'B', 'bachelor', 'f1', null, 'records'),
    (2567, 'cvm_network', null, null, null, null, null, 'records')
"""
COLUMNS = "academic_year_be, breakdown, province_code, college_code, level, field_th, sex, basis"
CUBE = "employment_one_year"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute(
            f"""
            create table fct_graduate_outcome as
                select *, province_code as region_th, state = 'employed' as is_obtained_work, null as work_country
                from (values {GRADUATES}) as facts (
                    graduate_id, academic_year_be, college_code, province_code, level, field_th, sex,
                    exclusion_reason, state, deciding_round, deciding_source_sha256, work_province_code);
            create table {CUBE} as
                select *, province_code as region_th, null::varchar as ownership, null::varchar as institute_name,
                    if(breakdown = 'cvm_network', 'c1', null) as centre_id
                from (values {CELLS}) as cells ({COLUMNS});
            create table dim_college as from (values ('A', 'i'), ('B', null)) as c (college_code, institute_name);
            create table dim_network_member as
                from (values (2567, 'A', 'c1')) as m (academic_year_be, college_code, centre_id);
            create table lineage as from (values
                ('{CUBE}', 'followups', 2567, 'B', null, 'y'), ('{CUBE}', 'graduates', 2567, 'A', 'voc_cert', 'x'),
                ('{CUBE}', 'graduates', 2566, 'A', 'voc_cert', 'z'), ('other', 'graduates', 2567, 'A', null, 'w')
            ) as l (table_name, source, academic_year_be, college_code, level, source_sha256);
            """
        )
        yield opened


def behind(
    connection: duckdb.DuckDBPyConnection, where: str, table: str = CUBE
) -> tuple[GraduatesBehind, dict[str, int]] | None:
    rows = connection.table(CUBE).filter(where)
    return graduates_behind(connection, table, rows.columns, rows)


@pytest.mark.parametrize(
    ("where", "states"),
    [
        ("breakdown = 'nation'", {"employed": 2, "not_followed": 1, "seeking": 1}),
        ("breakdown = 'province' and province_code = '10'", {"employed": 2, "not_followed": 1}),
        ("breakdown = 'province' and province_code is null", {"seeking": 1}),
        ("breakdown = 'sex' and sex = 'm'", {"employed": 1, "seeking": 1}),
        ("breakdown = 'sex' and sex is null", {"not_followed": 1}),
        ("breakdown = 'college_level_field' and college_code = 'A'", {"employed": 2}),
        ("breakdown in ('sex', 'province')", {"employed": 2, "not_followed": 1, "seeking": 1}),
    ],
)
def test_graduates_are_those_of_the_cells_each_once(
    connection: duckdb.DuckDBPyConnection, where: str, states: dict[str, int]
) -> None:
    found = behind(connection, where)
    assert found is not None
    assert found[0].by_state == states
    assert found[0].graduates == sum(states.values())


def test_rounds_and_files_that_decide_are_counted(connection: duckdb.DuckDBPyConnection) -> None:
    found = behind(connection, "breakdown = 'nation'")
    assert found is not None
    rounds = [(one["deciding_round"], one["graduates"]) for one in found[0].by_deciding_round]
    assert rounds == [(1, 1), (2, 1), (3, 1), (None, 1)]
    assert found[1] == {"x": 2, "y": 1}


@pytest.mark.parametrize(
    ("where", "table"),
    [
        ("breakdown = 'cvm_network'", CUBE),
        ("basis = 'counts'", CUBE),
        ("breakdown = 'nation'", "unmatched_followups"),
        ("false", CUBE),
    ],
)
def test_where_graduates_cannot_be_told_none_are(connection: duckdb.DuckDBPyConnection, where: str, table: str) -> None:
    assert behind(connection, where, table) is None


def test_a_transition_is_of_its_whole_cell(connection: duckdb.DuckDBPyConnection) -> None:
    found = behind(connection, "breakdown = 'nation'", "round_transitions")
    assert found is not None
    assert found[0].is_whole_cohort is False


def test_a_pool_is_of_all_its_years(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.sql(
        "select 2566 as first_academic_year_be, 2567 as last_academic_year_be, 'college' as breakdown, "
        "'A' as college_code, 'records' as basis"
    )
    found = graduates_behind(connection, "employment_pooled", rows.columns, rows)
    assert found is not None
    assert found[0].by_state == {"employed": 2, "not_followed": 1, "study_only": 1}


def test_a_flow_is_of_those_who_work_there(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.sql(
        "select 2567 as academic_year_be, 'voc_cert' as level, '10' as from_region_th, '10' as from_province_code, "
        "'50' as to_province_code, null as work_country"
    )
    found = graduates_behind(connection, "work_flows", rows.columns, rows)
    assert found is not None
    assert found[0].graduates == 1


def test_a_single_graduate_is_found_by_the_facts(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.table("fct_graduate_outcome").filter("sex = 'm'")
    found = graduates_behind(connection, "fct_graduate_outcome", rows.columns, rows)
    assert found is not None
    assert found[0].by_state == {"employed": 1, "seeking": 1, "study_only": 1}, "one is excluded"


def test_without_facts_nobody_is_told(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("drop table fct_graduate_outcome")
    assert behind(connection, "breakdown = 'nation'") is None


@pytest.mark.parametrize(
    ("sha256", "touched"),
    [
        ("x", {"nation": 1, "province": 1, "sex": 2, "college_level_field": 2, "cvm_network": 1}),
        ("y", {"nation": 1, "province": 1, "sex": 2, "college_level_field": 1}),
        ("z", {}),
        ("w", {}),
    ],
)
def test_a_file_touches_the_cells_of_its_college_level_and_year(
    connection: duckdb.DuckDBPyConnection, sha256: str, touched: dict[str, int]
) -> None:
    found = {one.breakdown: one.cells for one in cells_touched(connection, sha256) if one.cells}
    assert found == touched
    assert {one.breakdown: one.cells_in_all for one in cells_touched(connection, sha256)}["province"] == 2
