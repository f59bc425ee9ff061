"""`cvm status --centre|--college` on the sample: each list of a page is what the published tables hold of its owner."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.cli.owed import WIDEST_EVENT
from pipelines.cli.values import cut
from pipelines.publishing.connection import connect
from pipelines.settings import SEEDS_DIR
from pipelines.years import day_th, fiscal_year_be, fiscal_year_days
from tests.integration.terminal import cvm
from tests.oracle.inputs import read_seed

OF_A_CENTRE = ("scorecard", "contradictions", "licences", "network", "compared", "plans")
OF_A_COLLEGE = ("rounds", "sender_scores", "emvs")
RUN_OUT = {"en": "No event of the current fiscal year", "th": "ปฏิทินยังไม่มีกิจกรรมของปีงบประมาณ"}


@pytest.fixture(scope="module")
def published(sample_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(sample_home) as connection:
        yield connection


@pytest.fixture(scope="module")
def centre(published: duckdb.DuckDBPyConnection) -> str:
    """The centre whose reports contradict the rows most."""
    found = published.table("centre_scorecard").pl().filter(pl.col("status") == "contradicts")
    code: str = found["centre_id"].value_counts(sort=True)["centre_id"][0]
    return code


@pytest.fixture(scope="module")
def college(published: duckdb.DuckDBPyConnection) -> str:
    """The college with the most entries in e-MVS."""
    found = (
        published.table("emvs_summary").pl().filter(pl.col("breakdown") == "reporter", pl.col("reporters_entered") > 0)
    )
    code: str = found["reporter"].value_counts(sort=True)["reporter"][0]
    return code


def page(home: Path, *arguments: object) -> Any:
    said = cvm("status", *arguments, "--home", home, "--json")
    assert (said.code, said.err) == (0, "")
    return said.document()


def shown(home: Path, language: str, *arguments: object) -> str:
    said = cvm("status", *arguments, "--home", home, "--lang", language)
    assert (said.code, said.err) == (0, "")
    return " ".join(said.out.split())


def as_told(rows: pl.DataFrame, told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The columns that are told of these rows, dates as JSON has them."""
    columns = [name for name in told[0] if name in rows.columns]
    found: list[dict[str, Any]] = rows.select(columns).with_columns(pl.col(pl.Date).cast(pl.String)).to_dicts()
    return found


def test_the_scorecard_of_a_centre(sample_home: Path, published: duckdb.DuckDBPyConnection, centre: str) -> None:
    told = page(sample_home, "--centre", centre)
    card = published.table("centre_scorecard").pl().filter(pl.col("centre_id") == centre)
    newest = max(card.filter(pl.col("status") != "not_reported")["fiscal_year_be"].to_list())
    card = card.filter(pl.col("fiscal_year_be").is_in([newest, newest - 1]))
    counts = {(one["fiscal_year_be"], one["status"]): one["key_results"] for one in told["scorecard"]}
    assert counts == {(year, status): n for year, status, n in card.group_by("fiscal_year_be", "status").len().rows()}
    years = [one["fiscal_year_be"] for one in told["scorecard"]]
    assert years == sorted(years, reverse=True)
    against = card.filter(pl.col("status") == "contradicts").sort("key_result_id")
    against = against.sort("fiscal_year_be", descending=True, maintain_order=True)
    assert told["contradictions"] == as_told(against, told["contradictions"])
    assert all(one["computed"] != one["reported"] for one in told["contradictions"])
    first = told["contradictions"][0]
    known = {row["key_result_id"]: row for row in read_seed(SEEDS_DIR, "key_results.csv")}[first["key_result_id"]]
    values = " ".join(f"{first[name]:,.1f}".removesuffix(".0") for name in ("computed", "reported"))
    for language, words in (("en", ("not reported", "contradicts")), ("th", ("ยังไม่รายงาน", "ข้อมูลขัดแย้งกัน"))):
        out = shown(sample_home, language, "--centre", centre)
        told_as = " ".join(cut(known[f"key_result_{language}"], WIDEST_EVENT).split())
        assert f"{first['fiscal_year_be']} {first['key_result_id']} {told_as} {values}" in out
        for status, word in zip(("not_reported", "contradicts"), words, strict=True):
            assert f"{word} {counts[years[-1], status]}" in out


def test_the_network_of_a_centre(sample_home: Path, published: duckdb.DuckDBPyConnection, centre: str) -> None:
    told = page(sample_home, "--centre", centre)
    members = published.table("dim_network_member").pl().filter(pl.col("centre_id") == centre)
    newest = members.filter(pl.col("academic_year_be") == pl.col("academic_year_be").max())["college_code"].unique()
    # what the centre itself owes stands under its college too
    duties = published.table("compliance").pl().filter(pl.col("reporter_kind") == "college")
    overdue = duties.filter(pl.col("status") == "overdue", pl.col("college_code").is_in(newest.implode()))
    counts = dict(overdue["college_code"].value_counts().rows())
    since = dict(overdue.group_by("college_code").agg(pl.col("closes_on").min()).rows())
    as_of = date.fromisoformat(told["as_of"])
    assert {one["college_code"]: (one["duties_overdue"], one["most_days_overdue"]) for one in told["network"]} == {
        code: (counts.get(code, 0), (as_of - since[code]).days if code in since else 0) for code in newest
    }
    most = [one["duties_overdue"] for one in told["network"]]
    assert most == sorted(most, reverse=True)
    out = shown(sample_home, "en", "--centre", centre)
    assert f"overdue duties: {len(counts)} of {len(newest)}" in out
    assert f"{told['network'][0]['college_code']} " in out


def test_the_colleges_of_a_centre_side_by_side(
    sample_home: Path, published: duckdb.DuckDBPyConnection, centre: str
) -> None:
    told = page(sample_home, "--centre", centre)["compared"]
    own = published.table("network_comparison").pl().filter(pl.col("centre_id") == centre, pl.col("level").is_null())
    newest = own.filter(pl.col("graduates").is_not_null())["academic_year_be"].max()
    own = own.filter(pl.col("academic_year_be") == newest).sort("difference", "college_code", nulls_last=True)
    columns = [name for name in told[0] if name in own.columns]
    assert [{name: one[name] for name in columns} for one in told] == own.select(columns).to_dicts()
    assert len(told) > len([one for one in told if one["graduates"] is not None]) > 0
    for language, word in (("en", "side by side"), ("th", "เทียบกัน")):
        out = shown(sample_home, language, "--centre", centre)
        side_by_side = out[out.index(word) :]
        assert told[0]["college_code"] in side_by_side
        assert f"{told[0]['benchmark_rate']:.1%}" in side_by_side


def test_licences_and_plans_of_a_centre(sample_home: Path, published: duckdb.DuckDBPyConnection, centre: str) -> None:
    told = page(sample_home, "--centre", centre)
    licences = (
        published.table("assessment_centre_status")
        .pl()
        .filter(pl.col("breakdown") == "cvm_network", pl.col("centre_id") == centre)
    )
    assert sorted(map(str, told["licences"])) == sorted(map(str, as_told(licences, told["licences"])))
    assert [one["body"] for one in told["licences"]] == ["any", "dsd", "international", "tpqi"]
    current = fiscal_year_be(date.fromisoformat(told["as_of"]))
    plans = (
        published.table("plan_status")
        .pl()
        .filter(pl.col("centre_id") == centre, pl.col("is_held") | (pl.col("fiscal_year_be") == current))
    )
    assert sorted(map(str, told["plans"])) == sorted(map(str, as_told(plans, told["plans"])))
    assert any(one["is_held"] for one in told["plans"])
    assert all(told[name] is None for name in OF_A_COLLEGE)
    for language, words in (("en", ("TPQI", "action plan")), ("th", ("สคช.", "แผนปฏิบัติการประจำปี"))):
        out = shown(sample_home, language, "--centre", centre)
        assert all(word in out for word in words)


def test_the_rounds_and_scores_of_a_college(
    sample_home: Path, published: duckdb.DuckDBPyConnection, college: str
) -> None:
    told = page(sample_home, "--college", college)
    of_all = [one for one in page(sample_home)["colleges_by_round"] if one["college_code"] == college]
    names = ("academic_year_be", "round", "status", "graduates", "records", "confirmed_on", "printed_on", "days_late")
    assert sorted(tuple(one[name] for name in names) for one in told["rounds"]) == sorted(
        tuple(one[name] for name in names) for one in of_all
    )
    scores = published.table("sender_scorecard").pl().filter(pl.col("college_code") == college)
    assert told["sender_scores"] == as_told(scores.sort("academic_year_be", descending=True), told["sender_scores"])
    assert all(told[name] is None for name in OF_A_CENTRE)
    for language, words in (("en", ("Rounds of the follow-up", "errors per 1,000 rows")), ("th", ("รอบการติดตาม",))):
        out = shown(sample_home, language, "--college", college)
        assert all(word in out for word in words)


def test_the_progress_of_a_college_in_emvs(
    sample_home: Path, published: duckdb.DuckDBPyConnection, college: str
) -> None:
    told = page(sample_home, "--college", college)["emvs"]
    own = published.table("emvs_summary").pl().filter(pl.col("breakdown") == "reporter", pl.col("reporter") == college)
    own = own.filter(pl.col("fiscal_year_be") == pl.col("fiscal_year_be").max())
    assert {(one["round"], one["issue_code"]): one["progress_percent"] for one in told} == {
        (number, issue): progress for number, issue, progress in own["round", "issue_code", "progress_mean"].rows()
    }
    assert any(one["issue_code"] is None and one["progress_percent"] is not None for one in told)
    assert "all issues" in shown(sample_home, "en", "--college", college)


def test_a_publication_without_these_tables_still_has_its_pages(
    sample_home: Path, tmp_path: Path, centre: str, college: str
) -> None:
    shutil.copytree(sample_home / "published", tmp_path / "published", symlinks=True)
    with duckdb.connect(tmp_path / "published" / "current" / "internal.duckdb") as connection:
        for table in ("centre_scorecard", "assessment_centre_status", "compliance", "plan_status", "sender_scorecard",
                      "emvs_summary", "dim_calendar_event", "network_comparison"):  # fmt: skip
            connection.execute(f"drop table {table}")
    assert {name: page(tmp_path, "--centre", centre)[name] for name in OF_A_CENTRE} == dict.fromkeys(OF_A_CENTRE)
    told = page(tmp_path, "--college", college)
    assert (told["emvs"], told["sender_scores"], told["duties"]) == (None, None, [])
    assert told["rounds"]
    whole = page(tmp_path)
    assert (whole["calendar"]["events"], whole["events"]) == (None, [])
    for arguments in (("--centre", centre), ("--college", college), ()):
        assert RUN_OUT["en"] not in shown(tmp_path, "en", *arguments)


def test_a_calendar_that_has_run_out_is_told(sample_home: Path, tmp_path: Path) -> None:
    shutil.copytree(sample_home / "published", tmp_path / "published", symlinks=True)
    as_of = date.fromisoformat(page(sample_home)["as_of"])
    year = fiscal_year_be(as_of)
    first, last = fiscal_year_days(year)

    def events(opens: date | None, closes: date | None, year_be: int) -> int:
        """How many are of the year when one event is so and all others are of long ago."""
        with duckdb.connect(tmp_path / "published" / "current" / "internal.duckdb") as connection:
            connection.execute("update dim_calendar_event set opens_on = null, closes_on = null, year_be = 2500")
            connection.execute(
                "update dim_calendar_event set opens_on = ?, closes_on = ?, year_be = ?, year_kind = 'fiscal' "
                "where event_id = (select min(event_id) from dim_calendar_event)",
                [opens, closes, year_be],
            )
        found = page(tmp_path)["calendar"]
        assert found["fiscal_year_be"] == year
        count: int = found["events"]
        return count

    day = timedelta(days=1)
    assert events(None, None, year) == 1
    assert events(None, first, year - 1) == 1
    assert events(last, None, year - 1) == 1
    assert events(first - day, last + day, year - 1) == 1
    for language, text in RUN_OUT.items():
        assert text not in shown(tmp_path, language)
    assert events(last + day, None, year + 1) == 0
    assert events(first - 9 * day, first - day, year - 1) == 0
    for language, text in RUN_OUT.items():
        out = shown(tmp_path, language)
        assert f"{text} {year}" in out
        assert "cvm calendar import FILE" in out
        assert "cvm calendar add" in out


def test_days_are_of_the_buddhist_era_in_thai_and_iso_elsewhere(sample_home: Path, centre: str, college: str) -> None:
    as_of = date.fromisoformat(page(sample_home)["as_of"])
    for arguments in ((), ("--missing",), ("--centre", centre), ("--college", college)):
        thai, english = (shown(sample_home, language, *arguments) for language in ("th", "en"))
        assert day_th(as_of) in thai
        assert not re.search(r"\b20\d\d-\d\d-\d\d\b", thai)
        assert as_of.isoformat() in english


def test_a_closed_college_is_told_to_be_closed(sample_home: Path, published: duckdb.DuckDBPyConnection) -> None:
    colleges = published.table("dim_college").pl().filter(pl.col("is_current"), pl.col("source") == "register")
    closed = colleges.filter(pl.col("status") == "closed")["college_code"][0]
    assert page(sample_home, "--college", closed)["is_closed"] is True
    assert "closed as of" in shown(sample_home, "en", "--college", closed)
    assert "เลิกกิจการแล้ว ณ วันที่" in shown(sample_home, "th", "--college", closed)


def test_who_is_missing_is_told_of_a_place_with_the_people_who_are(sample_home: Path, college: str) -> None:
    owing = page(sample_home, "--missing")["owing"]
    short = next(one for one in owing if one["people_missing"])
    chosen = ("--missing", "--event", short["event_id"], "--in", short["province_name_th"])
    found = page(sample_home, *chosen)["owing"]
    assert found == [
        one for one in owing
        if (one["event_id"], one["province_name_th"]) == (short["event_id"], short["province_name_th"])
    ]  # fmt: skip
    missing, asked = short["people_missing"], short["people_asked"]
    assert f"ขาดอีก {missing} จาก {asked} คน]" in shown(sample_home, "th", *chosen)
    assert f", {missing} of {asked} missing]" in shown(sample_home, "en", *chosen)
    for wrong in (("--in", "ชลบุรี"), ("--missing", "--college", college), ("--missing", "--in", "nowhere")):
        assert cvm("status", *wrong, "--home", sample_home).code == 2
