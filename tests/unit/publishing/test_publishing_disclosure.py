from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from pipelines.publishing import files
from pipelines.publishing.disclosure import DisclosureMeta, Thresholds, disclosure_meta_from_manifest
from pipelines.publishing.errors import DisclosureUndeclared
from pipelines.settings import Settings

from .made_up import TABLE_META, change, manifest_of, publish_made_up

THRESHOLDS = Thresholds(rounding_base=5, minimum_rate_denominator=20, minimum_median_count=10)
CELLS: dict[str, dict[str, Any]] = {
    "cell_id": {"exact": True},
    "graduates": {"persons": True},
    "numerator": {"persons": True},
    "denominator": {"persons": True},
    "rate": {"rate": True, "denominator": "denominator"},
    "known_incomes": {"persons": True},
    "income": {"median": True, "denominator": "known_incomes"},
    "officer": {"internal_only": True},
}
COLUMNS = """
    cell_id integer primary key, basis varchar, graduates bigint not null, numerator bigint, denominator bigint,
    rate double, known_incomes bigint, income decimal(12, 2), officer varchar not null
"""
Row = tuple[Any, ...]


def meta_of(columns: dict[str, dict[str, Any]] = CELLS, disclosure: str = "round") -> DisclosureMeta:
    return disclosure_meta_from_manifest(manifest_of({"cells": (disclosure, columns)}))


def public_rows(rows: list[Row], meta: DisclosureMeta, columns: str = COLUMNS) -> tuple[list[Row], list[Row]]:
    """The exact rows and what the public file makes of them, in the same order; in memory."""
    with duckdb.connect() as connection:
        for name in ("mart", "public"):
            connection.execute(f"attach ':memory:' as {name}")
        connection.execute(f"create table mart.cells ({columns})")
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"insert into mart.cells values ({marks})", rows)
        files.create_public(connection, meta, THRESHOLDS)
        files.fill_public(connection, meta.public_tables, "mart", THRESHOLDS)
        query = "from {}.cells order by cell_id"
        return (
            connection.execute(query.format("mart")).fetchall(),
            connection.execute(query.format("public")).fetchall(),
        )


counts = st.one_of(st.none(), st.integers(0, 60), st.integers(0, 10**9))


@st.composite
def cells(draw: st.DrawFn) -> list[Row]:
    rows = []
    for cell_id in range(draw(st.integers(0, 20))):
        denominator = draw(counts)
        numerator = None if denominator is None else draw(st.integers(0, denominator))
        rate = numerator / denominator if denominator and numerator is not None else None
        basis = draw(st.sampled_from(["counts", "records", "mixed", None]))
        income = draw(st.one_of(st.none(), st.decimals(0, 10**6, places=2)))
        row = (
            cell_id,
            basis,
            draw(st.integers(0, 10**9)),
            numerator,
            denominator,
            rate,
            draw(counts),
            income,
            "an officer",
        )
        rows.append(row)
    return rows


@examples(max_examples=40, deadline=None)
@given(cells())
def test_the_public_file_shows_what_may_be_shown(rows: list[Row]) -> None:
    exact, public = public_rows(rows, meta_of())
    assert [row[:2] for row in public] == [row[:2] for row in exact]
    assert all(row[-1] is None for row in public)
    for true, shown in zip(exact, public, strict=True):
        if true[1] == "counts":
            assert shown[:-1] == true[:-1]
            continue
        for position in (2, 3, 4, 6):
            if true[position] is None:
                assert shown[position] is None
            else:
                assert shown[position] % 5 == 0
                assert abs(shown[position] - true[position]) <= 2
        if true[4] is None or true[4] < 20 or true[5] is None:
            assert shown[5] is None
        else:
            assert abs(shown[5] - true[5]) <= 0.005 + 1e-12
            assert shown[5] == round(shown[5] * 100) / 100
        assert shown[7] == (true[7] if true[6] is not None and true[6] >= 10 else None)


@examples(max_examples=40, deadline=None)
@given(cells())
def test_the_public_file_is_the_same_every_time(rows: list[Row]) -> None:
    assert public_rows(rows, meta_of())[1] == public_rows(list(reversed(rows)), meta_of())[1]


@pytest.mark.parametrize(
    ("true", "shown"), [(0, 0), (1, 0), (2, 0), (3, 5), (4, 5), (5, 5), (7, 5), (8, 10), (-3, -5), (-2, 0)]
)
def test_counts_go_to_the_nearest_five(true: int, shown: int) -> None:
    _, [row] = public_rows(
        [(1, true)],
        meta_of({"cell_id": {"exact": True}, "n": {"persons": True}}),
        "cell_id integer primary key, n bigint",
    )
    assert row == (1, shown)


def test_a_table_without_basis_is_rounded_throughout() -> None:
    columns = {"cell_id": {"exact": True}, "n": {"persons": True}, "d": {"persons": True}}
    _, public = public_rows([(1, 12, 19.5)], meta_of(columns), "cell_id integer, n bigint, d double")
    assert public == [(1, 10, 20.0)]


def test_what_rests_on_other_records_is_rounded_in_open_rows_too() -> None:
    """A college's graduates on counts are open data; the teachers beside them are not."""
    persons = {"persons": True, "of_records": True}
    columns: dict[str, dict[str, Any]] = {
        "cell_id": {"exact": True}, "graduates": {"persons": True}, "teachers": persons,
        "passed": {"rate": True, "denominator": "teachers", "of_records": True},
    }  # fmt: skip
    schema = "cell_id integer, basis varchar, graduates bigint, teachers bigint, passed double"
    meta = meta_of(columns)
    _, public = public_rows([(1, "counts", 12, 3, 0.333), (2, None, 12, 21, 0.333)], meta, schema)
    assert public == [(1, "counts", 12, 5, None), (2, None, 10, 20, 0.33)]


def test_a_word_about_a_count_is_not_told_where_the_rounded_count_is_none() -> None:
    columns: dict[str, dict[str, Any]] = {
        "cell_id": {"exact": True},
        "computed": {"persons": True},
        "status": {"word": True, "denominator": "computed"},
    }
    schema = "cell_id integer, basis varchar, computed double, status varchar not null"
    exact = [None, 0.0, 1.0, 2.0, 3.0, 7.0]
    _, public = public_rows([(at, "records", value, "met") for at, value in enumerate(exact)], meta_of(columns), schema)
    assert [(row[2], row[3]) for row in public] == [
        *((None, "met"), (0, None), (0, None), (0, None)),
        *((5, "met"), (5, "met")),
    ]
    _, public = public_rows([(1, "counts", 1.0, "met")], meta_of(columns), schema)
    assert public == [(1, "counts", 1.0, "met")]


RATIO: dict[str, dict[str, Any]] = {
    "cell_id": {"exact": True},
    "supply": {"persons": True},
    "jobs": {"exact": True},
    "coverage": {"rate": True, "denominator": "supply", "ratio": ["supply", "jobs"]},
}
RATIO_SCHEMA = "cell_id integer, basis varchar, supply bigint, jobs bigint, coverage double"


def test_a_ratio_to_an_exact_number_tells_no_more_than_the_rounded_count() -> None:
    pairs = list(product(range(70), (0, 1, 7, 23)))
    exact = [(at, "records", n, jobs, n / jobs if jobs else None) for at, (n, jobs) in enumerate(pairs)]
    _, public = public_rows(exact, meta_of(RATIO), RATIO_SCHEMA)
    told: dict[tuple[int, int], set[float]] = {}
    for (n, jobs), (_, _, shown, _, coverage) in zip(pairs, public, strict=True):
        assert coverage == (pytest.approx(shown / jobs, abs=0.0051) if n >= 20 and jobs else None)
        if coverage is not None:
            told.setdefault((shown, jobs), set()).add(coverage)
    assert {len(coverages) for coverages in told.values()} == {1}
    _, public = public_rows([(1, "counts", 12, 5, 2.4)], meta_of(RATIO), RATIO_SCHEMA)
    assert public == [(1, "counts", 12, 5, 2.4)]


def test_a_ratio_is_hidden_with_its_count() -> None:
    """It would tell to what the count was rounded."""
    meta = meta_of(RATIO)
    with duckdb.connect() as connection:
        connection.execute(f"create table cells ({RATIO_SCHEMA})")
        connection.execute("insert into cells values (1, 'records', 33, 10, 3.3), (2, 'records', 33, 10, 3.3)")
        connection.execute('create table gone as select 1 as "key 1", true as "hide supply"')
        hidden = files.HiddenRows("gone", ("cell_id",), ("supply",))
        columns = dict.fromkeys(("cell_id", "basis", "supply", "jobs", "coverage"), "integer")
        shown = connection.execute(files.select_shown(meta.tables["cells"], columns, "cells", THRESHOLDS, hidden))
        assert sorted(shown.fetchall()) == [(1, "records", None, 10, None), (2, "records", 35, 10, 3.5)]


def test_a_copied_table_stays_as_it_is() -> None:
    meta = meta_of({"officer": {"internal_only": True}}, "copy")
    _, public = public_rows([(1, 12, "x")], meta, "cell_id integer, n bigint, officer varchar")
    assert public == [(1, 12, None)]


def test_every_number_of_a_rounded_table_must_be_declared() -> None:
    columns = (
        "cell_id integer, n bigint, share decimal(5, 2), sizes integer[], name varchar, is_closed boolean, on_ date"
    )
    with pytest.raises(DisclosureUndeclared) as raised:
        public_rows([], meta_of({}), columns)
    text = raised.value.message_en
    assert all(f"cells.{name}" in text for name in ("cell_id", "n", "share", "sizes"))
    assert not any(f"cells.{name}" in text for name in ("name", "is_closed", "on_"))
    assert "ประกาศ" in raised.value.message_th


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"cell_id": {"internal_only": True}}, "a key column cannot be emptied"),
        (
            {"cell_id": {"exact": True}, "rate": {"rate": True, "denominator": "nobody"}},
            "denominator nobody is no column",
        ),
    ],
)
def test_what_cannot_be_written_is_named(columns: dict[str, Any], message: str) -> None:
    with pytest.raises(DisclosureUndeclared, match=message):
        public_rows([], meta_of(columns), "cell_id integer primary key, rate double")


@pytest.mark.parametrize(
    ("disclosure", "columns", "message"),
    [
        ("hide", {}, "disclosure is 'hide'"),
        ("copy", {"n": {"persons": True}}, "persons in a table that is copied"),
        ("round", {"n": {"persons": True, "exact": True}}, "several treatments"),
        ("round", {"n": {"rate": True}}, "names no denominator"),
    ],
)
def test_meta_that_contradicts_itself_is_refused(disclosure: str, columns: dict[str, Any], message: str) -> None:
    with pytest.raises(DisclosureUndeclared, match=message):
        meta_of(columns, disclosure)


def test_every_mart_must_say_how_it_is_disclosed() -> None:
    manifest = manifest_of({"cells": ("round", {})})
    del manifest["nodes"]["model.cvm.cells"]["config"]["meta"]
    with pytest.raises(DisclosureUndeclared, match="cells: disclosure is None"):
        disclosure_meta_from_manifest(manifest)


def test_meta_is_read_from_the_manifest_file(tmp_path: Path) -> None:
    manifest = manifest_of({"cells": ("round", {"n": {"persons": True}})})
    manifest["nodes"]["model.cvm.cells"]["columns"]["old"] = {"meta": {"rate": True, "denominator": "n"}}
    manifest["nodes"]["model.cvm.stg"] = {"resource_type": "model", "database": "build", "name": "stg", "columns": {}}
    manifest["nodes"]["test.cvm.x"] = {"resource_type": "test", "database": "mart", "name": "x", "columns": {}}
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    meta = disclosure_meta_from_manifest(path)
    assert list(meta.tables) == ["cells"]
    assert meta.tables["cells"].column("n").treatment == "persons"
    assert (meta.tables["cells"].column("old").treatment, meta.tables["cells"].column("old").denominator) == (
        "rate",
        "n",
    )
    assert meta.tables["cells"].column("other").treatment is None


def test_the_public_file_keeps_comments_and_keys_and_says_that_it_is_rounded(settings: Settings) -> None:
    change(
        settings, "update employment_one_year set basis = 'records'", "update employment_rates set basis = 'records'"
    )
    found = publish_made_up(settings)
    with duckdb.connect(found.folder / "public.duckdb", read_only=True) as public:
        comments = dict(public.execute("select table_name, comment from duckdb_tables()").fetchall())
        keys = public.execute(
            "select table_name from duckdb_constraints() where constraint_type = 'PRIMARY KEY'"
        ).fetchall()
        described = public.execute(
            "select count(comment) = count(*) from duckdb_columns() where not internal"
        ).fetchall()
        national = public.execute(
            "select graduates, followed from employment_one_year where breakdown = 'nation'"
        ).fetchall()
        rates = public.execute("select breakdown, denominator, rate from employment_rates order by all").fetchall()
        hidden = public.execute("select distinct accepted_by from load_history").fetchall()
    assert set(comments) == {name for name, (disclosure, _) in TABLE_META.items() if disclosure != "internal"}
    for name in ("employment_one_year", "employment_rates"):
        assert comments[name].startswith(f"ตาราง {name} / table {name}")
        assert "ยอดรวมปัดแยกต่างหาก" in comments[name]
        assert "Totals are rounded on their own" in comments[name]
    assert comments["dim_college"] == "ตาราง dim_college / table dim_college"
    assert ("employment_rates",) in keys
    assert described == [(True,)]
    assert national == [(100, 70)]  # truly 98 and 68
    assert ("nation", 100, 0.43) in rates  # 42 of 98
    assert all(rate is None for _, denominator, rate in rates if denominator < 20)
    assert hidden == [(None,)]
    cost = found.manifest["disclosure"]
    assert cost["protected_rows"] > 0
    assert 0 < cost["rates_kept_share"] < 1
    assert 0 < cost["mean_rounding_error"] <= 2


def test_no_exact_figure_stays_in_the_bytes_of_the_public_file(settings: Settings) -> None:
    change(settings, "update load_history set accepted_by = 'somebody whose name must not leave the office'")
    folder = publish_made_up(settings).folder
    assert b"must not leave the office" in (folder / "internal.duckdb").read_bytes()
    assert b"must not leave the office" not in (folder / "public.duckdb").read_bytes()
