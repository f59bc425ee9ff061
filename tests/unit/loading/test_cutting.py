"""What was read is cut between submissions: files that are judged by each other stay in one batch."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.loading.cutting import files_of_batches, parts_of_files

_COLUMNS = ("source_sha256", "key_hash", "scope_hash", "wide_scope_hash")
Row = tuple[str, str, str, str]


@pytest.fixture
def raw() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema raw")
    columns = ", ".join(f"{name} varchar" for name in (*_COLUMNS, "replaced_by_load_id"))
    connection.execute(f"create table raw.held ({columns})")
    return connection


def part(folder: Path, name: str, *rows: Row) -> Path:
    """Some rows on disk, as they are read."""
    path = folder / f"{name}.part"
    pl.DataFrame(rows, schema=_COLUMNS, orient="row").write_parquet(path)
    return path


def cut(raw: duckdb.DuckDBPyConnection, path: Path, *, at_most: int = 1, beside: tuple[Path, ...] = ()) -> list[str]:
    """The files of each batch of that part, as one text."""
    found = files_of_batches(raw, "held", [path], beside, ["a", "b", "c", "d"], at_most)
    return ["".join(batch) for batch in found]


def test_files_that_share_nothing_are_cut_apart(raw: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = part(tmp_path, "rows", *((sha, f"k{sha}", f"s{sha}", f"w{sha}") for sha in "dcba"))
    assert cut(raw, rows) == ["a", "b", "c", "d"]
    assert cut(raw, rows, at_most=2) == ["ab", "cd"]
    assert cut(raw, rows, at_most=3) == ["abc", "d"]
    assert cut(raw, rows, at_most=4) == ["abcd"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(("c", "ka", "sc", "wc"), id="a key"),
        pytest.param(("c", "kc", "sa", "wc"), id="a scope"),
        pytest.param(("c", "kc", "sc", "wa"), id="a wider scope"),
        pytest.param(("c", "kc", "wa", "wa"), id="a scope that is the wider one of another"),
    ],
)
def test_files_that_share_something_stay_together(raw: duckdb.DuckDBPyConnection, tmp_path: Path, other: Row) -> None:
    assert cut(raw, part(tmp_path, "rows", ("a", "ka", "sa", "wa"), ("b", "kb", "sb", "wb"), other)) == ["ac", "bd"]


def test_what_is_shared_through_others_keeps_them_together(raw: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [("a", "1", "sa", "wa"), ("d", "1", "sd", "wd"), ("d", "2", "sd", "wd"), ("b", "2", "sb", "wb")]
    assert cut(raw, part(tmp_path, "rows", *rows, ("c", "3", "sc", "wc"))) == ["abd", "c"]


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        # its scope arrives in one file and its key in another, which moves there
        pytest.param(("old", "kb", "sa", "w"), ["abd", "c"], id="a scope and a key"),
        pytest.param(("old", "kb", "s", "sa"), ["abd", "c"], id="a wide scope and a key"),
        pytest.param(("old", "kb", "s", "wa"), ["a", "bd", "c"], id="a wider scope than that which arrives"),
        pytest.param(("old", "k", "s", "w"), ["a", "bd", "c"], id="nothing that arrives"),
    ],
)
def test_rows_that_stand_join_what_arrives(
    raw: duckdb.DuckDBPyConnection, tmp_path: Path, standing: Row, expected: list[str]
) -> None:
    rows = [("a", "ka", "sa", "wa"), ("b", "kb", "sb", "wb"), ("d", "kb", "sd", "wd"), ("c", "kc", "sc", "wc")]
    arriving = part(tmp_path, "rows", *rows)
    raw.execute("insert into raw.held values (?, ?, ?, ?, 'later')", standing)
    assert cut(raw, arriving) == ["a", "bd", "c"]
    raw.execute("update raw.held set replaced_by_load_id = null")
    assert cut(raw, arriving) == expected


def test_what_is_loaded_before_joins_as_if_it_stood(raw: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    arriving = part(tmp_path, "rows", ("a", "ka", "sa", "wa"), ("b", "kb", "sb", "wb"))
    before = part(tmp_path, "before", ("late", "kb", "sa", "wa"))
    assert cut(raw, arriving) == ["a", "bcd"]
    assert cut(raw, arriving, beside=(before,)) == ["abcd"]


def test_rows_are_sought_where_they_lie(raw: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    first = part(tmp_path, "first", ("a", "1", "1", "1"), ("b", "2", "2", "2"))
    second = part(tmp_path, "second", ("b", "3", "3", "3"))
    found = parts_of_files(raw, [first, second], [["a"], ["b"], ["empty"]])
    assert found == [[first], [first, second], [first]]
    assert parts_of_files(raw, [first, second], [["a"]]) == [[first, second]]
