"""Writing the two databases of a publication: the exact one for the office, the rounded one for everybody.

Rows reach them from the tables that the models declare and in no other way, and the public one never as they stand
in the mart but as `disclosure` lets them be shown. So nothing else that once stood in the mart's file, and no leftover
table, can be in either, and no exact figure in the free pages of the public one. A publication that is a revision of
the one before (`revision`) begins with a copy of each file, the public one with a copy of the public one: their free
pages hold rows of earlier publications of the same kind, until both are written anew. Comments and primary keys come
along.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.publishing.connection import temporary_directory
from pipelines.publishing.disclosure import (
    BASIS_COLUMN,
    OPEN_BASIS,
    DisclosureMeta,
    TableMeta,
    Thresholds,
    Treatment,
    public_expressions,
    quoted,
    undeclared,
)
from pipelines.publishing.errors import DisclosureUndeclared, TablesMissing
from pipelines.sql import literal
from pipelines.storing.databases import Database, FileDatabase, transaction

if TYPE_CHECKING:
    import polars as pl

    from pipelines.settings import Settings

EMPTIED: tuple[Treatment, ...] = ("internal_only", "rate", "median", "word", "persons")
MART, INTERNAL, PUBLIC, PREVIOUS, PREVIOUS_PUBLIC = "mart", "internal", "public", "previous", "previous_public"


_FEWEST_COUNTS, _ERROR_DECIMALS = 100, 1
"""The mean error of few counts, or told to many places, would tell what single ones were before rounding."""


@dataclass(frozen=True)
class Cost:
    """What protection takes away from rows.

    How many are protected, their rates and how many of those their rules still show, their counts of persons and the
    sum of what rounding changes in them; of those shown by their rules, the rates and counts hidden from the attacker
    and what rounding would have changed in the latter.
    """

    rows: int | float = 0
    rates: int | float = 0
    rates_kept: int | float = 0
    counts: int | float = 0
    error: int | float = 0
    hidden_rates: int | float = 0
    hidden_counts: int | float = 0
    hidden_error: int | float = 0

    @classmethod
    def of(cls, parts: Sequence[Any]) -> Cost:
        """From what SQL sums up, whatever type of number it gives."""
        return cls(*(int(part) if part == int(part) else float(part) for part in parts))

    def __add__(self, other: Cost) -> Cost:
        return Cost(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    def __sub__(self, other: Cost) -> Cost:
        return Cost(*(mine - theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    def described(self) -> dict[str, Any]:
        """As everybody is told: rows protected, shares of their rates and counts still shown, mean error of a count."""
        rates, counts = self.rates_kept - self.hidden_rates, self.counts - self.hidden_counts
        error = float(self.error - self.hidden_error)
        return {
            "protected_rows": self.rows,
            "rates_kept_share": round(rates / self.rates, 4) if self.rates else None,
            "counts_kept_share": round(counts / self.counts, 4) if self.counts else None,
            "mean_rounding_error": round(error / counts, _ERROR_DECIMALS) if counts >= _FEWEST_COUNTS else None,
            "hidden_rates": self.hidden_rates,
            "hidden_counts": self.hidden_counts,
        }

    @property
    def of_rules(self) -> Cost:
        """The same but for what is hidden from the attacker."""
        return replace(self, hidden_rates=0, hidden_counts=0, hidden_error=0)


def described_costs(disclosure: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Of each table what everybody is told of its protection; the part of a manifest may itself be for everybody."""
    tables: Mapping[str, Any] = disclosure.get("tables", {})
    return {name: one if "protected_rows" in one else Cost(**one).described() for name, one in tables.items()}


Attached = dict[str, tuple[Path | Database, bool]]
"""Databases by their alias, each a file or another, and whether it is written."""


@contextmanager
def workbench(settings: Settings, **attached: tuple[Path | Database, bool]) -> Iterator[duckdb.DuckDBPyConnection]:
    """In-memory connection with these databases attached: alias = (database, whether it is written)."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": settings.duckdb_threads,
        "memory_limit": settings.duckdb_memory_limit,
        "temp_directory": str(temporary_directory()),
    }
    with duckdb.connect(":memory:", config=config) as connection:
        # codes and names repeat, so a dictionary serves them; trying FSST on them doubles the time of writing
        connection.execute("set disabled_compression_methods = 'fsst,dict_fsst'")
        for alias, (place, is_written) in attached.items():
            database = FileDatabase(place) if isinstance(place, Path) else place
            database.attach(connection, alias, is_written=is_written)
        yield connection


Columns = dict[str, dict[str, str]]
"""Columns of tables with their types, in order, by table."""


def columns_of(connection: duckdb.DuckDBPyConnection, database: str) -> Columns:
    """Columns of every table of a database; asked for once, since every such query lists all attached databases."""
    query = """
        select table_name, column_name, data_type from duckdb_columns()
        where database_name = ? and schema_name = 'main' order by table_name, column_index
    """
    found: Columns = {}
    for table, column, column_type in connection.execute(query, [database]).fetchall():
        found.setdefault(table, {})[column] = column_type
    return found


def keys_of(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[str]]:
    """Columns of the primary key of every table of a database that has one, in order."""
    query = """
        select table_name, constraint_column_names from duckdb_constraints()
        where database_name = ? and schema_name = 'main' and constraint_type = 'PRIMARY KEY'
    """
    return dict(connection.execute(query, [database]).fetchall())


def mart_keys(connection: duckdb.DuckDBPyConnection, meta: DisclosureMeta) -> dict[str, list[str]]:
    """Columns of the primary key of every table of `mart`, in order; as declared where its catalogue keeps none."""
    declared = {name: list(table.key) for name, table in meta.tables.items() if table.key}
    return declared | keys_of(connection, MART)


def write_internal(connection: duckdb.DuckDBPyConnection, meta: DisclosureMeta) -> None:
    """Fill the empty database `internal` with the declared tables of `mart`, exactly as they are."""
    create_internal(connection, meta)
    with transaction(connection):
        for name in meta.tables:
            table = f"main.{quoted(name)}"
            connection.execute(f"insert into {INTERNAL}.{table} from {MART}.{table}")


def create_internal(connection: duckdb.DuckDBPyConnection, meta: DisclosureMeta) -> None:
    """Give the empty database `internal` the declared tables of `mart`, without rows. Raises TablesMissing."""
    with transaction(connection):
        _copy_schema(connection, INTERNAL, meta, meta.tables)


def create_public(connection: duckdb.DuckDBPyConnection, meta: DisclosureMeta, thresholds: Thresholds) -> None:
    """Give the empty database `public` the tables of `mart` that everybody may see, without rows.

    Raises DisclosureUndeclared naming every column about which the models say too little.
    """
    with transaction(connection):
        _copy_schema(connection, PUBLIC, meta, [table.name for table in meta.public_tables])
        columns, keys = columns_of(connection, PUBLIC), _key_columns(connection)
        problems = [
            problem
            for table in meta.public_tables
            for problem in undeclared(table, columns[table.name], keys.get(table.name, set()))
        ]
        if problems:
            raise DisclosureUndeclared(problems)
        for table in meta.public_tables:
            _allow_null(connection, table)
            if table.disclosure == "round":
                _add_note(connection, table.name, thresholds.note())


def fill_public(
    connection: duckdb.DuckDBPyConnection,
    tables: Iterable[TableMeta],
    source: str,
    thresholds: Thresholds,
    hidden: Mapping[str, HiddenRows] = MappingProxyType({}),
) -> None:
    """Fill tables of `public` from the exact ones of `source` with what everybody may see, but for the hidden cells."""
    columns = columns_of(connection, PUBLIC)
    with transaction(connection):
        for table in tables:
            name = f"main.{quoted(table.name)}"
            shown = select_shown(table, columns[table.name], f"{source}.{name}", thresholds, hidden.get(table.name))
            connection.execute(f"insert into {PUBLIC}.{name} {shown}")


@dataclass(frozen=True)
class HiddenRows:
    """A relation with the rows of a table that have hidden cells: `key 1` and so on, and `hide <column>` for each."""

    relation: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def same_key(self) -> str:
        """Condition on this relation and the table's own."""
        keys = enumerate(self.keys, start=1)
        return " and ".join(f"cast({quoted(key)} as varchar) = {quoted(f'key {place}')}" for place, key in keys)


def provide_hidden(
    connection: duckdb.DuckDBPyConnection, cells: pl.DataFrame, what: str = "hidden"
) -> dict[str, HiddenRows]:
    """Relations of the workbench with hidden cells (`attacking.attacker`), by table."""
    keys, found = keys_of(connection, PUBLIC), {}
    connection.register("hidden_cells", cells)
    for (name,), of_table in cells.group_by("table_name", maintain_order=True):
        columns = tuple(of_table["column_name"].unique().sort())
        rows = HiddenRows(f"memory.main.{quoted(f'{what} {name}')}", tuple(keys[str(name)]), columns)
        parts = [f"key[{place}] as {quoted(f'key {place}')}" for place in range(1, len(rows.keys) + 1)]
        parts += [f"bool_or(column_name = {literal(one)}) as {quoted(f'hide {one}')}" for one in columns]
        connection.execute(
            f"""
            create table {rows.relation} as select {", ".join(parts)} from hidden_cells
            where table_name = {literal(str(name))} group by key
            """
        )
        found[str(name)] = rows
    connection.unregister("hidden_cells")
    return found


def select_shown(
    table: TableMeta,
    columns: Mapping[str, str],
    source: str,
    thresholds: Thresholds,
    hidden: HiddenRows | None = None,
) -> str:
    """Query for what everybody may see of a relation with exact rows of a table; `columns` are those of the table."""
    shown = public_expressions(table, columns, thresholds)
    if hidden:
        shown = [
            _unless_hidden(sql, [one for one in (name, *table.column(name).ratio) if one in hidden.columns])
            for name, sql in zip(columns, shown, strict=True)
        ]
        source = f"{source} left join {hidden.relation} on {hidden.same_key}"
    return f"select {', '.join(shown)} from {source} where {table.rows_shown(thresholds)}"


def _unless_hidden(sql: str, cells: Sequence[str]) -> str:
    """An expression, or NULL where one of these cells of the row is hidden."""
    if not cells:
        return sql
    return f"case when {' or '.join(quoted(f'hide {name}') for name in cells)} then null else {sql} end"


def recipe(meta: DisclosureMeta, columns: Columns, thresholds: Thresholds) -> str:
    """Fingerprint of how the rows of `public` follow from the exact ones, and of how the cost of it is told.

    What the attacker finds follows from his own modules, so their text is part of it.
    """
    queries = [
        select(table, columns[table.name], quoted(table.name), thresholds)
        for table in meta.public_tables
        for select in (select_shown, select_cost)
    ]
    relations = [f"{table.name}: {table.relations}" for table in meta.public_tables]
    attack = [path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "attacking").glob("*.py"))]
    return sha256("\n".join([duckdb.__version__, *queries, *relations, *attack]).encode()).hexdigest()


def described_schema(connection: duckdb.DuckDBPyConnection, database: str) -> list[list[tuple[Any, ...]]]:
    """Tables, columns, and constraints of a database with all that is said of them, to be compared with another's."""
    queries = (
        "select schema_name, table_name, comment from duckdb_tables() where database_name = ?",
        "select schema_name, view_name, comment from duckdb_views() where database_name = ? and not internal",
        """
        select table_name, column_index, column_name, data_type, is_nullable, column_default, comment
        from duckdb_columns() where database_name = ? and not internal
        """,
        "select table_name, constraint_type, constraint_text from duckdb_constraints() where database_name = ?",
        "select table_name, index_name, sql from duckdb_indexes() where database_name = ?",
    )
    return [connection.execute(f"{query} order by all", [database]).fetchall() for query in queries]


def rounding_costs(
    connection: duckdb.DuckDBPyConnection, meta: DisclosureMeta, columns: Columns, thresholds: Thresholds
) -> dict[str, Cost]:
    """What protection took away from each protected table of `internal`."""
    costs = {}
    for table in meta.public_tables:
        if table.disclosure == "round":
            source = f"{INTERNAL}.main.{quoted(table.name)}"
            query = select_cost(table, columns[table.name], source, thresholds)
            costs[table.name] = Cost.of(connection.execute(query).fetchall()[0])
    return costs


def select_cost(table: TableMeta, columns: Mapping[str, str], source: str, thresholds: Thresholds) -> str:
    """Query for the parts of `Cost`, in order, over a relation with exact rows of a table."""
    shown = dict(zip(columns, public_expressions(table, columns, thresholds), strict=True))
    rates, persons = table.named("rate"), table.named("persons")
    terms = [
        [f"count({quoted(name)})" for name in rates],
        [f"count({shown[name]})" for name in rates],
        [f"count({quoted(name)})" for name in persons],
        [f"coalesce(sum(abs({shown[name]} - {quoted(name)})), 0)" for name in persons],
    ]
    sums = ", ".join(" + ".join(parts) or "0" for parts in terms)
    has_open_rows = BASIS_COLUMN in columns and not any(table.column(name).of_records for name in columns)
    where = f"{quoted(BASIS_COLUMN)} is distinct from '{OPEN_BASIS}'" if has_open_rows else "true"
    return f"select count(*), {sums} from {source} where {where} and {table.rows_shown(thresholds)}"


def _copy_schema(
    connection: duckdb.DuckDBPyConnection, target: str, meta: DisclosureMeta, wanted: Collection[str]
) -> None:
    """Empty tables of `mart` with comments and primary keys (CREATE TABLE AS would lose both); only those wanted."""
    connection.execute(f"copy from database {MART} to {target} (schema)")
    query = "select table_name from duckdb_tables() where database_name = ? and schema_name = 'main'"
    found = {name for (name,) in connection.execute(query, [target]).fetchall()}
    if missing := sorted(set(wanted) - found):
        raise TablesMissing(missing)
    for name in sorted(found - set(wanted)):
        connection.execute(f"drop table {target}.main.{quoted(name)}")
    keys = keys_of(connection, target)
    for name, key in mart_keys(connection, meta).items():
        if name in wanted and name not in keys:
            listed = ", ".join(map(quoted, key))
            connection.execute(f"alter table {target}.main.{quoted(name)} add primary key ({listed})")


def _key_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """Columns of `public` that are part of a key, by table."""
    query = """
        select table_name, unnest(constraint_column_names) from duckdb_constraints()
        where database_name = ? and schema_name = 'main' and constraint_type in ('PRIMARY KEY', 'UNIQUE')
    """
    found: dict[str, set[str]] = {}
    for table, column in connection.execute(query, [PUBLIC]).fetchall():
        found.setdefault(table, set()).add(column)
    return found


def _allow_null(connection: duckdb.DuckDBPyConnection, table: TableMeta) -> None:
    emptied = [name for treatment in EMPTIED for name in table.named(treatment)]
    for name in emptied:
        connection.execute(f"alter table {PUBLIC}.main.{quoted(table.name)} alter column {quoted(name)} drop not null")


def _add_note(connection: duckdb.DuckDBPyConnection, table: str, note: str) -> None:
    query = "select comment from duckdb_tables() where database_name = ? and table_name = ?"
    found = connection.execute(query, [PUBLIC, table]).fetchone()
    comment = "\n\n".join(part for part in ((found or (None,))[0], note) if part)
    connection.execute(f"comment on table {PUBLIC}.main.{quoted(table)} is {literal(comment)}")
