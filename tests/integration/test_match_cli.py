"""`cvm match` on the sample: a question is answered from the published tables, whole or as far as it was asked for."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.publishing.connection import connect
from tests.integration.terminal import Said, cvm

KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
THAI = re.compile(r"[\u0e00-\u0e7f]")
COMPONENTS = ("distance", "agreement", "tier", "history", "wage", "field_match", "incidents")


@pytest.fixture(scope="module")
def published(sample_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(sample_home) as connection:
        yield connection


@pytest.fixture(scope="module")
def whole(sample_home: Path) -> Any:
    return asked(sample_home, "--json").document()


def asked(home: Path, *arguments: object) -> Said:
    said = cvm("match", *arguments, "--home", home)
    assert (said.code, said.err) == (0, "")
    return said


def total(rows: list[dict[str, Any]], column: str) -> int:
    return sum(row[column] for row in rows)


def test_the_newest_year_with_candidates_is_told_whole(whole: Any, published: duckdb.DuckDBPyConnection) -> None:
    newest = published.sql("select max(fiscal_year_be) from match_candidates").fetchall()[0][0]
    assert whole["asked"]["fiscal_year_be"] == newest == whole["years"][0]
    problems = published.sql(f"from match_problems where fiscal_year_be = {newest}").pl()
    assert len(whole["problems"]) == len(problems)
    assert whole["pairs"]
    for column in ("people", "seats", "placed", "objective", "gain"):
        assert total(whole["problems"], column) == problems[column].sum()
    # nobody is lost between the problems, who goes where, and who is left
    assert total(whole["pairs"], "persons") == total(whole["problems"], "placed")
    assert total(whole["people_left"], "unplaced") == total(whole["problems"], "people") - problems["placed"].sum()
    assert total(whole["seats_left"], "unplaced") == total(whole["problems"], "seats") - problems["placed"].sum()
    prices = published.sql(f"from match_prices where fiscal_year_be = {newest} and price > 0").pl()
    assert sorted(one["price"] for one in whole["prices"]) == sorted(prices["price"])


def test_a_pair_is_told_with_the_points_of_its_candidate(whole: Any, published: duckdb.DuckDBPyConnection) -> None:
    points = ", ".join(f"c_{name}" for name in COMPONENTS)
    held = published.sql(
        f"select college_code, establishment_id, score, persons, {points} from match_allocation "
        f"join match_candidates using (candidate_id, fiscal_year_be, college_code, establishment_id, score) "
        f"where persons > 0 and fiscal_year_be = {whole['asked']['fiscal_year_be']}"
    ).pl()
    told = [{name: one[name] for name in held.columns} for one in whole["pairs"]]
    assert sorted(map(str, told)) == sorted(map(str, held.to_dicts()))
    assert any(one["c_wage"] is None for one in told)
    assert any(one["c_wage"] for one in told)


def test_a_college_is_told_its_own_pairs_and_the_needs_that_it_could_fill(
    sample_home: Path, whole: Any, published: duckdb.DuckDBPyConnection
) -> None:
    code = whole["pairs"][0]["college_code"]
    document = asked(sample_home, "--college", code, "--json").document()
    assert document["pairs"] == [one for one in whole["pairs"] if one["college_code"] == code]
    assert document["people_left"] == [one for one in whole["people_left"] if one["college_code"] == code]
    assert 0 < len(document["problems"]) < len(whole["problems"])
    assert all(one in whole["problems"] for one in document["problems"])
    reached = {
        one
        for (one,) in published.sql(
            f"select establishment_id from match_candidates where college_code = '{code}'"
        ).fetchall()
    }
    assert {one["establishment_id"] for one in document["seats_left"]} <= reached
    assert 0 < len(document["seats_left"]) < len(whole["seats_left"])
    name = document["labels"]["college_code"][code]["th"]
    assert asked(sample_home, "--college", name, "--json").document() == document


def test_persons_of_a_college_are_told_apart_from_the_totals_of_everybody(
    sample_home: Path, whole: Any, published: duckdb.DuckDBPyConnection
) -> None:
    code = whole["pairs"][0]["college_code"]
    document = asked(sample_home, "--college", code, "--json").document()
    own = document["own"]
    people = published.sql(
        "select sum(capacity) from match_prices where side = 'people' "
        f"and college_code = '{code}' and fiscal_year_be = {whole['years'][0]}"
    ).fetchall()[0][0]
    assert own["people"] == people
    assert own["placed"] == total(document["pairs"], "persons") < total(document["problems"], "placed")
    assert own["left"] == total(document["people_left"], "unplaced")
    english = asked(sample_home, "--college", code, "--lang", "en").out
    assert f"This college: {people:,} persons, {own['placed']:,} placed, {own['left']:,} without" in english
    assert f"Of all colleges together: {total(document['problems'], 'placed'):,} placed" in english
    thai = asked(sample_home, "--college", code, "--lang", "th").out
    assert f"สถานศึกษานี้: มี {people:,} คน จับคู่ได้ {own['placed']:,} คน" in thai
    assert whole["own"] is None
    assert "Of all colleges" not in asked(sample_home, "--lang", "en").out


def test_a_supply_that_is_not_known_is_not_told_as_nobody(
    sample_home: Path, published: duckdb.DuckDBPyConnection
) -> None:
    unknown = published.sql(
        "select fiscal_year_be, demand_kind from match_problems anti join "
        "(from match_prices where side = 'people') using (fiscal_year_be, demand_kind) "
        "where seats > 0 order by all"
    ).fetchall()
    year, kind = unknown[0]
    document = asked(sample_home, "--year", year, "--json").document()
    assert kind in document["supply_unknown"]
    assert {one["demand_kind"] for one in document["problems"] if one["people"] is None} == set(
        document["supply_unknown"]
    )
    for language, word in (("en", f"The supply of fiscal year {year} is not known"), ("th", "ยังไม่ทราบจำนวนผู้เรียน")):
        out = asked(sample_home, "--year", year, "--kind", kind, "--lang", language).out
        assert word in out
        assert not re.search("lies within reach|อยู่ในระยะที่กำหนด", out)
    assert "supply" not in asked(sample_home, "--lang", "en").out


def test_a_centre_is_told_the_colleges_and_fields_of_its_network(
    sample_home: Path, whole: Any, published: duckdb.DuckDBPyConnection
) -> None:
    network = published.sql(
        "select centre_id, report.college_code, report.level, report.field_th from matching_report as report "
        "join match_allocation as pairs on pairs.fiscal_year_be = report.fiscal_year_be "
        "and pairs.college_code = report.college_code and pairs.level = report.level "
        f"and pairs.meeting_field_th = report.field_th where report.fiscal_year_be = {whole['years'][0]} order by all"
    ).fetchall()
    centre = network[0][0]
    members = {tuple(row[1:]) for row in network if row[0] == centre}
    document = asked(sample_home, "--centre", centre, "--json").document()
    pairs = [one for one in document["pairs"] if one["level"] is not None]
    assert pairs
    assert {(one["college_code"], one["level"], one["meeting_field_th"]) for one in pairs} <= members
    assert pairs == [
        one
        for one in whole["pairs"]
        if (one["college_code"], one["level"], one["meeting_field_th"]) in members and one["level"] is not None
    ]


def test_a_field_is_known_by_its_names_of_all_curricula(sample_home: Path, whole: Any, tmp_path: Path) -> None:
    new, old = whole["pairs"][0]["meeting_field_th"], "ชื่อเดิมของสาขา"
    shutil.copytree(sample_home / "published", tmp_path / "published", symlinks=True)
    with duckdb.connect(tmp_path / "published" / "current" / "internal.duckdb") as connection:
        connection.execute("update demand set field_th = ? where meeting_field_th = ?", [old, new])
    by_old = asked(tmp_path, "--field", old, "--json").document()
    assert by_old["asked"]["fields"] == [new]
    assert by_old["problems"] == [one for one in whole["problems"] if one["meeting_field_th"] == new]
    narrow = asked(sample_home, "--field", new, "--kind", "job", "--level", "voc_cert", "--json").document()
    assert narrow["problems"] == [
        one
        for one in whole["problems"]
        if (one["meeting_field_th"], one["demand_kind"], one["level"]) == (new, "job", "voc_cert")
    ]


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_person_is_told_in_words(sample_home: Path, whole: Any, language: str) -> None:
    out = asked(sample_home, "--lang", language).out
    assert not KEY.search(out)
    first = whole["pairs"][0]
    assert first["college_code"] in out
    assert first["establishment_name"] in out
    assert f"{first['score']:,}" in out
    assert f"{total(whole['problems'], 'gain'):,}" in out
    assert f"+{whole['prices'][0]['price']:,}" in out
    words = {
        "th": ["พิสูจน์แล้วว่า", "คนที่ยังไม่มีที่", "ที่ที่ยังไม่มีคน", "ไม่ทราบ", "อีกหนึ่งคน", "cvm match --json"],
        "en": ["proven: ", "People without a place", "Seats without a person", "not known", "one more person of"],
    }
    assert all(word in out for word in words[language])
    # the reasons stand in words, never as codes
    assert not re.search(r"no_candidate|seats_taken|people_taken|teacher_placement", out)
    # names of fields and establishments are Thai in both languages, the rest is not
    english = [line for line in out.splitlines() if not THAI.search(line)]
    assert (len(english) > 10) == (language == "en")


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (("--field", "ช่างยน"), "ช่างยนต์"),
        (("--field", "xyz"), "cvm match --json"),
        (("--centre", "2566-99"), "2566-"),
        (("--college", "1399100099"), "1399100009"),
        (("--college", "ตัวอย่าง 03"), "(1399100003)"),
        (("--year", "2468"), "2568"),
        (("--kind", "jobs"), "internship"),
        (("--level", "ปวช."), "voc_cert"),
    ],
)
def test_what_is_not_known_is_told_with_what_is_near(sample_home: Path, arguments: tuple[str, str], near: str) -> None:
    for language in ("th", "en"):
        said = cvm("match", *arguments, "--home", sample_home, "--lang", language)
        assert (said.code, said.out) == (2, "")
        assert near in said.err
        assert "Traceback" not in said.err
        assert bool(THAI.search(said.err.split(":")[0].replace(arguments[1], ""))) == (language == "th")


def test_where_nothing_is_to_be_matched_it_says_which_years_there_are(sample_home: Path, whole: Any) -> None:
    said = asked(sample_home, "--level", "short", "--lang", "en")
    assert ", ".join(map(str, whole["years"])) in said.out
    assert "ask for less" in said.out


def test_without_tables_of_matching_it_says_what_to_do(sample_home: Path, tmp_path: Path) -> None:
    nothing = cvm("match", "--home", tmp_path / "empty", "--lang", "en")
    assert nothing.code == 2
    assert "cvm refresh" in nothing.err
    shutil.copytree(sample_home / "published", tmp_path / "published", symlinks=True)
    with duckdb.connect(tmp_path / "published" / "current" / "internal.duckdb") as connection:
        connection.execute("drop table match_problems")
    old = cvm("match", "--home", tmp_path, "--lang", "en")
    assert old.code == 2
    assert "cvm refresh --full" in old.err
    assert "Traceback" not in nothing.err + old.err
