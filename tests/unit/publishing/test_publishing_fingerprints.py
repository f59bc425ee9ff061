from __future__ import annotations

import json

import duckdb
import pytest

from pipelines.publishing.fingerprints import Fingerprint, RowHashes, fingerprints, row_hashes_of


def of(select: str) -> Fingerprint:
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as db")
        connection.execute(f"create table db.t as {select}")
        return fingerprints(connection, "db", ["t"])["t"]


def test_order_plays_no_part() -> None:
    assert of("from range(5000) r (i)") == of("from range(5000) r (i) order by i desc")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("select null::varchar as a", "select '' as a"),
        ("select null::varchar as a", "select 'null' as a"),
        ("select 1 as a", "select '1' as a"),
        ("select 'x' as a, '' as b", "select '' as a, 'x' as b"),
        ("select 1 as a", "select 1 as b"),
        ("select 1 as a", "from (values (1), (1)) v (a)"),
        ("from (values (1), (1), (2)) v (a)", "from (values (1), (2), (2)) v (a)"),
        ("select 'a\",\"b' as a, 'c' as b", "select 'a' as a, 'b\",\"c' as b"),
        ("select 0.1::double as a", "select (0.1::double + 1e-16) as a"),
        ("select 1 as a limit 0", "select null::integer as a"),
    ],
)
def test_different_rows_have_different_hashes(one: str, other: str) -> None:
    assert of(one).content_hash != of(other).content_hash


def test_the_hash_does_not_change_with_time_or_version() -> None:
    found = of("select 1 as a, 'ไทย' as b, null::date as c, date '2025-06-01' as d, 0.25::double as e")
    assert (found.row_count, found.content_hash) == (1, "32f5236942b2287fcd3c77eb73455066")


def test_rows_can_be_added_and_taken_away() -> None:
    one, other, both = of("select 1 as a"), of("select 2 as a"), of("from (values (1), (2)) v (a)")
    assert one.rows + other.rows == both.rows
    assert both.rows - other.rows == one.rows
    emptied = Fingerprint(one.columns, one.rows - one.rows)
    assert emptied == of("select 1 as a limit 0")
    assert emptied.content_hash == of("select 1 as a limit 0").content_hash
    assert emptied.rows == RowHashes()


def test_a_manifest_keeps_the_hashes_of_the_rows_to_the_last_digit() -> None:
    found = of("from range(1000) r (i)")
    assert found.rows.total > 2**64
    assert row_hashes_of(json.loads(json.dumps(found.described()))) == found.rows
