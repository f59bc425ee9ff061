"""An old workbook (.xls) written anew with its one stream of records, each of which was looked at.

The stream is a list of records, in which a few bytes place a cell where no sheet reaches or number one text a million
times. Macros, links to other files, objects and passwords are refused here; formulas are left out, and what they were
computed to stays.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from pipelines.reading.compound_files import CompoundFile, written
from pipelines.reading.found import FileFault
from pipelines.reading.sheets import refuse_sprawl
from pipelines.settings import Settings

_VBA = "_VBA_PROJECT".encode("utf-16-le")
_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")
_ENCRYPTED = {"EncryptedPackage", "EncryptionInfo"}
_OBJECTS = ("MBD", "LNK", "ObjectPool", "\x01Ole10Native")

_BOF, _EOF, _CONTINUE = 0x0809, 0x000A, 0x003C
_FILE_PASS, _DATE_MODE, _SHEET, _VBA_PROJECT = 0x002F, 0x0022, 0x0085, 0x00D3
_SUPPORT, _EXTERN_SHEET, _NAME, _TEXTS = 0x01AE, 0x0017, 0x0018, 0x00FC
_DIMENSIONS, _FORMULA, _RESULT, _LABEL, _RICH_LABEL = 0x0200, 0x0006, 0x0207, 0x0204, 0x00D6
_NUMBERS, _TEXT = 0x00BD, 0x00FD
_PLAIN_CELLS = frozenset((0x0203, 0x0205, 0x027E))
_NESTING = frozenset((_BOF, _EOF))
_CELLS = _PLAIN_CELLS | {_TEXT, _LABEL, _RICH_LABEL, _NUMBERS, _FORMULA}
_LOOKED_AT = _CELLS | _NESTING | {_DIMENSIONS, _RESULT}
_HEADER, _CELL, _INDEX = struct.Struct("<HH"), struct.Struct("<HHHH"), struct.Struct("<I")
_SPARE = 16
"""So many bytes lie behind the stream that the beginning of a record can be read without looking whether it is one."""

_LEFT_OUT = 0xFFFF
_MACRO_SHEETS = {1, 6}
_OWN, _ADD_IN = 0x0401, 0x3A01
_ELSEWHERE = b"\x01"
_FORMULA_SIZE, _TOKENS = 22, 20
_NO_RESULT = b"\x02\x00\x0f\x00\x00\x00\xff\xff"
_MOST_CONTINUED = 20_000
_FREE_TEXT = 50_000_000
_TEXT_GROWTH = 10
_CALAMINE = "CalamineError"


def clean_old_workbook(content: bytes, settings: Settings) -> bytes:
    """The same cells in a compound file of our own.

    Raises:
        FileFault: unreadable_file, password_protected, unsafe_container, unpacks_too_large, macros, external_links,
            embedded_objects, date_system_1904, table_too_large or cells_far_apart.
    """
    if _VBA in content:
        raise FileFault("macros")
    file = CompoundFile(content)
    if any(entry.name in _ENCRYPTED for entry in file.entries):
        raise FileFault("password_protected")
    if any(entry.name.startswith(_OBJECTS) for entry in file.entries):
        raise FileFault("embedded_objects")
    streams = [entry for name in _STREAMS for entry in file.entries if entry.name == name]
    if not streams:
        raise FileFault("another_format", "OLE (.doc, .msg)")
    stream = file.stream(streams[0])
    if not stream:
        raise FileFault("unreadable_file", _CALAMINE)
    try:
        return written("Workbook", _Stream(stream, settings).cleaned())
    except struct.error:
        raise FileFault("unreadable_file", _CALAMINE) from None


class _Stream:
    """The records of a workbook while they are looked at; what is not to be believed is overwritten where it lies."""

    def __init__(self, stream: bytes, settings: Settings):
        self._stream, self._settings = bytearray(stream + bytes(_SPARE)), settings
        self._starts: list[int] = []
        self._texts: tuple[int, int] | None = None
        self._named: list[int] = []
        self._depth = self._awaited = self._cells = 0

    def cleaned(self) -> bytes:
        self._look_at_globals()
        if len(self._starts) > self._settings.max_sheets:
            raise FileFault("table_too_large", f"{len(self._starts):,} sheets")
        ends = [(start, self._look_at_sheet(start)) for start in sorted(self._starts)]
        if any(end > below for (_, end), (below, _) in pairwise(ends)):
            raise FileFault("unsafe_container", "หลายแผ่นงานใช้เนื้อหาเดียวกัน / two sheets share their content")
        self._refuse_repeated_text()
        return bytes(self._stream[:-_SPARE])

    def _records(self, place: int) -> Iterator[tuple[int, int, int]]:
        """Kind, place of the content and its size, up to the end of the stream."""
        stream, end = self._stream, len(self._stream) - _SPARE
        while place + 4 <= end:
            kind, length = _HEADER.unpack_from(stream, place)
            place += 4
            if place + length > end:
                raise FileFault("unreadable_file", _CALAMINE)
            yield kind, place, length
            place += length

    def _look_at_globals(self) -> None:
        continued = 0
        version = 0x0600
        for kind, place, size in self._records(0):
            continued = continued + 1 if kind == _CONTINUE else 0
            if kind == _CONTINUE and not size:
                raise FileFault("unreadable_file", _CALAMINE)
            if continued > _MOST_CONTINUED:
                raise FileFault("unsafe_container", "โครงสร้างผิดปกติ / its records are out of order")
            if kind == _EOF:
                return
            if kind == _BOF:
                version = self._number(place)
            elif kind == _FILE_PASS and self._number(place):
                raise FileFault("password_protected")
            elif kind == _DATE_MODE and self._number(place) == 1:
                raise FileFault("date_system_1904")
            elif kind == _VBA_PROJECT:
                raise FileFault("macros")
            elif kind == _SHEET:
                self._add_sheet(place)
            elif kind in (_SUPPORT, _EXTERN_SHEET):
                self._refuse_link(kind, place, size, version)
            elif kind == _NAME:
                struct.pack_into("<H", self._stream, place - 4, _LEFT_OUT)
            elif kind == _TEXTS:
                self._texts = place, size

    def _add_sheet(self, place: int) -> None:
        start, _, kind = struct.unpack_from("<IBB", self._stream, place)
        if kind in _MACRO_SHEETS:
            raise FileFault("macros")
        if start >= len(self._stream) or start in self._starts:
            raise FileFault("unsafe_container", "หลายแผ่นงานใช้เนื้อหาเดียวกัน / two sheets share their content")
        self._starts.append(start)

    def _refuse_link(self, kind: int, place: int, size: int, version: int) -> None:
        """A name of another workbook, of a program that answers (DDE), or of an object in another file."""
        if kind == _SUPPORT:
            is_own = size == 4 and self._number(place + 2) in (_OWN, _ADD_IN)
        else:
            is_own = version >= 0x0600 or size < 2 or self._stream[place + 1 : place + 2] != _ELSEWHERE
        if not is_own:
            raise FileFault("external_links")

    def _look_at_sheet(self, place: int) -> int:
        """Looks at the cells of a sheet; where it ends."""
        stream, end = self._stream, len(self._stream) - _SPARE
        header, number, name = _CELL.unpack_from, _INDEX.unpack_from, self._named.append
        self._depth, self._awaited, self._cells = 0, 0, 0
        last_row = last_column = 0
        while place + 4 <= end and self._depth >= 0:
            kind, size, row, column = header(stream, place)
            content, place = place + 4, place + 4 + size
            if place > end:
                raise FileFault("unreadable_file", _CALAMINE)
            if kind not in _LOOKED_AT or (self._depth > 1 and kind not in _NESTING):
                continue
            if kind == _TEXT:
                name(number(stream, content + 6)[0])
            elif kind not in _PLAIN_CELLS and (column := self._look_closer(kind, content, size, column)) < 0:
                continue
            self._cells += 1
            if row > last_row:  # noqa: PLR1730 - a call for each of half a million cells is dear
                last_row = row
            if column > last_column:  # noqa: PLR1730
                last_column = column
        self._expect(0)
        refuse_sprawl(last_row + 1, last_column + 1, self._cells, self._settings)
        return place

    def _look_closer(self, kind: int, place: int, size: int, column: int) -> int:
        """Looks at a record that is no mere value in its place; the last column it reaches, -1 where it is no cell."""
        if kind in _NESTING:
            # a chart within a sheet has a beginning and an end of its own
            self._depth += 1 if kind == _BOF else -1
            self._depth = -1 if kind == _EOF and self._depth <= 0 else self._depth
        elif kind == _DIMENSIONS:
            self._stream[place : place + size] = bytes(size)
        elif kind == _NUMBERS:
            last = self._number(place + size - 2)
            self._cells += max(last - column, 0)
            return max(column, last)
        elif kind == _FORMULA:
            self._look_at_formula(place, size)
            return column
        elif kind == _RESULT:
            self._awaited = 0
            self._refuse_hollow(place, size)
        else:
            self._refuse_hollow(place + 6, size)
            return column
        return -1

    def _refuse_hollow(self, place: int, size: int) -> None:
        """A text that says it has more letters than its record has bytes is given all that room."""
        if self._number(place) > size:
            raise FileFault("unreadable_file", _CALAMINE)

    def _look_at_formula(self, place: int, size: int) -> None:
        """Takes away what a formula would compute; its result, where that is a text, comes in a record of its own."""
        if size < _FORMULA_SIZE:
            raise FileFault("unreadable_file", _CALAMINE)
        struct.pack_into("<H", self._stream, place + _TOKENS, 0)
        result = self._stream[place + 6 : place + 14]
        self._expect(place + 6 if result[0] == 0 and result[6:] == b"\xff\xff" else 0)

    def _expect(self, awaited: int) -> None:
        """Notes where a result is to be filled in; one that never came is an error."""
        if self._awaited:
            self._stream[self._awaited : self._awaited + 8] = _NO_RESULT
        self._awaited = awaited

    def _refuse_repeated_text(self) -> None:
        """A text is laid out anew for each cell that numbers it."""
        if self._texts is None:
            return
        limit = max(_FREE_TEXT, _TEXT_GROWTH * len(self._stream))
        times = Counter(self._named)
        place, size = self._texts
        whole = size + sum(end - begin for begin, end in self._continued(place + size))
        if 2 * whole * max(times.values(), default=0) <= limit:
            return
        sizes = self._sizes_of_texts(place, size)
        total = sum(2 * sizes[number] * count for number, count in times.items() if number < len(sizes))
        if total > limit:
            raise FileFault("unpacks_too_large", f"{len(self._stream) / 1e6:,.1f} MB → {total / 1e6:,.0f} MB")

    def _continued(self, place: int) -> Iterator[tuple[int, int]]:
        """Where the records begin and end that go on with the one before."""
        for kind, content, size in self._records(place):
            if kind != _CONTINUE:
                return
            yield content, content + size

    def _sizes_of_texts(self, place: int, size: int) -> list[int]:
        """How many letters each shared text has; a text may run on in the next record, where its width is told anew."""
        stream, sizes = self._stream, []
        rest = self._continued(place + size)
        at, end = place + 8, place + size
        try:
            while True:
                if at >= end:
                    at, end = next(rest)
                    continue
                letters, flags = struct.unpack_from("<HB", stream, at)
                sizes.append(letters)
                at, beyond = at + 3, 0
                if flags & 0x8:
                    beyond, at = 4 * self._number(at), at + 2
                if flags & 0x4:
                    beyond, at = beyond + struct.unpack_from("<I", stream, at)[0], at + 4
                width = 1 + (flags & 0x1)
                while at + letters * width > end:
                    letters -= max((end - at) // width, 0)
                    at, end = next(rest)
                    width, at = 1 + (stream[at] & 0x1), at + 1
                at += letters * width + beyond
                while at > end:
                    over = at - end
                    at, end = next(rest)
                    at += over
        except StopIteration:
            return sizes

    def _number(self, place: int) -> int:
        number: int = struct.unpack_from("<H", self._stream, place)[0]
        return number
