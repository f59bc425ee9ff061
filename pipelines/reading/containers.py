"""What a file is before anything of it is laid out: its kind by its first bytes, and the parts of a zip container.

A few bytes can stand for more than there is memory. So the directory of a container is looked at first, and each part
is then unpacked with a hard stop at the size that it declares: what it holds beyond that is a fault, not memory.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from pipelines.reading.found import FileFault
from pipelines.settings import Settings

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP, PARQUET = b"PK\x03\x04", b"PAR1"
HEAD = 4096
"""So many first bytes of a file tell its kind."""

GROWTH_FREE = 10_000_000
"""To so many bytes anything may unpack, however small it is packed."""

_KINDS = (
    (ZIP, "zip (.xlsx, .docx, .ods)"),
    (OLD_WORKBOOK, "Excel 97-2003 (.xls)"),
    (PARQUET, "Parquet"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh91AY&SY", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a", "RAR"),
    (b"%PDF-", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"MIME-Version:", "MHTML"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"SQLite format 3\0", "SQLite"),
    (b"\x09\x08", "Excel 5"),
    (b"\x09\x04\x06\0", "Excel 4"),
    (b"\x09\x02\x06\0", "Excel 3"),
    (b"\x09\0\x04\0", "Excel 2"),
)
_MARKUP = re.compile(rb"<(?:(\?xml)|!doctype|!--|html|head|meta|body|table|div|style|script|title)", re.IGNORECASE)
_OFFICE_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
_BLANK = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_IN_TEXT = bytes(set(range(256)) - set(range(32)) | set(b"\t\n\r"))
_CENTRAL_HEADER = b"PK\x01\x02"
_LOCAL_HEADER = struct.Struct("<4s4xH16xHH")
_ENCRYPTED = 0x1
_DAMAGED = "BadZipFile"


def kind_of(head: bytes) -> str:
    """What a file is by its first bytes, in words that a person knows; empty where they tell nothing."""
    for signature, kind in _KINDS:
        if head.startswith(signature):
            return kind
    markup = _MARKUP.match(text := head.replace(b"\0", b"").lstrip(_BLANK))
    if not markup:
        return ""
    if _OFFICE_XML in text:
        return "XML Spreadsheet 2003"
    return "XML" if markup[1] and b"<html" not in text.lower() else "HTML"


def is_text(head: bytes) -> bool:
    """Whether the first bytes are those of a text."""
    return bool(head) and not head.translate(None, delete=_IN_TEXT)


@dataclass(frozen=True)
class _Part:
    header: int
    start: int
    packed: int
    size: int
    checksum: int
    is_stored: bool


class Container:
    """The parts of a zip container, by their names in small letters.

    Raises (here and in its methods):
        FileFault: unreadable_file, password_protected, unsafe_container or unpacks_too_large.
    """

    def __init__(self, content: bytes, settings: Settings):
        self._content = memoryview(content)
        if content.count(_CENTRAL_HEADER) > settings.max_container_parts:
            raise FileFault("unpacks_too_large", f"> {settings.max_container_parts:,} parts")
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                entries, end = archive.infolist(), archive.start_dir
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, struct.error) as error:
            raise FileFault("unreadable_file", _DAMAGED) from error
        self._parts = {name: _part(self._content, entry) for name, entry in _named(entries).items()}
        _refuse_overlap(self._parts.values(), end)
        for part in self._parts.values():
            refuse_growth(part.size, part.packed, settings)
        self.size = sum(part.size for part in self._parts.values())
        refuse_growth(self.size, len(content), settings)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts."""
        return tuple(self._parts)

    def read(self, name: str) -> bytes:
        """A part, unpacked whole and compared with its checksum."""
        part = self._parts[name]
        if part.is_stored:
            content = bytes(self._content[part.start : part.start + part.packed])
        else:
            content, is_whole = _unpacked(self._content[part.start : part.start + part.packed], part.size + 1)
            if len(content) > part.size:
                raise FileFault("unsafe_container", "ขนาดจริงเกินที่ระบุ / a part holds more than it declares")
            if not is_whole:
                raise FileFault("unreadable_file", _DAMAGED)
        if len(content) != part.size or zlib.crc32(content) != part.checksum:
            raise FileFault("unreadable_file", _DAMAGED)
        return content

    def head(self, name: str, size: int = HEAD) -> bytes:
        """The first bytes of a part."""
        part = self._parts[name]
        packed = self._content[part.start : part.start + part.packed]
        return bytes(packed[:size]) if part.is_stored else _unpacked(packed[: 2 * size], size)[0]


def _unpacked(packed: memoryview, size: int) -> tuple[bytes, bool]:
    """The first `size` bytes of packed data, and whether that is all of it."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = unpacker.decompress(packed, size)
    except zlib.error:
        raise FileFault("unreadable_file", "error") from None
    return content, unpacker.eof and not unpacker.unused_data


def _named(entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Entries by name; a name that leads out of the container or stands twice means ill."""
    named: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        name = entry.orig_filename.replace("\\", "/")
        if name.endswith("/") and not entry.file_size:
            continue
        steps = name.split("/")
        if ".." in steps or "" in steps or ":" in name or not name.isprintable():
            raise FileFault("unsafe_container", "ชื่อส่วนประกอบผิดปกติ / the name of a part leads elsewhere")
        if name.lower() in named:
            raise FileFault("unsafe_container", "ส่วนประกอบชื่อซ้ำ / two parts of one name")
        named[name.lower()] = entry
    return named


def _part(content: memoryview, entry: zipfile.ZipInfo) -> _Part:
    """Where the bytes of an entry lie; its own header must say what the directory says."""
    if entry.flag_bits & _ENCRYPTED:
        raise FileFault("password_protected")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileFault("unsafe_container", "วิธีบีบอัดที่ Excel ไม่ใช้ / packed in a way that Excel does not use")
    header = content[max(entry.header_offset, 0) :][: _LOCAL_HEADER.size]
    if len(header) < _LOCAL_HEADER.size:
        raise FileFault("unreadable_file", _DAMAGED)
    signature, method, name_size, extra_size = _LOCAL_HEADER.unpack(header)
    start = entry.header_offset + _LOCAL_HEADER.size + name_size + extra_size
    is_stored = method == zipfile.ZIP_STORED
    if signature != ZIP or method != entry.compress_type or start + entry.compress_size > len(content):
        raise FileFault("unreadable_file", _DAMAGED)
    if is_stored and entry.compress_size != entry.file_size:
        raise FileFault("unsafe_container", "ขนาดที่ระบุไม่ตรงกัน / its sizes contradict each other")
    return _Part(entry.header_offset, start, entry.compress_size, entry.file_size, entry.CRC, is_stored)


def _refuse_overlap(parts: Iterable[_Part], end: int) -> None:
    """Parts that share bytes make a small file unpack to a large one."""
    places = sorted((part.header, part.start + part.packed) for part in parts)
    if any(above > below for (_, above), (below, _) in pairwise([*places, (end, end)])):
        raise FileFault("unsafe_container", "ส่วนประกอบซ้อนทับกัน / its parts overlap")


def refuse_growth(size: int, packed: int, settings: Settings) -> None:
    """Refuses what unpacks to more than all the memory, or to far more than honest data of its packed size do.

    Raises:
        FileFault: unpacks_too_large.
    """
    if size > min(settings.max_unpacked_megabytes * 1_000_000, max(GROWTH_FREE, settings.max_growth * packed)):
        raise FileFault("unpacks_too_large", f"{packed / 1e6:,.1f} MB → {size / 1e6:,.0f} MB")
