"""Hostile Parquet: a few bytes for millions of cells, and pages that want all the memory."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import Any

import polars as pl
import pyarrow as pa
from pyarrow import parquet

from tests.made_files.contents import parquet as good_parquet
from tests.made_files.rows import outcome

Build = Callable[[], bytes]

SUFFIX = ".parquet"
GOOD = good_parquet([outcome(1), outcome(2)])


def written(columns: dict[str, Any], **options: Any) -> bytes:
    """A Parquet file of these columns."""
    buffer = io.BytesIO()
    parquet.write_table(pa.table(columns), buffer, **options)
    return buffer.getvalue()


def constant(text: str, rows: int) -> pa.DictionaryArray:
    """One text many times, in the memory of one."""
    return pa.DictionaryArray.from_arrays(pa.nulls(rows, pa.int32()).fill_null(0), pa.array([text]))


def with_footer(size: int) -> bytes:
    """The file with another length of its footer."""
    return GOOD[:-8] + struct.pack("<I", size) + b"PAR1"


def _greedy_page() -> bytes:
    """A page that says it unpacks to a gigabyte."""
    content = written(
        {"a": pa.array(["x" * 50] * 200)}, use_dictionary=False, compression="snappy", data_page_version="1.0"
    )
    header = content[4:40]
    # field 2 of the header, the size unpacked, is a variable-length number behind the one-byte kind of page
    assert header[:3] == b"\x15\x00\x15"
    end = next(place for place in range(3, 12) if header[place] < 0x80) + 1
    wants, number = b"", 2 * 1_000_000_000
    while number >= 0x80:
        wants, number = wants + bytes([number & 0x7F | 0x80]), number >> 7
    wants += bytes([number])
    return content[:4] + header[:3] + wants + content[4 + end :]


def _of_polars() -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame([outcome(1), outcome(2)]).write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


REFUSED: dict[str, dict[str, Build]] = {
    "unpacks_too_large": {
        "a text of a page in a hundred thousand rows": lambda: written({"a": constant("x" * 20_000, 100_000)}),
        "thirty million equal numbers": lambda: written({"a": pa.nulls(30_000_000, pa.int8()).fill_null(1)}),
        "a page of zeros": lambda: written(
            {"a": pa.array(["x" * 10_000] * 5_000)}, use_dictionary=False, compression="zstd"
        ),
        "a page that says so": _greedy_page,
        "texts that continue one another": lambda: written(
            {"a": pa.array(["x" * 900] * 5_000)}, use_dictionary=False, column_encoding={"a": "DELTA_BYTE_ARRAY"}
        ),
    },
    "table_too_large": {
        "sixty million rows": lambda: written({"a": pa.nulls(60_000_000, pa.bool_()).fill_null(True)}),
        "twenty thousand columns": lambda: written({f"c{place}": [1] for place in range(20_000)}),
        "a footer of two gigabytes": lambda: with_footer(2_000_000_000),
    },
    "cell_too_long": {"one cell of five million letters": lambda: written({"a": ["x" * 5_000_000, "y" * 500_000]})},
    "nested_columns": {
        "a list": lambda: written({"a": pa.array([[1, 2]])}),
        "a struct": lambda: written({"a": pa.array([{"b": {"c": 1}}])}),
        "lists of lists": lambda: written({"a": pa.array([[[[[[1]]]]]])}),
    },
    "unreadable_file": {
        "no footer": lambda: with_footer(3),
        "a footer that is not there": lambda: with_footer(400_000),
        "nothing but marks": lambda: b"PAR1" + bytes(20) + b"PAR1",
        "nothing": lambda: b"",
        "cut": lambda: GOOD[:-20],
    },
    "another_format": {"a page of the web": lambda: b"<html></html>", "gzip": lambda: b"\x1f\x8b\x08" + bytes(99)},
}
"""Fault → what is refused with it: name → how it is built."""

HARMLESS: dict[str, Build] = {"a table": lambda: GOOD, "a table of polars": _of_polars}
"""What is read as if the hostile part of it were not there."""
