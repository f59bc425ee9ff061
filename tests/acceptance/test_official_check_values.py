"""The figures that the published tables must give on OVEC's official files, each stated by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipelines import connect
from tests.oracle import official

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(official.folder() is None, reason=f"{official.ENVIRONMENT_VARIABLE} names no folder"),
]

GRADUATES = {"voc_cert": 137_757, "high_voc_cert": 128_407, "bachelor": 4_042}
OBTAINED_WORK = {"voc_cert": 18_671, "high_voc_cert": 50_098, "bachelor": 2_268}
PERCENT = {
    "ovec_one_year": {"voc_cert": 13.6, "high_voc_cert": 39.0, "bachelor": 56.1},
    "of_followed": {"voc_cert": 17.6, "high_voc_cert": 50.8, "bachelor": 74.8},
    "of_available": {"voc_cert": 64.3, "high_voc_cert": 70.3, "bachelor": 75.0},
    "qa_work_or_study": {"voc_cert": 69.4, "high_voc_cert": 60.4, "bachelor": 56.4},
    "qa_work_or_study_followed": {"voc_cert": 90.2, "high_voc_cert": 78.6, "bachelor": 75.1},
    "kedi_style": {"voc_cert": 30.7, "high_voc_cert": 49.6, "bachelor": 56.2},
}
NETWORKS = {
    "2566-07": (642, 33_841, 26_384, 8_723),
    "2564-06": (225, 6_134, 4_968, 1_571),
    "2564-16": (3, 179, 109, 99),
}
WITHOUT_NETWORK = ["2564-02", "2564-17", "2564-18", "2564-25", "2566-10", "2566-20"]
# file: rows read and loaded
LOADED = {
    "public_college.csv": 433,
    "private_college.csv": 538,
    "workforce2566.csv": 9_810,
    "enrolment_ay2568_partial.csv": 16_908,
}


def rows(home: Path, sql: str) -> list[tuple[Any, ...]]:
    with connect(home, "internal") as connection:
        found: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
    return found


def test_nation(official_home: Path) -> None:
    sql = (
        "select academic_year_be, graduates, followed, source_rows from employment_one_year where breakdown = 'nation'"
    )
    assert rows(official_home, sql) == [(2566, 270_206, 207_632, 9_810)]


def test_levels(official_home: Path) -> None:
    sql = "select level, graduates, obtained_work from employment_one_year where breakdown = 'level'"
    assert set(rows(official_home, sql)) == {(level, GRADUATES[level], OBTAINED_WORK[level]) for level in GRADUATES}


@pytest.mark.parametrize("definition_id", PERCENT)
def test_definitions_by_level(official_home: Path, definition_id: str) -> None:
    sql = f"select level, rate from employment_rates where breakdown = 'level' and definition_id = '{definition_id}'"
    found = {level: round(100 * rate, 10) for level, rate in rows(official_home, sql)}
    assert found == pytest.approx(PERCENT[definition_id], abs=0.0501)


def test_all_definitions_stand_for_every_cell(official_home: Path) -> None:
    sql = """
        select (select count(*) from employment_one_year), count(*), count(distinct (cell_id, definition_id)),
               count(distinct definition_id)
        from employment_rates
    """
    cells, rates, distinct, definitions = rows(official_home, sql)[0]
    assert (rates, distinct, definitions) == (7 * cells, 7 * cells, 7)


def test_colleges_that_followed_nobody(official_home: Path) -> None:
    sql = """
        select count(*), count(*) filter (where followed = 0)
        from employment_one_year where breakdown = 'college'
    """
    assert rows(official_home, sql) == [(836, 186)]


@pytest.mark.parametrize("centre_id", NETWORKS)
def test_networks(official_home: Path, centre_id: str) -> None:
    sql = f"""
        select count(*) filter (where breakdown = 'cvm_network_college'),
               sum(graduates) filter (where breakdown = 'cvm_network'),
               sum(followed) filter (where breakdown = 'cvm_network'),
               sum(obtained_work) filter (where breakdown = 'cvm_network')
        from employment_one_year where centre_id = '{centre_id}'
    """
    assert rows(official_home, sql) == [NETWORKS[centre_id]]


def test_centres_without_a_network(official_home: Path) -> None:
    sql = """
        select centre_id from dim_cvm_centre
        where centre_id not in (select centre_id from employment_one_year where breakdown = 'cvm_network')
        order by centre_id
    """
    assert [row[0] for row in rows(official_home, sql)] == WITHOUT_NETWORK
    assert rows(official_home, "select count(*) from dim_cvm_centre") == [(101,)]
    assert rows(official_home, "select count(*) from employment_one_year where breakdown = 'cvm_network'") == [(95,)]


def test_one_branch_of_a_centre_is_taught_by_the_learners_of_2568(official_home: Path) -> None:
    sql = """
        select centre_id, sum(learners) from dim_network_member
        where academic_year_be = 2568 and centre_id in ('2564-02', '2564-17') group by centre_id
    """
    assert rows(official_home, sql) == [("2564-02", 48)]


def test_register_and_regions(official_home: Path) -> None:
    assert rows(official_home, "select count(*) from dim_college where is_current") == [(971,)]
    without = "select count(*) from dim_college where is_current and province_code is null and status = 'closed'"
    assert rows(official_home, without) == [(8,)]
    traps = "select province_code, region_th from dim_province where province_code in ('11', '73') order by 1"
    assert rows(official_home, traps) == [("11", "ภาคกลาง"), ("73", "ภาคตะวันออกและกรุงเทพมหานคร")]
    moved = "select province_code from dim_college where college_code = '1310016101'"
    assert rows(official_home, moved) == [("73",)]
    assert len(rows(official_home, "select * from employment_one_year where breakdown = 'region'")) == 5


def test_nothing_is_quarantined(official_home: Path) -> None:
    sql = """
        select path, verdict, rows_read, rows_loaded, rows_quarantined + rows_held + rows_duplicate from load_history
    """
    assert {row[0]: row[1:] for row in rows(official_home, sql)} == {
        path: ("loaded", count, count, 0) for path, count in LOADED.items()
    }


def test_own_reading_of_the_enrolment() -> None:
    folder = official.folder()
    assert folder is not None
    assert official.learners(folder) == official.Learners(rows=16_908, students=869_768, colleges=840)


def test_breakdowns_without_anything_known_have_no_rows(official_home: Path) -> None:
    sql = "select count(*) from employment_one_year where breakdown in ('institute', 'study_system', 'sex')"
    assert rows(official_home, sql) == [(0,)]
