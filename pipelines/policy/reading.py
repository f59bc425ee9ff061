"""The rows that the policy rules look at: one query over all rules, a branch each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pipelines.policy.rules import PLACES, Condition, Rule
from pipelines.sql import literal

PLACE_COLUMNS = tuple(dict.fromkeys(PLACES.values()))
"""The columns of a place, in order."""


@dataclass(frozen=True)
class Held:
    """A table as it stands: the query of its rows, and its columns with their types, the key first."""

    query: str
    types: Mapping[str, str]


def query_of(rules: Iterable[Rule], held: Mapping[str, Held], as_of: date) -> str:
    """The query: one row for each rule and row that it can judge.

    `row_key` is the key of the row, `is_met` whether the rule's state is so. Rows without a figure, of
    which the state is not known, or whose place is not, are left out.
    """
    return "\nunion all\n".join([_NOTHING, *(_branch(rule, held[rule.evidence_table], as_of) for rule in rules)])


_NOTHING = f"""
    select null::varchar as rule_id, null::varchar as row_key, null::integer as year_be,
        {", ".join(f"null::varchar as {name}" for name in PLACE_COLUMNS)},
        null::double as value, null::bigint as size, null::double as low, null::double as high, null::double as share,
        null::double as persons, null::boolean as is_met
    where false
"""


def _branch(rule: Rule, held: Held, as_of: date) -> str:
    told = {PLACES[column]: column for column in rule.place}
    places = ", ".join(f"{told.get(name, 'null')}::varchar as {name}" for name in PLACE_COLUMNS)
    value = _number(rule.metric, held, as_of)
    if rule.metric_over is not None:
        value = f"{value} / nullif({_number(rule.metric_over, held, as_of)}, 0)"
    numbers = ", ".join(
        f"{_number(column, held, as_of) if column else 'null'}::double as {name}"
        for name, column in (
            ("low", rule.low_column),
            ("high", rule.high_column),
            ("share", rule.certainty_column),
            ("persons", rule.persons_column),
        )
    )
    size = _number(rule.size_column, held, as_of) if rule.size_column else "null::double"
    state = _all(rule.state, held, as_of)
    rows = " and ".join([_all(rule.rows, held, as_of), *(f'"{column}" is not null' for column in rule.place)])
    return f"""
        select {literal(rule.rule_id)} as rule_id, "{next(iter(held.types))}"::varchar as row_key,
            {f'"{rule.year_column}"' if rule.year_column else "null"}::integer as year_be,
            {places}, ({value})::double as value, floor({size})::bigint as size, {numbers}, ({state}) as is_met
        from ({held.query})
        where ({rows}) and ({value}) is not null and ({state}) is not null
    """


def _all(conditions: Iterable[Condition], held: Held, as_of: date) -> str:
    return " and ".join(_condition(condition, held, as_of) for condition in conditions) or "true"


def _condition(condition: Condition, held: Held, as_of: date) -> str:
    is_text = held.types[condition.column].upper().startswith("VARCHAR")
    own = f'"{condition.column}"' if is_text else _number(condition.column, held, as_of)
    values = [literal(value) if is_text else _as_number(value) for value in condition.values]
    if condition.operator in ("=", "!="):
        return f"{own} {'in' if condition.operator == '=' else 'not in'} ({', '.join(values)})"
    return f"{own} {condition.operator} {values[0]}"


def _number(column: str, held: Held, as_of: date) -> str:
    """A column as a number: a day as the days to it, yes and no as 1 and 0."""
    kind = held.types[column].upper()
    if kind == "DATE":
        return f"(\"{column}\" - date '{as_of}')::double"
    return f'"{column}"::double'


def _as_number(value: str) -> str:
    return f"{literal({'true': '1', 'false': '0'}.get(value, value))}::double"
