"""Whether the list of policy rules can be put to the tables as the models declare them, before anything is built.

Every row that cannot is refused with its number and the reason; nothing is built then, so an edit that goes wrong
changes no finding.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import RunError
from pipelines.policy.rules import COLUMNS, PLACES, YEARS, Condition, Rule, RuleError, is_found, is_number, parse_rule
from pipelines.settings import SEEDS_DIR

RULES = SEEDS_DIR / "policy_rules.csv"
KEY_RESULTS = SEEDS_DIR / "key_results.csv"

_NUMBERS = ("tinyint", "smallint", "integer", "bigint", "hugeint", "float", "double", "decimal")
_TOLD = 20
_MEASURED = "model.cvm.int_findings__measured"


@dataclass(frozen=True)
class Column:
    """A column of a published table: its type, how the public file treats it (`publishing.disclosure`), its values.

    `values` is None where there is no fixed list of them.
    """

    type: str
    treatment: str | None = None
    denominator: str | None = None
    values: frozenset[str] | None = None

    @property
    def is_number(self) -> bool:
        """Whether it can be measured: a number, a yes or no, or a day."""
        return self.type.startswith((*_NUMBERS, "boolean", "date"))


@dataclass(frozen=True)
class Table:
    """A published table; its key is its first column."""

    columns: Mapping[str, Column]
    is_internal: bool = False


class RulesRefused(RunError):
    """The rules that cannot be followed: of each its row, its id, the column, and why."""

    def __init__(self, refused: Sequence[tuple[int, str, RuleError]]):
        self.refused = tuple(refused)
        thai = [f"แถว {row} {rule} {error.column}: {error.message_th}" for row, rule, error in refused[:_TOLD]]
        english = [f"row {row} {rule} {error.column}: {error.message_en}" for row, rule, error in refused[:_TOLD]]
        super().__init__(
            f"กฎเชิงนโยบายใน {RULES.name} ใช้ไม่ได้ {len(refused)} แถว ชุดเผยแพร่เดิมยังใช้ได้ แก้แล้วสั่งใหม่\n  "
            + "\n  ".join(thai),
            f"policy rules of {RULES.name} that cannot be followed: {len(refused)}; the earlier publication stands; "
            "mend them and run again\n  " + "\n  ".join(english),
        )


def check_rules(tables: Mapping[str, Table], path: Path = RULES) -> list[Rule]:
    """The rules of the list, every one of which can be followed.

    Args:
        tables: the published tables that rules may look at, by name.

    Raises:
        RulesRefused: with every row that cannot.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except (UnicodeDecodeError, csv.Error) as error:
        message = RuleError("*", "ต้องบันทึกเป็น CSV UTF-8 และไม่มีช่องยาวเกินไป", f"must be CSV in UTF-8: {error}")
        raise RulesRefused([(1, "", message)]) from error
    if not rows or tuple(rows[0]) != COLUMNS:
        wanted = ", ".join(COLUMNS)
        raise RulesRefused([
            (1, "", RuleError("*", f"หัวคอลัมน์ต้องเป็น {wanted}", f"the headings must be {wanted}"))
        ])  # fmt: skip
    sections = _manual_sections()
    refused: list[tuple[int, str, RuleError]] = []
    rules: dict[str, Rule] = {}
    for number, row in enumerate(rows[1:], start=2):
        rule_id = row[0] if row else ""
        try:
            rule = _read(row)
            if rule.rule_id in rules:
                raise RuleError("rule_id", "ซ้ำกับแถวก่อนหน้า", "stands in an earlier row already")
            for mistake in _mistakes(rule, tables, sections):
                raise mistake
            rules[rule.rule_id] = rule
        except RuleError as error:
            refused.append((number, rule_id, error))
    if refused:
        raise RulesRefused(refused)
    return list(rules.values())


def tables_of(nodes: Mapping[str, Any]) -> dict[str, Table]:
    """The published tables that rules may look at, by name: those that dbt's parsed model of the rules reads."""
    accepted = {
        (node.attached_node, node.column_name): frozenset(map(str, node.test_metadata.kwargs["values"]))
        for node in nodes.values()
        if str(node.resource_type) == "test" and _tests(node) == "accepted_values"
    }
    found = {}
    for unique_id in nodes[_MEASURED].depends_on.nodes:
        node = nodes[unique_id]
        if node.database != "mart":
            continue
        columns = {}
        for name, column in node.columns.items():
            meta = {**column.meta, **column.config.meta}
            treatments = ("persons", "rate", "median", "word", "exact", "internal_only")
            treatment = next((one for one in treatments if meta.get(one)), None)
            columns[name] = Column(
                (column.data_type or "").lower(), treatment, meta.get("denominator"), accepted.get((unique_id, name))
            )
        found[node.name] = Table(columns, node.config.meta.get("disclosure") == "internal")
    return found


def _tests(node: Any) -> str | None:
    """The generic test that a parsed test is of."""
    metadata = getattr(node, "test_metadata", None)
    return None if metadata is None else str(metadata.name)


def _read(row: Sequence[str]) -> Rule:
    if len(row) != len(COLUMNS):
        raise RuleError("*", f"มี {len(row)} ช่อง ต้องมี {len(COLUMNS)}", f"has {len(row)} cells, not {len(COLUMNS)}")
    for name, text in zip(COLUMNS, row, strict=True):
        if text != text.strip():
            # the models compare the words as they stand in the list
            raise RuleError(name, "มีช่องว่างหน้าหรือหลังข้อความ", "begins or ends with a blank")
        if not text.isprintable():
            raise RuleError(
                name, "มีอักขระที่พิมพ์ไม่ได้ หรือขึ้นบรรทัดใหม่", "holds a line break or a character that cannot be printed"
            )
    return parse_rule(dict(zip(COLUMNS, row, strict=True)))


def _manual_sections() -> frozenset[str]:
    with KEY_RESULTS.open(encoding="utf-8", newline="") as file:
        return frozenset(row["activity_code"] for row in csv.DictReader(file))


def _mistakes(rule: Rule, tables: Mapping[str, Table], sections: frozenset[str]) -> Iterator[RuleError]:
    table = tables.get(rule.evidence_table)
    if table is None:
        there_are = ", ".join(sorted(tables))
        yield RuleError(
            "evidence_table",
            f"ไม่มีตาราง {rule.evidence_table} ที่ใช้กับกฎได้ ที่มี: {there_are}",
            f"no table {rule.evidence_table} that rules may look at; there are: {there_are}",
        )
        return
    if rule.manual_section not in sections:
        yield RuleError(
            "manual_section",
            f"คู่มือไม่มีข้อ {rule.manual_section} ที่มี: {', '.join(sorted(sections))}",
            f"the manual has no {rule.manual_section}; it has: {', '.join(sorted(sections))}",
        )
    for column, named_by in rule.columns.items():
        if column not in table.columns:
            yield RuleError(
                named_by,
                f"ตาราง {rule.evidence_table} ไม่มีคอลัมน์ {column} ที่มี: {', '.join(table.columns)}",
                f"{rule.evidence_table} has no column {column}; it has: {', '.join(table.columns)}",
            )
            return
    yield from _mistakes_of_kinds(rule, table)
    yield from _mistakes_of_place(rule, table)
    yield from _mistakes_of_disclosure(rule, table)
    yield from _mistakes_of_examples(rule)


def _mistakes_of_kinds(rule: Rule, table: Table) -> Iterator[RuleError]:
    measured = dict.fromkeys(rule.measured, "metric")
    for name in ("size_column", "low_column", "high_column", "certainty_column"):
        if column := getattr(rule, name):
            measured.setdefault(column, name)
    for column, named_by in measured.items():
        if not table.columns[column].is_number:
            yield RuleError(named_by, f"{column} ไม่ใช่ตัวเลข", f"{column} is no number")
    for condition in (*rule.rows, *rule.state):
        column = table.columns[condition.column]
        if condition.operator not in ("=", "!=") and not column.is_number:
            yield RuleError("state", f"{condition.column} ไม่ใช่ตัวเลข", f"{condition.column} is no number")
        for value in condition.values if column.is_number else ():
            if not (value in ("true", "false") if column.type == "boolean" else is_number(value)):
                yield RuleError(
                    rule.columns[condition.column],
                    f"{condition.column} ไม่มีค่า {value}",
                    f"{condition.column} is never {value}",
                )
        values = column.values
        if values is not None and (unknown := set(condition.values) - values):
            yield RuleError(
                rule.columns[condition.column],
                f"{condition.column} ไม่มีค่า {', '.join(sorted(unknown))} ที่มี: {', '.join(sorted(values))}",
                f"{condition.column} is never {', '.join(sorted(unknown))}; there are: {', '.join(sorted(values))}",
            )
    if (rule.low_column is None) != (rule.high_column is None):
        yield RuleError("low_column", "ต้องมีทั้ง low_column และ high_column", "low_column and high_column go together")
    if rule.certainty_column is not None and table.columns[rule.certainty_column].treatment != "rate":
        yield RuleError(
            "certainty_column", f"{rule.certainty_column} ไม่ใช่สัดส่วน", f"{rule.certainty_column} is no share"
        )
    if rule.size_column is not None and table.columns[rule.size_column].treatment in ("rate", "median"):
        yield RuleError("size_column", f"{rule.size_column} ไม่ใช่จำนวน", f"{rule.size_column} is no count")


def _mistakes_of_place(rule: Rule, table: Table) -> Iterator[RuleError]:
    """Of year and place."""
    there_are = [name for name in YEARS if name in table.columns]
    if rule.year_column not in (there_are or (None,)):
        yield RuleError(
            "year_column",
            f"ต้องเป็นปีของตาราง {rule.evidence_table}: {', '.join(there_are) or 'ว่าง'}",
            f"must be a year of {rule.evidence_table}: {', '.join(there_are) or 'empty'}",
        )
    dated = rule.year_column in ("academic_year_be", "fiscal_year_be")
    if dated != (rule.years is not None):
        yield RuleError(
            "years",
            "ต้องเป็น ended หรือ begun เมื่อใช้ปีการศึกษาหรือปีงบประมาณ และว่างเมื่อไม่ใช้",
            "is ended or begun of an academic or fiscal year, and empty of no such year",
        )
    for column in rule.place:
        if column not in PLACES:
            yield RuleError(
                "place",
                f"{column} บอกพื้นที่ไม่ได้ ใช้ได้: {', '.join(PLACES)}",
                f"{column} tells no place; there are: {', '.join(PLACES)}",
            )
    breakdowns = [one for one in rule.rows if one.column == "breakdown"]
    if "breakdown" in table.columns and [(one.operator, len(one.values)) for one in breakdowns] != [("=", 1)]:
        yield RuleError("rows", "ต้องเลือก breakdown เดียว", "must choose one breakdown, as breakdown=…")
    if len({PLACES.get(column) for column in rule.place}) < len(rule.place):
        yield RuleError("place", "บอกสาขาวิชาสองครั้ง", "tells one thing twice")


def _mistakes_of_disclosure(rule: Rule, table: Table) -> Iterator[RuleError]:
    """What must not reach everybody, and on how many persons a figure rests, follow from the models."""
    if rule.audience == "office":
        return
    if table.is_internal:
        yield RuleError(
            "audience",
            f"{rule.evidence_table} อยู่เฉพาะในสำนักงาน ให้ใช้ office",
            f"{rule.evidence_table} stays in the office; use office",
        )
    read = {*rule.measured, *rule.place, *(one.column for one in (*rule.rows, *rule.state)), rule.size_column}
    for column in sorted(read - {None}, key=str):
        if table.columns[str(column)].treatment == "internal_only":
            yield RuleError(
                "audience", f"{column} อยู่เฉพาะในสำนักงาน ให้ใช้ office", f"{column} stays in the office; use office"
            )
    last = rule.measured[-1]
    found = table.columns[last]
    rests_on = {"persons": last, "rate": found.denominator, "median": found.denominator}.get(found.treatment or "")
    first = table.columns[rule.metric].treatment
    if first in ("persons", "rate", "median") and rests_on is None:
        yield RuleError("metric", "ตัวหารต้องเป็นจำนวนคน", "what counts persons must be divided by persons")
    if rule.persons_column != rests_on:
        yield RuleError(
            "persons_column",
            f"ต้องเป็น {rests_on or 'ว่าง'} ตามตาราง {rule.evidence_table}",
            f"must be {rests_on or 'empty'}, as {rule.evidence_table} declares it",
        )
    for condition in (*rule.rows, *rule.state):
        if table.columns[condition.column].treatment in ("persons", "rate", "median", "word"):
            yield RuleError(
                "state",
                f"{condition.column} เป็นจำนวนคน ใช้เป็นเงื่อนไขได้เฉพาะกฎของสำนักงาน (office)",
                f"{condition.column} counts persons; only a rule for the office may ask for it",
            )
    if (
        rule.size_column is not None
        and table.columns[rule.size_column].treatment == "persons"
        and rule.size_column not in (rule.persons_column, rule.metric)
    ):
        yield RuleError(
            "size_column",
            f"{rule.size_column} เป็นจำนวนคน ต้องเป็น {rule.persons_column}",
            f"{rule.size_column} counts persons; it must be {rule.persons_column}",
        )
    if rule.unit == "percent" and (rule.threshold * 100) % 1:
        yield RuleError("threshold", "ต้องเป็นร้อยละจำนวนเต็ม", "must be a whole percent, as rates are published")
    if rule.persons_column is not None and rule.unit not in ("percent", "ratio", "persons"):
        yield RuleError("unit", "ต้องเป็น percent, ratio หรือ persons", "of persons is percent, ratio or persons")
    if rule.unit == "persons" and rule.comparison not in ("above", "at_least"):
        yield RuleError("comparison", "จำนวนคนใช้ได้กับ above หรือ at_least", "of persons is above or at_least")


def _mistakes_of_examples(rule: Rule) -> Iterator[RuleError]:
    for name, wanted in (("fires", True), ("does_not_fire", False)):
        example: tuple[Condition, ...] = getattr(rule, name)
        if any(condition.operator != "=" or len(condition.values) > 1 for condition in example):
            yield RuleError(name, "ตัวอย่างต้องเขียนเป็น คอลัมน์=ค่า", "is column=value, …")
        elif is_found(rule, {condition.column: condition.values[0] for condition in example}) is not wanted:
            yield RuleError(
                name,
                "กฎไม่พบตัวอย่างนี้" if wanted else "กฎพบตัวอย่างนี้ หรือตัดสินไม่ได้",
                "the rule does not find this example" if wanted else "the rule finds this example, or cannot tell",
            )
