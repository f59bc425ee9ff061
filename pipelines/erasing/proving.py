"""The search that proves an erasure: every file of a home, as bytes and by value, for persons who must not be there.

DuckDB and Parquet compress what they hold, so their values are read out besides; archives (workbooks) are unpacked.
Texts are compared without blanks, dashes, dots and brackets, Thai digits as 0-9. A pseudonym is known by its mark, so
that a search after a crash needs nobody's number. The inbox is the senders' own and is told apart from the rest.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipelines.erasing.finding import quoted
from pipelines.erasing.theirs import columns_of, marked
from pipelines.reading.establishments import PROVISIONAL
from pipelines.reading.pseudonyms import Pseudonyms
from pipelines.reading.text import THAI_DIGITS
from pipelines.settings import Settings

_PART = 1 << 24
_OVERLAP = 1 << 12
_BETWEEN_DIGITS = b" \t-.()'\"\xc2\xa0"
_THAI = [(thai.encode(), str(digit).encode()) for digit, thai in enumerate(THAI_DIGITS)]
_PSEUDONYM = "[0-9a-f]{32}"
_WITHOUT_TEXT = "^(BOOLEAN|DATE|TIME|TIMESTAMP|DOUBLE|FLOAT|DECIMAL|TINYINT|SMALLINT|INTEGER|UUID)"
"""Types of columns that can hold neither a number of thirteen digits nor a pseudonym."""


@dataclass(frozen=True)
class Sought:
    """Whom a search is for: marks with the key that leads to them, and numbers and pseudonyms as they are written."""

    marks: frozenset[str]
    pseudonyms: Pseudonyms
    texts: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def pattern(self) -> re.Pattern[bytes] | None:
        """What finds a text among bytes that were stripped of what may stand between digits."""
        return re.compile(b"|".join(re.escape(text.encode()) for text in sorted(self.texts))) if self.texts else None


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


def holds(path: Path, sought: Sought) -> bool:
    """Whether a file holds somebody who is sought."""
    if sought.pattern and (sought.pattern.search(path.name.encode()) or _is_in_bytes(path, sought.pattern)):
        return True
    if path.suffix == ".duckdb":
        return _is_in_database(path, sought)
    with path.open("rb") as file:
        is_parquet = file.read(4) == b"PAR1"
    if is_parquet:
        with duckdb.connect() as connection:
            return _is_in_values(connection, f"read_parquet({quoted(path)})", sought)
    return False


def inbox_holds(content: bytes, sought: Sought) -> bool:
    """Whether a file of a sender, whatever it is, holds a number that is sought."""
    pattern = sought.pattern
    return pattern is not None and any(_is_in(part, pattern) for part in _unpacked(content))


def _is_in_bytes(path: Path, pattern: re.Pattern[bytes]) -> bool:
    with path.open("rb") as file:
        if file.read(4) == b"PK\x03\x04":
            return any(_is_in(part, pattern) for part in _unpacked(path.read_bytes()))
        file.seek(0)
        before = b""
        while part := file.read(_PART):
            if _is_in(before + part, pattern):
                return True
            before = part[-_OVERLAP:]
    return False


def _unpacked(content: bytes) -> Iterator[bytes]:
    """The bytes, and those of each member of an archive, in the ways in which text may have been written."""
    yield content
    if b"\x00" in content[:_PART]:
        yield content.replace(b"\x00", b"")
    if zipfile.is_zipfile(io.BytesIO(content)):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for member in archive.namelist():
                    yield archive.read(member)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError):
            return  # a damaged one holds nothing that anybody could read


def _is_in(content: bytes, pattern: re.Pattern[bytes]) -> bool:
    for thai, digit in _THAI:
        content = content.replace(thai, digit)
    return bool(pattern.search(content.translate(None, _BETWEEN_DIGITS)))


def _is_in_database(path: Path, sought: Sought) -> bool:
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
        return any(_is_in_values(connection, f'"{schema}"."{table}"', sought) for schema, table in tables)


def _is_in_values(connection: duckdb.DuckDBPyConnection, relation: str, sought: Sought) -> bool:
    """Whether some value of some column holds a number that is sought or a pseudonym of whom there is a mark."""
    texts = "|".join([*map(re.escape, sorted(sought.texts)), _PSEUDONYM])
    kinds = {name: kind for name, kind, *_ in connection.execute(f"describe from {relation}").fetchall()}
    for column in columns_of(connection, relation):
        if re.match(_WITHOUT_TEXT, kinds[column]) and not kinds[column].endswith("]"):
            continue
        plain = f"translate(\"{column}\"::varchar, '{''.join(THAI_DIGITS)}', '0123456789')"
        bare = f"regexp_replace({plain}, '[\\s.()''\"–-]', '', 'g')"
        rows = connection.execute(
            f"select distinct unnest(regexp_extract_all({bare}, {quoted(texts)})) from "
            f'(select distinct "{column}" from {relation})'
        ).fetchall()
        hits = {hit for (hit,) in rows}
        if hits & sought.texts:
            return True
        if marked({*hits, *(PROVISIONAL + hit for hit in hits)}, sought.marks, sought.pseudonyms):
            return True
    return False
