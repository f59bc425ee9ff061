"""What a publication tells of its changes: rows, totals, and the cells that moved most."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.exporting.described import publication_of
from pipelines.publishing import log
from pipelines.publishing.connection import connect
from pipelines.publishing.disclosure import DisclosureMeta
from pipelines.publishing.moves import LargestMove, largest
from pipelines.publishing.publication import Publication, publish
from pipelines.settings import SYNTHETIC_MARKER, Settings

from .made_up import INPUTS, PASSED, change, meta, publish_made_up, run_info

CUBE = "employment_one_year"
NATION = "breakdown = 'nation'"
ONE_CELL = "breakdown = 'level' and level = 'voc_cert'"


def told(found: Publication, table: str = CUBE, measure: str = "graduates") -> list[tuple[Any, ...]]:
    """What is told of one measure: rank, cell, before, after."""
    return [
        (row["rank"], row["cell"], row["value_before"], row["value_after"])
        for row in found.own_changes
        if (row["table_name"], row["measure"]) == (table, measure)
    ]


def logged(found: Publication, table: str = CUBE) -> tuple[int | None, ...]:
    """Rows added, removed and changed."""
    (row,) = [row for row in found.log_rows.log if row["table_name"] == table and row["run_id"] == "r1"][-1:]
    return tuple(row[f"rows_{what}"] for what in ("added", "removed", "changed"))


def with_table(name: str = CUBE, **changed: Any) -> DisclosureMeta:
    """The made-up tables, one of them declared otherwise."""
    tables = dict(meta().tables)
    return DisclosureMeta({**tables, name: replace(tables[name], **changed)})


def published_as(settings: Settings, declared: DisclosureMeta, **options: Any) -> Publication:
    return publish(settings, replace(run_info(1), **options), declared, INPUTS, PASSED)


def test_totals_and_the_cells_that_moved_most_are_told(published: Settings) -> None:
    change(
        published,
        f"update {CUBE} set graduates = graduates + 7 where {NATION}",
        f"update {CUBE} set graduates = graduates - 9, other = null where {ONE_CELL}",
    )
    found = publish_made_up(published, 1)
    assert logged(found) == (0, 0, 2)
    assert logged(found, "employment_rates") == (0, 0, 0)
    rows = told(found)
    assert [(rank, cell and cell.partition(" · ")) for rank, cell, *_ in rows] == [
        (0, None),
        (1, ("cell_id=6", " · ", "academic_year_be=2566 · breakdown=level · level=voc_cert · basis=counts")),
        (2, ("cell_id=7", " · ", "academic_year_be=2566 · breakdown=nation · basis=counts")),
    ]
    assert [after - before for _, _, before, after in rows] == [-2, -9, 7]
    assert told(found, measure="other") == [], "from nothing to unknown nobody moved"
    assert {row["table_name"] for row in found.own_changes} == {CUBE}


def test_rows_that_come_and_go_stand_on_one_side(published: Settings) -> None:
    change(
        published,
        f"delete from {CUBE} where {NATION}",
        f"insert into {CUBE} select * replace (999 as cell_id, 2567 as academic_year_be, 5 as graduates) "
        f"from {CUBE} where {ONE_CELL}",
    )
    found = publish_made_up(published, 1)
    assert logged(found) == (1, 1, 0)
    assert [(before, after) for rank, _, before, after in told(found) if rank] == [(Decimal(98), None), (None, 5)]


def test_only_so_many_cells_are_told_and_ties_go_by_key(published: Settings) -> None:
    change(published, f"update {CUBE} set seeking = seeking + 1")
    settings = published.model_copy(update={"moves_told": 2})
    found = publish_made_up(settings, 1)
    cells = [row["cell_key"] for row in found.own_changes if row["measure"] == "seeking" and row["rank"]]
    assert cells == ["1", "2"]


def test_of_too_many_rows_only_the_totals_are_told(published: Settings) -> None:
    change(published, f"update {CUBE} set graduates = graduates + 1")
    found = publish_made_up(published.model_copy(update={"moved_rows_at_most": 3}), 1)
    assert [rank for rank, *_ in told(found)] == [0]
    assert (logged(found)[2] or 0) > 3


@pytest.mark.parametrize(
    ("declared", "ranks"),
    [
        (with_table(disclosure="internal"), [0]),
        (with_table(public_rows="breakdown <> 'nation'"), [0]),
        (with_table(is_measured=False), []),
    ],
    ids=["a table that stays inside", "a row that stays inside", "a table about files"],
)
def test_what_stays_inside_names_no_cell(published: Settings, declared: DisclosureMeta, ranks: list[int]) -> None:
    change(published, f"update {CUBE} set graduates = graduates + 7 where {NATION}")
    found = published_as(published, declared)
    assert [rank for rank, *_ in told(found)] == ranks
    assert logged(found) == (0, 0, 1)


def test_what_stays_inside_is_no_part_of_a_cell_s_name(published: Settings) -> None:
    columns = dict(meta().tables[CUBE].columns)
    columns["breakdown"] = replace(meta().tables[CUBE].column("breakdown"), treatment="internal_only")
    change(published, f"update {CUBE} set graduates = graduates + 7 where {NATION}")
    found = published_as(published, with_table(columns=columns))
    assert [cell for _, cell, *_ in told(found)] == [None, "cell_id=7 · academic_year_be=2566 · basis=counts"]


def test_amounts_of_money_are_added_exactly(settings: Settings) -> None:
    name, amount = "office_budgets", "0.1::double"
    change(settings, f"create table {name} (budget_id integer primary key, baht double)")
    change(settings, f"insert into {name} select row, {amount} from range(1000) as rows (row)")
    tables = dict(meta().tables)
    column = replace(meta().tables[CUBE].column("other"), treatment=None, is_money=True)
    declared = DisclosureMeta({**tables, name: replace(tables["office_notes"], name=name, columns={"baht": column})})
    publish(settings, run_info(), declared, INPUTS, PASSED)
    change(settings, f"update {name} set baht = baht + 0.2 where budget_id = 1")
    found = published_as(settings, declared)
    assert told(found, name, "baht") == [(0, None, Decimal("100.0000"), Decimal("100.2000"))]
    assert {row["unit"] for row in found.own_changes} == {"baht"}


def test_the_first_publication_tells_no_change(settings: Settings) -> None:
    found = publish_made_up(settings)
    assert found.own_changes == []
    assert logged(found) == (None, None, None)
    assert found.manifest["is_synthetic"] is False


def test_a_demonstration_says_so_wherever_its_publication_is_copied(settings: Settings, tmp_path: Path) -> None:
    (settings.home / SYNTHETIC_MARKER).touch()
    assert publish_made_up(settings).manifest["is_synthetic"]
    shutil.copytree(settings.published, tmp_path / "elsewhere" / "published", symlinks=True)
    with connect(tmp_path / "elsewhere") as connection:
        assert publication_of(connection).is_synthetic


def test_what_an_erasure_changes_is_not_told(published: Settings) -> None:
    change(published, f"update {CUBE} set graduates = graduates + 7 where {NATION}")
    publish_made_up(published, 1)
    change(published, f"update {CUBE} set graduates = graduates - 1 where {NATION}")
    found = published_as(published, meta(), rows_erased=3, published_at=run_info(2).published_at)
    assert found.manifest["rows_erased"] == 3
    assert found.own_changes == []
    assert logged(found) == (None, None, None)
    # of what a killed run did not record only totals are taken over
    assert {row["rank"] for row in found.log_rows.changes} == {0}


@pytest.mark.parametrize("key", ["", "primary key"], ids=["no key", "another column"])
def test_a_table_that_was_declared_otherwise_has_totals_alone(settings: Settings, key: str) -> None:
    change(settings, f"create table office_seats (seat_id integer {key}, seats bigint)")
    change(settings, "insert into office_seats values (1, 4)")
    tables = meta().tables
    declared = DisclosureMeta({**tables, "office_seats": replace(tables["office_notes"], name="office_seats")})
    publish(settings, run_info(), declared, INPUTS, PASSED)
    if key:
        change(settings, "alter table office_seats add column rooms bigint")
    change(settings, "update office_seats set seats = 9")
    found = published_as(settings, declared)
    assert told(found, "office_seats", "seats") == [(0, None, 4, 9)]
    assert told(found, "office_seats", "rooms") == []
    assert logged(found, "office_seats") == (None, None, None)


def test_a_publication_older_than_the_changes_is_gone_on_from(published: Settings, settings: Settings) -> None:
    statements = [
        "drop table publication_changes",
        *(f"alter table publication_log drop column rows_{what}" for what in ("added", "removed", "changed")),
    ]
    folder = (published.published / "current").resolve()
    path = folder / "internal.duckdb"
    path.chmod(0o644)
    with duckdb.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    change(published, f"update {CUBE} set graduates = graduates + 7 where {NATION}")
    found = publish_made_up(published, 1)
    assert [rank for rank, *_ in told(found)] == [0, 1]
    first = [row for row in found.log_rows.log if row["publication_id"] == folder.name]
    assert first
    assert all(row["rows_added"] is None for row in first)


def test_both_tables_stand_in_the_internal_file_alone(published: Settings) -> None:
    change(published, f"update {CUBE} set graduates = graduates + 7 where {NATION}")
    folder = publish_made_up(published, 1).folder
    with duckdb.connect(folder / "internal.duckdb", read_only=True) as connection:
        rows = connection.execute("select rank, value_before, value_after from publication_changes order by rank")
        assert [after - before for _, before, after in rows.fetchall()] == [7, 7]
    with duckdb.connect(folder / "public.duckdb", read_only=True) as connection:
        tables = {name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()}
        told_outside = connection.execute(
            "select count(rows_added) + count(rows_removed) + count(rows_changed) from publication_log"
        ).fetchall()
    assert log.CHANGES.name not in tables
    assert told_outside == [(0,)]


def row(table: str, measure: str, before: int | None, after: int | None, **changed: Any) -> dict[str, Any]:
    values = {"value_before": before, "value_after": after}
    return {"table_name": table, "measure": measure, "rank": 1, "unit": "persons", "cell": "c", **values, **changed}


def test_the_largest_moves_are_of_persons_one_a_table() -> None:
    rows = [
        row("b", "followed", 10, 40),
        row("b", "graduates", 10, 60),
        row("a", "graduates", None, 50),
        row("c", "seats", 0, 900, unit="number"),
        row("d", "graduates", 0, 900, rank=2),
        row("e", "graduates", 7, None),
        row("f", "graduates", 7, 8),
    ]
    assert largest(rows) == (
        LargestMove("a", "graduates", "c", None, 50),
        LargestMove("b", "graduates", "c", 10, 60),
        LargestMove("e", "graduates", "c", 7, None),
    )
    assert largest([]) == ()


def test_a_home_whose_log_lacks_columns_is_given_them(tmp_path: Path) -> None:
    from pipelines.contracts import load_contracts
    from pipelines.loading.records import insert
    from pipelines.loading.warehouse import Warehouse

    with Warehouse(Settings(home=tmp_path)) as opened:
        opened.connection.execute("create schema raw")
        opened.connection.execute("create table raw.publications (publication_id varchar, is_changed boolean)")
        opened.create_tables(load_contracts().values())
        insert(opened.connection, "publications", [{"publication_id": "p", "rows_added": 1, "rows_removed": 2}])
        found = opened.connection.execute(
            "select publication_id, rows_added, rows_removed, rows_changed, table_name from raw.publications"
        ).fetchall()
    assert found == [("p", 1, 2, None, None)]
