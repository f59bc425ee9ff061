"""The tables of a publication as an export sees them: their columns, and what both say of themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.exporting.errors import UnknownTables
from pipelines.publishing import store
from pipelines.publishing.connection import is_of_lake, manifest_of, primary_keys
from pipelines.publishing.disclosure import quoted
from pipelines.publishing.explaining.rows import near
from pipelines.settings import SYNTHETIC_MARKER

if TYPE_CHECKING:
    import duckdb

HEADING_LETTERS = 84
"""A heading that is longer is cut after a phrase."""

_PARTS = re.compile(r"\*\*(Grain|Rules|Caution|Example):\*\*\s*")
# what follows such a word explains the values of a column and does not name it
_EXPLAINING = re.compile(
    r"[:;]| ว่าง(?: |เมื่อ|=|ใน|ถ้า)| = | เช่น | \(?ดู |ดูได้ที่| คั่นด้วย| คำนวณจาก| ตามที่| นับเฉพาะ| \+ | 0–1"
    r"|(?<=\(พ\.ศ\.\)) | \(กุญแจหลัก"
)
INTERNAL = "internal"
"""The disclosure of a table that the public file does not hold."""


@dataclass(frozen=True)
class Column:
    """A column; `heading_th` is the first words of its description, `treatment` what the public file does to it."""

    name: str
    type: str
    heading_th: str
    description_th: str
    description_en: str
    is_key: bool
    treatment: str | None


@dataclass(frozen=True)
class Table:
    """A table of one of the two files; `disclosure` is how the public file shows it, None where nothing says so."""

    name: str
    title_th: str
    title_en: str
    grain: str
    rules: str
    caution: str
    rows: int
    columns: tuple[Column, ...]
    disclosure: str | None

    @property
    def names(self) -> list[str]:
        """Names of the columns in their order."""
        return [column.name for column in self.columns]


@dataclass(frozen=True)
class Publication:
    """The publication that a connection has opened: its manifest, and whether its public file was opened.

    `is_synthetic` where it is of the demonstration and of no real data.
    """

    manifest: Mapping[str, Any]
    is_public: bool
    is_synthetic: bool

    @property
    def publication_id(self) -> str:
        """Id of the publication."""
        return str(self.manifest["publication_id"])

    @property
    def thresholds(self) -> Mapping[str, int]:
        """The numbers that the rules of the public file speak of."""
        found: Mapping[str, int] = self.manifest["disclosure"]["rules"]["thresholds"]
        return found

    def rules_of(self, table: str) -> Mapping[str, Any]:
        """How the public file shows a table and its columns; of a publication that does not tell, whether it does."""
        told = (self.manifest["disclosure"].get("rules") or {}).get("tables", {})
        if table in told:
            return dict(told[table])
        is_shown = table in self.manifest["files"][store.PUBLIC_FILE]["tables"]
        return {} if is_shown else {"disclosure": INTERNAL}


def publication_of(connection: duckdb.DuckDBPyConnection) -> Publication:
    """The publication that this connection has opened, whichever is current by now."""
    query = "select current_database(), path from duckdb_databases() where database_name = current_database()"
    ((name, path),) = connection.execute(query).fetchall()
    manifest = manifest_of(connection)
    # older manifests do not say it
    is_marked = not is_of_lake(connection) and (Path(path).parent.parent.parent / SYNTHETIC_MARKER).exists()
    return Publication(
        manifest,
        is_public=name == "public",
        is_synthetic=manifest.get("is_synthetic", False) or is_marked,
    )


def tables_of(connection: duckdb.DuckDBPyConnection, publication: Publication, wanted: Sequence[str]) -> list[Table]:
    """The tables asked for in the order asked, or else all but those about single persons.

    Raises:
        UnknownTables: some are not in this file of the publication.
    """
    query = "select table_name, coalesce(table_comment, '') from information_schema.tables "
    query += "where table_catalog = current_database() and table_schema = 'main' order by all"
    held = dict(connection.execute(query).fetchall())
    missing = [name for name in wanted if name not in held]
    if missing:
        inside = publication.manifest["files"][store.INTERNAL_FILE]["tables"]
        kept_inside = [name for name in missing if name in inside]
        raise UnknownTables(missing, [one for name in missing for one in near(name, held)], kept_inside)
    usual = [name for name in held if publication.rules_of(name).get("disclosure") != INTERNAL]
    columns = _columns(connection)
    return [
        _table(connection, name, held[name], columns[name], publication.rules_of(name))
        for name in dict.fromkeys(wanted or usual)
    ]


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str, str, bool]]]:
    """Of each table the names, types and descriptions of its columns, and whether they are of its key, all at once."""
    keys = {(table, name) for table, names in primary_keys(connection).items() for name in names}
    found: dict[str, list[tuple[str, str, str, bool]]] = {}
    query = """
        select table_name, column_name, data_type, coalesce(comment, column_name) from duckdb_columns()
        where database_name = current_database() and schema_name = 'main' order by table_name, column_index
    """
    for table, name, kind, description in connection.execute(query).fetchall():
        found.setdefault(table, []).append((name, kind, description, (table, name) in keys))
    return found


def _table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    comment: str,
    columns: Sequence[tuple[str, str, str, bool]],
    rules: Mapping[str, Any],
) -> Table:
    ((rows,),) = connection.execute(f"select count(*) from {quoted(name)}").fetchall()
    titles, parts = _told(comment)
    treatments = rules.get("columns", {})
    described = []
    for column, kind, description, is_key in columns:
        thai, _, english = description.partition("\n")
        described.append(Column(column, kind, heading_of(thai), thai, english, is_key, treatments.get(column)))
    return Table(name, *titles, *parts, rows, tuple(described), rules.get("disclosure"))


def _told(comment: str) -> tuple[tuple[str, str], tuple[str, str, str]]:
    """Thai and English title of a table; its grain, rules and caution, of which each may be empty."""
    paragraphs = [" ".join(part.split()) for part in comment.split("\n\n") if part.strip()]
    said = dict.fromkeys(("Grain", "Rules", "Caution", "Example"), "")
    plain, last = [], ""
    for paragraph in paragraphs:
        if found := _PARTS.match(paragraph):
            last = found[1]
            said[last] = paragraph[found.end() :]
        elif last in ("Rules", "Caution"):
            said[last] += f"\n{paragraph}"
        elif not last:
            plain.append(paragraph)
    titles = (plain[0] if plain else "", "\n".join(plain[1:]))
    return titles, (said["Grain"], said["Rules"], said["Caution"])


def heading_of(description_th: str) -> str:
    """The first words of a description: what names the column, without what explains its values."""
    words = _EXPLAINING.split(description_th, maxsplit=1)[0].strip()
    if words.count("(") > words.count(")"):
        words = words.rpartition("(")[0].strip()
    if len(words) <= HEADING_LETTERS:
        return words
    return words[: HEADING_LETTERS + 1].rpartition(" ")[0] or words
