"""An export from start to finish: what was asked for, out of one publication, into one folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipelines.exporting import delimited, notes
from pipelines.exporting.cells import MOST_LETTERS
from pipelines.exporting.centres import Centre, centres_of, condition_of, is_of_centres
from pipelines.exporting.described import Publication, Table, publication_of, tables_of
from pipelines.exporting.dictionary import write_page
from pipelines.exporting.errors import CentresAreWorkbooks, NoTablesOfCentres
from pipelines.exporting.folder import left_of_others, outgoing
from pipelines.exporting.frames import frames
from pipelines.exporting.wording import INTERNAL_EN, INTERNAL_TH, PUBLIC_EN, PUBLIC_TH
from pipelines.exporting.workbook import Book, Filled, write_workbook
from pipelines.publishing.connection import connect
from pipelines.publishing.disclosure import quoted
from pipelines.publishing.explaining.key_results import names_of_key_results
from pipelines.publishing.explaining.rows import name_column, names_of

if TYPE_CHECKING:
    import duckdb

    from pipelines.settings import Settings

Format = Literal["xlsx", "csv", "parquet"]
DICTIONARY = "dictionary"
_INTERNAL = "_internal"


@dataclass(frozen=True)
class Asked:
    """What is to be exported: which tables (all but those about single persons), which file, of which centres.

    `centres` is None where the tables are wanted whole; without any centre it means all of them.
    """

    folder: Path
    format: Format
    tables: Sequence[str] = ()
    is_public: bool = True
    centres: Sequence[str] | None = None


@dataclass(frozen=True)
class File:
    """A file that was written: what it holds, and how many tables and rows; the dictionary has no rows."""

    path: Path
    what: Literal["table", "tables", "centre", "dictionary"]
    tables: int
    rows: int | None
    bytes: int


@dataclass(frozen=True)
class Exported:
    """What came of an export.

    `guarded` texts of a CSV have an apostrophe before them; `others` are files of another publication in the folder.
    """

    publication_id: str
    is_public: bool
    files: tuple[File, ...]
    guarded: int
    others: tuple[str, ...]


Told = Callable[[int, int], None]
"""Is told how many files of how many are written."""

_Work = tuple[str, Callable[[Path], File]]
"""A file to be written: its name, and what writes it."""


def export(settings: Settings, asked: Asked, tell: Told = lambda done, total: None) -> Exported:  # noqa: ARG005
    """Writes the tables asked for and their dictionary; files that exports wrote before are replaced.

    Raises:
        NothingPublished, UnknownTables, UnknownCentres, NoTablesOfCentres, CentresAreWorkbooks: wrong usage.
        WithinHome, NotOurs, CannotWrite: the folder is not free.
    """
    if asked.centres is not None and asked.format != "xlsx":
        raise CentresAreWorkbooks
    with connect(settings.home, "public" if asked.is_public else "internal") as connection:
        publication = publication_of(connection)
        centres = None if asked.centres is None else centres_of(connection, asked.centres)
        tables = tables_of(connection, publication, asked.tables)
        if centres is not None:
            if not any(is_of_centres(table) for table in tables):
                raise NoTablesOfCentres([table.name for table in tables])
            tables = [table for table in tables if is_of_centres(table)]
        export_ = _Export(connection, publication, tables, centres, asked)
        work = [*export_.files(), *export_.dictionaries()]
        folder = asked.folder
        with outgoing(settings, folder, [name for name, _ in work], publication.publication_id) as beside:
            written = []
            for done, (name, write) in enumerate(work):
                tell(done, len(work))
                written.append(write(beside / name))
            tell(len(work), len(work))
    files = [File(folder / one.path.name, one.what, one.tables, one.rows, one.bytes) for one in written]
    others = left_of_others(folder, publication.publication_id)
    return Exported(publication.publication_id, asked.is_public, tuple(files), export_.guarded, tuple(others))


class _Export:
    """One export while it is made."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        publication: Publication,
        tables: Sequence[Table],
        centres: Sequence[Centre] | None,
        asked: Asked,
    ):
        self._connection = connection
        self._publication = publication
        self._tables = tables
        self._centres = centres
        self._asked = asked
        self._suffix = "" if asked.is_public else _INTERNAL
        self._names: dict[str, dict[str, str]] = {}
        self.guarded = 0

    def files(self) -> Iterator[_Work]:
        """The files of tables."""
        whole = f"cvm_{self._publication.publication_id}{self._suffix}"
        if self._centres is not None:
            for centre in self._centres:
                yield (
                    f"cvm_{self._publication.publication_id}_centre_{centre.centre_id}{self._suffix}.xlsx",
                    partial(self._centre, centre),
                )
        elif self._asked.format == "xlsx":
            yield f"{whole}.xlsx", self._workbook
        else:
            for table in self._tables:
                name = f"{table.name}{self._suffix}.{self._asked.format}"
                yield name, partial(self._table, table)

    def dictionaries(self) -> Iterator[_Work]:
        """The dictionary of these tables as a page and as a workbook."""
        yield f"{DICTIONARY}{self._suffix}.html", self._page
        yield f"{DICTIONARY}{self._suffix}.xlsx", self._dictionary

    def _table(self, table: Table, path: Path) -> File:
        batches = frames(self._connection, table)
        if self._asked.format == "csv":
            self.guarded += delimited.write_csv(path, batches)
        else:
            told = {
                "publication_id": self._publication.publication_id,
                "audience": self._banner,
                "title_th": table.title_th,
                "title_en": table.title_en,
            }
            delimited.write_parquet(path, table, batches, told)
        return _file(path, "table", 1, table.rows)

    def _workbook(self, path: Path) -> File:
        filled = [self._filled(table, "true") for table in self._tables]
        self._write(path, filled, self._notes(filled), self._tables)
        return _file(path, "tables", len(filled), sum(one.rows for one in filled))

    def _centre(self, centre: Centre, path: Path) -> File:
        all_filled = [self._filled(table, condition_of(centre, table)) for table in self._tables]
        filled = [one for one in all_filled if one.rows]
        empty = [one.table for one in all_filled if not one.rows]
        scope = f"เครือข่ายศูนย์ CVM {_named(centre)} · the network of this CVM centre alone"
        self._write(path, filled, self._notes(filled, scope, empty), [one.table for one in filled])
        return _file(path, "centre", len(filled), sum(one.rows for one in filled))

    def _dictionary(self, path: Path) -> File:
        about = [
            notes.about(self._publication),
            notes.reading(self._publication, self._tables),
            *notes.definitions(self._connection, self._tables),
        ]
        self._write(path, [], about, self._tables)
        return _file(path, "dictionary", len(self._tables), None)

    def _page(self, path: Path) -> File:
        about = [notes.about(self._publication), notes.reading(self._publication, self._tables)]
        defined = notes.definitions(self._connection, self._tables)
        write_page(path, self._publication, self._tables, [*about, *defined])
        return _file(path, "dictionary", len(self._tables), None)

    @property
    def _banner(self) -> str:
        thai, english = (PUBLIC_TH, PUBLIC_EN) if self._asked.is_public else (INTERNAL_TH, INTERNAL_EN)
        return f"{thai} · {english} · {self._publication.publication_id}"

    def _filled(self, table: Table, condition: str) -> Filled:
        texts = [column.name for column in table.columns if column.type == "VARCHAR"]
        longest = ", ".join(f"max({_letters(quoted(name))})" for name in texts)
        query = f"select count(*){', ' if longest else ''}{longest} from {quoted(table.name)} where {condition}"
        found = self._connection.execute(query).fetchone() or (0,)
        # of a table that names its codes itself the names would stand there twice
        named = [name for name in texts if found[0] and name_column(name) not in table.names]
        return Filled(
            table,
            found[0],
            lambda: frames(self._connection, table, condition),
            {name: self._names_of(name) for name in named if self._names_of(name)},
            {name: letters or 0 for name, letters in zip(texts, found[1:], strict=True)},
        )

    def _names_of(self, column: str) -> dict[str, str]:
        """Thai names of the codes of a column, asked for once."""
        if column not in self._names:
            found = names_of_key_results() if column == "key_result_id" else names_of(self._connection, column)
            self._names[column] = {code: name["th"] for code, name in found.items()}
        return self._names[column]

    def _notes(
        self, filled: Sequence[Filled], scope: str | None = None, empty: Sequence[Table] = ()
    ) -> list[notes.Block]:
        sheeted = [notes.Sheeted(one.table, one.sheets(), one.rows, one.cut_columns) for one in filled]
        return notes.notes(self._connection, self._publication, sheeted, scope, empty)

    def _write(
        self, path: Path, filled: Sequence[Filled], blocks: Sequence[notes.Block], tables: Sequence[Table]
    ) -> None:
        book = Book(
            title=f"{notes.TITLE_TH} · {notes.TITLE_EN}",
            banner=self._banner,
            is_internal=not self._asked.is_public,
            made=datetime.fromisoformat(self._publication.manifest["published_at"])
            .astimezone(UTC)
            .replace(tzinfo=None),
            notes=blocks,
            tables=filled,
            dictionary=notes.dictionary(self._publication, tables),
        )
        write_workbook(path, book)


def _letters(text: str) -> str:
    """Letters of a text, in SQL; of one that may be too long for a cell as Excel counts them."""
    beyond = rf"length(regexp_replace({text}, '[\x{{0}}-\x{{FFFF}}]', '', 'g'))"
    return f"length({text}) + if(strlen({text}) > {MOST_LETTERS}, {beyond}, 0)"


def _file(path: Path, what: Literal["table", "tables", "centre", "dictionary"], tables: int, rows: int | None) -> File:
    return File(path, what, tables, rows, path.stat().st_size)


def _named(centre: Centre) -> str:
    is_named = centre.name_th.startswith(centre.centre_id)
    return centre.name_th if is_named else f"{centre.centre_id} {centre.name_th}"
