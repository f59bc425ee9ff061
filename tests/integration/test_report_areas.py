"""The reports of the nation, of places and centres, and of updates: every figure is a cell of a published table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest

from tests.integration.terminal import cvm
from tests.integration.test_report_cli import cells, printed
from tests.printed_text import lines_of, runs_of
from tests.profiles import LONG

PLACES = """
    select cube.graduates, cube.followed, {percent}(one.response_rate), cube.obtained_work,
        if(cube.followed = 0, null, {percent}(one.rate)),
        case
            when cube.followed = 0 or one.rate is null then null
            when one.reliability = 'not_followed' then {percent}(one.bound_low) || '–' || {percent}(one.bound_high)
            else {percent}(one.ci_low) || '–' || {percent}(one.ci_high)
        end,
        {percent}(two.rate), if(cube.followed = 0, null, {percent}(three.rate))
    from employment_one_year as cube
    left join employment_rates as one on cube.cell_id = one.cell_id and one.definition_id = 'ovec_one_year'
    left join employment_rates as two on cube.cell_id = two.cell_id and two.definition_id = 'of_followed'
    left join employment_rates as three on cube.cell_id = three.cell_id and three.definition_id = 'qa_work_or_study'
    where cube.academic_year_be = {year} and
"""
RATES = """
    select numerator, denominator, if(response_rate = 0, null, {percent}(rate)),
        if(response_rate = 0, null, {percent}(ci_low) || '–' || {percent}(ci_high)),
        {percent}(bound_low) || '–' || {percent}(bound_high), {percent}(response_rate)
    from employment_rates where academic_year_be = {year} and
"""
ROUNDS = """
    select (extract(year from any_value(window_closes_on)) + 543)::varchar, count(*),
        count(*) filter (status = 'done'), count(*) filter (status = 'late'), count(*) filter (status = 'overdue'),
        count(*) filter (status = 'open'), count(*) filter (status = 'not_sent')
    from round_submissions where academic_year_be = 2567 and {place} group by round
"""
YEAR = 2566
"""A year of which the sample holds all kinds of cells."""


def asked(query: str, year: int = YEAR) -> str:
    """A query with its shares as they are printed, by a function of the test."""
    return query.replace("{percent}", "told").replace("{year}", str(year))


def told(home: Path, *queries: str) -> Counter[str]:
    """The rows of queries as a report writes them."""
    found: Counter[str] = Counter()
    for query in queries:
        found += cells(home, query)
    return found


def same(runs: Iterable[str], expected: Counter[str]) -> None:
    """Every run is an expected row, perhaps behind the number that ends a name, and every row is there."""
    left = Counter(expected)
    foreign = []
    for run in runs:
        whole = next((row for row in (run, run.partition(" ")[2]) if left[row] > 0), None)
        if whole is None:
            foreign.append(run)
        else:
            left[whole] -= 1
    assert foreign == []
    assert +left == Counter()


def test_every_figure_of_the_nation(sample_home: Path, tmp_path: Path) -> None:
    lines = lines_of(printed(sample_home, tmp_path, "national", "--year", YEAR))
    same(
        runs_of(lines, 5),
        told(
            sample_home,
            asked(RATES + "breakdown in ('nation', 'level')"),
            asked(PLACES + "cube.breakdown in ('nation', 'region', 'province', 'field')"),
            asked(PLACES + "cube.breakdown = 'nation'", YEAR - 1),
        ),
    )
    columns = "select sum({0}) filter (breakdown = 'nation')::bigint, {1} from employment_one_year where "
    levels = ", ".join(
        f"sum({{0}}) filter (level = '{one}')::bigint" for one in ("voc_cert", "high_voc_cert", "bachelor")
    )
    for name, measure in (("ผู้สำเร็จการศึกษา", "graduates"), ("รองานหรือว่างงาน", "seeking"), ("บวช", "ordained")):
        query = columns.format(measure, levels.format(measure))
        (row,) = cells(sample_home, f"{query} academic_year_be = {YEAR} and breakdown in ('nation', 'level')")
        assert f"{name} {row}" in lines


def test_rounds_and_who_has_not_confirmed(sample_home: Path, tmp_path: Path) -> None:
    lines = lines_of(printed(sample_home, tmp_path, "national"))
    rows = cells(
        sample_home,
        ROUNDS.format(place="true"),
    )
    assert sum(row in " ".join(lines) for row in rows) == 3
    with duckdb.connect(sample_home / "published" / "current" / "internal.duckdb", read_only=True) as connection:
        owing = connection.execute(
            "select college_code from round_submissions "
            "where academic_year_be = 2567 and round = 3 and status not in ('done', 'late')"
        ).fetchall()
    text = "\n".join(lines)
    assert all(f"({code})" in text for (code,) in owing)
    assert f"{len(owing)} แห่ง" in text
    assert text.count("ไม่มีข้อมูล\n") >= 2, "the regions of which nothing is known"
    assert "จังหวัดที่มีสถานศึกษา: " in text


@pytest.mark.parametrize(("code", "year"), [("20", YEAR), ("73", 2567)])
def test_every_figure_of_a_province(sample_home: Path, tmp_path: Path, code: str, year: int) -> None:
    lines = lines_of(printed(sample_home, tmp_path, "province", code, "--year", year))
    own = f"cube.province_code = '{code}' and cube.breakdown in ('college', 'province_level_field')"
    whole = f"cube.province_code = '{code}' and cube.breakdown = 'province'"
    gaps = f"""
        select supply, tenth(supply_labour), if(pressure = 'no_demand_recorded', null, demand_jobs),
            if(pressure = 'no_demand_recorded', null, tenth(gap)), format('{{:.0f}}', coverage * 100)
        from supply_demand_gap where supply_academic_year_be = {year} and breakdown = 'province_level_field'
            and province_code = '{code}'
    """
    expected = told(
        sample_home,
        asked(RATES + f"breakdown = 'province' and province_code = '{code}'", year),
        asked(PLACES + f"({whole} or {own})", year),
        asked(PLACES + whole, year - 1),
        gaps,
        *([ROUNDS.format(place=f"province_code = '{code}'")] if year == 2567 else []),
    )
    same(runs_of(lines, 5), expected)
    balance = "from supply_demand_gap where breakdown = 'province' and province_code = '{}' and {} = {}"
    (needed,) = cells(sample_home, "select demand_jobs " + balance.format(code, "supply_academic_year_be", year))
    assert f"ต้องการรับเข้าทำงาน (คน) {needed}" in lines
    if year == 2567:
        query = f"from placement_safety where province_code = '{code}' and academic_year_be = {year} "
        (placed,) = cells(sample_home, f"select placements {query} and breakdown = 'province'")
        (safe,) = cells(sample_home, f"select told(safe_rate) {query} and breakdown = 'province'")
        assert f"การฝึกในสถานประกอบการ (ราย) {placed}" in lines
        assert f"ฝึกโดยปลอดภัย (ร้อยละ) {safe}" in lines


def test_every_figure_of_an_institute(sample_home: Path, tmp_path: Path) -> None:
    name = "สถาบันการอาชีวศึกษาตัวอย่าง ภาคกลาง"
    lines = lines_of(printed(sample_home, tmp_path, "institute", name, "--year", YEAR))
    whole = f"cube.breakdown = 'institute' and cube.institute_name = '{name}'"
    own = f"""
        (
            cube.breakdown in ('college', 'college_level')
            or (cube.breakdown = 'college_level_field' and cube.level = 'bachelor')
        ) and cube.college_code in (
            select college_code from dim_college where is_current and institute_name = '{name}'
        )
    """
    rates = asked(RATES + f"breakdown = 'institute' and institute_name = '{name}'")
    same(
        runs_of(lines, 5),
        told(sample_home, rates, asked(PLACES + own), asked(PLACES + whole), asked(PLACES + whole, YEAR - 1)),
    )


def test_every_figure_of_a_centre(sample_home: Path, tmp_path: Path) -> None:
    lines = lines_of(printed(sample_home, tmp_path, "centre", "2566-07", "--year", 2568))
    matched = cells(
        sample_home,
        """
        select establishments, demand_jobs, demand_internship, demand_dual, supply, learners, matched_internship,
            matched_dual, matched_teachers, agreements_in_force, seats
        from matching_report where centre_id = '2566-07' and fiscal_year_be = 2568
        """,
    )
    compared = cells(
        sample_home,
        """
        select supply_now, demand_jobs, demand_places, agreements, teachers, teachers_trained, teachers_certified,
            placements, told(safe_placement_rate), told(certification_pass_rate), format('{:.2f}', sar_score),
            events_overdue
        from network_comparison where centre_id = '2566-07' and academic_year_be = 2567 and level is null
        """,
    )
    assessed = cells(
        sample_home,
        """
        select colleges_assessed, judgements, score_5, score_4, score_3, score_2, score_1, format('{:.2f}', mean_score),
            null, null
        from sar_summary where centre_id = '2566-07' and academic_year_be = 2567
            and breakdown in ('cvm_network', 'cvm_network_indicator')
        """,
    )
    del compared[" ".join("–" * 12)]  # of whom nothing is known at all
    same(runs_of(lines, 10), matched + compared + assessed)
    with duckdb.connect(sample_home / "published" / "current" / "internal.duckdb", read_only=True) as connection:
        card = connection.execute(
            "select key_result_id, target, computed, reported from centre_scorecard "
            "where centre_id = '2566-07' and fiscal_year_be = 2568"
        ).fetchall()
    triples = runs_of(lines, 3)
    for _, *values in card:
        written = " ".join("–" if one is None else f"{one:.1f}".removesuffix(".0") for one in values)
        assert any(run.endswith(written) for run in triples), written


def test_a_centre_without_network_says_so(sample_home: Path, tmp_path: Path) -> None:
    text = " ".join(lines_of(printed(sample_home, tmp_path, "centre", "2564-18")))
    assert "ไม่มีข้อมูลการจับคู่ของเครือข่าย" in text
    assert "ยังไม่มีสถานศึกษาในเครือข่ายที่ส่งผลการประเมินตนเอง" in text


@pytest.mark.parametrize("place", [("national",), ("college", "1399100011")])
def test_every_figure_of_the_update_reports(sample_home: Path, tmp_path: Path, place: tuple[str, ...]) -> None:
    own = "" if place[0] == "national" else f"and college_code = '{place[1]}'"
    profiles = lines_of(printed(sample_home, tmp_path, *place, "--about", "profiles", "--year", 2568))
    expected = cells(
        sample_home,
        f"""
        select learners, learners_studying, updated_in_window, updated_outside_window, never_updated,
            told(profile_update_rate), told(phone_rate), told(contact_rate)
        from student_profile_summary where academic_year_be = 2568 {own}
        """,
    )
    same(runs_of(profiles, 8), expected)
    establishments = lines_of(printed(sample_home, tmp_path, *place, "--about", "establishments", "--year", 2568))
    query = """
        select establishments, establishments_registered_in_window, establishments_updated_in_year,
            establishments_without_id, establishments_with_contact, jobs_announced, jobs_openings, jobs_filled,
            internships_announced, internships_openings, internships_filled
        from establishment_report
        where academic_year_be = 2568 and (status <> 'overdue' or establishments > 0 or jobs_announced > 0)
    """
    same(runs_of(establishments, 11), cells(sample_home, f"{query} {own}"))


@pytest.mark.parametrize("about", ["profiles", "establishments"])
def test_the_nation_s_update_report_names_every_college_and_both_days(
    sample_home: Path, tmp_path: Path, about: str
) -> None:
    pdf = printed(sample_home, tmp_path, "national", "--about", about, "--year", 2568)
    text = "".join("".join(lines_of(pdf)).split())
    event, table, day = {
        "profiles": ("vcop-2568-profile", "student_profile_summary", "30กันยายน2568"),
        "establishments": ("vcop-2568-establishments", "establishment_report", "31ธันวาคม2568"),
    }[about]
    with duckdb.connect(sample_home / "published" / "current" / "internal.duckdb", read_only=True) as connection:
        asked = connection.execute(f"""
            select college_name_th, compliance.status from compliance inner join dim_college using (college_code)
            where is_current and event_id = '{event}'
        """).fetchall()
        (sent,) = connection.execute(f"""
            select count(distinct college_code) from {table}
            where academic_year_be = 2568 and {"learners" if about == "profiles" else "establishments"} > 0
        """).fetchone() or (0,)
    assert [name for name, _ in asked if "".join(name.split()) not in text] == []
    assert (day in text, "31มีนาคม2569" in text) == (True, True)
    owed = sum(status != "not_applicable" for _, status in asked)
    assert f"ต้องดำเนินการ{owed}แห่งยังไม่ส่งข้อมูล{owed - sent}แห่ง" in text
    assert text.count("เกินกำหนดยังไม่ส่งข้อมูล") == owed - sent


@pytest.mark.parametrize(("about", "template"), [("profiles", "students"), ("establishments", "establishments")])
def test_a_college_that_sent_nothing_prints_no_zeros_but_what_to_send(
    sample_home: Path, tmp_path: Path, about: str, template: str
) -> None:
    lines = lines_of(printed(sample_home, tmp_path, "college", "1399100001", "--about", about, "--year", 2568))
    text = "".join("".join(lines).split())
    assert f"(แม่แบบ{template})" in text
    assert "31มีนาคม2569" in text
    assert "จังหวัดกรุงเทพ" not in text
    assert "ลงชื่อ" not in text
    assert runs_of(lines, 8) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("national", "10"),
        ("national", "--all"),
        ("province", "20", "--round", "1"),
        ("centre", "2566-07", "--about", "profiles"),
        ("college", "1399100003", "--about", "profiles", "--round", "1"),
        ("national", "--year", "2400"),
        ("national", "--about", "profiles", "--year", "2400"),
        ("centre", "2566-07", "--year", "2400"),
        ("centre", "2566-99"),
        ("institute", "ไม่มี"),
    ],
)
def test_what_a_report_knows_nothing_of_is_refused(
    sample_home: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    out = tmp_path if "--all" in arguments else tmp_path / "a.pdf"
    said = cvm("report", *arguments, "--home", sample_home, "--out", out)
    assert said.code == 2
    assert said.err
    assert not list(tmp_path.glob("*.pdf"))


@LONG
@pytest.mark.parametrize("kind", ["province", "institute", "centre"])
def test_all_of_a_kind_are_printed(sample_home: Path, tmp_path: Path, kind: str) -> None:
    said = cvm("report", kind, "--all", "--home", sample_home, "--out", tmp_path, "--json", "--public")
    assert said.code == 0
    assert len(said.document()["reports"]) == len(list(tmp_path.glob(f"{kind}_*.pdf")))
