"""The compound file that holds an old workbook: read with care, and written anew with one stream alone.

It is a small file system: sectors in chains, which a damaged or hostile file lets run in circles or beyond its end.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.reading.containers import OLD_WORKBOOK
from pipelines.reading.found import FileFault

_HEADER_SIZE = 512
_END, _FREE, _FAT_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_LAST_SECTOR = 0xFFFFFFF9
_ENTRY_SIZE = 128
_MINI_SECTOR = 64
_SMALL_STREAM = 4096
_SHIFTS = {9, 12}
_IN_HEADER = 109
_WRITTEN_SECTOR = 4096
_MOST_ENTRIES = 10_000


@dataclass(frozen=True)
class Entry:
    """A stream or storage of the file: its name, where its chain begins, and how long it is."""

    name: str
    start: int
    size: int


class CompoundFile:
    """The entries of a compound file and the bytes of its streams.

    Raises (here and in its methods):
        FileFault: unreadable_file or unsafe_container.
    """

    def __init__(self, content: bytes):
        if len(content) < _HEADER_SIZE or not content.startswith(OLD_WORKBOOK):
            raise FileFault("unreadable_file", "CalamineError")
        (shift,) = struct.unpack_from("<H", content, 30)
        if shift not in _SHIFTS:
            raise FileFault("unreadable_file", "CalamineError")
        self._content, self._sector = content, 1 << shift
        self._count = max(len(content) // self._sector, 1)
        directory, _, _, mini, _, difat = struct.unpack_from("<IIIIII", content, 48)
        self._chains = self._table(difat)
        listed = self._bytes(directory, None)
        if not 0 < len(listed) <= _MOST_ENTRIES * _ENTRY_SIZE:
            raise FileFault("unreadable_file", "CalamineError")
        entries = [self._entry(raw) for raw in _slices(listed, _ENTRY_SIZE)]
        self.entries = tuple(entry for entry in entries if entry.name)
        self._mini_chains = _numbers(self._bytes(mini, None)) if mini <= _LAST_SECTOR else array("I")
        self._root = entries[0]

    def stream(self, entry: Entry) -> bytes:
        """The bytes of a stream."""
        if entry.size >= _SMALL_STREAM:
            return self._bytes(entry.start, entry.size)
        minis = self._bytes(self._root.start, self._root.size) if self._root.start <= _LAST_SECTOR else b""
        places = self._chain(entry.start, self._mini_chains, len(minis) // _MINI_SECTOR + 1)
        return b"".join(minis[at * _MINI_SECTOR : (at + 1) * _MINI_SECTOR] for at in places)[: entry.size]

    def _table(self, difat: int) -> array[int]:
        """Which sector follows which."""
        sectors = _numbers(self._content[76:_HEADER_SIZE])
        # one sector of the table is enough for as many sectors as it has numbers
        most = 2 * (self._count // (self._sector // 4) + _IN_HEADER)
        while difat <= _LAST_SECTOR and len(sectors) <= most:
            more = _numbers(self._at(difat))
            difat = more.pop() if more else _END
            sectors.extend(more)
        held = [number for number in sectors if number <= _LAST_SECTOR]
        if len(sectors) > most or len(set(held)) < len(held):
            raise FileFault("unsafe_container", "โครงสร้างวนซ้ำ / its sectors run in circles")
        return _numbers(b"".join(self._at(number) for number in held))

    def _bytes(self, start: int, size: int | None) -> bytes:
        """What a chain of sectors holds; all of it where its size is not known."""
        whole = b"".join(self._at(number) for number in self._chain(start, self._chains, self._count))
        return whole if size is None else whole[:size]

    @staticmethod
    def _chain(start: int, chains: Sequence[int], most: int) -> list[int]:
        places: list[int] = []
        while start <= _LAST_SECTOR:
            places.append(start)
            if len(places) > most:
                raise FileFault("unsafe_container", "โครงสร้างวนซ้ำ / its sectors run in circles")
            if start >= len(chains):
                raise FileFault("unreadable_file", "CalamineError")
            start = chains[start]
        return places

    def _at(self, number: int) -> bytes:
        begin = (number + 1) * self._sector
        if begin > len(self._content):
            raise FileFault("unreadable_file", "CalamineError")
        return self._content[begin : begin + self._sector]

    def _entry(self, raw: bytes) -> Entry:
        if len(raw) < _ENTRY_SIZE:
            return Entry("", _END, 0)
        name = raw[:64].decode("utf-16-le", "replace").partition("\0")[0]
        start, size = struct.unpack_from("<IQ", raw, 116)
        return Entry(name, start, size if self._sector == _WRITTEN_SECTOR else size & 0xFFFFFFFF)


def written(name: str, stream: bytes) -> bytes:
    """A compound file that holds one stream."""
    size = _WRITTEN_SECTOR
    stream += bytes(-len(stream) % size)
    needed = len(stream) // size
    per_sector = size // 4
    tables = -(-(needed + 1) // (per_sector - 1))
    if tables > _IN_HEADER:
        raise FileFault("file_too_large", f"{len(stream) / 1e6:.0f} MB")
    directory = tables
    chain = [_FAT_SECTOR] * tables + [_END] + [*range(directory + 2, directory + 1 + needed), _END]
    chain += [_FREE] * (tables * per_sector - len(chain))
    header = bytearray(OLD_WORKBOOK + bytes(size - 8))
    struct.pack_into("<HHHHH", header, 24, 0x3E, 4, 0xFFFE, 12, 6)
    struct.pack_into("<IIIIIIIII", header, 40, 1, tables, directory, 0, _SMALL_STREAM, _END, 0, _END, 0)
    struct.pack_into(f"<{_IN_HEADER}I", header, 76, *range(tables), *[_FREE] * (_IN_HEADER - tables))
    entries = _written_entry("Root Entry", 5, 1, 0, 0) + _written_entry(name, 2, _FREE, directory + 1, len(stream))
    entries += bytes(size - len(entries))
    return b"".join([header, struct.pack(f"<{len(chain)}I", *chain), entries, stream])


def _written_entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def _numbers(raw: bytes) -> array[int]:
    numbers = array("I", raw[: len(raw) // 4 * 4])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _slices(raw: bytes, size: int) -> list[bytes]:
    return [raw[place : place + size] for place in range(0, len(raw), size)]
