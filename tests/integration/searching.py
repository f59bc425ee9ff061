"""Searching what a home keeps and says for planted secrets: every byte, every cell, every way of writing it.

DuckDB and Parquet compress what they hold, so their cells are read out besides; archives are unpacked, escaped Thai is
put back, and text is compared without blanks, dashes, dots and brackets, Thai digits as 0-9.
"""

from __future__ import annotations

import gzip
import io
import re
import sqlite3
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path

import duckdb
import polars as pl

from pipelines.reading.text import THAI_DIGITS

LEFT_TO_THE_SENDER = ("inbox", "outbox")
"""The originals, untouched, and the sender's own report: the two places where a sender's values may stand."""

_DROPPED = b" \t-.()'\""
_WIDE = {"\u00a0": "", "–": "", **{thai: str(digit) for digit, thai in enumerate(THAI_DIGITS)}}
_REPLACED = [(wide.encode(), plain.encode()) for wide, plain in _WIDE.items()]
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})", re.IGNORECASE)
_PART = 4_000_000


def squashed(text: str) -> str:
    """The form in which texts are compared; it never joins two lines."""
    plain = text.encode(errors="surrogateescape").translate(None, _DROPPED)
    for wide, narrow in _REPLACED:
        plain = plain.replace(wide, narrow)
    return plain.lower().decode(errors="ignore")


class Search:
    """Looks for secrets; `days` are dates in ISO form, compared as they are written."""

    def __init__(self, secrets: Collection[str], days: Collection[str] = ()):
        self._secrets = sorted({squashed(secret) for secret in secrets})
        self._days = set(days)
        self._day = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)")

    def found_in(self, text: str) -> set[str]:
        """The secrets that a text holds."""
        plain = squashed(text)
        parts = [plain[start : start + _PART + 200] for start in range(0, len(plain), _PART)] or [""]
        hits = pl.Series(parts).str.extract_many(self._secrets, overlapping=True).explode(empty_as_null=True)
        # a day somewhere in a longer number is none; that is looked at only where there is one at all
        has_day = pl.Series([text]).str.contains_any(sorted(self._days)).any() if self._days else False
        return {*hits.drop_nulls(), *(self._days & set(self._day.findall(text)) if has_day else ())}

    def found_under(self, home: Path) -> dict[str, set[str]]:
        """The secrets that each file below a folder holds, by its path; nothing for files that hold none."""
        found = {name: self.found_in("\n".join(texts)) for name, texts in texts_under(home)}
        return {name: hits for name, hits in found.items() if hits}


def texts_under(home: Path) -> Iterator[tuple[str, list[str]]]:
    """The path of each file and what it holds as text: its name, its bytes, cells, members of archives."""
    for path in sorted(path for path in home.rglob("*") if path.is_file() and not path.is_symlink()):
        relative = path.relative_to(home)
        if relative.parts[0] not in LEFT_TO_THE_SENDER:
            content = path.read_bytes()
            yield relative.as_posix(), [path.name, decoded(content), *_inside(path, content)]


def _inside(path: Path, content: bytes) -> list[str]:
    """What the bytes of a file do not show as they are."""
    if path.suffix == ".duckdb":
        return _duckdb_cells(path)
    if content.startswith(b"PAR1"):
        return _cells(pl.read_parquet(io.BytesIO(content)))
    if content.startswith(b"SQLite format 3"):
        return [_sqlite_cells(path)]
    if content.startswith(b"\x1f\x8b"):
        return [decoded(gzip.decompress(content))]
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [decoded(archive.read(member)) for member in archive.namelist()]
    return []


def decoded(content: bytes) -> str:
    """Bytes as text in each way in which Thai may have been written; a database's cells are read out besides."""
    texts = [content.decode(errors="ignore")]
    if b"\x00" not in content:
        texts.append(content.decode("cp874", "ignore"))
    if b"\\u" in content:
        unescaped = _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), texts[0])
        texts.append(unescaped.encode(errors="ignore").decode())
    return "\n".join(texts)


def _duckdb_cells(path: Path) -> list[str]:
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        frames = [
            connection.execute(f'select columns(*)::varchar from "{schema}"."{table}"').pl() for schema, table in tables
        ]
    return [text for frame in frames for text in _cells(frame)]


def _cells(frame: pl.DataFrame) -> list[str]:
    """Each distinct value of each column once, and the names of the columns."""
    distinct = [frame[name].unique().drop_nulls() for name in frame.columns]
    return ["\n".join([column.name, *map(str, column)]) for column in distinct]


def _sqlite_cells(path: Path) -> str:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        cells = [cell for table in tables for row in connection.execute(f'select * from "{table}"') for cell in row]
    finally:
        connection.close()
    return decoded("\n".join(map(str, cells)).encode())
