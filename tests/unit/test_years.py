"""Years of the Buddhist Era, on the cases that the macros of SQL are tried on too, and what a written year means."""

from __future__ import annotations

import csv
import re
from datetime import date

import polars as pl
import pytest

from pipelines.reading.dates import plausible_range, read_date
from pipelines.settings import CONTRACTS_DIR, DBT_PROJECT_DIR, REPOSITORY, SEEDS_DIR, Settings
from pipelines.years import (
    ACADEMIC_YEAR_START,
    academic_year_be,
    academic_year_days,
    be,
    ce,
    century_be,
    day_of_be,
    fiscal_year_be,
    fiscal_year_days,
    with_years,
    year_be_of,
)

COMPUTED = re.compile(r"[-+] ?54[234]\b|\b54[234] ?[-+]|year_be [-+] 25\d\d|make_date\(")
"""The offset of the eras in a sum, and SQL's way of making a day."""

with (SEEDS_DIR / "year_cases.csv").open(encoding="utf-8", newline="") as _file:
    CASES = list(csv.DictReader(_file))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["what"])
def test_a_day_lies_in_its_years_and_these_begin_and_end_on_their_days(case: dict[str, str]) -> None:
    day = date.fromisoformat(case["day"])
    start = (int(case["academic_year_start_month"]), int(case["academic_year_start_day"]))
    assert academic_year_be(day, start) == int(case["academic_year_be"])
    assert academic_year_days(int(case["academic_year_be"]), start) == (
        date.fromisoformat(case["academic_starts_on"]),
        date.fromisoformat(case["academic_ends_on"]),
    )
    assert fiscal_year_be(day) == int(case["fiscal_year_be"])
    assert fiscal_year_days(int(case["fiscal_year_be"])) == (
        date.fromisoformat(case["fiscal_starts_on"]),
        date.fromisoformat(case["fiscal_ends_on"]),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["what"])
def test_the_reader_reads_the_day_as_it_is_written(case: dict[str, str]) -> None:
    limits = plausible_range("past", date(2030, 1, 1))
    assert read_date(case["written"], limits)[0] == date.fromisoformat(case["day"])


def test_the_cases_hold_both_sides_of_every_edge() -> None:
    days = {(case["day"][5:], case["academic_year_start_month"]) for case in CASES}
    assert {("05-15", "5"), ("05-16", "5"), ("09-30", "5"), ("10-01", "5"), ("02-29", "5"), ("02-29", "3")} <= days


def test_the_settings_begin_the_year_where_the_module_does() -> None:
    settings = Settings()
    assert (settings.academic_year_start_month, settings.academic_year_start_day) == ACADEMIC_YEAR_START


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("2568", (2568, False)),
        ("1/2568", (2568, False)),
        ("3/2568", (2568, False)),
        ("2568.0", (2568, False)),
        ("68", (2568, True)),
        ("00", (2500, True)),
        ("2/68", (2568, True)),
        ("2025", (2568, True)),
        ("1999", (2542, True)),
        ("2399", (2942, True)),
        ("2400", (2400, False)),
        ("4/2568", None),
        ("2568-2569", None),
        ("2568.5", None),
        ("256", None),
        ("๒๕๖๘", None),
        ("", None),
    ],
)
def test_what_a_written_year_means(written: str, year: tuple[int, bool] | None) -> None:
    assert year_be_of(written) == year


def test_the_words_of_contracts_give_the_same_years() -> None:
    days = pl.DataFrame({"day": [date.fromisoformat(case["day"]) for case in CASES] + [None]})
    found = days.with_columns(
        fiscal_year_be=pl.sql_expr(with_years("FISCAL_YEAR_OF(day)")),
        year_ce=pl.sql_expr(with_years("CE_OF(2568 + 1)")),
    )
    assert found["fiscal_year_be"].to_list() == [int(case["fiscal_year_be"]) for case in CASES] + [None]
    assert set(found["year_ce"]) == {2026}
    assert with_years("met_on > '2025-01-01'") == "met_on > '2025-01-01'"


def test_nobody_else_computes_a_year() -> None:
    homes = {DBT_PROJECT_DIR / "macros" / "years.sql", REPOSITORY / "pipelines" / "years.py"}
    paths = [*(REPOSITORY / "pipelines").rglob("*.py"), *CONTRACTS_DIR.rglob("*.yaml")]
    paths += [path for folder in ("macros", "models", "tests") for path in (DBT_PROJECT_DIR / folder).rglob("*.sql")]
    computing = {
        f"{path.relative_to(REPOSITORY)}: {line.strip()}"
        for path in paths
        if path not in homes
        for line in path.read_text(encoding="utf-8").splitlines()
        if COMPUTED.search(line)
    }
    assert computing == set()


def test_one_era_becomes_the_other() -> None:
    assert (be(2025), ce(2568), ce(2025), century_be(68)) == (2568, 2025, 2025, 2568)
    assert day_of_be(2567, 2, 29) == date(2024, 2, 29)
    with pytest.raises(ValueError, match="day"):
        day_of_be(2568, 2, 29)
