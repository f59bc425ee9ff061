"""Rows that somebody gives for the calendar: all of them become events, or every mistake is told and none does.

A row whose event there already is changes what it gives and keeps the rest; one of a letter keeps its id, and an id
keeps its event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Literal

from pipelines.office.calendar import COLUMNS, Event
from pipelines.office.cells import CellRefused, Cells, Remark, Value
from pipelines.office.columns import BY_NAME
from pipelines.office.done_when import REPORTED
from pipelines.office.mistakes import CalendarRefused, Mistake
from pipelines.office.sheets import Row
from pipelines.reading.dates import MONTHS
from pipelines.reading.text import compared
from pipelines.years import academic_year_days, ce, fiscal_year_days

Standing = Mapping[str, Event]

# what an event of a letter is; all else may be set anew
_IDENTITY = ("system", "year_kind", "year_be", "round")
_FAR = timedelta(days=366)
_MONTHS = MONTHS | {
    name: month
    for month, name in enumerate(
        (
            "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december",
        ),
        start=1,
    )
}  # fmt: skip
_NAMED_DAY = re.compile(
    rf"(\d{{1,2}})\s*({'|'.join(map(re.escape, sorted(_MONTHS, key=len, reverse=True)))})\s*(\d{{4}})"
)


@dataclass(frozen=True)
class Change:
    """What a row comes to: an event that is new, changed or as it was, and the columns that changed."""

    event: Event
    before: Event | None

    @property
    def kind(self) -> Literal["added", "changed", "same"]:
        """What happens to the calendar."""
        if self.before is None:
            return "added"
        return "changed" if self.columns else "same"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that differ from what there was."""
        if self.before is None:
            return ()
        return tuple(name for name in COLUMNS if getattr(self.event, name) != getattr(self.before, name))


@dataclass(frozen=True)
class Checked:
    """The changes, in the order of their rows, and what is worth a second look."""

    changes: tuple[Change, ...]
    warnings: tuple[Mistake, ...]


def checked(
    rows: Sequence[Row], standing: Standing, letters: Standing, cells: Cells, year_start: tuple[int, int]
) -> Checked:
    """What the rows come to.

    Args:
        rows: in the order of their file.
        standing: the calendar in force, by event id.
        letters: the events of the letters, by event id.
        cells: reads the cells.
        year_start: month and day on which an academic year begins.

    Raises:
        CalendarRefused: any row has a mistake; it holds all of them.
    """
    mistakes: list[Mistake] = []
    warnings: list[Mistake] = []
    changes: dict[str, Change] = {}
    first_rows: dict[str, Row] = {}
    for row in rows:
        one = _OneRow(row, standing, letters, cells)
        event = one.event()
        if event is not None and event.event_id in first_rows:
            one.tell_twice(first_rows[event.event_id])
            event = None
        mistakes += one.mistakes
        if event is not None and not one.mistakes:
            first_rows[event.event_id] = row
            changes[event.event_id] = Change(event, standing.get(event.event_id))
            warnings += [*one.remarks, *_doubts(row, event, year_start)]
    if mistakes:
        raise CalendarRefused(mistakes)
    return Checked(tuple(changes.values()), tuple(warnings))


class _OneRow:
    """One row on its way to an event."""

    def __init__(self, row: Row, standing: Standing, letters: Standing, cells: Cells):
        self._row, self._standing, self._letters, self._cells = row, standing, letters, cells
        self.mistakes: list[Mistake] = []
        self.remarks: list[Mistake] = []

    def event(self) -> Event | None:
        """The event, unless a mistake was found."""
        given = {name: self._value(name, text) for name, text in self._row.cells.items()}
        before = self._standing.get(str(given.get("event_id")))
        values: dict[str, Any] = (asdict(before) if before else dict.fromkeys(COLUMNS)) | given
        values["done_when"] = values["done_when"] or REPORTED
        if not self.mistakes:
            self._fill_bases(values, given, before)
            self._refuse_missing(values)
        if not self.mistakes:
            self._refuse_order(values)
            self._refuse_other_event(values)
        return None if self.mistakes else Event(**values)

    def tell_twice(self, first: Row) -> None:
        """The id stands in an earlier row too."""
        self._refuse(
            "event_id",
            f"รหัสนี้ซ้ำกับแถว {first.number}", f"row {first.number} has the same id",
            "ให้แต่ละกิจกรรมมีรหัสของตนและมีแถวเดียว", "give every event an id and a row of its own",
        )  # fmt: skip

    def _value(self, name: str, text: str | None) -> Value | None:
        if text is None:
            return None
        try:
            value, remark = self._cells.read(name, text)
        except CellRefused as error:
            self._refuse(name, error.message_th, error.message_en, error.remedy_th, error.remedy_en)
            return None
        if remark:
            self.remarks.append(_doubt(self._row, name, remark))
        return value

    def _fill_bases(self, values: dict[str, Any], given: Mapping[str, Value | None], before: Event | None) -> None:
        """A day that is given is printed in the document unless it is called assumed; without a day is no basis."""
        for side in ("opens", "closes"):
            day, basis = f"{side}_on", f"{side}_basis"
            if values[day] is None:
                if given.get(basis) is not None:
                    self._refuse(
                        basis,
                        "มีที่มาของวันที่ แต่ไม่มีวันที่", "a basis without its date",
                        f"กรอก{BY_NAME[day].heading_th} หรือเว้นว่างทั้งสองช่อง", f"enter {day}, or leave both empty",
                    )  # fmt: skip
                values[basis] = None
            elif given.get(basis) is None:
                is_kept = before is not None and getattr(before, day) == values[day]
                values[basis] = (getattr(before, basis) if is_kept else None) or "source"

    def _refuse_missing(self, values: Mapping[str, Any]) -> None:
        for column in BY_NAME.values():
            if column.is_required and values[column.name] is None:
                self._refuse(
                    column.name,
                    "ต้องกรอก", "it must be filled in",
                    f"กรอก{column.heading_th}", f"fill in {column.name}",
                )  # fmt: skip

    def _refuse_order(self, values: Mapping[str, Any]) -> None:
        opens, closes = values["opens_on"], values["closes_on"]
        if opens and closes and opens > closes:
            self._refuse(
                "closes_on",
                f"วันสิ้นสุด {closes} อยู่ก่อนวันเริ่ม {opens}", f"it closes on {closes}, before it opens on {opens}",
                "ตรวจวันเริ่มและวันสิ้นสุด", "check both dates",
            )  # fmt: skip

    def _refuse_other_event(self, values: Mapping[str, Any]) -> None:
        """An id of a letter's event keeps that event, and that event keeps its id."""
        letter = self._letters.get(values["event_id"])
        for name in _IDENTITY:
            if letter and getattr(letter, name) != values[name]:
                self._refuse(
                    name,
                    f"รหัสนี้เป็นของกิจกรรมในเอกสาร ({letter.event_th})",
                    f"the id is that of an event of a letter ({letter.event_en})",
                    "ใช้รหัสอื่นสำหรับกิจกรรมใหม่", "give a new event an id of its own",
                )  # fmt: skip
        if letter is None and (twin := self._letter_like(values)):
            self._refuse(
                "event_id",
                f"กิจกรรมนี้มีอยู่แล้วในเอกสาร รหัส {twin}", f"a letter has this event already, with the id {twin}",
                f"ใช้รหัส {twin} เพื่อแก้ไขกิจกรรมเดิม", f"use the id {twin} to change that event",
            )  # fmt: skip

    def _letter_like(self, values: Mapping[str, Any]) -> str | None:
        wanted = (*(values[name] for name in _IDENTITY), compared(values["event_th"]))
        for event_id, letter in self._letters.items():
            if (*(getattr(letter, name) for name in _IDENTITY), compared(letter.event_th)) == wanted:
                return event_id
        return None

    def _refuse(self, column: str, message_th: str, message_en: str, remedy_th: str, remedy_en: str) -> None:
        where = self._row.headings.get(column, BY_NAME[column].heading_th)
        self.mistakes.append(
            Mistake(self._row.place, self._row.number, where, message_th, message_en, remedy_th, remedy_en)
        )


def _doubts(row: Row, event: Event, year_start: tuple[int, int]) -> Iterator[Mistake]:
    """What may well be right, but looks odd: dates before their letter, or far from the event's year."""
    letter_day = max(days_in(event.source or ""), default=None)
    first, last = (
        academic_year_days(event.year_be, year_start)
        if event.year_kind == "academic"
        else fiscal_year_days(event.year_be)
    )
    for name in ("opens_on", "closes_on"):
        day: date | None = getattr(event, name)
        if day is None:
            continue
        if letter_day and name in row.cells and day < letter_day:
            yield _doubt(
                row, name,
                Remark(f"{day} อยู่ก่อนวันที่ของเอกสาร ({letter_day})", f"{day} lies before its document ({letter_day})"),
            )  # fmt: skip
        if not first - _FAR <= day <= last + _FAR:
            yield _doubt(
                row, name,
                Remark(
                    f"{day} อยู่ห่างจากปี {event.year_be} ของกิจกรรมเกินหนึ่งปี",
                    f"{day} lies more than a year from {event.year_be}, the event's year",
                ),
            )  # fmt: skip


def days_in(text: str) -> list[date]:
    """The days that a text names in words, in Thai or English: "ลงวันที่ 11 มีนาคม 2569"."""
    found = []
    for day, month, year in _NAMED_DAY.findall(text.lower()):
        try:
            found.append(date(ce(int(year)), _MONTHS[month], int(day)))
        except ValueError:
            continue
    return found


def _doubt(row: Row, column: str, remark: Remark) -> Mistake:
    where = row.headings.get(column, BY_NAME[column].heading_th)
    return Mistake(
        row.place, row.number, where, remark.message_th, remark.message_en,
        "ตรวจว่าถูกต้อง หากไม่ถูกให้แก้แล้วสั่งใหม่", "see that it is right; if not, mend it and run again",
    )  # fmt: skip
