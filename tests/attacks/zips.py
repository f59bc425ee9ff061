"""Zip containers put together byte by byte, so that they can say what is not so."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tests.made_files.contents import table, workbook
from tests.made_files.rows import outcome

BOOK = workbook({"ข้อมูล": table([outcome(1), outcome(2)])})
SHEET, TEXTS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
TYPES, ROOT, WORKBOOK, LINKS = "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


def parts_of(content: bytes = BOOK) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A container of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def book_with(changes: Mapping[str, bytes | Callable[[bytes], bytes]], content: bytes = BOOK) -> bytes:
    """A workbook in which some parts are others, or what a function makes of them."""
    parts = parts_of(content)
    for name, change in changes.items():
        parts[name] = change if isinstance(change, bytes) else change(parts[name])
    return zipped(parts)


def inserted(before: bytes, text: bytes) -> Callable[[bytes], bytes]:
    """Puts a text before the first place where another stands."""

    def change(part: bytes) -> bytes:
        assert before in part
        return part.replace(before, text + before, 1)

    return change


def with_cells(rows: bytes) -> bytes:
    """The workbook with further rows below its own."""
    return book_with({SHEET: inserted(b"</sheetData>", rows)})


def relation(kind: str, target: str, mode: str = "") -> bytes:
    """An element of a part of relations."""
    outside = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="rIdX" Type="http://x/relationships/{kind}" Target="{target}"{outside}/>'.encode()


@dataclass(frozen=True)
class Entry:
    """An entry as its writer wants it to be seen. What is None is what it really is."""

    name: bytes
    content: bytes
    size: int | None = None
    checksum: int | None = None
    method: int = 8
    flags: int = 0
    local_method: int | None = None
    packed: bytes | None = None


def packed(content: bytes) -> bytes:
    """Deflated data without a head."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def spelled(entries: Iterable[Entry], again: int = 0) -> bytes:
    """A container written entry by entry; the last is listed `again` more times, all of them the same bytes."""
    body, listed, count = b"", [], 0
    for entry in entries:
        data = entry.packed if entry.packed is not None else packed(entry.content)
        size = len(entry.content) if entry.size is None else entry.size
        checksum = zlib.crc32(entry.content) if entry.checksum is None else entry.checksum
        local = entry.method if entry.local_method is None else entry.local_method
        facts = struct.pack("<HHIII", 0, 0, checksum, len(data), size)
        head = struct.pack("<4sHHH", b"PK\x03\x04", 20, entry.flags, local) + facts
        head += struct.pack("<HH", len(entry.name), 0) + entry.name

        def central(name: bytes, entry: Entry = entry, facts: bytes = facts, place: int = len(body)) -> bytes:
            first = struct.pack("<4sHHHH", b"PK\x01\x02", 20, 20, entry.flags, entry.method) + facts
            return first + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, place) + name

        body += head + data
        listed.append(central(entry.name))
        count += 1
    listed += [central(f"again{number}".encode()) for number in range(again)]
    directory = b"".join(listed)
    total = count + again
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, total & 0xFFFF, total & 0xFFFF, len(directory), len(body), 0)
    return body + directory + end
