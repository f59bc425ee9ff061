"""The rules that every contract implies, beside its own: key, required cells, lists, forms and ranges.

The suite that judges a load is exactly `rules_of(contract)`; no other place adds a rule.
"""

from __future__ import annotations

from typing import Any

from pipelines.contracts.faults import FAULTS
from pipelines.contracts.model import ARRIVED_ON, Column, Contract, Rule

# columns that reading and guarding add to a frame for the suite to judge
UNREADABLE = "unreadable"
REMARKS = "remarks"
UNIQUE_KEY = "unique_key"

NOT_NULL = "expect_column_values_to_not_be_null"
NULL = "expect_column_values_to_be_null"
IN_SET = "expect_column_values_to_be_in_set"
BETWEEN = "expect_column_values_to_be_between"
MATCH = "expect_column_values_to_match_regex"
UNIQUE = "expect_column_values_to_be_unique"

# rules that do not judge a cell which could not be read, nor what is made of it: one fault says what is really wrong
SILENT_ON_UNREADABLE = frozenset({NOT_NULL, IN_SET, BETWEEN, MATCH})

OF_VALUES = SILENT_ON_UNREADABLE | {NULL}
"""Expectations that a value meets or fails by itself, whichever row it stands in."""

_UNREADABLE_CODES = {
    "boolean": "cell_error",
    "code": "not_a_code",
    "date": "not_a_date",
    "enum": "not_in_list",
    "identity": "not_a_code",
    "integer": "not_a_number",
    "level": "not_in_list",
    "measure": "not_a_number",
    "minutes": "not_a_number",
    "money_band": "not_a_number",
    "number": "not_a_number",
    "percent": "not_a_number",
    "round": "not_a_number",
    "string": "cell_error",
    "year_be": "not_a_year",
}
_UNRESOLVED_CODES = {
    "activity": "not_in_list_of_manual",
    "calendar_event": "event_unknown",
    "college": "college_unknown",
    "establishment": "establishment_id_invalid",
    "key_result": "not_in_list_of_manual",
    "reporter": "reporter_unknown",
}


def rules_of(contract: Contract) -> tuple[Rule, ...]:
    """Every rule of a source in a fixed order: the implied ones column by column, then its own."""
    rules = [
        _implied("unreadable_cell", UNREADABLE, NULL, {}, "not_in_list", allowed="–"),
        _implied("key_conflict", UNIQUE_KEY, UNIQUE, {}, "key_conflict", columns=heading_of(contract, UNIQUE_KEY)),
        _implied("remarked_cell", REMARKS, NULL, {}, "year_repaired"),
    ]
    for column in contract.stored:
        rules += _column_rules(column)
    return (*rules, *contract.own_rules)


def unreadable_code(column: Column) -> str:
    """The fault code of a cell of this column that could not be read."""
    if column.is_check:
        return "check_unreadable"
    if column.is_unresolved_warning:
        return "name_unknown"
    if column.resolve:
        return _UNRESOLVED_CODES.get(column.resolve, "name_not_resolved")
    return _UNREADABLE_CODES[column.parser]


def fault_rule(code: str, column: Column | None, stored: str) -> Rule:
    """A fault of the catalogue as a rule, its texts filled in for one column."""
    return _implied(code, stored, "", {}, code, allowed=allowed_values(column) if column else "–")


def heading_of(contract: Contract, name: str) -> str:
    """The Thai heading of a column; of what is derived or made, and of the key, the headings of the cells behind it."""
    column = contract.named(name)
    if column and not column.made:
        return column.heading_th
    names = contract.key if name == UNIQUE_KEY else (name,)
    behind = {stored for one in names for stored in columns_behind(contract, one)}
    return ", ".join(column.heading_th for column in contract.columns if column.stored_as in behind and not column.made)


def columns_behind(contract: Contract, name: str) -> frozenset[str]:
    """The stored columns that a rule on `name` judges, and the columns that those are made of.

    A rule judges the column itself, or those a derived column is computed from.
    """
    judged = next((item.columns for item in contract.derived if item.name == name), frozenset({name})) - {ARRIVED_ON}
    made = [contract.by_stored_name[one] for one in judged if one in contract.by_stored_name]
    return judged | {contract.by_name[one].stored_as for column in made for one in column.made_of}


def allowed_values(column: Column) -> str:
    """The labels of a column's list as one text."""
    return ", ".join(value.label for value in column.enum) or "–"


def _column_rules(column: Column) -> list[Rule]:
    rules = []
    stored, options = column.stored_as, column.options
    if column.is_required:
        rules.append(_implied("required_missing", stored, NOT_NULL, {}, "required_missing"))
    if column.enum and not column.is_check:
        kind = int if column.physical_type == "INTEGER" else str
        kwargs = {"value_set": [kind(value.value) for value in column.enum]}
        rules.append(_implied("not_in_list", stored, IN_SET, kwargs, "not_in_list", allowed=allowed_values(column)))
    if "pattern" in options:
        rules.append(_implied("not_a_code", stored, MATCH, {"regex": options["pattern"]}, "not_a_code"))
    if bounds := {f"{end}_value": options[name] for end, name in _ENDS if name in options}:
        text = (
            f"{options.get('minimum', '')}–{options.get('maximum', '')}".strip("–")
            if len(bounds) == 2
            else (f"≥ {options['minimum']}" if "minimum" in options else f"≤ {options['maximum']}")
        )
        rules.append(_implied("out_of_range", stored, BETWEEN, bounds, "out_of_range", range=text))
    return rules


_ENDS = (("min", "minimum"), ("max", "maximum"))


def _implied(name: str, column: str, expectation: str, kwargs: dict[str, Any], code: str, **texts: str) -> Rule:
    fault = FAULTS[code]
    return Rule(
        name=name,
        column=column,
        expectation=expectation,
        kwargs={"column": column, **kwargs},
        severity=fault.severity,
        dimension=fault.dimension,
        message_th=_fill(fault.message_th, texts),
        message_en=_fill(fault.message_en, texts),
        remedy_th=_fill(fault.remedy_th, texts),
        remedy_en=_fill(fault.remedy_en, texts),
    )


def _fill(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
