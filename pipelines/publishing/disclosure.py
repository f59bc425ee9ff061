"""What the public file may show of each table and column (disclosure control, 03 section 9).

The models declare it, in dbt's `meta`; no table is named here. A mart's `meta.disclosure` is

    copy        as it is; such a table holds no counts of persons
    round       counts of persons rounded, rates only over enough persons
    internal    not in the public file at all

with `meta.public_rows`, where only some rows may stand in the public file, the condition that they meet, in SQL
(`{minimum_rate_denominator}` is the number of persons from which a rate is shown, `{rounding_base}` that to which
counts are rounded),
and in the `meta` of a column of a rounded table

    persons: true                     count of persons, to the nearest 5
    rate: true, denominator: <col>    fraction, as whole percent, only where the true denominator is at least 20;
                                      with `numerator`, `over`, `interval` for the attacker (`attacking.relations`);
                                      with `ratio: [count, exact number]` that of these two as they are published:
                                      the true one would tell the count that was rounded
    median: true, denominator: <col>  statistic, only where at least 10 values are behind it
    word: true, denominator: <col>    word about a count of persons, only where that count is shown as more than none
                                      or is not known: "met" beside a 0 would say that it is a 1 or a 2
    exact: true                       number that counts no persons (a year, a code)

Every numeric column of a rounded table carries one of them, so that a new column cannot slip out unrounded.
`money: true` marks an amount in baht, and the table's `is_measured: false` says that its numbers are about the files
and runs of the warehouse: what moved in them is not told (`moves`). `internal_only: true` empties a column in the
public file, in a copied table too. Rows whose `basis` is `counts` are open data that others publish already and are
shown as they are, but for columns with `of_records: true`, which rest on other records than the row's basis tells of.
Writing the file belongs to `files`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from pipelines.publishing.attacking.relations import Relations, relations_of
from pipelines.publishing.errors import DisclosureUndeclared

Disclosure = Literal["copy", "round", "internal"]
Treatment = Literal["persons", "rate", "median", "word", "exact", "internal_only"]

BASIS_COLUMN = "basis"
OPEN_BASIS = "counts"
_NUMERIC = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL")
_NESTED = ("[", "STRUCT", "MAP", "UNION", "JSON")

ROUNDED_NOTE = (
    "จำนวนคนในตารางนี้ปัดเป็นพหุคูณของ {base} ที่ใกล้ที่สุด ยอดรวมปัดแยกต่างหาก ผลบวกของส่วนย่อยจึงอาจไม่เท่ายอดรวม "
    "อัตราแสดงเป็นร้อยละจำนวนเต็มเฉพาะเมื่อตัวหารจริงไม่น้อยกว่า {denominator} คน "
    "แถวที่มาจากข้อมูลเปิดซึ่งเผยแพร่แล้ว (basis = counts) ไม่ปัด เว้นแต่คอลัมน์ที่มาจากข้อมูลอื่น / "
    "Counts of persons in this table are rounded to the nearest {base}. Totals are rounded on their own, so the parts "
    "need not add up to them. Rates are whole percent and shown only where the true denominator is at least "
    "{denominator}. Rows from open data published already (basis = counts) are not rounded, but for columns that rest "
    "on other records."
)


@dataclass(frozen=True)
class ColumnMeta:
    """How one column is treated in the public file; `denominator` names the column that a rate, median or word rests
    on, and `of_records` says that the basis of a row does not speak of it.

    `numerator` and `over` are the sums of counts that a rate is made of, where it can be told from published counts,
    and `ratio` the columns of whose published values it is made;
    `interval` says which bound of the 95 % interval of such a rate the column is. `is_money`: an amount in baht.
    """

    treatment: Treatment | None = None
    denominator: str | None = None
    of_records: bool = False
    numerator: str | None = None
    over: str | None = None
    ratio: tuple[str, ...] = ()
    interval: Literal["low", "high"] | None = None
    is_money: bool = False


@dataclass(frozen=True)
class TableMeta:
    """How one published table is treated in the public file, and whether its moves are told (`moves`).

    `key` are the columns of its primary key, as the model declares them.
    """

    name: str
    disclosure: Disclosure
    columns: Mapping[str, ColumnMeta] = field(default_factory=dict)
    public_rows: str = "true"
    relations: Relations | None = None
    is_measured: bool = True
    key: tuple[str, ...] = ()

    def column(self, name: str) -> ColumnMeta:
        """Treatment of a column; one without meta has none."""
        return self.columns.get(name, ColumnMeta())

    def rows_shown(self, thresholds: Thresholds) -> str:
        """Condition of the rows that may stand in the public file, in SQL."""
        condition = self.public_rows
        for name in ("minimum_rate_denominator", "rounding_base"):
            condition = condition.replace(f"{{{name}}}", str(getattr(thresholds, name)))
        return f"({condition})"

    def named(self, treatment: Treatment) -> list[str]:
        """Columns of this treatment."""
        return [name for name, column in self.columns.items() if column.treatment == treatment]


@dataclass(frozen=True)
class DisclosureMeta:
    """The fixed list of published tables with their treatment, by name."""

    tables: Mapping[str, TableMeta]

    @property
    def public_tables(self) -> list[TableMeta]:
        """Tables that the public file holds."""
        return [table for table in self.tables.values() if table.disclosure != "internal"]

    def described(self, thresholds: Thresholds) -> dict[str, Any]:
        """As the manifest tells it: the thresholds, and of each table its treatment and those of its columns."""
        tables = {
            name: {
                "disclosure": table.disclosure,
                "columns": {name: column.treatment for name, column in table.columns.items() if column.treatment},
            }
            for name, table in self.tables.items()
        }
        return {"thresholds": asdict(thresholds), "tables": tables}


@dataclass(frozen=True)
class Thresholds:
    """Numbers of 03 section 9; they come from the settings."""

    rounding_base: int
    minimum_rate_denominator: int
    minimum_median_count: int

    def note(self) -> str:
        """Sentence in Thai and English for the comment of a rounded table."""
        return ROUNDED_NOTE.format(base=self.rounding_base, denominator=self.minimum_rate_denominator)


def disclosure_meta_from_manifest(manifest: Mapping[str, Any] | Path, database: str = "mart") -> DisclosureMeta:
    """Treatment of every mart, out of dbt's manifest (its content, or the path of `manifest.json`).

    A mart is a model, seed or snapshot that dbt writes into `database`. Raises DisclosureUndeclared naming every
    mart without a valid `disclosure` and every column whose meta contradicts itself.
    """
    content = json.loads(manifest.read_text(encoding="utf-8")) if isinstance(manifest, Path) else manifest
    tables: dict[str, TableMeta] = {}
    problems: list[str] = []
    for node in content["nodes"].values():
        if node["resource_type"] not in ("model", "seed", "snapshot") or node.get("database") != database:
            continue
        name = node.get("alias") or node["name"]
        disclosure: Any = _meta_of(node).get("disclosure")
        if disclosure not in get_args(Disclosure):
            problems.append(f"{name}: disclosure is {disclosure!r}, not one of {', '.join(get_args(Disclosure))}")
            continue
        columns = {}
        for column_name, column in node["columns"].items():
            meta = _meta_of(column)
            columns[column_name] = _column_meta(meta)
            problems += [f"{name}.{column_name}: {problem}" for problem in _contradictions(meta, disclosure)]
        try:
            relations = relations_of(_meta_of(node))
        except ValueError as error:
            problems.append(f"{name}: its relations: {error}")
            continue
        tables[name] = TableMeta(
            name,
            disclosure,
            columns,
            _meta_of(node).get("public_rows", "true"),
            relations,
            is_measured=bool(_meta_of(node).get("is_measured", True)),
            key=_key_of(node),
        )
    if problems:
        raise DisclosureUndeclared(problems)
    return DisclosureMeta(dict(sorted(tables.items())))


def _key_of(node: Mapping[str, Any]) -> tuple[str, ...]:
    """Columns of the primary key that a model declares, for the whole table or beside a column."""
    for constraint in node.get("constraints") or ():
        if constraint["type"] == "primary_key":
            return tuple(constraint["columns"])
    return tuple(
        name
        for name, column in node["columns"].items()
        if any(constraint["type"] == "primary_key" for constraint in column.get("constraints") or ())
    )


def _meta_of(node: Mapping[str, Any]) -> dict[str, Any]:
    """Meta of a node or column: dbt keeps it under `config` and, for older readers, beside it."""
    return {**(node.get("meta") or {}), **((node.get("config") or {}).get("meta") or {})}


def _column_meta(meta: Mapping[str, Any]) -> ColumnMeta:
    treatment = next((name for name in get_args(Treatment) if meta.get(name)), None)
    denominator = meta.get("denominator")
    return ColumnMeta(
        treatment=treatment,
        denominator=denominator,
        of_records=bool(meta.get("of_records")),
        numerator=meta.get("numerator"),
        over=meta.get("over", denominator),
        ratio=tuple(meta.get("ratio", ())),
        interval=meta.get("interval"),
        is_money=bool(meta.get("money")),
    )


def _contradictions(meta: Mapping[str, Any], disclosure: str) -> Iterator[str]:
    treatments = [name for name in get_args(Treatment) if meta.get(name)]
    if len(treatments) > 1:
        yield f"has several treatments: {', '.join(treatments)}"
    if disclosure == "copy" and any(name not in ("exact", "internal_only") for name in treatments):
        yield f"{treatments[0]} in a table that is copied; let the table be round"
    rests_on_count = bool({"rate", "median", "word"} & set(treatments))
    if rests_on_count and not meta.get("denominator"):
        yield "names no denominator"


def undeclared(table: TableMeta, columns: Mapping[str, str], keys: set[str]) -> list[str]:
    """What keeps this table out of the public file, given its columns with their types and its key columns.

    An empty list means that it may be written.
    """
    problems = []
    for name, column_type in columns.items():
        meta = table.column(name)
        where = f"{table.name}.{name}"
        numeric = any(word in column_type.upper() for word in (*_NUMERIC, *_NESTED))
        if table.disclosure == "round" and numeric and meta.treatment is None:
            problems.append(f"{where}: a number without persons, rate, median, exact or internal_only")
        if meta.denominator is not None and meta.denominator not in columns:
            problems.append(f"{where}: its denominator {meta.denominator} is no column")
        problems += [f"{where}: {one} of its ratio is no column" for one in meta.ratio if one not in columns]
        if name in keys and meta.treatment in ("internal_only", "rate", "median", "word"):
            problems.append(f"{where}: a key column cannot be emptied")
    return problems


def public_expressions(table: TableMeta, columns: Mapping[str, str], thresholds: Thresholds) -> list[str]:
    """SQL for each column of the public table, in order, over the exact one; NULL where it may not be shown."""
    return [
        _shown(table, name, column_type, BASIS_COLUMN in columns, thresholds) for name, column_type in columns.items()
    ]


def _shown(table: TableMeta, name: str, column_type: str, has_basis: bool, thresholds: Thresholds) -> str:
    meta, column = table.column(name), quoted(name)
    if meta.treatment == "internal_only":
        return f"cast(null as {column_type})"
    if table.disclosure != "round":
        return column
    base = thresholds.rounding_base
    if meta.treatment == "persons":
        protected = f"cast(round({column} / {base}) * {base} as {column_type})"
    elif meta.treatment == "rate":
        enough = f"{quoted(str(meta.denominator))} >= {thresholds.minimum_rate_denominator}"
        told = column
        if meta.ratio:
            count, exact = map(quoted, meta.ratio)
            told = f"round({count} / {base}) * {base} / nullif({exact}, 0)"
        protected = f"case when {enough} then round({told}, 2) end"
    elif meta.treatment == "word":
        count = quoted(str(meta.denominator))
        protected = f"case when {count} is null or round({count} / {base}) <> 0 then {column} end"
    elif meta.treatment == "median":
        enough = f"{quoted(str(meta.denominator))} >= {thresholds.minimum_median_count}"
        protected = f"case when {enough} then {column} end"
    else:
        return column
    if not has_basis or meta.of_records:
        return protected
    return f"case when {quoted(BASIS_COLUMN)} = '{OPEN_BASIS}' then {column} else {protected} end"


def quoted(identifier: str) -> str:
    """An identifier as SQL writes it."""
    return '"' + identifier.replace('"', '""') + '"'
