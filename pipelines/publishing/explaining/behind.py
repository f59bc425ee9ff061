"""The files behind rows of a published table: by lineage, narrowed to the rows' years, rounds, levels, colleges and
centres."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb

from pipelines.publishing.disclosure import quoted
from pipelines.publishing.explaining import key_results
from pipelines.publishing.explaining.rows import column_names, described_columns, distinct, plain

_PLACES = ("province_code", "region_th", "institute_name", "ownership")
_PLACE_NAMES = {"from_province_code": "province_code", "from_region_th": "region_th"}
_SCOPES = {
    "academic_year_be": "integer",
    "level": "varchar",
    "round": "integer",
    "college_code": "varchar",
    "centre_id": "varchar",
}
_CUMULATIVE = {"employment_by_round", "employment_by_round_sex"}
"""Tables whose `round` stands for the records of all rounds up to it."""
_OF_FINDINGS = "policy_findings"
_OF_NO_COLLEGE = {"dim_establishment", "demand", "supply_demand_gap"}
"""Tables whose places are not those of the colleges that sent the rows."""


@dataclass(frozen=True)
class Sender:
    """Whom the rows of a file are of: the one college, or how many; told by what stands in force.

    `college_code` is None for a file of several colleges, which an office has sent; 0 colleges = none is known.
    """

    colleges: int
    college_code: str | None
    college_name_th: str | None


@dataclass(frozen=True)
class SourceFile:
    """A file behind the rows. `rows_behind` counts its rows that bear on them; the rest is its load.

    `rows_by_round` splits them by round of the follow-up, where they have one; `is_new` says whether the file was
    loaded after the previous publication (None without one); `graduates_decided` how many of the graduates behind
    the cell have their outcome from a record of this file (None where that is not asked).
    """

    path: str | None
    source: str
    source_sha256: str
    arrived_on: str | None
    loaded_at: str | None
    verdict: str | None
    rows_read: int | None
    rows_loaded: int | None
    rows_behind: int
    run_id: str | None = None
    sender: Sender | None = None
    rows_by_round: dict[int, int] = field(default_factory=dict)
    is_new: bool | None = None
    graduates_decided: int | None = None


def files_behind(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Collection[str],
    rows: duckdb.DuckDBPyRelation,
    previous_published_at: str | None = None,
) -> list[SourceFile]:
    """Files whose rows bear on these rows, narrowed by year, round, college, centre and level where every row has
    them.

    Of policy findings the files behind the rows that are their evidence.
    """
    if table == _OF_FINDINGS:
        return _behind_evidence(connection, rows, previous_published_at)
    held = column_names(connection, "lineage")
    has_round = "round" in held
    scopes = {
        "academic_year_be": _years(rows, columns),
        "level": distinct(rows, "level") if "level" in columns else None,
        "round": _rounds(rows, table, columns) if has_round else None,
        "college_code": None if table in _OF_NO_COLLEGE else _colleges(rows, columns),
        "centre_id": distinct(rows, "centre_id") if "centre_id" in columns and "centre_id" in held else None,
    }
    conditions = ["table_name = ?"]
    values: list[Any] = [table]
    for name, known in scopes.items():
        if known is not None:
            conditions.append(f"({name} is null or {name} in (select unnest(?::{_SCOPES[name]}[])))")
            values.append(known)
    if table in key_results.TABLES:
        conditions.append(
            "(source, coalesce(academic_year_be, -1)) in (select (source, unnest([-1] || range(first, last + 1))) "
            "from (select unnest(?::struct(source varchar, first integer, last integer)[], recursive := true)))"
        )
        sources = connection.execute("select distinct source from lineage where table_name = ?", [table]).fetchall()
        spans = key_results.spans_behind(rows, {source for (source,) in sources})
        values.append([dict(zip(("source", "first", "last"), span, strict=True)) for span in spans])
    query = f"""
        with counted as (
            select source, source_sha256, {"round" if has_round else "null::integer"} as round,
                sum(row_count)::bigint as row_count
            from lineage where {" and ".join(conditions)} group by all
        ),
        behind as (
            select source, source_sha256, sum(row_count)::bigint as rows_behind,
                map_from_entries(list((round, row_count) order by round) filter (where round is not null)) as by_round
            from counted group by all
        ),
        loads as (
            select * from load_history where rows_loaded > 0
            qualify row_number() over (partition by source, source_sha256 order by loaded_at desc) = 1
        )
        select path, source, source_sha256, arrived_on, loaded_at, verdict, rows_read, rows_loaded, rows_behind,
            run_id, by_round, loaded_at > ?::timestamptz as is_new
        from behind left join loads using (source, source_sha256)
        order by source, path, source_sha256
    """
    found = connection.execute(query, [*values, previous_published_at]).fetchall()
    senders = senders_of(connection, [row[2] for row in found])
    return [
        replace(
            SourceFile(*(plain(value) for value in row[:10])),
            sender=senders.get((row[1], row[2])),
            rows_by_round=row[10] or {},
            is_new=row[11],
        )
        for row in found
    ]


def _behind_evidence(
    connection: duckdb.DuckDBPyConnection, findings: duckdb.DuckDBPyRelation, previous_published_at: str | None
) -> list[SourceFile]:
    """A file behind rows of several tables stands once, with the rows of the table on which it bears most."""
    query = "select evidence_table, list(distinct row_key) from (select evidence_table, "
    query += "unnest(string_split(evidence_keys, ', ')) as row_key from findings) group by all order by all"
    found: dict[tuple[str, str], SourceFile] = {}
    for table, keys in findings.query("findings", query).fetchall():
        columns = described_columns(connection, table)
        (key,) = (name for name, column in columns.items() if column.is_key)
        rows = connection.sql(
            f"select * from {quoted(table)} where list_contains(?, {quoted(key)}::varchar)", params=[keys]
        )
        for file in files_behind(connection, table, columns, rows, previous_published_at):
            place = (file.source, file.source_sha256)
            if place not in found or found[place].rows_behind < file.rows_behind:
                found[place] = file
    return sorted(found.values(), key=lambda file: (file.source, file.path or "", file.source_sha256))


def senders_of(connection: duckdb.DuckDBPyConnection, files: list[str]) -> dict[tuple[str, str], Sender]:
    """Whom each of these files is of, by source and SHA-256."""
    query = """
        with files as (
            select source, source_sha256, count(distinct college_code) as colleges, max(college_code) as college_code
            from lineage where list_contains(?, source_sha256) group by all
        )
        select files.source, source_sha256, colleges, files.college_code, max(college_name_th)
        from files left join dim_college on colleges = 1 and files.college_code = dim_college.college_code
        group by all
    """
    return {
        (source, sha256): Sender(colleges, code if colleges == 1 else None, name)
        for source, sha256, colleges, code, name in connection.execute(query, [files]).fetchall()
    }


def decided(files: list[SourceFile], by_file: dict[str, int]) -> list[SourceFile]:
    """The files with the number of graduates whose outcome each decides."""
    return [
        replace(file, graduates_decided=by_file.get(file.source_sha256, 0)) if file.source == "followups" else file
        for file in files
    ]


def _years(rows: duckdb.DuckDBPyRelation, columns: Collection[str]) -> list[int] | None:
    """Academic years that the rows cover, None when that is all of them."""
    if "academic_year_be" in columns:
        return distinct(rows, "academic_year_be")
    if {"first_academic_year_be", "last_academic_year_be"} <= set(columns):
        spans = rows.select("first_academic_year_be, last_academic_year_be").distinct().fetchall()
        return sorted({year for first, last in spans for year in range(first, last + 1)})
    return None


def _rounds(rows: duckdb.DuckDBPyRelation, table: str, columns: Collection[str]) -> list[int] | None:
    """Rounds of the follow-up that the rows cover, None when that is all of them."""
    found: set[int] = set()
    names = [name for name in ("round", "from_round", "to_round") if name in columns]
    for name in names:
        known = distinct(rows, name)
        if known is None:
            return None
        found |= set(known)
    if table in _CUMULATIVE and found:
        return list(range(1, max(found) + 1))
    return sorted(found) if names else None


def _colleges(rows: duckdb.DuckDBPyRelation, columns: Collection[str]) -> list[str] | None:
    """Colleges that the rows cover, None when that is all of them.

    A row without a college covers the colleges of its province, region, institute, ownership and centre.
    """
    places = {name: name for name in _PLACES if name in columns}
    places |= {name: place for name, place in _PLACE_NAMES.items() if name in columns}
    own = [name for name in ("college_code", *places, "centre_id") if name in columns]
    if not own:
        return None
    cells = ", ".join(quoted(name) for name in own)
    covers_all = " and ".join(f"{name} is null" for name in own)
    found = rows.query("matching", f"select count(*) from matching where {covers_all}").fetchone()
    if found and found[0]:
        return None
    known = [("college_code", "college_code")] if "college_code" in columns else []
    matches = [
        f"(cells.{name} is null or cells.{name} = colleges.{place})" for name, place in [*known, *places.items()]
    ]
    if "centre_id" in columns:
        matches.append(
            "(cells.centre_id is null or (cells.centre_id, colleges.college_code) in "
            "(select (centre_id, college_code) from dim_network_member))"
        )
    query = f"""
        with cells as (select distinct {cells} from matching)
        select distinct colleges.college_code from cells
        inner join dim_college as colleges on {" and ".join(matches)}
    """
    # a college that no register knows yet stands in the row alone
    codes = {code for (code,) in rows.query("matching", query).fetchall()}
    if known:
        named = rows.query("matching", "select distinct college_code from matching where college_code is not null")
        codes |= {code for (code,) in named.fetchall()}
    return sorted(codes)
