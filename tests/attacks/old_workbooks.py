"""Hostile .xls: what old systems and ill will put under that name; each beside the fault that it is refused with."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from functools import cache

import xlwt
from xlwt.CompoundDoc import XlsDoc

from pipelines.synthetic.writers import xls
from tests.attacks.zips import BOOK, packed
from tests.made_files.contents import table
from tests.made_files.rows import outcome

Build = Callable[[], bytes]

SUFFIX = ".xls"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD = xls("ข้อมูล", table([outcome(1), outcome(2)]))
_HTML = (
    "<html><head><meta charset=utf-8></head><body><table><tr><td>รหัสสถานศึกษา</td></tr></table></body></html>".encode()
)
_OFFICE_XML = (
    b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
)
Record = tuple[int, bytes]


@cache
def _stream() -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("ข้อมูล")
    for down, line in enumerate(table([outcome(1), outcome(2)])):
        for right, cell in enumerate(line):
            sheet.write(down, right, cell)
    stream: bytes = book.get_biff_data()
    return stream


def records() -> list[Record]:
    """The records of a good workbook: kind and content."""
    stream, place, found = _stream(), 0, []
    while place < len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        found.append((kind, stream[place + 4 : place + 4 + size]))
        place += 4 + size
    return found


def written(found: list[Record]) -> bytes:
    """A workbook of these records; where the sheet begins is set right."""
    body = b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in found)
    beginnings, told, place = [], [], 0
    for kind, content in found:
        if kind == 0x0809:
            beginnings.append(place)
        if kind == 0x0085:
            told.append(place + 4)
        place += 4 + len(content)
    for place in told:
        body = body[:place] + struct.pack("<I", beginnings[1]) + body[place + 4 :]
    buffer = io.BytesIO()
    XlsDoc().save(buffer, body)
    return buffer.getvalue()


def with_record(kind: int, content: bytes, before: int = 0x000A) -> Build:
    """The workbook with a record among its own, before the first of a kind."""

    def build() -> bytes:
        found = records()
        place = next(place for place, (one, _) in enumerate(found) if one == before)
        return written([*found[:place], (kind, content), *found[place:]])

    return build


def with_cells(*added: Record) -> Build:
    """The workbook with records at the end of its sheet."""
    return lambda: written([*records()[:-1], *added, records()[-1]])


def changed(kind: int, change: Callable[[bytes], bytes]) -> Build:
    """The workbook with what a function makes of its records of one kind."""
    return lambda: written([(one, change(content) if one == kind else content) for one, content in records()])


def _patched(place: int, *numbers: int, content: bytes = GOOD) -> bytes:
    patched = bytearray(content)
    struct.pack_into(f"<{len(numbers)}I", patched, place, *numbers)
    return bytes(patched)


def number_at(row: int, column: int) -> Record:
    """A cell."""
    return 0x0203, struct.pack("<HHHd", row, column, 0, 1.0)


def _circle() -> bytes:
    """The sectors of the stream follow each other in a circle."""
    table_at = 512 * (1 + struct.unpack_from("<I", GOOD, 76)[0])
    return _patched(table_at + 4, 1, 0)


def _all_tables() -> bytes:
    """Twenty megabytes of sectors that each list further sectors."""
    sectors = [struct.pack("<128I", *range(127 * place, 127 * place + 127), place + 1) for place in range(40_000)]
    return _patched(68, 0, 0xFFFF, content=GOOD[:512]) + b"".join(sectors)


def _directory(name: str, place: int = 3) -> bytes:
    """A workbook whose directory has an entry of this name."""
    patched = bytearray(GOOD)
    at = 512 * (1 + struct.unpack_from("<I", GOOD, 48)[0]) + 128 * place
    text = name.encode("utf-16-le")
    patched[at : at + len(text)] = text
    return bytes(patched)


def _repeated_text() -> bytes:
    """One long text, and fifty thousand cells that number it."""
    long = struct.pack("<II", 1, 1) + struct.pack("<HB", 8_000, 0) + b"x" * 8_000
    found = [(kind, long if kind == 0x00FC else content) for kind, content in records() if kind != 0x003C]
    cells = [(0x00FD, struct.pack("<HHHI", row, column, 0, 0)) for row in range(3, 4_000) for column in range(17)]
    return written([*found[:-1], *cells, found[-1]])


def _others() -> Iterator[tuple[str, Build]]:
    yield "a page of the web", lambda: _HTML
    yield "a page of the web in UTF-16", lambda: _HTML.decode().encode("utf-16")
    yield "a page behind blank lines", lambda: b"\xef\xbb\xbf\r\n\r\n  " + _HTML
    yield "a page without a head", lambda: b"<table border=1><tr><td>1</td></tr></table>"
    yield "XML of Excel 2003", lambda: _OFFICE_XML
    yield "a page saved whole", lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n" + _HTML
    yield "text", lambda: "รหัสสถานศึกษา\tปีการศึกษา\r\n1399100001\t2566\r\n".encode("cp874")
    yield "PDF", lambda: b"%PDF-1.7\n" + bytes(99)
    yield "a document of Word", lambda: GOOD.replace("Workbook".encode("utf-16-le"), "Wordfile".encode("utf-16-le"))
    yield "Excel 4", lambda: b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(50)
    yield "gzip", lambda: b"\x1f\x8b\x08\x00" + packed(GOOD)


def _circles() -> Iterator[tuple[str, Build]]:
    yield "sectors in a circle", _circle
    yield (
        "a table of tables in a circle",
        lambda: _patched(68, 0, 0xFFFF, content=GOOD[:512] + b"\0" * 508 + b"\0\0\0\0" + GOOD[1024:]),
    )
    yield "a table of nothing but tables", _all_tables
    yield (
        "two sheets of one content",
        lambda: written(
            [one for record in records() for one in ([record, record] if record[0] == 0x0085 else [record])]
        ),
    )
    yield (
        "a text that goes on for ever",
        lambda: written(
            [
                one
                for record in records()
                for one in ([record] + [(0x3C, b"\0")] * 30_000 if record[0] == 0xFC else [record])
            ]
        ),
    )


def _damaged() -> Iterator[tuple[str, Build]]:
    yield "a text that is hollow", with_cells((0x0204, struct.pack("<HHHHB", 5, 1, 0, 65_000, 0) + b"x"))
    yield "a formula without tokens", with_cells((0x0006, bytes(20)))
    yield "a workbook that is cut", lambda: GOOD[:2_000]
    yield "a text that goes on with nothing", with_record(0x3C, b"")
    yield "sectors beyond the end", lambda: _patched(48, 0xFFFF)
    yield "nothing but a head", lambda: OLE + bytes(999)


REFUSED: dict[str, dict[str, Build]] = {
    "another_format": dict(_others()),
    "unsafe_container": dict(_circles()),
    "unreadable_file": dict(_damaged()),
    "cells_far_apart": {
        "in the last row and column": with_cells(number_at(65_535, 65_535)),
        "in the last row": with_cells(number_at(65_535, 255)),
    },
    "unpacks_too_large": {"a long text named by every cell": _repeated_text},
    "macros": {
        "a project": lambda: GOOD + "_VBA_PROJECT".encode("utf-16-le"),
        "a record of a project": with_record(0x00D3, b""),
        "a sheet of macros": changed(0x0085, lambda content: content[:5] + b"\x01" + content[6:]),
        "a module": changed(0x0085, lambda content: content[:5] + b"\x06" + content[6:]),
    },
    "external_links": {
        "to a workbook": with_record(0x01AE, struct.pack("<HHB", 1, 6, 0) + b"\x01a.xls"),
        "to a program (DDE)": with_record(0x01AE, struct.pack("<HHB", 0, 6, 0) + b"cmd\x03/c"),
    },
    "embedded_objects": {
        "an object": lambda: _directory("MBD00012345"),
        "a linked object": lambda: _directory("LNK00012345"),
    },
    "password_protected": {
        "a workbook": with_record(0x002F, struct.pack("<H", 1) + bytes(50)),
        "an .xlsx": lambda: _directory("EncryptedPackage"),
    },
    "date_system_1904": {"1904": changed(0x0022, lambda _: struct.pack("<H", 1))},
}
"""Fault → what is refused with it: name → how it is built."""

HARMLESS: dict[str, Build] = {
    "a dimension beyond all memory": changed(0x0200, lambda _: struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)),
    "counts of tables beyond all memory": lambda: _patched(44, 0x7FFFFFFF, content=GOOD),
    "names that are formulas": with_record(0x0018, bytes([0, 0, 0, 1, 5, *bytes(9)]) + b"\0a" + bytes(5)),
    "a link to its own sheets": with_record(0x01AE, struct.pack("<HH", 1, 0x0401)),
    "a new workbook under the old name": lambda: BOOK,
}  # fmt: skip
"""What is read as if the hostile part of it were not there."""
