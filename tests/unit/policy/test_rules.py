"""Policy rules: each with its examples on a table of its own, and what is wrong refused with row, column and reason."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
import yaml

from pipelines.policy.checking import RULES, Column, RulesRefused, Table, check_rules, tables_of
from pipelines.policy.reading import Held, query_of
from pipelines.policy.rules import COLUMNS, PLACES, WORDS, Rule, is_found, parse_rule
from pipelines.settings import DBT_PROJECT_DIR

AS_OF = date(2026, 11, 22)
ROWS = {row["rule_id"]: row for row in csv.DictReader(RULES.open(encoding="utf-8", newline=""))}
RULE = ROWS["employment-province"]


@cache
def models() -> dict[str, Any]:
    """Every mart's columns as its contract has them."""
    found = {}
    for path in sorted((DBT_PROJECT_DIR / "models" / "marts").glob("*/_*.yml")):
        for model in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader).get("models", ()):
            found[model["name"]] = model
    return found


def _meta(described: Mapping[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(meta=(described.get("config") or {}).get("meta") or {})


@cache
def tables() -> dict[str, Table]:
    """The tables that rules may look at, as dbt parses them."""
    nodes: dict[str, Any] = {}
    for name, model in models().items():
        columns = {
            column["name"]: SimpleNamespace(meta={}, config=_meta(column), data_type=column["data_type"])
            for column in model["columns"]
        }
        nodes[name] = SimpleNamespace(
            name=name, resource_type="model", database="mart", columns=columns, config=_meta(model)
        )
        for column in model["columns"]:
            for test in column.get("data_tests", ()):
                if isinstance(test, dict) and "accepted_values" in test:
                    about = SimpleNamespace(name="accepted_values", kwargs=test["accepted_values"]["arguments"])
                    nodes[f"{name} {column['name']}"] = SimpleNamespace(
                        resource_type="test", attached_node=name, column_name=column["name"], test_metadata=about
                    )
    read = [name for name in models() if name in {row["evidence_table"] for row in ROWS.values()}]
    depends_on = SimpleNamespace(nodes=read)
    nodes["model.cvm.int_findings__measured"] = SimpleNamespace(resource_type="model", depends_on=depends_on)
    return tables_of(nodes)


def refused(tmp_path: Path, *rows: Mapping[str, str]) -> RulesRefused:
    path = tmp_path / "rules.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(RulesRefused) as raised:
        check_rules(tables(), path)
    return raised.value


def test_every_rule_of_the_list_can_be_followed() -> None:
    assert [rule.rule_id for rule in check_rules(tables())] == list(ROWS)


def test_every_topic_has_two_rules_at_least() -> None:
    by_topic = {topic: [row for row in ROWS.values() if row["topic"] == topic] for topic in WORDS["topic"]}
    assert [topic for topic, rules in by_topic.items() if len(rules) < 2] == []


@pytest.mark.parametrize("rule_id", ROWS)
def test_a_rule_finds_its_example_and_not_the_other(rule_id: str) -> None:
    """Of a table with both rows, one that the rule does not look at, and one of which nothing is known."""
    rule = parse_rule(ROWS[rule_id])
    columns = tables()[rule.evidence_table].columns
    with duckdb.connect() as connection:
        types = ", ".join(f'"{name}" {column.type}' for name, column in columns.items() if name != next(iter(columns)))
        connection.execute(f"create table t (row_key varchar, {types})")
        _insert(connection, rule, "fires", {one.column: one.values[0] for one in rule.fires})
        _insert(connection, rule, "does_not_fire", {one.column: one.values[0] for one in rule.does_not_fire})
        _insert(connection, rule, "unknown", {})
        if rule.rows:
            other = {one.column: one.values[0] for one in rule.fires} | {rule.rows[0].column: None}
            _insert(connection, rule, "another", other)
        kinds = {"row_key": "VARCHAR"} | {name: column.type.upper() for name, column in columns.items()}
        del kinds[next(iter(columns))]
        held = {rule.evidence_table: Held("from t", kinds)}
        judged = connection.execute(query_of([rule], held, AS_OF)).pl().to_dicts()
    assert {row["row_key"] for row in judged} == {"fires", "does_not_fire"}
    assert {row["row_key"] for row in judged if _is_found(rule, row)} == {"fires"}
    assert {row["rule_id"] for row in judged} == {rule_id}


def _insert(connection: duckdb.DuckDBPyConnection, rule: Rule, key: str, told: Mapping[str, str | None]) -> None:
    kinds = tables()[rule.evidence_table].columns
    row: dict[str, Any] = {one.column: one.values[0] for one in rule.rows} | dict.fromkeys(rule.place, "x")
    row |= {name: 2567 for name in [rule.year_column] if name} | dict(told)
    for name, value in row.items():
        if kinds[name].type == "date" and value is not None:
            row[name] = AS_OF + timedelta(days=int(value))
    names = ", ".join(f'"{name}"' for name in row)
    connection.execute(
        f"insert into t (row_key, {names}) values (?, {', '.join('?' * len(row))})", [key, *row.values()]
    )


def _is_found(rule: Rule, row: Mapping[str, Any]) -> bool:
    value, threshold = row["value"], float(rule.threshold)
    beyond = {
        "below": value < threshold, "at_most": value <= threshold,
        "above": value > threshold, "at_least": value >= threshold,
    }[rule.comparison]  # fmt: skip
    return bool(row["is_met"]) and beyond and (row["size"] is None or row["size"] >= rule.minimum_n)


def test_where_nobody_graduates_demand_without_supply_is_found_and_no_shortage_besides() -> None:
    row = {"pressure": "no_supply", "coverage": "0", "demand_jobs": "40", "supply": "0"}
    assert is_found(parse_rule(ROWS["demand-without-supply-province"]), row)
    assert not is_found(parse_rule(ROWS["shortage-province"]), row)
    assert is_found(parse_rule(ROWS["shortage-province"]), row | {"pressure": "critical_shortage", "supply": "9"})


def test_a_plan_that_is_held_and_was_not_sent_is_found() -> None:
    assert is_found(parse_rule(ROWS["plan-not-sent-five-year"]), {"is_held": "true", "is_done": "false"})


@pytest.mark.parametrize("rule_id", ROWS)
def test_what_is_told_of_a_rule_is_what_it_measures(rule_id: str) -> None:
    """A size is that of one row: of several rows their number is told. A text stands by itself, evenly spaced."""
    row = ROWS[rule_id]
    for name in ("text_th", "text_en"):
        assert not {"{n}", "{rows}"} <= set(re.findall(r"\{\w+\}", row[name]))
    for name in ("finding_th", "text_th", "action_th"):
        assert not re.search(r"[A-Za-z0-9}][\u0e00-\u0e7f]|[\u0e00-\u0e7f][A-Za-z0-9]|  ", row[name])


FAULTS: list[tuple[dict[str, str], str, str]] = [
    ({"rule_id": "A rule"}, "rule_id", "a–z"),
    ({"rule_id": ""}, "rule_id", "must not be empty"),
    ({"topic": "weather"}, "topic", "there are: employment"),
    ({"severity": "dire"}, "severity", "critical, high, medium, low"),
    ({"manual_section": "9.9"}, "manual_section", "the manual has no 9.9"),
    ({"evidence_table": "secrets"}, "evidence_table", "no table secrets"),
    ({"evidence_table": "fct_graduate_outcome"}, "evidence_table", "no table fct_graduate_outcome"),
    ({"metric": "rates"}, "metric", "employment_rates has no column rates"),
    ({"metric": "reliability"}, "metric", "reliability is no number"),
    ({"metric": "rate; drop table t"}, "metric", "must be a column"),
    ({"metric": "numerator / academic_year_be"}, "metric", "divided by persons"),
    ({"rows": "breakdown"}, "rows", "column=value"),
    ({"rows": "nothing=1"}, "rows", "has no column nothing"),
    ({"rows": "breakdown<province"}, "state", "breakdown is no number"),
    ({"state": "numerator>3"}, "state", "only a rule for the office"),
    ({"rows": "definition_id=ovec_one_year"}, "rows", "must choose one breakdown"),
    ({"rows": "breakdown=province|college"}, "rows", "must choose one breakdown"),
    ({"rows": "breakdown=province, is_window_closed=yes"}, "rows", "is_window_closed is never yes"),
    ({"rows": "breakdown=province, bound_low>1e3"}, "rows", "bound_low is never 1e3"),
    ({"comparison": "about"}, "comparison", "below, at_most"),
    ({"comparison": "below "}, "comparison", "begins or ends with a blank"),
    ({"years": " ended"}, "years", "begins or ends with a blank"),
    ({"text_en": "{place}\x1b[31m"}, "text_en", "cannot be printed"),
    ({"text_th": "{place}\n{value}"}, "text_th", "line break"),
    ({"threshold": "1E400"}, "threshold", "is no number"),
    ({"threshold": "0.๒"}, "threshold", "is no number"),
    ({"minimum_n": "99999999999"}, "minimum_n", "whole number"),
    ({"threshold": "a third"}, "threshold", "is no number"),
    ({"threshold": "NaN"}, "threshold", "is no number"),
    ({"threshold": "0.255"}, "threshold", "whole percent"),
    ({"minimum_n": "0"}, "minimum_n", "whole number"),
    ({"unit": "number"}, "unit", "percent, ratio or persons"),
    ({"year_column": "province_code"}, "year_column", "must be a year of employment_rates: academic_year_be"),
    ({"year_column": "", "years": ""}, "year_column", "must be a year of employment_rates: academic_year_be"),
    ({"years": ""}, "years", "ended or begun"),
    ({"place": "reliability"}, "place", "tells no place"),
    ({"size_column": "numerator"}, "size_column", "must be denominator"),
    ({"size_column": "response_rate"}, "size_column", "is no count"),
    ({"certainty_column": "denominator"}, "certainty_column", "is no share"),
    ({"high_column": ""}, "low_column", "go together"),
    ({"persons_column": ""}, "persons_column", "must be denominator"),
    ({"finding_en": "{value} of {place}"}, "finding_en", "cannot hold {value}"),
    ({"text_th": "{plce}"}, "text_th", "cannot hold {plce}"),
    ({"text_th": "{place"}, "text_th", "there are"),
    ({"fires": "reliability=ok, rate=0.9, denominator=200"}, "fires", "does not find this example"),
    ({"does_not_fire": "reliability=ok, rate=0.1, denominator=200"}, "does_not_fire", "finds this example"),
    ({"does_not_fire": "reliability=ok, denominator=200"}, "does_not_fire", "cannot tell"),
    ({"fires": "rate<0.1"}, "fires", "is column=value"),
]


@pytest.mark.parametrize(("change", "column", "reason"), FAULTS, ids=lambda one: str(one)[:40])
def test_a_bad_rule_is_refused_with_its_row_and_reason(
    tmp_path: Path, change: dict[str, str], column: str, reason: str
) -> None:
    error = refused(tmp_path, ROWS["plan-not-sent-action"], RULE | change)
    ((row, rule_id, mistake),) = error.refused
    assert (row, rule_id, mistake.column) == (3, change.get("rule_id", RULE["rule_id"]), column)
    assert reason in mistake.message_en
    assert f"row 3 {rule_id} {column}: " in error.message_en
    assert f"แถว 3 {rule_id} {column}: " in error.message_th


def test_what_stays_in_the_office_is_found_for_the_office_alone(tmp_path: Path) -> None:
    error = refused(tmp_path, ROWS["sender-errors"] | {"audience": "all"})
    assert "errors_per_1000_rows stays in the office" in error.message_en


@pytest.mark.parametrize("wrong", ["teacher", "teachers' or true", "teachers|learners"])
def test_a_value_that_a_column_never_has_is_refused(tmp_path: Path, wrong: str) -> None:
    error = refused(tmp_path, ROWS["teacher-gap-centre"] | {"rows": f"gap_of={wrong}"})
    assert "gap_of is never" in error.message_en
    assert "there are: curriculum, teachers" in error.message_en


def test_persons_are_counted_upwards(tmp_path: Path) -> None:
    error = refused(tmp_path, ROWS["supply-without-demand-province"] | {"comparison": "below"})
    assert "above or at_least" in error.message_en


def test_every_bad_row_is_told_and_a_rule_stands_once(tmp_path: Path) -> None:
    error = refused(tmp_path, RULE, RULE, RULE | {"rule_id": "other", "unit": "kilos"})
    assert [(row, mistake.column) for row, _, mistake in error.refused] == [(3, "rule_id"), (4, "unit")]


def test_a_year_that_findings_cannot_tell_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, ROWS["shortage-province"] | {"year_column": "supply_academic_year_be", "years": ""})
    assert "must be a year of supply_demand_gap: fiscal_year_be" in error.message_en


@pytest.mark.parametrize("wrong", ["หัวข้อ".encode("cp874"), b'"' + b"x" * 200_000 + b'"'], ids=["cp874", "long"])
def test_a_list_that_cannot_be_read_is_refused(tmp_path: Path, wrong: bytes) -> None:
    path = tmp_path / "rules.csv"
    path.write_bytes(wrong)
    with pytest.raises(RulesRefused, match="must be CSV in UTF-8"):
        check_rules(tables(), path)


def test_other_headings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.csv"
    path.write_text("rule_id,topic\n", encoding="utf-8")
    with pytest.raises(RulesRefused, match="the headings must be"):
        check_rules(tables(), path)


def test_places_are_the_same_in_the_macro_and_the_rules() -> None:
    macro = (DBT_PROJECT_DIR / "macros" / "findings.sql").read_text(encoding="utf-8")
    listed = macro.split("finding_place() -%}")[1].split("[")[1].split("]")[0]
    assert [name.strip(" '") for name in listed.split(",")] == list(dict.fromkeys(PLACES.values()))


def test_a_number_is_one_a_yes_or_no_or_a_day() -> None:
    assert [Column(kind).is_number for kind in ("bigint", "decimal(18,4)", "boolean", "date", "varchar")] == [
        True, True, True, True, False,
    ]  # fmt: skip
