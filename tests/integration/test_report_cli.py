"""`cvm report` on the sample: every figure of a page is a cell of a published table, and what the command tells."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import UsageError
from pipelines.reporting.printed.errors import NoSuchRound, NoSuchYear
from tests.integration.terminal import cvm
from tests.printed_text import figures_of, lines_of, pages_of, said_of
from tests.profiles import LONG

COLLEGE = "1399100003"
TITLE = (
    "รายงานภาวะการมีงานทำและการศึกษาต่อของผู้สำเร็จการศึกษา · ปีการศึกษา ๒๕๖๗ รอบที่ ๓ · "
    "วิทยาลัยการอาชีพตัวอย่าง 03 (รหัสสถานศึกษา 1399100003) จังหวัดนครปฐม"
)
COUNTS = (
    "graduates, followed, employed, self_employed, study_only, seeking, military, ordained, ill, deceased, other, "
    "not_followed"
)


def printed(home: Path, folder: Path, *arguments: object) -> Path:
    """The PDF of a report that has to succeed."""
    path = folder / "report.pdf"
    said = cvm("report", *arguments, "--home", home, "--out", path, "--json")
    assert (said.code, said.err) == (0, "")
    assert [one["path"] for one in said.document()["reports"]] == [str(path)]
    return path


def cells(home: Path, query: str, which: str = "internal") -> Counter[str]:
    """The rows of a query as a report writes them, with Arabic digits."""
    with duckdb.connect(home / "published" / "current" / f"{which}.duckdb", read_only=True) as connection:
        connection.create_function("told", _percent, ["DOUBLE"], "VARCHAR")
        connection.create_function("tenth", _tenth, ["DOUBLE"], "VARCHAR")
        rows = connection.execute(query).fetchall()
    return Counter(" ".join(_written(value) for value in row) for row in rows)


def _percent(rate: float) -> str:
    return _with_one_decimal(Decimal(repr(rate)) * 100)


def _tenth(value: float) -> str:
    return _with_one_decimal(Decimal(repr(value)))


def _with_one_decimal(value: Decimal) -> str:
    """Half up as the decimal number that it is written with."""
    return f"{value.quantize(Decimal('0.1'), rounding=ROUND_HALF_UP):,}".replace("-", "−")


def _written(value: int | str | None) -> str:
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else value


@pytest.mark.parametrize("number", [1, 2, 3])
def test_every_count_of_a_college_and_a_round_is_a_cell(sample_home: Path, tmp_path: Path, number: int) -> None:
    lines = lines_of(printed(sample_home, tmp_path, "college", COLLEGE, "--round", number))
    own = f"from employment_by_round where college_code = '{COLLEGE}' and breakdown like 'college%'"
    by_sex = f"from employment_by_round_sex where college_code = '{COLLEGE}' and round = {number}"
    expected = cells(sample_home, f"select {COUNTS} {own} and round in ({number - 1}, {number})")
    expected += cells(sample_home, f"select {COUNTS} {by_sex}")
    assert expected
    assert Counter(figures_of(lines, 12)) == expected
    summary = ["ผู้สำเร็จการศึกษา", "ได้งานทำหรือประกอบอาชีพอิสระ", "รองานหรือว่างงาน"]
    measures = "unpivot (select {} {} and breakdown = 'college' and round = {}) on columns(*)"
    for told, measure in zip(summary, ("graduates", "obtained_work", "seeking"), strict=True):
        rounds = [measures.format(measure, own, one) for one in (number - 1, number) if one]
        values = " ".join(next(iter(cells(sample_home, f"select value from ({one})"))) for one in rounds)
        assert f"{told} {values}" in lines


def test_every_rate_of_a_college_is_a_cell(sample_home: Path, tmp_path: Path) -> None:
    lines = lines_of(printed(sample_home, tmp_path, "college", COLLEGE))
    expected = cells(
        sample_home,
        f"""
        select numerator, denominator, told(rate),
            told(ci_low) || '–' || told(ci_high),
            told(bound_low) || '–' || told(bound_high), told(response_rate)
        from employment_rates
        where college_code = '{COLLEGE}' and breakdown in ('college', 'college_level') and academic_year_be = 2567
            and definition_id in ('ovec_one_year', 'of_followed', 'qa_work_or_study')
        """,
    )
    found = [line for line in lines if "–" in line]
    for row, times in expected.items():
        assert sum(row in line for line in found) >= times, row


def test_digits_are_arabic_where_asked(sample_home: Path, tmp_path: Path) -> None:
    thai = pages_of(printed(sample_home, tmp_path, "college", COLLEGE))
    arabic = pages_of(printed(sample_home, tmp_path, "college", COLLEGE, "--arabic-digits"))
    assert "๒๕๖๗" in thai[0]
    assert "2567" not in thai[0]
    assert not set("๐๑๒๓๔๕๖๗๘๙") & set("".join(arabic))
    assert [line for page in arabic for line in page.split("\n")] == lines_of(tmp_path / "report.pdf")


def test_the_same_publication_gives_the_same_bytes(sample_home: Path, tmp_path: Path) -> None:
    first = printed(sample_home, tmp_path, "college", COLLEGE).read_bytes()
    assert printed(sample_home, tmp_path, "college", COLLEGE).read_bytes() == first
    assert said_of(first) == {"title": TITLE, "is_tagged": True}


def test_a_college_prints_the_newest_round_that_it_sent(sample_home: Path, tmp_path: Path) -> None:
    assert "ปีการศึกษา 2567 รอบที่ 2" in lines_of(printed(sample_home, tmp_path, "college", "1399200029"))


@pytest.mark.parametrize("error", [NoSuchYear(None, [], "students"), NoSuchRound(2400, None, [])])
def test_where_nothing_is_held_the_next_step_is_told(error: UsageError) -> None:
    assert all("cvm refresh" in said and "  " not in said for said in (error.message_th, error.message_en))


def test_a_round_that_was_not_sent_is_told(sample_home: Path, tmp_path: Path) -> None:
    lines = lines_of(printed(sample_home, tmp_path, "college", "1399200028", "--round", 2))
    assert any(line.startswith("ยังไม่ได้รับข้อมูลการติดตามรอบที่ 2") for line in lines)
    assert "สถานะ ยังไม่ส่งข้อมูล" in lines


def test_a_college_that_need_not_send_a_round_is_told_so(sample_home: Path, tmp_path: Path) -> None:
    with duckdb.connect(sample_home / "published" / "current" / "internal.duckdb", read_only=True) as connection:
        (code,) = connection.execute("""
            select min(college_code) from dim_college
            where is_current and college_code not in (select college_code from round_submissions)
        """).fetchone() or (None,)
    lines = lines_of(printed(sample_home, tmp_path, "college", code, "--round", 1))
    assert "ไม่อยู่ในรายชื่อที่ต้องติดตามรอบที่ 1" in "".join(lines)
    assert "ปีการศึกษา 2567" in lines, "the year that has the round, whatever else the college has sent"


def test_a_college_without_graduates_is_told_what_to_do(sample_home: Path, tmp_path: Path) -> None:
    text = "".join(lines_of(printed(sample_home, tmp_path, "college", "1399100012")))
    assert "ไม่มีข้อมูลผู้สำเร็จการศึกษาของสถานศึกษานี้" in text


def test_totals_know_no_rounds(sample_home: Path, tmp_path: Path) -> None:
    with duckdb.connect(sample_home / "published" / "current" / "internal.duckdb", read_only=True) as connection:
        (code,) = connection.execute("""
            select min(college_code) from employment_one_year
            where breakdown = 'college' and academic_year_be = 2566 and basis = 'counts' and college_code not in (
                select college_code from employment_by_round where college_code is not null
            )
        """).fetchone() or (None,)
    lines = lines_of(printed(sample_home, tmp_path, "college", code, "--year", 2566))
    expected = cells(
        sample_home,
        f"select {COUNTS} from employment_one_year where college_code = '{code}' and academic_year_be = 2566 "
        "and breakdown in ('college', 'college_level', 'college_level_field')",
    )
    assert Counter(figures_of(lines, 12)) == expected
    assert any("มีเฉพาะจำนวนรวม" in line for line in lines)


def test_the_public_report_holds_rounded_counts_and_no_sexes(sample_home: Path, tmp_path: Path) -> None:
    lines = lines_of(printed(sample_home, tmp_path, "college", COLLEGE, "--public"))
    own = f"from employment_by_round where college_code = '{COLLEGE}' and breakdown like 'college%' and round in (2, 3)"
    assert Counter(figures_of(lines, 12)) == cells(sample_home, f"select {COUNTS} {own}", "public")
    assert any("เผยแพร่ได้" in line for line in lines)
    text = "".join(lines)
    assert "มีน้อยจนปัดเป็น 0" in text
    assert "นับแล้วไม่มี" not in text
    assert "รวมกันเท่ากับ" not in text


@LONG
def test_all_are_printed_and_told(sample_home: Path, tmp_path: Path) -> None:
    said = cvm(
        "report", "college", "--all", "--home", sample_home, "--out", tmp_path / "all", "--json", "--arabic-digits"
    )
    assert said.code == 0
    reports = said.document()["reports"]
    assert {Path(one["path"]).name for one in reports} == {path.name for path in (tmp_path / "all").glob("*.pdf")}
    assert len(reports) > 100
    single = printed(sample_home, tmp_path, "college", COLLEGE, "--arabic-digits")
    assert (tmp_path / "all" / f"college_{COLLEGE}_internal.pdf").read_bytes() == single.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["college", "--out", "{}/a.pdf"], "--all"),
        (["college", COLLEGE, "--all", "--out", "{}"], "--all"),
        (["college", "0000000000", "--out", "{}/a.pdf"], "0000000000"),
        (["college", COLLEGE, "--out", "{}/a"], ".pdf"),
        (["college", COLLEGE, "--round", "9", "--out", "{}/a.pdf"], "3/2567"),
        (["college", COLLEGE, "--year", "2400", "--out", "{}/a.pdf"], "3/2567"),
        (["college", COLLEGE, "--year", "2400", "--out", "{}/a.pdf"], "2566"),
        (["centre", "foo", "--out", "{}/a.pdf"], "dim_cvm_centre"),
        (["college", COLLEGE, "--out", "{}/mine.pdf"], "mine.pdf"),
        (["college", COLLEGE, "--out", "/proc/none/a.pdf"], "/proc/none"),
        (["college", COLLEGE, "--out", "{}"], ".pdf"),
    ],
)
def test_wrong_usage_is_told_in_two_languages(
    sample_home: Path, tmp_path: Path, arguments: list[str], told: str
) -> None:
    (tmp_path / "mine.pdf").write_text("somebody's own", encoding="utf-8")
    given = [one.format(tmp_path) for one in arguments]
    spoken = [cvm("report", *given, "--home", sample_home, "--lang", lang) for lang in ("th", "en")]
    assert [said.code for said in spoken] == [2, 2]
    assert all(told in said.err for said in spoken)
    assert spoken[0].err != spoken[1].err
    assert (tmp_path / "mine.pdf").read_text(encoding="utf-8") == "somebody's own"


def test_the_home_is_no_place_for_reports(sample_home: Path) -> None:
    assert cvm("report", "college", COLLEGE, "--home", sample_home, "--out", sample_home / "a.pdf").code == 2


def test_a_home_without_publication_says_so(tmp_path: Path) -> None:
    said = cvm("report", "college", COLLEGE, "--home", tmp_path / "home", "--out", tmp_path / "a.pdf")
    assert said.code in (1, 2)
    assert "cvm refresh" in said.err
