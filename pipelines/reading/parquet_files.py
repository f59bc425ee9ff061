"""Parquet: what its footer and its pages declare, looked at before they are unpacked, and its columns as text cells.

A column of a million equal texts takes a few bytes, and a page says itself how much memory it wants.
"""

from __future__ import annotations

import io
import struct
from typing import Any

import polars as pl

from pipelines.reading.containers import PARQUET, refuse_growth
from pipelines.reading.found import FileFault
from pipelines.reading.sheets import Sheet, refuse_sprawl
from pipelines.reading.thrift import Struct, read_struct
from pipelines.reading.workbooks import unreadable
from pipelines.settings import Settings

_FOOTER = struct.Struct("<I4s")
_MOST_FOOTER = 500_000
_MOST_PAGES = 100_000
_FREE_CELLS = 1_000_000
_FREE_TEXT = 50_000_000
_TEXT_GROWTH = 10
_NUMBER_LETTERS = 24
_AFTER_CHUNK = 100
"""So far beyond the end that a column declares Arrow looks on in files of an old writer."""

_DELTA_BYTE_ARRAY = 7
_DATA_PAGES = {0: 5, 3: 8}
"""Kind of page → field of its header that holds the number of its values and their encoding."""

_ENCODING = {5: 2, 8: 4}

# fields of the footer: of the file, of an element of its schema, of a group of rows, and of a column of a group
_SCHEMA, _ROWS, _GROUPS = 2, 3, 4
_TYPE, _REPETITION, _NAME, _CHILDREN = 1, 3, 4, 5
_CHUNKS, _GROUP_ROWS, _CHUNK = 1, 3, 3
_VALUES, _PACKED, _DATA_AT, _DICTIONARY_AT = 5, 7, 9, 11
_REPEATED, _BYTE_ARRAY = 2, 6


def parquet_sheet(content: bytes, settings: Settings) -> Sheet:
    """The one sheet of a Parquet file, its columns' names as the first row.

    Read by Arrow: on a damaged file polars asks for memory that there is not, and the process ends.

    Raises:
        FileFault: unreadable_file, table_too_large, unpacks_too_large or nested_columns.
    """
    import pyarrow
    from pyarrow import parquet

    footer, mark = _FOOTER.unpack(content[-_FOOTER.size :]) if len(content) > _FOOTER.size + 4 else (0, b"")
    if mark != PARQUET or not content.startswith(PARQUET):
        raise FileFault("unreadable_file", "ArrowInvalid")
    if footer > _MOST_FOOTER:
        raise FileFault("table_too_large", f"footer {footer / 1e6:,.0f} MB")
    try:
        texts = _refuse_declared(content, footer, settings)
        file = parquet.ParquetFile(io.BytesIO(content), read_dictionary=texts, page_checksum_verification=True)
        table = file.read(use_threads=False)
        _refuse_texts(table, len(content), settings)
        columns = [
            pl.concat([pl.Series([name], dtype=pl.String), pl.Series(column.cast(pyarrow.string()), dtype=pl.String)])
            for name, column in zip(table.column_names, table.columns, strict=True)
        ]
        return Sheet("", pl.DataFrame({f"c{place}": column for place, column in enumerate(columns)}))
    except BaseException as error:
        raise unreadable(error) from None


def _refuse_declared(content: bytes, footer: int, settings: Settings) -> list[str]:
    """Refuses what the footer and the headers of the pages declare; the names of the columns of text."""
    end = len(content) - footer - _FOOTER.size
    if end < 0:
        raise FileFault("unreadable_file", "ArrowInvalid")
    declared, _ = read_struct(content[end : -_FOOTER.size])
    _, *columns = declared[_SCHEMA]
    if nested := [one for one in columns if one.get(_CHILDREN) or one.get(_REPETITION) == _REPEATED]:
        raise FileFault("nested_columns", f"{len(nested):,}")
    rows, groups = declared[_ROWS], declared[_GROUPS]
    refuse_sprawl(rows, len(columns), rows * len(columns), settings)
    if rows * len(columns) > max(_FREE_CELLS, settings.max_growth * len(content)):
        raise FileFault("unpacks_too_large", f"{len(content) / 1e6:,.1f} MB → {rows:,} × {len(columns):,}")
    if sum(group[_GROUP_ROWS] for group in groups) != rows or any(group[_GROUP_ROWS] < 0 for group in groups):
        raise FileFault("unreadable_file", "ArrowInvalid")
    pages = _Pages(content, end, settings)
    for group in groups:
        for chunk in group[_CHUNKS]:
            if chunk[_CHUNK][_VALUES] != group[_GROUP_ROWS]:
                raise FileFault("unreadable_file", "ArrowInvalid")
            pages.look_at(chunk[_CHUNK])
    return [one[_NAME].decode() for one in columns if one.get(_TYPE) == _BYTE_ARRAY]


class _Pages:
    """The pages of a file: how much each of them unpacks to."""

    def __init__(self, content: bytes, end: int, settings: Settings):
        self._content, self._end, self._settings = content, end, settings
        self._count = self._size = 0

    def look_at(self, chunk: Struct) -> None:
        """Refuses the pages of one column of one group of rows that would grow out of all proportion."""
        place, dictionary = chunk[_DATA_AT], chunk.get(_DICTIONARY_AT, 0)
        if 0 < dictionary < place:
            place = dictionary
        end = min(place + chunk[_PACKED] + _AFTER_CHUNK, self._end)
        values = size = packed = 0
        while values < chunk[_VALUES] and 0 <= place < end:
            header, place = read_struct(self._content, place)
            unpacks_to, lies_in = header.get(2, -1), header.get(3, -1)
            if not isinstance(unpacks_to, int) or not isinstance(lies_in, int) or min(unpacks_to, lies_in) < 0:
                raise FileFault("unreadable_file", "ArrowInvalid")
            place += lies_in
            size, packed = size + unpacks_to, packed + lies_in
            values += self._values(header)
            self._count += 1
            refuse_growth(size, packed, self._settings)
            if self._count > _MOST_PAGES:
                raise FileFault("table_too_large", f"> {_MOST_PAGES:,} pages")
        self._size += size
        refuse_growth(self._size, len(self._content), self._settings)

    @staticmethod
    def _values(header: Struct) -> int:
        field = _DATA_PAGES.get(header.get(1, -1), 0)
        told = header.get(field, {})
        if not isinstance(told, dict) or told.get(_ENCODING.get(field, 0)) == _DELTA_BYTE_ARRAY:
            # each text is what it does not share with the one before: there is no telling how long they become
            raise FileFault("unpacks_too_large", "DELTA_BYTE_ARRAY")
        return max(int(told.get(1, 0)), 0)


def _refuse_texts(table: Any, size: int, settings: Settings) -> None:
    """The texts of a column are read as a list of different ones and numbers into it; in full they may be too many."""
    import pyarrow
    from pyarrow import compute

    total = longest = 0
    for column in table.columns:
        chunks = column.chunks if pyarrow.types.is_dictionary(column.type) else ()
        total += 0 if chunks else _NUMBER_LETTERS * len(column)
        for chunk in chunks:
            sizes = compute.binary_length(chunk.dictionary)
            total += compute.sum(compute.take(sizes, chunk.indices)).as_py() or 0
            longest = max(longest, compute.max(sizes).as_py() or 0)
    if longest > 4 * settings.max_cell_characters:
        raise FileFault("cell_too_long", f"> {settings.max_cell_characters:,}")
    if total > max(_FREE_TEXT, _TEXT_GROWTH * max(size, table.nbytes)):
        raise FileFault("unpacks_too_large", f"{size / 1e6:,.1f} MB → {total / 1e6:,.0f} MB")
