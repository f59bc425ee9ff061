"""Hostile delimited text, each beside the fault that it is refused with."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable

from tests.attacks.zips import BOOK, zipped
from tests.made_files.contents import table, text_file
from tests.made_files.rows import outcome

Build = Callable[[], bytes]

SUFFIX = ".csv"
GOOD = text_file(table([outcome(1), outcome(2)]))
HEADING = GOOD.partition(b"\r\n")[0] + b"\r\n"

REFUSED: dict[str, dict[str, Build]] = {
    "line_too_long": {
        "one line of 199 MB": lambda: b"x" * 199_000_000,
        "one line of 30 MB behind a heading": lambda: HEADING + b"x" * 30_000_000,
        "millions of columns": lambda: b"1," * 5_000_000,
        "millions of columns in UTF-16": lambda: ("1," * 5_000_000).encode("utf-16"),
    },
    "table_too_large": {
        "a hundred million cells": lambda: (b"," * 9_999 + b"\n") * 10_000,
        "ten million rows": lambda: b"1\n" * 10_000_000,
        "ten million blank lines": lambda: HEADING + b"\n" * 10_000_000,
        "ten million lines of an old Mac": lambda: HEADING + b"\r" * 10_000_000,
        "twenty thousand columns": lambda: b"," * 20_000,
        "twenty thousand columns in quotes": lambda: b'"1"' + b"," * 20_000,
    },
    "cells_far_apart": {
        "one wide row and many short ones": lambda: b"," * 10_000 + b"\n" + b"1\n" * 20_000,
        "the same in quotes": lambda: b'"1"' + b"," * 10_000 + b"\n" + b"1\n" * 20_000,
    },
    "cell_too_long": {
        "a quotation mark that is never closed": lambda: HEADING + b'"' + b"1399100001,2566\r\n" * 1_000_000,
        "one cell of 900 kB": lambda: HEADING + b"x" * 900_000,
        "one cell of 900 kB in quotes": lambda: HEADING + b'"' + b"x" * 900_000 + b'"',
    },
    "unreadable_file": {"a quotation mark that is never closed": lambda: HEADING + b'"1399100001,2566\r\n'},
    "another_format": {
        "gzip": lambda: gzip.compress(bytes(20_000_000)),
        "zip": lambda: zipped({"a.csv": GOOD}),
        "an .xlsx": lambda: BOOK,
        "an .xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999),
        "Parquet": lambda: b"PAR1" + bytes(99) + b"PAR1",
        "a page of the web": lambda: b"<!DOCTYPE html><html></html>",
    },
    "wrong_encoding": {
        "zeros": lambda: bytes(500_000),
        "noise": lambda: random.Random(1).randbytes(5_000_000),
    },
}  # fmt: skip
"""Fault → what is refused with it: name → how it is built."""

HARMLESS: dict[str, Build] = {
    "commands beside the table": lambda: b"".join(
        line + rest
        for line, rest in zip(
            GOOD.splitlines(), (b",x\r\n", b",=cmd|'/c calc'!A1\r\n", b",'; DROP TABLE x; --\r\n"), strict=True
        )
    )
}
"""What is read as if the hostile part of it were not there."""
