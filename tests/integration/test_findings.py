"""Policy findings of the sample: recomputed, told in two languages, and nothing measured for everybody."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines import connect
from tests.integration.terminal import Said, cvm
from tests.oracle.comparison import as_of, differences, published
from tests.oracle.findings import KEYS, Findings, listed
from tests.oracle.table import Table

SILENT = {
    "demand-without-supply-province", "demand-without-supply-region", "employment-followed-college",
    "licence-expiring-province", "safety-centre", "safety-province", "supply-without-demand-field",
    "surplus-province", "teacher-gap-centre", "teacher-gap-field", "teachers-certified-centre",
    "teachers-certified-province",
}  # fmt: skip
"""Rules for which the sample has no case: nowhere so few or so many, or too few teachers to judge."""


@pytest.fixture(scope="module")
def findings(sample_home: Path) -> pl.DataFrame:
    return published(sample_home, "policy_findings")


def asked(home: Path, *arguments: object) -> Said:
    said = cvm("findings", *arguments, "--home", home)
    assert (said.code, said.err) == (0, "")
    return said


def test_findings_equal_the_recomputation(sample_home: Path, findings: pl.DataFrame) -> None:
    def read(name: str) -> pl.DataFrame:
        if name != "recommendations":
            return published(sample_home, name)
        with duckdb.connect(str(sample_home / "warehouse" / "build.duckdb"), read_only=True) as connection:
            return connection.execute("from staging.stg_recommendations").pl()

    expected = Findings(read, as_of(sample_home)).table()
    assert differences(Table("policy_findings", KEYS, frozenset(), lambda: expected), expected, findings) == []


def test_the_sample_has_findings_of_most_rules(findings: pl.DataFrame) -> None:
    assert {rule["rule_id"] for rule in listed("policy_rules")} - set(findings["rule_id"]) == SILENT


def test_evidence_stands_in_the_table_that_is_named(sample_home: Path, findings: pl.DataFrame) -> None:
    with connect(sample_home) as connection:
        for (table,), of_table in findings.group_by("evidence_table"):
            keys = {key for text in of_table["evidence_keys"] for key in text.split(", ")}
            first = connection.table(str(table)).columns[0]
            there = connection.execute(f'select "{first}"::varchar from {table}').fetchall()
            assert keys <= {key for (key,) in there}, table


def test_everybody_is_told_that_a_rule_was_met_and_nothing_that_was_measured(
    sample_home: Path, findings: pl.DataFrame
) -> None:
    with connect(sample_home, "public") as connection:
        shown = connection.table("policy_findings").pl()
    assert 0 < shown.height < findings.height
    measured = {"text_th", "text_en", "value", "ci_low", "ci_high", "n", "value_before", "trend", "years_held",
                "certainty", "priority", "persons", "evidence_keys", "rows_behind"}  # fmt: skip
    assert {name for name in shown.columns if shown[name].null_count() == shown.height} >= measured
    assert set(shown["audience"]) == {"all"}
    # nor by the order of the rows
    assert shown["finding_id"].to_list() == shown.sort("rule_id", "finding_id")["finding_id"].to_list()
    kept = findings.filter(pl.col("finding_id").is_in(shown["finding_id"].to_list()), pl.col("rests_on_persons"))
    rounded = (kept["persons"] / 5).round() * 5
    assert kept.height > 10
    assert (rounded >= 25).all()
    for one, persons in zip(kept.to_dicts(), rounded, strict=True):
        if one["unit"] == "percent":
            # what is published of the evidence says it, too, and no count of 1 to 4 is narrowed by it
            below = one["comparison"] == "below"
            assert round(one["value"], 2) < one["threshold"] if below else round(one["value"], 2) > one["threshold"]
            assert persons * min(one["threshold"], 1 - one["threshold"]) >= 8


def test_findings_are_listed_by_priority_with_all_their_evidence(sample_home: Path, findings: pl.DataFrame) -> None:
    document: dict[str, Any] = asked(sample_home, "--json").document()
    told = document["findings"]
    assert [one["priority"] for one in told] == findings["priority"].sort(descending=True).to_list()
    assert sum(len(one["evidence_keys"]) for one in told) == findings["rows_behind"].sum()
    assert document["as_of"] == str(as_of(sample_home))


@pytest.mark.parametrize(
    ("option", "given", "column", "code"),
    [
        ("--province", "ระยอง", "province_code", "21"),
        ("--province", "Rayong", "province_code", "21"),
        ("--centre", "2566-07", "centre_id", "2566-07"),
        ("--college", "1399200033", "college_code", "1399200033"),
        ("--field", "การโรงแรม", "field_th", "การโรงแรม"),
    ],
)
def test_a_place_is_asked_about(
    sample_home: Path, findings: pl.DataFrame, option: str, given: str, column: str, code: str
) -> None:
    told = asked(sample_home, option, given, "--json").document()["findings"]
    expected = set(findings.filter(pl.col(column) == code)["finding_id"].cast(pl.String))
    if option == "--field":
        expected |= set(findings.filter(pl.col("centre_id") == "2564-06")["finding_id"].cast(pl.String))
    assert {one["finding_id"] for one in told} == expected != set()


def test_a_finding_is_told_in_thai_and_in_english(sample_home: Path) -> None:
    thai = asked(sample_home, "--centre", "2566-07", "--lang", "th").out
    english = asked(sample_home, "--centre", "2566-07", "--lang", "en").out
    for word in ("ข้อค้นพบ", "ความสำคัญ", "ความรุนแรง", "หลักฐาน: employment_rates", "ควรทำต่อ", "พบต่อเนื่อง 3 ปี"):
        assert word in thai
    for word in ("findings of", "priority", "severity", "evidence: employment_rates", "next:", "3 years in a row"):
        assert word in english
    assert not re.search(r"\{\w*\}", thai + english)


def test_an_unknown_place_is_said_with_what_is_near(sample_home: Path) -> None:
    said = cvm("findings", "--province", "ระยองง", "--home", sample_home, "--lang", "en")
    assert said.code == 2
    assert "there is no province ระยองง; try one of: " in said.err
    assert "ระยอง (21)" in said.err


def test_nothing_found_is_said(sample_home: Path) -> None:
    said = asked(sample_home, "--centre", "2564-06", "--college", "1399200033", "--lang", "en")
    assert "No rule finds anything there" in said.out


def test_a_finding_is_explained_by_the_files_of_its_evidence(sample_home: Path, findings: pl.DataFrame) -> None:
    one = findings.filter(pl.col("rule_id") == "response-college").sort("finding_id").to_dicts()[0]
    explained = json.loads(
        cvm("explain", "policy_findings", "--where", f"finding_id = '{one['finding_id']}'", "--json",
            "--home", sample_home).out
    )  # fmt: skip
    row = json.loads(
        cvm("explain", "employment_rates", "--where", f"rate_id = '{one['evidence_keys']}'", "--json",
            "--home", sample_home).out
    )  # fmt: skip
    assert [file["path"] for file in explained["files"]] == [file["path"] for file in row["files"]] != []
