"""Cutting what was read of a source into batches, between submissions: memory follows a batch, not what arrived.

Rows are judged and replaced by what they share with others: their file, which is held as a whole, their key, the scope
that a later file replaces, and the wider scope of a file that lacks columns of it. Rows that stand already join what
arrives in their scopes with what arrives of their keys. Files that share any of these, directly or through others, come
in one batch, however many rows that are; so a batch is judged and loaded as it would be among all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb

_MARKS = "unnest([hash(key_hash), hash(scope_hash), hash(wide_scope_hash)]) as mark"


def files_of_batches(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    parts: Sequence[Path],
    beside: Sequence[Path],
    files: Sequence[str],
    at_most: int,
) -> list[list[str]]:
    """The files of each batch, by SHA-256.

    Args:
        connection: to `build.duckdb`.
        table: the table of `raw` into which the rows will go.
        parts: where the rows lie.
        beside: where rows of the same source lie that this run loads before these.
        files: those that arrived, in the order in which they are to be taken as far as what they share allows.
        at_most: rows of a batch of more than one submission.
    """
    rows = _rows_of_files(connection, parts)
    if sum(rows.values()) <= at_most:
        return [list(files)]
    return _packed(_joined(files, _links(connection, table, parts, beside)), rows, at_most)


def parts_of_files(
    connection: duckdb.DuckDBPyConnection, parts: Sequence[Path], batches: Sequence[Sequence[str]]
) -> list[list[Path]]:
    """Where the rows of each batch lie."""
    if len(batches) == 1:
        return [list(parts)]
    lies_in: dict[str, set[Path]] = {}
    for path in parts:
        for sha in _rows_of_files(connection, [path]):
            lies_in.setdefault(sha, set()).add(path)
    of_batches = [set[Path]().union(*(lies_in.get(sha, ()) for sha in batch)) for batch in batches]
    # where there are no rows, any part has the columns
    return [[path for path in parts if path in places] or list(parts[:1]) for places in of_batches]


def _rows_of_files(connection: duckdb.DuckDBPyConnection, parts: Sequence[Path]) -> dict[str, int]:
    return dict(
        connection.execute(
            "select source_sha256, count(*) from read_parquet(?) group by all", [_texts(parts)]
        ).fetchall()
    )


def _links(
    connection: duckdb.DuckDBPyConnection, table: str, parts: Sequence[Path], beside: Sequence[Path]
) -> list[tuple[str, str]]:
    """Pairs of files that share a key or a scope; a scope in which rows stand already counts as a file."""
    others = "select scope_hash, wide_scope_hash, key_hash from read_parquet($beside) union all" if beside else ""
    return connection.execute(
        f"""
        with arriving as (
            select source_sha256, key_hash, scope_hash, wide_scope_hash from read_parquet($parts)
        ),
        scopes as (select distinct scope_hash from arriving),
        standing as (
            {others}
            select scope_hash, wide_scope_hash, key_hash from raw.{table}
            where replaced_by_load_id is null and (scope_hash in (from scopes) or wide_scope_hash in (from scopes))
        ),
        marks as (
            select distinct source_sha256 as file, {_MARKS} from arriving
            union all
            select distinct wide_scope_hash as file, {_MARKS} from standing
        ),
        firsts as (select mark, min(file) as first_file from marks group by mark having count(*) > 1)
        select distinct marks.file, firsts.first_file from marks join firsts using (mark)
        where marks.file != firsts.first_file
        """,
        {"parts": _texts(parts)} | ({"beside": _texts(beside)} if beside else {}),
    ).fetchall()


def _joined(files: Iterable[str], links: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The files by which of them are linked, directly or through others; in the order of the first of each."""
    leads: dict[str, str] = {}

    def lead(one: str) -> str:
        while (above := leads.get(one, one)) != one:
            leads[one] = leads.get(above, above)
            one = above
        return one

    for one, other in links:
        leads[lead(one)] = lead(other)
    found: dict[str, list[str]] = {}
    for sha in files:
        found.setdefault(lead(sha), []).append(sha)
    return list(found.values())


def _packed(groups: Iterable[list[str]], rows: Mapping[str, int], at_most: int) -> list[list[str]]:
    """Groups together, in order, as long as they have no more rows than that."""
    batches: list[list[str]] = []
    height = at_most + 1
    for group in groups:
        added = sum(rows.get(sha, 0) for sha in group)
        if height + added > at_most and (added or not batches):
            batches.append([])
            height = 0
        batches[-1] += group
        height += added
    return batches


def _texts(paths: Sequence[Path]) -> list[str]:
    return [str(path) for path in paths]
