"""The calendar in force as a person looks at it: whose row is whose, and which rows are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipelines.errors import UsageError
from pipelines.office.calendar import Event, load_calendar, seed_events
from pipelines.office.columns import SYSTEMS
from pipelines.reading.text import compared, each_compared
from pipelines.years import year_be_of

Origin = Literal["letter", "changed", "office"]


@dataclass(frozen=True)
class Shown:
    """An event, and whose it is: a letter's, a letter's that the office has changed, or the office's own."""

    event: Event
    origin: Origin


def shown_events(
    home: Path, *, year: str | None = None, system: str | None = None, round_no: str | None = None
) -> list[Shown]:
    """The events of a year, a system and a round (of all, where one is not given), by year, system and day.

    Raises:
        UsageError: what is asked for is no year or no round.
        RunError: the office's calendar cannot be read.
    """
    letters = {event.event_id: event for event in seed_events()}
    year_be = _year(year) if year is not None else None
    number = _number(round_no) if round_no is not None else None
    wanted = set(each_compared((system, *SYSTEMS.get(_code(system), ())))) if system is not None else None
    found = [
        Shown(event, _origin(event, letters.get(event.event_id)))
        for event in load_calendar(home)
        if (year_be is None or event.year_be == year_be)
        and (number is None or event.round == number)
        and (wanted is None or compared(event.system) in wanted)
    ]
    return sorted(found, key=lambda one: _place(one.event))


def _place(event: Event) -> tuple[object, ...]:
    day = event.opens_on or event.closes_on
    return (event.year_be, event.system, event.year_kind, day is None, str(day), event.event_id)


def _origin(event: Event, letter: Event | None) -> Origin:
    if letter is None:
        return "office"
    return "letter" if event == letter else "changed"


def _code(system: str) -> str:
    """The system that a spelling stands for; the spelling where it is another."""
    spellings = {text: code for code, labels in SYSTEMS.items() for text in each_compared((code, *labels))}
    return spellings.get(compared(system), system)


def _year(text: str) -> int:
    found = year_be_of(text.strip())
    if found is None:
        raise UsageError(f"--year {text} ไม่ใช่ปี เช่น 2569", f"--year {text} is no year such as 2569")
    return found[0]


def _number(text: str) -> int:
    if not text.strip().isdecimal():
        raise UsageError(f"--round {text} ไม่ใช่รอบที่ เช่น 1", f"--round {text} is no round such as 1")
    return int(text)
