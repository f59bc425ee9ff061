"""The drop-down lists of a template: what a clerk may choose in a column.

A list is closed where any other text would be sent back, open where it is only help (fields, subject types). Lists are
those of the seeds, and what a home adds to them: its registered colleges and the office's events.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from pipelines.contracts import Column, Contract
from pipelines.office.calendar import Event, seed_events
from pipelines.reading.resolution import read_seed

_COLLEGE_NAME = "college_name_th"
_LONGEST = 120
FIELD, LEVEL, SUBJECT_TYPE = "field_th", "level", "subject_type_th"
ROUNDS = ("1", "2", "3")

_HOME = "TH"
_COUNTRY = re.compile("[A-Z]{2}")
_LEADING_VOWEL = re.compile("([เ-ไ])([ก-ฮ])")
_TONES = re.compile("[\u0e47-\u0e4e]")


@dataclass(frozen=True)
class Choices:
    """One list. `by` names the column whose choice narrows it; `parts` are then the lists of its choices, in order."""

    items: tuple[str, ...]
    is_closed: bool
    by: str | None = None
    parts: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class HomeLists:
    """What a home adds to the lists: full names of its registered colleges, ids and names of the events."""

    colleges: tuple[str, ...]
    events: tuple[str, ...]


@cache
def lists_without_home() -> HomeLists:
    """The colleges of the centres and the events of the letters: what is known before anything is loaded."""
    return lists_of_home((), seed_events())


def lists_of_home(colleges: Iterable[str], events: Iterable[Event]) -> HomeLists:
    """The lists of a home by the names of its registered colleges and its calendar.

    An event is shown as `vcop-2568-order จัดทำคำสั่งแต่งตั้งคณะทำงาน…`; the reader takes the first word.
    """
    names = _in_order(colleges) or _in_order(row["college_name_th"] for row in read_seed("cvm_centres"))
    return HomeLists(names, tuple(f"{event.event_id} {event.event_th}"[:_LONGEST] for event in events))


def choices_of(contract: Contract, column: Column, home: HomeLists | None = None) -> Choices | None:
    """What a clerk may choose in a column of this source; None where it is typed."""
    home = home or lists_without_home()
    if column.resolve == "calendar_event":
        return Choices(home.events, is_closed=True)
    if column.resolve == "college" or (column.name == _COLLEGE_NAME and column.is_check):
        return Choices(home.colleges, is_closed=False)
    if column.enum:
        labels = tuple(value.label for value in column.enum)
        return Choices(labels, is_closed=not column.is_check and not column.unlisted)
    if column.name == FIELD:
        return _fields_by_level(contract)
    if column.parser == "round":
        return Choices(ROUNDS[: column.options["maximum"]], is_closed=True)
    items = _LISTS.get(column.resolve or column.parser) or _LISTS.get(column.name)
    is_lenient = column.is_check or column.is_unresolved_warning or column.parser in _OPEN
    return Choices(items(), is_closed=not is_lenient) if items else None


def _fields_by_level(contract: Contract) -> Choices:
    everything = _in_order(row[FIELD] for row in _fields())
    if LEVEL not in contract.by_name:
        return Choices(everything, is_closed=False)
    parts = tuple(
        _in_order(row[FIELD] for row in _fields() if row[LEVEL] == level.label) or everything
        for level in contract.by_name[LEVEL].enum
    )
    return Choices(everything, is_closed=False, by=LEVEL, parts=parts)


@cache
def _fields() -> tuple[dict[str, str], ...]:
    return (*read_seed("fields_2567"), *read_seed("fields_observed_ay2566"))


@cache
def _subject_types() -> tuple[str, ...]:
    return _in_order(row[SUBJECT_TYPE] for row in _fields())


@cache
def _provinces() -> tuple[str, ...]:
    return _in_order(row["name_th"] for row in read_seed("provinces"))


@cache
def _centres() -> tuple[str, ...]:
    """`2564-01 เทคนิคเครื่องกล – วิทยาลัยเทคนิคฉะเชิงเทรา`, with the branch where the centre has one."""
    return tuple(
        f"{row['centre_id']} {row['field_th']}"
        + (f" ({row['branch_th']})" if row["branch_th"] else "")
        + f" – {row['college_name_th']}"
        for row in read_seed("cvm_centres")
    )


@cache
def _activities() -> tuple[str, ...]:
    """`1.2 การจัดทำฐานข้อมูล…`; the reader takes the code."""
    rows = read_seed("key_results")
    return tuple(dict.fromkeys(f"{row['activity_code']} {row['activity_th']}"[:_LONGEST] for row in rows))


@cache
def _key_results() -> tuple[str, ...]:
    """`1.2-1 พัฒนาระบบ…`; the reader takes the code."""
    return tuple(f"{row['key_result_id']} {row['key_result_th']}"[:_LONGEST] for row in read_seed("key_results"))


@cache
def _target_industries() -> tuple[str, ...]:
    return tuple(row["name_th"] for row in read_seed("target_industries"))


@cache
def _countries() -> tuple[str, ...]:
    """Thai names of countries, Thailand first."""
    from babel import Locale

    names = Locale.parse("th").territories
    return (
        names[_HOME],
        *_in_order(name for code, name in names.items() if _COUNTRY.fullmatch(code) and code != _HOME),
    )


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in names if name}, key=_dictionary_order))


def _dictionary_order(name: str) -> tuple[str, str]:
    """Thai words by their consonants: a vowel written before a consonant is sorted behind it, tone marks come last."""
    return _TONES.sub("", _LEADING_VOWEL.sub(r"\2\1", name)), name


# a code alone is taken as well as the item that begins with it
_OPEN = {"activity", "centre", "key_result", "string", "target_industry"}
_LISTS: dict[str, Callable[[], tuple[str, ...]]] = {
    "activity": _activities,
    "centre": _centres,
    "country": _countries,
    "key_result": _key_results,
    "target_industry": _target_industries,
    "province": _provinces,
    SUBJECT_TYPE: _subject_types,
}
