"""Data of the pages: what goes in comes out, and the same data are the same bytes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reporting.dashboard import chunks
from pipelines.reporting.dashboard.slices import OF_ALL, Slice, cut
from tests.profiles import examples

WORDS = st.none() | st.sampled_from(["", "น้ำ", "กำลังคน", '"</script>', "a\nb"]) | st.text(max_size=5)
NUMBERS = st.none() | st.integers(-(2**53), 2**53)
SHARES = st.none() | st.floats(allow_nan=False, allow_infinity=False)
ROWS = st.lists(st.tuples(WORDS, NUMBERS, SHARES, st.none() | st.booleans()), max_size=12)
SCHEMA = {"word": pl.String, "number": pl.Int64, "share": pl.Float64, "is": pl.Boolean}


@examples(60)
@given(ROWS)
def test_rows_come_out_as_they_went_in(rows: list[tuple[Any, ...]]) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    written = chunks.script("some-chunk", {"one": chunks.table(frame)})
    name, document = chunks.document_of(written)
    assert name == "some-chunk"
    assert chunks.rows_of(document["one"]) == frame.to_dicts()
    assert chunks.script("some-chunk", {"one": chunks.table(frame.clone())}) == written


def test_days_are_iso_texts_and_decimals_are_doubles() -> None:
    frame = pl.DataFrame(
        {"day": [date(2026, 11, 22), None], "amount": [Decimal("456.14"), Decimal("0.10")]},
        schema={"day": pl.Date, "amount": pl.Decimal(18, 4)},
    )
    assert chunks.rows_of(chunks.table(frame)) == [
        {"day": "2026-11-22", "amount": 456.14},
        {"day": None, "amount": 0.1},
    ]


def test_a_chunk_is_a_script_that_holds_no_readable_text_of_the_data() -> None:
    frame = pl.DataFrame({"word": ["</script><script>alert(1)</script>"]})
    assert b"alert" not in chunks.script("a", {"one": chunks.table(frame)})


def test_owners_in_thai_letters_have_names_of_their_own() -> None:
    names = {chunks.chunk_name("field", owner) for owner in ("การบัญชี", "การตลาด", "10", "2564-01", "")}
    assert len(names) == 5
    assert {"field", "field-10", "field-2564-01"} < names
    assert all(name.isascii() for name in names)


def test_rows_are_cut_by_owner_in_one_order_and_rows_of_nobody_are_left_out() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "create table t as from (values ('b', 2), (null, 9), ('a', 3), ('b', 1), ('a', null)) as t (who, n)"
        )
        found = cut(connection, Slice("t", ("n",), owner="who"))
        everybody = cut(connection, Slice("t", ("who", "n"), "n > 1"))
    assert found.of("c").columns == ["n"]
    assert found.of("c").is_empty()
    assert {owner: rows["n"].to_list() for owner, rows in found.by_owner.items()} == {"a": [3, None], "b": [1, 2]}
    assert everybody.of(OF_ALL).rows() == [("a", 3), ("b", 2), (None, 9)]
