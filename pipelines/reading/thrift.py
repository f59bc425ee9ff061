"""Thrift's compact protocol, in which the footer and the pages of Parquet declare what they hold; read with care.

Arrow's own view of a footer is not asked for it: where a footer contradicts itself, that ends the process.
"""

from __future__ import annotations

from typing import Any

from pipelines.reading.found import FileFault

Struct = dict[int, Any]
"""The fields of a struct by number: numbers, texts as bytes, lists and further structs."""

_DEEPEST = 12
_LONG_LIST = 15


def read_struct(content: bytes, place: int = 0, depth: int = 0) -> tuple[Struct, int]:
    """The struct that begins at a place, and where it ends.

    Raises:
        FileFault: unreadable_file.
        IndexError: the content ends before the struct does.
    """
    found: Struct = {}
    field = 0
    if depth > _DEEPEST:
        raise _unreadable()
    while content[place]:
        kind, step = content[place] & 0xF, content[place] >> 4
        place += 1
        if step:
            field += step
        else:
            field, place = _zigzag(content, place)
        if kind in (1, 2):
            found[field] = kind == 1
        else:
            found[field], place = _read_value(content, place, kind, depth)
    return found, place + 1


def _read_value(content: bytes, place: int, kind: int, depth: int) -> tuple[Any, int]:
    if kind in (1, 2, 3):  # within a list a truth takes a byte, as a small number does
        return content[place], place + 1
    if kind in (4, 5, 6):
        return _zigzag(content, place)
    if kind == 7:
        return None, place + 8
    if kind == 8:
        size, place = _varint(content, place)
        if place + size > len(content):
            raise _unreadable()
        return content[place : place + size], place + size
    if kind in (9, 10):
        return _read_list(content, place, depth)
    if kind == 12:
        return read_struct(content, place, depth + 1)
    raise _unreadable()


def _read_list(content: bytes, place: int, depth: int) -> tuple[list[Any], int]:
    size, kind = content[place] >> 4, content[place] & 0xF
    place += 1
    if size == _LONG_LIST:
        size, place = _varint(content, place)
    if depth > _DEEPEST or size > len(content) - place:
        raise _unreadable()
    found = []
    for _ in range(size):
        value, place = _read_value(content, place, kind, depth + 1)
        found.append(value)
    return found, place


def _zigzag(content: bytes, place: int) -> tuple[int, int]:
    number, place = _varint(content, place)
    return (number >> 1) ^ -(number & 1), place


def _varint(content: bytes, place: int) -> tuple[int, int]:
    number = 0
    for shift in range(0, 70, 7):
        byte = content[place]
        place += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, place
    raise _unreadable()


def _unreadable() -> FileFault:
    return FileFault("unreadable_file", "ArrowInvalid")
