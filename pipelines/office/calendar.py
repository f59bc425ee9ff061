"""The calendar: the events of the letters (a seed) and those of the office, one file in its home.

An office's row with the id of a seed's event stands in its place. The file is written by `cvm calendar` alone, so what
is not as that writes it is refused and not guessed at. Kept free of heavy imports, for every reader needs it.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pipelines.errors import RunError
from pipelines.settings import SEEDS_DIR, office_calendar

SEED = SEEDS_DIR / "calendar.csv"

_NUMBERS = ("year_be", "round")
_FILLED = ("event_id", "system", "year_kind", "year_be", "event_th", "applies_to", "done_when")
_DATES = ("opens_on", "closes_on")


@dataclass(frozen=True)
class Event:
    """One event: who has to do what by when, and what proves it done. `source` is the document that says so.

    What is not told is None: a day that no document prints, a round where there is none.
    """

    event_id: str
    system: str
    year_kind: str
    year_be: int
    round: int | None
    event_th: str
    event_en: str | None
    applies_to: str
    opens_on: date | None
    closes_on: date | None
    opens_basis: str | None
    closes_basis: str | None
    responsible_th: str | None
    done_when: str
    source: str | None


class EventWindow(NamedTuple):
    """What a report about an event is judged by; a day that is not set is None."""

    applies_to: str
    opens_on: date | None
    closes_on: date | None


COLUMNS = tuple(field.name for field in fields(Event))
"""The columns of the calendar's files, in order."""


def load_calendar(home: Path) -> tuple[Event, ...]:
    """Every event in force, by event id: the seed's, extended and replaced by the office's.

    Raises:
        RunError: the office's file cannot be read; it names the row and the column.
    """
    events = {event.event_id: event for event in (*seed_events(), *office_events(home))}
    return tuple(events[event_id] for event_id in sorted(events))


def event_windows(home: Path) -> dict[str, EventWindow]:
    """Whom each event addresses and when it may be done, by event id.

    Raises:
        RunError: the office's file cannot be read.
    """
    return {
        event.event_id: EventWindow(event.applies_to, event.opens_on, event.closes_on) for event in load_calendar(home)
    }


def windows_fingerprint(windows: Mapping[str, EventWindow]) -> str:
    """Changes with any event, its addressee or its days; words and documents change no judgement."""
    return hashlib.sha256(repr(sorted(windows.items())).encode()).hexdigest()


def seed_events() -> tuple[Event, ...]:
    """The events of the letters and of the manual."""
    return _read(SEED)


def office_events(home: Path) -> tuple[Event, ...]:
    """The events that the office has set; none where it has set none.

    Raises:
        RunError: the file cannot be read; it names the row and the column.
    """
    path = office_calendar(home)
    return _read(path) if path.exists() else ()


def write_office_events(home: Path, events: Iterable[Event]) -> None:
    """Puts these events in the place of those that the office had, in one step that a crash cannot halve.

    Raises:
        RunError: nobody may write there.
    """
    path = office_calendar(home)
    temporary = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(astuple(event) for event in sorted(events, key=lambda event: event.event_id))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise RunError(
            f"เขียนปฏิทินของสำนักงาน {path} ไม่ได้ ({error.strerror}) ให้สิทธิ์เขียน หรือใช้ --home",
            f"the office's calendar {path} cannot be written ({error.strerror}); allow writing there, or use --home",
        ) from None
    finally:
        temporary.unlink(missing_ok=True)


def calendar_fingerprint(events: Iterable[Event]) -> str:
    """Changes with the content of any event, in whatever order they come."""
    rows = sorted(tuple(map(str, astuple(event))) for event in events)
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _read(path: Path) -> tuple[Event, ...]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path, type(error).__name__) from None
    if not rows or tuple(rows[0]) != COLUMNS:
        raise _unreadable(path, f"แถว 1 / row 1: {', '.join(COLUMNS)}")
    return tuple(_event(path, number, row) for number, row in enumerate(rows[1:], start=2))


def _event(path: Path, number: int, row: list[str]) -> Event:
    if len(row) != len(COLUMNS):
        raise _unreadable(path, f"แถว {number} / row {number}: {len(row)} ≠ {len(COLUMNS)}")
    values: dict[str, str | int | date | None] = {}
    for name, text in zip(COLUMNS, row, strict=True):
        try:
            values[name] = _value(name, text)
        except ValueError:
            raise _unreadable(path, f"แถว {number} คอลัมน์ {name} / row {number}, column {name}") from None
    return Event(**values)  # type: ignore[arg-type]


def _value(name: str, text: str) -> str | int | date | None:
    if not text and name not in _FILLED:
        return None
    if name in _NUMBERS:
        return int(text)
    if name in _DATES:
        return date.fromisoformat(text)
    if not text:
        raise ValueError
    return text


def _unreadable(path: Path, what: str) -> RunError:
    return RunError(
        f"อ่านปฏิทินของสำนักงาน {path} ไม่ได้ ({what}) ให้ย้ายไฟล์นี้ไปเก็บที่อื่น แล้วสั่ง cvm calendar import กับไฟล์นั้น",
        f"the office's calendar {path} cannot be read ({what}); move it aside and run cvm calendar import on it",
    )
