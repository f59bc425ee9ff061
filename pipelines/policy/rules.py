"""A policy rule: a row of `policy_rules.csv`, read into plain data.

    rows, state   <column><operator><value>, …        operators = != < <= > >=; of = and != values may be joined by |
    metric        <column>  or  <column> / <column>

A day counts as the days from the date of the run to it, yes and no as 1 and 0. `rows` chooses the rows that a rule
looks at; `state` is what else must be so of one that is found. What is not known is neither found nor cleared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pipelines.errors import HouseError

COLUMNS = (
    "rule_id", "topic", "manual_section", "evidence_table", "rows", "state", "metric", "comparison", "threshold",
    "unit", "year_column", "years", "place", "size_column", "minimum_n", "low_column", "high_column",
    "certainty_column", "persons_column", "audience", "severity", "fires", "does_not_fire", "finding_th", "finding_en",
    "text_th", "text_en", "action_th", "action_en",
)  # fmt: skip
"""The columns of the list of rules, in order."""

PLACES = {
    "region_th": "region_th",
    "province_code": "province_code",
    "institute_name": "institute_name",
    "centre_id": "centre_id",
    "college_code": "college_code",
    "level": "level",
    "field_th": "field_th",
    "meeting_field_th": "field_th",
}
"""The columns that may tell the place of a finding, and the column of the findings in which each stands."""

YEARS = ("academic_year_be", "fiscal_year_be", "curriculum_be")
"""The columns that may tell the year of a finding."""

WORDS = {
    "topic": (
        "employment", "response", "gap", "demand_without_supply", "supply_without_demand", "teachers_certified",
        "teacher_gap", "curriculum_gap", "safety", "assessment_coverage", "agreements", "plans", "meetings", "sar",
        "knowledge", "sender_quality",
    ),
    "comparison": ("below", "at_most", "above", "at_least"),
    "unit": ("percent", "ratio", "number", "persons", "days"),
    "severity": ("critical", "high", "medium", "low"),
    "audience": ("all", "office"),
    "years": ("ended", "begun"),
}  # fmt: skip
"""The columns with a fixed list of words."""

PLAIN_PLACEHOLDERS = frozenset({"place", "year", "threshold"})
"""What a text for everybody may hold: nothing that was measured."""

PLACEHOLDERS = PLAIN_PLACEHOLDERS | {"value", "before", "n", "rows", "years"}

TEXTS = {
    "finding_th": PLAIN_PLACEHOLDERS,
    "finding_en": PLAIN_PLACEHOLDERS,
    "text_th": PLACEHOLDERS,
    "text_en": PLACEHOLDERS,
    "action_th": PLAIN_PLACEHOLDERS,
    "action_en": PLAIN_PLACEHOLDERS,
}
"""The texts of a rule, and which placeholders each may hold."""

Value = str | Decimal | bool | None

_NAME = "[a-z][a-z0-9_]*"
_CONDITION = re.compile(rf"\s*({_NAME})\s*(!=|<=|>=|=|<|>)\s*([^,=<>!]*?)\s*", re.ASCII)
_METRIC = re.compile(rf"\s*({_NAME})\s*(?:/\s*({_NAME})\s*)?", re.ASCII)
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_MOST = 2**31 - 1
_REQUIRED = frozenset({
    "rule_id", "topic", "manual_section", "evidence_table", "metric", "comparison", "threshold", "unit", "minimum_n",
    "audience", "severity", "fires", "does_not_fire", *TEXTS,
})  # fmt: skip
_IDENTIFIERS = ("year_column", "size_column", "low_column", "high_column", "certainty_column", "persons_column")


class RuleError(HouseError):
    """What is wrong with one column of a rule; `column` names it."""

    def __init__(self, column: str, message_th: str, message_en: str):
        self.column = column
        super().__init__(message_th, message_en)


@dataclass(frozen=True)
class Condition:
    """One thing that must be so of a row; several values are alternatives of = and !=."""

    column: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A rule as it is applied. What a rule leaves empty is None."""

    rule_id: str
    evidence_table: str
    rows: tuple[Condition, ...]
    state: tuple[Condition, ...]
    metric: str
    metric_over: str | None
    comparison: str
    threshold: Decimal
    unit: str
    year_column: str | None
    years: str | None
    place: tuple[str, ...]
    size_column: str | None
    minimum_n: int
    low_column: str | None
    high_column: str | None
    certainty_column: str | None
    persons_column: str | None
    audience: str
    manual_section: str
    fires: tuple[Condition, ...]
    does_not_fire: tuple[Condition, ...]

    @property
    def measured(self) -> tuple[str, ...]:
        """The columns of the metric."""
        return (self.metric,) if self.metric_over is None else (self.metric, self.metric_over)

    @property
    def columns(self) -> dict[str, str]:
        """Every column that the rule reads, and the column of the list that names it."""
        named: dict[str, str] = dict.fromkeys(self.place, "place")
        for name in _IDENTIFIERS:
            if column := getattr(self, name):
                named.setdefault(column, name)
        for name, conditions in (("rows", self.rows), ("state", self.state)):
            for condition in conditions:
                named.setdefault(condition.column, name)
        for name, conditions in (("fires", self.fires), ("does_not_fire", self.does_not_fire)):
            for condition in conditions:
                named.setdefault(condition.column, name)
        return dict.fromkeys(self.measured, "metric") | named


def parse_rule(row: Mapping[str, str | None]) -> Rule:
    """What a row of the list says; its columns are texts, None or empty where nothing is said.

    Raises:
        RuleError: it says no rule.
    """
    told = {name: (row.get(name) or "").strip() for name in COLUMNS}
    for name in _REQUIRED - {name for name, text in told.items() if text}:
        raise RuleError(name, "ต้องไม่ว่าง", "must not be empty")
    if not _ID.fullmatch(told["rule_id"]):
        raise RuleError("rule_id", "ใช้ได้เฉพาะ a–z 0–9 และ -", "may hold a–z, 0–9 and - only")
    for name, words in WORDS.items():
        if told[name] not in words and (told[name] or name in _REQUIRED):
            raise RuleError(
                name,
                f"ไม่รู้จัก “{told[name]}” ใช้ได้: {', '.join(words)}",
                f"“{told[name]}” is not known; there are: {', '.join(words)}",
            )
    for name, allowed in TEXTS.items():
        _check_placeholders(name, told[name], allowed)
    metric = _METRIC.fullmatch(told["metric"])
    if metric is None:
        raise RuleError("metric", "ต้องเขียนเป็น คอลัมน์ หรือ คอลัมน์ / คอลัมน์", "must be a column, or a column / another")
    return Rule(
        rule_id=told["rule_id"],
        evidence_table=told["evidence_table"],
        rows=tuple(_conditions("rows", told["rows"])),
        state=tuple(_conditions("state", told["state"])),
        metric=metric[1],
        metric_over=metric[2],
        comparison=told["comparison"],
        threshold=_number("threshold", told["threshold"]),
        unit=told["unit"],
        years=told["years"] or None,
        place=tuple(part.strip() for part in told["place"].split(",") if part.strip()),
        minimum_n=_whole("minimum_n", told["minimum_n"]),
        audience=told["audience"],
        manual_section=told["manual_section"],
        fires=tuple(_conditions("fires", told["fires"])),
        does_not_fire=tuple(_conditions("does_not_fire", told["does_not_fire"])),
        **{name: told[name] or None for name in _IDENTIFIERS},
    )


def _check_placeholders(name: str, text: str, allowed: Iterable[str]) -> None:
    rest = _PLACEHOLDER.sub("", text)
    unknown = sorted({found for found in _PLACEHOLDER.findall(text) if found not in allowed})
    if unknown or "{" in rest or "}" in rest:
        there_are = ", ".join(f"{{{one}}}" for one in sorted(allowed))
        found = ", ".join(f"{{{one}}}" for one in unknown) or "{ }"
        raise RuleError(name, f"ใช้ {found} ที่นี่ไม่ได้ ใช้ได้: {there_are}", f"cannot hold {found}; there are: {there_are}")


def _conditions(name: str, text: str) -> Iterator[Condition]:
    for part in text.split(",") if text else ():
        match = _CONDITION.fullmatch(part)
        values = tuple(value.strip() for value in match[3].split("|")) if match else ()
        if match is None or not all(values) or (len(values) > 1 and match[2] not in ("=", "!=")):
            raise RuleError(
                name,
                f"เงื่อนไข “{part.strip()}” ต้องเขียนเป็น คอลัมน์=ค่า (หรือ != < <= > >=)",
                f"the condition “{part.strip()}” must be column=value (or != < <= > >=)",
            )
        yield Condition(match[1], match[2], values)


def is_number(text: str) -> bool:
    """Whether a text is a number as one writes it, read alike by Python and by the database."""
    return _NUMBER.fullmatch(text) is not None


def _number(name: str, text: str) -> Decimal:
    if not is_number(text):
        raise RuleError(name, f"“{text}” ไม่ใช่ตัวเลข", f"“{text}” is no number")
    return Decimal(text)


def _whole(name: str, text: str) -> int:
    if not (is_number(text) and text.isdecimal() and 1 <= int(text) <= _MOST):
        raise RuleError(name, f"“{text}” ไม่ใช่จำนวนเต็มตั้งแต่ 1", f"“{text}” is no whole number from 1")
    return int(text)


def is_found(rule: Rule, row: Mapping[str, str]) -> bool | None:
    """Whether the rule finds a row of these texts by column, None where it cannot be told."""
    state: bool | None = True
    for condition in rule.state:
        met = _is_met(condition, row.get(condition.column))
        state = False if met is False or state is False else None if met is None else state
    value = _as_number(row.get(rule.metric))
    if rule.metric_over is not None and value is not None:
        over = _as_number(row.get(rule.metric_over))
        value = value / over if over else None
    if value is None or state is None:
        return None
    size = _as_number(row.get(rule.size_column)) if rule.size_column else None
    is_beyond = {
        "below": value < rule.threshold,
        "at_most": value <= rule.threshold,
        "above": value > rule.threshold,
        "at_least": value >= rule.threshold,
    }[rule.comparison]
    return state and is_beyond and (size is None or size >= rule.minimum_n)


def _is_met(condition: Condition, text: str | None) -> bool | None:
    if text is None:
        return None
    if condition.operator in ("=", "!="):
        numbers = [_as_number(value) for value in condition.values]
        own = _as_number(text)
        is_among = text in condition.values or (own is not None and own in numbers)
        return is_among == (condition.operator == "=")
    own, other = _as_number(text), _as_number(condition.values[0])
    if own is None or other is None:
        return None
    return {"<": own < other, "<=": own <= other, ">": own > other, ">=": own >= other}[condition.operator]


def _as_number(text: str | None) -> Decimal | None:
    """A number as one writes it; yes and no as 1 and 0."""
    if text is None:
        return None
    try:
        return Decimal({"true": "1", "false": "0"}.get(text, text))
    except InvalidOperation:
        return None
