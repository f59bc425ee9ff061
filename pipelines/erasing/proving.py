"""The search that proves an erasure: every file of a home, as bytes and by value, for persons who must not be there.

DuckDB and Parquet compress what they hold, so their values are read out besides; archives (workbooks) are unpacked.
Texts are compared without blanks, dashes, dots and brackets, Thai digits as 0-9. A pseudonym is known by its mark, a
number by that of its pseudonym, so that a search after a crash, or in another home, needs nobody's number. The inbox is
the senders' own and is told apart from the rest.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb
import polars as pl

from pipelines.erasing.theirs import marked
from pipelines.errors import RunError
from pipelines.reading.establishments import PROVISIONAL
from pipelines.reading.pseudonyms import Pseudonyms
from pipelines.reading.text import THAI_DIGITS
from pipelines.settings import Settings
from pipelines.sql import literal

_PART = 1 << 24
_OVERLAP = 1 << 12
_BETWEEN_DIGITS = b" \t-.()'\"\xc2\xa0"
_THAI = [(thai.encode(), str(digit).encode()) for digit, thai in enumerate(THAI_DIGITS)]
_THAI_DIGIT = re.compile(b"\xe0\xb9[\x90-\x99]")
_PSEUDONYM = "[0-9a-f]{32}"
_ALONE = re.compile(b"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_NUMBER = re.compile(rb"(?<!\d)\d{13}(?!\d)")
_WITHOUT_TEXT = "^(BOOLEAN|DATE|TIME|TIMESTAMP|DOUBLE|FLOAT|DECIMAL|TINYINT|SMALLINT|INTEGER|UUID)"
"""Types of columns that can hold neither a number of thirteen digits nor a pseudonym."""

_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError)
"""What a damaged archive raises; of a compression that it does not know, zipfile raises a kind of RuntimeError."""


@dataclass(frozen=True)
class Sought:
    """Whom a search is for: marks with the key that leads to them, and numbers and pseudonyms as they are written."""

    marks: frozenset[str]
    pseudonyms: Pseudonyms
    texts: frozenset[str] = field(default=frozenset(), repr=False)

    @cached_property
    def _bytes(self) -> tuple[bytes, ...]:
        return tuple(text.encode() for text in sorted(self.texts))

    def is_in(self, content: bytes) -> bool:
        """Whether one of them stands among bytes, whatever is written between the digits of a number."""
        if _THAI_DIGIT.search(content):
            for thai, digit in _THAI:
                content = content.replace(thai, digit)
        bare = content.translate(None, _BETWEEN_DIGITS)
        return any(text in bare for text in self._bytes) or self._are_marked(content, bare)

    def are_marked(self, pseudonyms: Collection[str]) -> bool:
        """Whether one of some pseudonyms is of somebody of whom there is a mark."""
        names = {*pseudonyms, *(PROVISIONAL + one for one in pseudonyms)}
        return bool(marked(names, self.marks, self.pseudonyms))

    def _are_marked(self, content: bytes, bare: bytes) -> bool:
        """The same of what stands alone among bytes: a pseudonym, or a number of thirteen digits."""
        if not self.marks:
            return False
        numbers = pl.Series(sorted({number.decode() for number in _NUMBER.findall(bare)}), dtype=pl.String)
        pseudonyms = {one.decode() for one in _ALONE.findall(content)}
        return self.are_marked({*pseudonyms, *self.pseudonyms.of("person", numbers)})


@dataclass(frozen=True)
class Search:
    """How many files were searched, and those that hold somebody, as paths below the home."""

    files: int
    found: tuple[str, ...]


def search(settings: Settings, sought: Sought) -> Search:
    """Searches all of the home but the inbox; a link is not followed."""
    inbox = settings.inbox.resolve()
    paths = [
        path
        for path in sorted(settings.home.rglob("*"))
        if path.is_file() and not path.is_symlink() and not path.resolve().is_relative_to(inbox)
    ]
    found = [path.relative_to(settings.home).as_posix() for path in paths if holds(path, sought)]
    return Search(len(paths), tuple(found))


def require_nobody(searched: Search) -> None:
    """Nothing, where a search has found nobody.

    Raises:
        RunError: it has.
    """
    if searched.found:
        listed = ", ".join(searched.found)
        raise RunError(
            f"ยังพบผู้ที่ถูกลบในไฟล์: {listed} ให้ลบไฟล์เหล่านี้ หรือปิดโปรแกรมที่ใช้อยู่ แล้วสั่ง cvm erase ใหม่",
            f"an erased person still stands in: {listed}; remove these files, or close what holds them open, and run "
            "cvm erase again",
        )


def holds(path: Path, sought: Sought) -> bool:
    """Whether a file holds somebody who is sought."""
    if sought.is_in(os.fsencode(path.name)) or _is_in_bytes(path, sought):
        return True
    if path.suffix == ".duckdb":
        return _is_in_database(path, sought)
    with path.open("rb") as file:
        is_parquet = file.read(4) == b"PAR1"
    if is_parquet:
        with duckdb.connect() as connection:
            return is_in_values(connection, f"read_parquet({literal(path)})", sought)
    return False


def inbox_holds(content: bytes, sought: Sought) -> bool:
    """Whether a file of a sender, whatever it is, holds a number that is sought."""
    return bool(sought.texts) and any(sought.is_in(part) for part in _unpacked(content))


def _is_in_bytes(path: Path, sought: Sought) -> bool:
    with path.open("rb") as file:
        if file.read(4) == b"PK\x03\x04":
            return any(sought.is_in(part) for part in _unpacked(path.read_bytes()))
        file.seek(0)
        before = b""
        while part := file.read(_PART):
            if sought.is_in(before + part):
                return True
            before = part[-_OVERLAP:]
    return False


def _unpacked(content: bytes) -> Iterator[bytes]:
    """The bytes, and those of each member of an archive, in the ways in which text may have been written."""
    yield content
    if b"\x00" in content[:_PART]:
        yield content.replace(b"\x00", b"")
    if zipfile.is_zipfile(io.BytesIO(content)):
        with suppress(*_DAMAGED), zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                with suppress(*_DAMAGED):  # what cannot be unpacked nobody can read; the others are looked into
                    yield archive.read(member)


def _is_in_database(path: Path, sought: Sought) -> bool:
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
        return any(is_in_values(connection, f'"{schema}"."{table}"', sought) for schema, table in tables)


def is_in_values(connection: duckdb.DuckDBPyConnection, relation: str, sought: Sought) -> bool:
    """Whether some value of some column holds a number that is sought or a pseudonym of whom there is a mark."""
    columns = [
        name
        for name, kind, *_ in connection.execute(f"describe from {relation}").fetchall()
        if kind.endswith("]") or not re.match(_WITHOUT_TEXT, kind)
    ]
    if not columns:
        return False
    values = " union ".join(f'select "{name}"::varchar as value from {relation}' for name in columns)
    plain = f"translate(value, '{THAI_DIGITS}', '0123456789')"
    bare = f"regexp_replace({plain}, '[\\s.()''\"–-]', '', 'g')"
    texts = "|".join([*map(re.escape, sorted(sought.texts)), _PSEUDONYM])
    rows = connection.execute(
        f"select distinct unnest(regexp_extract_all({bare}, {literal(texts)})) from ({values})"
    ).fetchall()
    hits = {hit for (hit,) in rows}
    return bool(hits & sought.texts) or sought.are_marked(hits)
