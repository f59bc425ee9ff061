"""What the attacker finds is what can be worked out, and when it has been hidden nothing can."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import duckdb
import pytest
from pydantic import ValidationError

from pipelines.publishing import files, store
from pipelines.publishing.attacking.attacker import Public, found_in, hidden_cells, puzzle_of, refuse_untrue
from pipelines.publishing.attacking.blocks import Block, is_unchanged
from pipelines.publishing.attacking.protection import Attack
from pipelines.publishing.attacking.relations import Relations, row_relation, signed_sum
from pipelines.publishing.disclosure import DisclosureMeta
from pipelines.publishing.errors import PublicationLeaks, RelationUntrue
from pipelines.publishing.publication import Publication, publish
from pipelines.settings import Settings
from tests.profiles import FULL

from . import attacked
from .attacked import THRESHOLDS, Level, leaks, mart_of, puzzle, random_levels, rows_of
from .made_up import INPUTS, PASSED, change, run_info
from .made_up import meta as made_up_meta
from .test_publishing_revision import assert_same, twin_of

Cell = tuple[int, str]
SEEDS = list(range(2000 if FULL else 48))
LEAKY: list[Level] = [(2, 0), (2, 0), (2, 1), (2, 0)]
"""All levels show 0 in work, which is at most 2 each, and the college 10, which is at least 8."""


def found_by(attack: Attack) -> set[Cell]:
    made = attack.puzzle
    names = list(made.tables[0].exact)
    return {
        (int(made.cells.row[one]), names[made.cells.column[one]])
        for one in (attack.bounds.is_known & made.is_secret).nonzero()[0]
    }


def hidden_by(attack: Attack) -> set[Cell]:
    return {(int(key[0]), column) for key, column in found_in(attack).select("key", "column_name").iter_rows()}


def test_every_planted_leak_is_found_and_none_where_there_is_none() -> None:
    planted, clean = 0, 0
    for seed in SEEDS:
        levels = random_levels(seed)
        truly = leaks(levels)
        assert found_by(Attack(puzzle(levels))) == truly, levels
        planted, clean = planted + bool(truly), clean + (not truly)
    assert planted >= len(SEEDS) // 6
    assert clean >= len(SEEDS) // 6


def test_nothing_can_be_worked_out_once_it_is_hidden() -> None:
    for seed in SEEDS[::4]:
        levels = random_levels(seed)
        attack = Attack(puzzle(levels))
        left = attack.protect(attack.puzzle.is_secret)
        assert not len(left)
        assert not leaks(levels, hidden_by(attack)), (levels, hidden_by(attack))


def test_a_count_is_hidden_with_its_smallest_sibling() -> None:
    attack = Attack(puzzle(LEAKY))
    assert (0, "working") in found_by(attack)
    attack.protect(attack.puzzle.is_secret)
    hidden = hidden_by(attack)
    assert hidden
    assert {column for _, column in hidden} <= {"graduates", "working", "idle"}
    assert not leaks(LEAKY, hidden)


def test_a_percentage_is_hidden_rather_than_the_count() -> None:
    levels = [(1, 21), (10, 30), (12, 40)]
    attack = Attack(puzzle(levels))
    assert (0, "working") in found_by(attack)
    attack.protect(attack.puzzle.is_secret)
    assert {column for _, column in hidden_by(attack)} <= {"rate", "ci_low", "ci_high"}


def sums(**declared: Any) -> dict[str, Any]:
    return {"in_a_row": attacked.RELATIONS["in_a_row"], "adds_up": [{"by": ["college_code"], **declared}]}


def test_rows_that_add_up_may_be_told_in_sql_and_may_be_bounded_only() -> None:
    levels = "wholes.breakdown = 'college' and parts.breakdown = 'college_level'"
    truly = found_by(Attack(puzzle(LEAKY)))
    assert (0, "working") in truly
    assert found_by(Attack(puzzle(LEAKY, sums(where=levels)))) == truly
    assert (0, "working") in found_by(Attack(puzzle(LEAKY, sums(where=levels, at_most=True))))
    within = "wholes.breakdown = 'college_level' and parts.breakdown = 'college'"
    assert not found_by(Attack(puzzle(LEAKY, sums(where=within, at_most=True))))
    with pytest.raises(RelationUntrue, match="wholes"):
        puzzle(LEAKY, sums(where=within))


def test_which_rows_are_meant_may_stand_in_another_table() -> None:
    asked = "wholes.breakdown = 'college' and parts.cell_id in (select cell_id from published.members)"
    declared = sums(table="cells", where=asked)
    with mart_of(LEAKY) as connection:
        connection.execute("create table mart.members as select cell_id from mart.cells where breakdown <> 'college'")
        public = Public(connection, attacked.meta(declared), THRESHOLDS)
        block = Block(tuple(public.tables))
        assert found_by(Attack(puzzle_of(public, block))) == found_by(Attack(puzzle(LEAKY)))
        connection.execute("attach ':memory:' as previous")
        connection.execute("create table previous.cells as from mart.cells")
        connection.execute("create table previous.members as from mart.members")
        columns = files.columns_of(connection, files.MART)
        assert is_unchanged(connection, block, columns)
        connection.execute("insert into mart.members values (4)")
        assert not is_unchanged(connection, block, columns)
        connection.execute("delete from mart.members where cell_id < 2")
        found = puzzle_of(public, block)
    with pytest.raises(RelationUntrue, match="members"):
        refuse_untrue([(found.true_somewhere, found.true_nowhere)])


def test_a_relation_that_is_untrue_in_some_rows_misleads_nobody_there() -> None:
    attack = Attack(puzzle(LEAKY, {"in_a_row": ["graduates = working"]}))
    true, bounds = attack.puzzle.true, attack.bounds
    assert ((bounds.low <= true) & (true <= bounds.high)).all()


def test_a_relation_that_does_not_hold_is_refused() -> None:
    with pytest.raises(RelationUntrue, match="graduates = idle"):
        puzzle(LEAKY, {"in_a_row": ["graduates = idle"]})
    with pytest.raises(RelationUntrue, match="college_level from college"):
        puzzle(LEAKY, {"adds_up": [{"breakdown": "college_level", "from": "college", "by": ["college_code"]}]})


def test_sums_and_relations_are_read() -> None:
    assert signed_sum("followed - study_only + other") == {"followed": 1, "study_only": -1, "other": 1}
    assert row_relation("a = b + c") == ({"a": 1, "b": -1, "c": -1}, False)
    assert row_relation("a <= b") == ({"a": 1, "b": -1}, True)
    assert Relations(in_a_row=[["a = b"], "c <= d"]).in_a_row == ("a = b", "c <= d")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "declared",
    [
        {"in_a_row": ["a = b = c"]},
        {"in_a_row": ["a = 2 b"]},
        {"in_a_row": ["a = a + b"]},
        {"in_a_row": ["a + = b"]},
        {"adds_up": [{"breakdown": "college", "from": "level"}]},
        {"in_a_row": ["a <= b"], "none": "has none"},
        {"something": []},
    ],
)
def test_other_declarations_are_refused(declared: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Relations.model_validate(declared)


def with_cells(settings: Settings, levels: list[Level]) -> DisclosureMeta:
    """The made-up mart with the table of `attacked` besides; what the models say of both."""
    rows = ", ".join(str(row).replace("None", "null") for row in rows_of(levels))
    change(
        settings,
        "create table if not exists cells (cell_id integer primary key, breakdown varchar, college_code varchar, "
        "basis varchar, graduates bigint not null, working bigint, idle bigint, rate double, ci_low double, "
        "ci_high double)",
        "delete from cells",
        f"insert into cells values {rows}",
    )
    tables = {**made_up_meta().tables, **attacked.meta().tables}
    return DisclosureMeta(dict(sorted(tables.items())))


def published_cells(publication: Publication) -> list[tuple[Any, ...]]:
    with duckdb.connect(publication.folder / store.PUBLIC_FILE, read_only=True) as connection:
        return connection.execute("from cells order by cell_id").fetchall()


def test_what_is_hidden_is_empty_in_the_public_file_and_told_in_the_manifest(settings: Settings) -> None:
    meta = with_cells(settings, LEAKY)
    hidden = hidden_cells(settings, meta, THRESHOLDS)
    found = publish(settings, run_info(), meta, INPUTS, PASSED)
    names = ["cell_id", "breakdown", "college_code", "basis", "graduates", "working", "idle", "rate", "ci_low"]
    empty = {
        (str(row[0]), name)
        for row in published_cells(found)
        for name, value in zip(names, row, strict=False)
        if value is None and name in ("graduates", "working", "idle")
    }
    assert empty == {(key[0], column) for key, column in hidden.cells.select("key", "column_name").iter_rows()}
    told = found.manifest["disclosure"]
    assert told["hidden_counts"] == len(empty)
    assert told["counts_kept_share"] < 1
    assert told["tables"]["cells"]["hidden_counts"] == len(empty)


def test_other_hidden_cells_are_revised_even_in_rows_that_stay_the_same(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.publishing.revision.MOST_CHANGED", 10)
    monkeypatch.setattr("pipelines.publishing.revision.MOST_GROWN", 10)
    meta = with_cells(settings, LEAKY)
    first = publish(settings, run_info(), meta, INPUTS, PASSED)
    for minute, levels in ((1, [(2, 0), (2, 0), (3, 1), (2, 0)]), (2, LEAKY)):
        with_cells(settings, levels)
        twin = twin_of(settings)
        revised = publish(settings, run_info(minute), meta, INPUTS, PASSED, {"cells": None})
        assert revised.anew_because is None
        assert_same(revised, publish(twin, run_info(minute), meta, INPUTS, PASSED))
    assert published_cells(revised) != published_cells(first)


def test_what_did_not_change_is_not_attacked_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    meta = with_cells(settings, LEAKY)
    first = publish(settings, run_info(), meta, INPUTS, PASSED)

    def refuse(*_: object) -> None:
        raise AssertionError("attacked again")

    monkeypatch.setattr("pipelines.publishing.attacking.attacker.puzzle_of", refuse)
    second = publish(settings, run_info(1), meta, INPUTS, PASSED)
    assert published_cells(second) == published_cells(first)
    assert second.manifest["disclosure"] == first.manifest["disclosure"]
    with pytest.raises(AssertionError, match="attacked again"):
        publish(settings, run_info(2), with_cells(settings, [*LEAKY[:3], (3, 0)]), INPUTS, PASSED)
    with pytest.raises(AssertionError, match="attacked again"):
        other = settings.model_copy(update={"minimum_rate_denominator": 30})
        publish(other, run_info(3), with_cells(settings, LEAKY), INPUTS, PASSED)


def test_a_publication_that_leaks_whatever_is_hidden_is_refused_with_its_cells(settings: Settings) -> None:
    meta = with_cells(settings, [(40, 20)] * 4)
    publish(settings, run_info(), meta, INPUTS, PASSED)
    with_cells(settings, LEAKY)
    with (
        patch.object(Attack, "_to_hide", lambda _, leaks: (leaks[:0], leaks[:0])),
        pytest.raises(PublicationLeaks) as raised,
    ):
        publish(settings, run_info(1), meta, INPUTS, PASSED)
    assert "cells.graduates (cell_id=0)" in raised.value.message_en
    assert "cells.graduates (cell_id=0)" in raised.value.message_th
    current = store.current_manifest(settings.published)
    assert current is not None
    assert current["published_at"].startswith("2025-06-01T03:00")


def test_what_follows_from_open_data_alone_is_no_secret(settings: Settings) -> None:
    meta = with_cells(settings, [(1, 0), (1, 0), (1, 1), (1, 0)])
    change(settings, "update cells set basis = 'counts' where breakdown = 'college_level'")
    assert hidden_cells(settings, meta, THRESHOLDS).cells.is_empty()


def test_open_data_beside_nobody_are_no_secret(settings: Settings) -> None:
    levels: list[Level] = [(1, 0), (1, 0), (1, 0), (0, 40)]
    of_counts = "update cells set basis = 'counts' where cell_id < 3"
    meta = with_cells(settings, levels)
    assert not hidden_cells(settings, meta, THRESHOLDS).cells.is_empty()
    change(settings, of_counts)
    assert hidden_cells(settings, meta, THRESHOLDS).cells.is_empty()
    with_cells(settings, [*levels[:3], (1, 39)])
    change(settings, of_counts)
    assert not hidden_cells(settings, meta, THRESHOLDS).cells.is_empty()


def test_how_protection_is_told_does_not_count_what_rules_leave_out() -> None:
    cost = files.Cost(10, 8, 6, 20, 12, hidden_rates=2, hidden_counts=5, hidden_error=4)
    told = cost.described()
    assert told["rates_kept_share"] == 0.5
    assert told["counts_kept_share"] == 0.75
    assert told["mean_rounding_error"] is None  # of 15 counts, it would tell too much of each
    assert replace(cost, counts=105, error=146).described()["mean_rounding_error"] == 1.4  # 142 of 100
    assert replace(cost, counts=104, error=146).described()["mean_rounding_error"] is None
    assert cost.of_rules == replace(cost, hidden_rates=0, hidden_counts=0, hidden_error=0)
