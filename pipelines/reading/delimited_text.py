"""Delimited text: its encoding, its delimiter, and its cells in their places.

A text is looked at as bytes first: its longest line and how many cells it could hold tell, in little memory, whether
it is a table at all.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import zip_longest

import polars as pl

from pipelines.reading.found import FileFault
from pipelines.reading.sheets import Sheet, refuse_sprawl
from pipelines.settings import Settings

_DELIMITERS = (",", ";", "\t", "|")
_QUOTED = re.compile('"[^"]*"')
_HEAD = 80_000
_CELLS_AT_ONCE = 300_000
_AT_ONCE = 1 << 20
_WHOLE, _SHORT = 20_000_000, 8_000_000
# UTF-8 Thai read as Windows-874 shows as these pairs
_MOJIBAKE = ("เธ", "เน")
_DAMAGED_SHARE = 0.05
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def text_sheet(content: bytes, settings: Settings) -> tuple[Sheet, str]:
    """The one sheet of a text and its encoding.

    Raises:
        FileFault: wrong_encoding, line_too_long, table_too_large, cells_far_apart, cell_too_long or unreadable_file.
    """
    TableBounds(len(content), settings).add_all(content)
    text, encoding = decoded(content) if len(content) <= _WHOLE else ("", encoding_of(content))
    head = (text or codecs.getincrementaldecoder(encoding)().decode(content[:_HEAD]))[: _HEAD // 4]
    lines = "\n".join(_QUOTED.sub("", head).splitlines()[:20])
    delimiter = max(_DELIMITERS, key=lines.count)
    if not text and b'"' not in content:
        text = content.decode(encoding)
    if text and '"' not in text and text.count("\r") == text.count("\r\n"):
        return _plain_sheet(text, delimiter, settings), encoding
    # a text that is read as a stream takes four bytes a letter
    is_short = 0 < len(text) < _SHORT
    stream = io.StringIO(text, newline="") if is_short else _decoded_while_read(content, encoding)
    del text
    return _quoted_sheet(csv.reader(stream, delimiter=delimiter, strict=True), settings), encoding


class TableBounds:
    """The length of the lines of a text and the number of its cells, counted while its bytes go by.

    Raises:
        FileFault: line_too_long or table_too_large.
    """

    def __init__(self, size: int, settings: Settings):
        self._settings = settings
        self._longest = settings.max_line_kilobytes * 1_000
        self._open_line = self._lines = 0
        # so small a text cannot have too many
        self._has_many_lines, self._has_many_cells = size > settings.max_rows, size > settings.max_cells
        self._delimiters = dict.fromkeys((one.encode() for one in _DELIMITERS), 0)

    def add_all(self, content: bytes) -> None:
        """Counts a whole text."""
        for place in range(0, len(content), _AT_ONCE):
            self.add(content[place : place + _AT_ONCE])

    def add(self, part: bytes) -> None:
        """Counts the next part of a text."""
        settings = self._settings
        for place in range(0, len(part), self._longest):
            self._measure(part[place : place + self._longest])
        if self._has_many_lines:
            self._lines += max(part.count(b"\n"), part.count(b"\r"))
        if self._has_many_cells:
            self._delimiters = {one: count + part.count(one) for one, count in self._delimiters.items()}
        cells = max(self._delimiters.values())
        if self._lines > settings.max_rows or cells > settings.max_cells:
            raise FileFault("table_too_large", f"> {self._lines:,} × {cells // max(self._lines, 1) + 1:,}")

    def _measure(self, part: bytes) -> None:
        ends = [place for mark in (b"\n", b"\r") for place in (part.find(mark), part.rfind(mark)) if place >= 0]
        if self._open_line + (min(ends) if ends else len(part)) > self._longest:
            raise FileFault("line_too_long", f"> {self._longest / 1e6:,.1f} MB")
        self._open_line = len(part) - max(ends) - 1 if ends else self._open_line + len(part)


def decoded(content: bytes) -> tuple[str, str]:
    """The text of a file and its encoding: UTF-8 with or without BOM, UTF-16 with BOM, or Windows-874.

    Raises:
        FileFault: wrong_encoding.
    """
    return _first_that_fits(content, content.decode)


def encoding_of(content: bytes) -> str:
    """The encoding of a text, found without holding the whole of it.

    Raises:
        FileFault: wrong_encoding.
    """

    def looked_through(encoding: str) -> str:
        """What of the text matters: its NULs, and what UTF-8 looks like in Windows-874."""
        decoder, kept = codecs.getincrementaldecoder(encoding)(), []
        for place in range(0, len(content), _AT_ONCE):
            try:
                text = decoder.decode(content[place : place + _AT_ONCE], final=place + _AT_ONCE >= len(content))
            except UnicodeDecodeError as error:
                raise UnicodeDecodeError(encoding, b"", place + error.start, place + error.end, "") from None
            kept += ["\x00"] * ("\x00" in text) + [pair * text.count(pair) for pair in _MOJIBAKE if encoding == "cp874"]
        return "".join(kept)

    return _first_that_fits(content, looked_through)[1]


def _first_that_fits(content: bytes, decode: Callable[[str], str]) -> tuple[str, str]:
    if content.startswith(_UTF16):
        candidates = ["utf-16"]
    elif content.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    else:
        candidates = ["utf-8", "cp874"]
    damaged_at = 0
    for encoding in candidates:
        try:
            text = decode(encoding)
        except UnicodeDecodeError as error:
            damaged_at = damaged_at or error.start
            continue
        if "\x00" in text:
            raise FileFault("wrong_encoding", "NUL")
        if encoding == "cp874" and sum(map(text.count, _MOJIBAKE)) > _DAMAGED_SHARE * len(content):
            break
        return text, encoding
    part = content[max(damaged_at - _AT_ONCE, 0) : damaged_at + _AT_ONCE]
    is_damaged = part.decode("utf-8", "replace").count("\ufffd") <= _DAMAGED_SHARE * len(part)
    raise FileFault("wrong_encoding", "UTF-8 ที่เสียหาย / damaged UTF-8" if is_damaged else "/".join(candidates))


def _plain_sheet(text: str, delimiter: str, settings: Settings) -> Sheet:
    """The cells of a text without quotation marks, whole columns at a time."""
    lines = pl.Series("line", text.split("\n"), dtype=pl.String).str.strip_suffix("\r")
    if lines[-1] == "":
        lines = lines.head(-1)
    counted = pl.when(lines != "").then(lines.str.count_matches(delimiter, literal=True) + 1).otherwise(0)
    widths = pl.select(counted.cast(pl.Int32)).to_series()
    width = int(str(widths.max() or 0))
    refuse_sprawl(len(widths), width, int(widths.sum()), settings)
    if not width:
        return Sheet("", pl.DataFrame(), widths)
    if int(str(lines.str.len_bytes().max())) > settings.max_cell_characters:
        _refuse_long_cells(lines, delimiter, settings)
    cells = lines.str.split_exact(delimiter, width - 1).struct.rename_fields(list(_texts(width))).struct.unnest()
    return Sheet("", cells.fill_null(""), widths)


def _refuse_long_cells(lines: pl.Series, delimiter: str, settings: Settings) -> None:
    most = settings.max_cell_characters
    long = lines.filter(lines.str.len_bytes() > most)
    longest = max((len(cell) for line in long for cell in line.split(delimiter)), default=0)
    if longest > most:
        raise FileFault("cell_too_long", f"{longest:,} > {most:,}")


def _quoted_sheet(reader: Iterator[list[str]], settings: Settings) -> Sheet:
    parts, widths, width, cells = [], [], 0, 0
    for rows in _in_parts(reader, settings):
        lengths = [len(row) for row in rows]
        widths += lengths
        width, cells = max(width, *lengths), cells + sum(lengths)
        refuse_sprawl(len(widths), width, cells, settings)
        columns = zip_longest(*rows, fillvalue="")
        parts.append(pl.DataFrame({f"c{place}": values for place, values in enumerate(columns)}, _texts(max(lengths))))
    frame = pl.concat(parts, how="diagonal").fill_null("") if parts else pl.DataFrame()
    return Sheet("", frame, pl.Series("width", widths, dtype=pl.Int32))


def _texts(width: int) -> dict[str, pl.DataType]:
    return {f"c{place}": pl.String() for place in range(width)}


def _decoded_while_read(content: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


def _in_parts(reader: Iterator[list[str]], settings: Settings) -> Iterator[list[list[str]]]:
    """The rows in parts: a long file is never held as millions of small texts at once."""
    csv.field_size_limit(settings.max_cell_characters)
    part: list[list[str]] = []
    cells = 0
    try:
        for row in reader:
            part.append(row)
            cells += len(row) + 1
            if len(row) > settings.max_columns:
                raise FileFault("table_too_large", f"{len(row):,} columns")
            if cells > _CELLS_AT_ONCE:
                yield part
                part, cells = [], 0
    except csv.Error as error:
        if "field limit" in str(error):
            raise FileFault("cell_too_long", f"> {settings.max_cell_characters:,}") from None
        raise FileFault("unreadable_file", "เครื่องหมายคำพูดไม่ครบคู่ / unbalanced quotation marks") from None
    if part:
        yield part
