"""What is wrong with a contract although every part of it is there: names that lead nowhere, words nobody knows.

A mistake that is not found here is found by a sender: an unknown severity would let every row pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import get_args

from pipelines.contracts.model import ARRIVED_ON, Column, Contract, Mode, Severity

DIMENSIONS = {"accuracy", "completeness", "conformity", "consistency", "coverage", "timeliness", "uniqueness"}
TYPES = {"VARCHAR", "BIGINT", "INTEGER", "DOUBLE", "DATE", "BOOLEAN"}
RESOLVED = {
    "province", "centre", "country", "establishment", "vcop_status", "college", "reporter", "calendar_event",
    "key_result", "activity", "target_industry",
}  # fmt: skip
PARSERS = {
    "string", "boolean", "integer", "number", "percent", "measure", "minutes", "money_band", "code", "identity",
    "year_be", "date", "round", "enum", "level", *RESOLVED,
}  # fmt: skip
IDENTITIES = {"national_id", "person_id"}
RANGES = {"past", "planned", "expiry", "birth"}
MAKERS = {
    "student_key", "person_key", "identified_by", "name_key", "national_id_state", "student_id_state", "has_any",
    "birth_year_be", "beyond_course", "band_low", "band_high", "match_method", "match_score",
    "event_applies_to", "event_opens_on", "event_closes_on", "reporter_kind", "key_result_unit", "provisional_id",
}  # fmt: skip


def mistakes_of(contract: Contract) -> list[str]:
    """Every mistake as one text that names its place; empty where there is none."""
    return [
        *_unknown("mode", [contract.mode], get_args(Mode)),
        *([] if contract.mode == "upsert" or contract.scope else ["a snapshot source needs a scope"]),
        *([] if contract.key else ["a source needs a key"]),
        *_unknown("scope names unknown columns", contract.scope, contract.by_name),
        *_twice("columns", [column.name for column in contract.columns]),
        *_twice("stored columns", [column.stored_as for column in contract.stored]),
        *_twice("headings", [heading for column in contract.columns for heading in {column.name, column.heading_th}]),
        *_twice("layouts", [layout.id for layout in contract.layouts]),
        *(mistake for column in contract.columns for mistake in _of_column(column)),
        *_of_names(contract),
        *_of_layouts(contract),
        *_of_rules(contract),
    ]


def _of_column(column: Column) -> Iterable[str]:
    place = f"column {column.name}:"
    yield from _unknown(f"{place} unknown physicalType", [column.physical_type], TYPES)
    yield from _unknown(f"{place} unknown parser", [column.parser], PARSERS)
    yield from _unknown(f"{place} unknown list to resolve by", filter(None, [column.resolve]), RESOLVED)
    yield from _unknown(f"{place} unknown plausibleRange", filter(None, [column.plausible_range]), RANGES)
    yield from _unknown(f"{place} unknown maker", filter(None, [column.made]), MAKERS)
    yield from _unknown(f"{place} unknown monthAs", filter(None, [column.month_as]), {"first", "last"})
    yield from _unknown(f"{place} unknown readsAs", filter(None, [column.reads_as]), IDENTITIES)
    if column.is_direct and (column.is_required or column.key_position is not None or column.is_check):
        yield f"{place} identifies a person, so it is neither required, nor a key, nor a check column"
    if column.made and (column.is_direct or not column.made_of):
        yield f"{place} is made, so it names what it is made of and identifies nobody by itself"
    if column.parser == "code" and "pattern" not in column.options:
        yield f"{place} a code needs a pattern"
    if column.parser == "year_be" and "minimum" not in column.options:
        yield f"{place} a year needs a minimum"


def _of_layouts(contract: Contract) -> Iterable[str]:
    if not contract.layouts:
        yield "a source needs a layout"
    for layout in contract.layouts:
        place = f"layout {layout.id}:"
        if not layout.requires:
            yield f"{place} requires no heading, so every file would have it"
        named = [*layout.headings.values(), *layout.constants, *layout.empty_is_zero]
        yield from _unknown(f"{place} unknown columns", named, contract.by_name)
        computed = [item.name for item in layout.computed]
        yield from _unknown(f"{place} computes unknown columns", computed, contract.by_stored_name)
        for item in filter(None, (*layout.computed, layout.skip)):
            yield from _unknown(f"{place} {item.name} uses", item.columns, contract.by_stored_name)


def _of_names(contract: Contract) -> Iterable[str]:
    layouts = [layout.id for layout in contract.layouts]
    for column in contract.columns:
        place = f"column {column.name}:"
        named = [*column.made_of, *column.resolve_by, *column.provisional_by]
        named += filter(None, [column.fallback, column.unlisted_into, column.split and column.split[1]])
        yield from _unknown(f"{place} names unknown columns", named, contract.by_name)
        yield from _unknown(f"{place} onlyIn names unknown layouts", column.only_in, layouts)


def _of_rules(contract: Contract) -> Iterable[str]:
    derived = [item.name for item in contract.derived]
    yield from _twice("derived", [*derived, *contract.by_stored_name])
    for item in contract.derived:
        yield from _unknown(f"derived {item.name} uses", item.columns, {*contract.by_stored_name, ARRIVED_ON})
    yield from _twice("rules", [rule.name for rule in contract.own_rules])
    for rule in contract.own_rules:
        place = f"rule {rule.name}:"
        yield from _unknown(f"{place} unknown column", [rule.column], [*contract.by_stored_name, *derived])
        yield from _unknown(f"{place} unknown severity", [rule.severity], get_args(Severity))
        yield from _unknown(f"{place} unknown dimension", [rule.dimension], DIMENSIONS)
        yield from _unknown(f"{place} onFail names unknown columns", rule.on_fail, contract.by_stored_name)


def _unknown(what: str, names: Iterable[str], known: Collection[str]) -> list[str]:
    unknown = sorted({str(name) for name in names} - set(known))
    return [f"{what}: {', '.join(unknown)}"] if unknown else []


def _twice(what: str, names: Iterable[str]) -> list[str]:
    twice = sorted(name for name, count in Counter(names).items() if count > 1)
    return [f"{what} named twice: {', '.join(twice)}"] if twice else []
