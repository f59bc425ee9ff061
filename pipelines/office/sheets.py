"""A file of calendar events: found by its heading, in any of the formats that colleges may send, as rows of text.

The house's readers open it, so that the same workbooks are refused; what its cells say is judged in `checking`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.contracts.faults import FAULTS
from pipelines.errors import UsageError
from pipelines.office.columns import CALENDAR_COLUMNS
from pipelines.office.mistakes import CalendarRefused, Mistake
from pipelines.reading.formats import open_file
from pipelines.reading.found import FileFault
from pipelines.reading.sheets import Sheet
from pipelines.reading.text import each_compared, repair
from pipelines.reading.values import cleaned
from pipelines.settings import Settings

_MOST_ROWS = 5_000


@dataclass(frozen=True)
class Row:
    """The cells that somebody gave for one event, by column: repaired text, None where a cell is empty.

    A column that was not given at all is not among them. `headings` says how each is called where it came from.
    """

    place: str
    number: int | None
    cells: dict[str, str | None]
    headings: dict[str, str]


def row_of_options(place: str, given: Mapping[str, tuple[str, str | None]]) -> Row:
    """The row that the options of a command say: by column the option, and its text where it was given."""
    texts = cleaned(pl.DataFrame({name: [text] for name, (_, text) in given.items() if text is not None}))
    return Row(place, None, texts.row(0, named=True), {name: option for name, (option, _) in given.items()})


def rows_of_file(path: Path, settings: Settings) -> list[Row]:
    """The rows of a file, blank ones left out.

    Raises:
        UsageError: the file cannot be read.
        CalendarRefused: it has no heading of a calendar, two, or one that nobody knows.
    """
    try:
        opened = open_file(path, path.read_bytes(), settings)
    except OSError as error:
        raise UsageError(
            f"เปิดไฟล์ {path} ไม่ได้ ({error.strerror}) ตรวจชื่อไฟล์และสิทธิ์การอ่าน",
            f"{path} cannot be opened ({error.strerror}); check its name and that you may read it",
        ) from None
    except FileFault as fault:
        remedy = FAULTS[fault.code]
        raise UsageError(
            f"{path}: {fault.message_th} → {remedy.remedy_th}", f"{path}: {fault.message_en} → {remedy.remedy_en}"
        ) from None
    found = [(sheet, row) for sheet in opened.sheets if (row := _heading_row(sheet, settings)) is not None]
    if len(found) != 1:
        raise CalendarRefused([_no_heading(path, len(found))])
    ((sheet, heading),) = found
    if sheet.cells.height - heading > _MOST_ROWS:
        raise UsageError(
            f"{path}: มีเกิน {_MOST_ROWS:,} แถว → แบ่งไฟล์ หรือลบแถวว่างท้ายตาราง",
            f"{path}: more than {_MOST_ROWS:,} rows → split the file, or delete the blank rows at its end",
        )
    return _rows(path, sheet, heading)


def _heading_row(sheet: Sheet, settings: Settings) -> int | None:
    wanted = set(each_compared(CALENDAR_COLUMNS[0].headings))
    for place, row in enumerate(sheet.cells.head(settings.heading_search_rows).iter_rows()):
        if wanted & set(each_compared(cell or "" for cell in row)):
            return place
    return None


def _rows(path: Path, sheet: Sheet, heading: int) -> list[Row]:
    places = {name: place for place, name in enumerate(_columns(path, sheet, heading)) if name}
    headings = {name: repair(sheet.cells[heading, place] or "") for name, place in places.items()}
    body = sheet.cells.slice(heading + 1)
    texts = cleaned(body.select(pl.nth(place).alias(name) for name, place in places.items()))
    return [
        Row(path.name, number, cells, headings)
        for number, cells in enumerate(texts.iter_rows(named=True), start=heading + 2)
        if any(text is not None for text in cells.values())
    ]


def _columns(path: Path, sheet: Sheet, heading: int) -> list[str | None]:
    """The column of each place; None where nothing stands below an empty heading."""
    by_heading = {compared: column.name for column in CALENDAR_COLUMNS for compared in each_compared(column.headings)}
    texts = [repair(cell or "") for cell in sheet.cells.row(heading)]
    names = [by_heading.get(compared) for compared in each_compared(texts)]
    mistakes = list(_mistakes_of_heading(path, sheet, heading, texts, names))
    if mistakes:
        raise CalendarRefused(mistakes)
    return names


def _mistakes_of_heading(
    path: Path, sheet: Sheet, heading: int, texts: list[str], names: list[str | None]
) -> Iterator[Mistake]:
    known = ", ".join(column.heading_th for column in CALENDAR_COLUMNS)
    below = cleaned(sheet.cells.slice(heading + 1))
    for place, (text, name) in enumerate(zip(texts, names, strict=True)):
        if name is None and (text or below[below.columns[place]].count()):
            yield Mistake(
                path.name,
                heading + 1,
                text or str(place + 1),
                "ไม่รู้จักหัวคอลัมน์นี้",
                "there is no such column in a calendar",
                f"ลบคอลัมน์นี้ หรือใช้หัวคอลัมน์ของปฏิทิน: {known}",
                f"delete the column, or use a heading of the calendar: {', '.join(c.name for c in CALENDAR_COLUMNS)}",
            )
        elif name is not None and names.index(name) != place:
            yield Mistake(
                path.name,
                heading + 1,
                text,
                f"หัวคอลัมน์นี้ซ้ำกับ “{texts[names.index(name)]}”",
                f"a second column for what stands in “{texts[names.index(name)]}”",
                "เหลือไว้คอลัมน์เดียว",
                "keep one of them",
            )


def _no_heading(path: Path, found: int) -> Mistake:
    column = CALENDAR_COLUMNS[0]
    if found:
        return Mistake(
            path.name, None, column.heading_th,
            f"มี {found} แผ่นงานที่มีหัวคอลัมน์นี้", f"{found} sheets have this heading",
            "เหลือไว้แผ่นงานเดียว", "keep one of the sheets",
        )  # fmt: skip
    return Mistake(
        path.name, None, column.heading_th,
        "ไม่พบหัวคอลัมน์ของปฏิทิน", "no heading of a calendar was found",
        f"ใส่หัวคอลัมน์ในแถวเดียวกัน เริ่มด้วย {column.heading_th}",
        f"put the headings into one row, beginning with {column.name}",
    )  # fmt: skip
