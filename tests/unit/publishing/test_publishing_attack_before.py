"""What the publication before tells together with this one cannot be worked out either."""

from __future__ import annotations

import numpy as np

from pipelines.publishing.attacking.attacker import found_in
from pipelines.publishing.attacking.making import taken
from pipelines.publishing.attacking.protection import Attack
from tests.profiles import FULL

from .attacked import Cell, Level, leaks, leaks_after, puzzle, puzzle_after, random_levels

SEEDS = range(400 if FULL else 12)


def hidden_by(attack: Attack) -> set[Cell]:
    return {(int(key[0]), column) for key, column in found_in(attack).select("key", "column_name").iter_rows()}


def protected(levels: list[Level]) -> set[Cell]:
    """What a first publication hides."""
    attack = Attack(puzzle(levels))
    assert not len(attack.protect(attack.puzzle.is_secret))
    return hidden_by(attack)


def protected_after(then: list[Level], hidden: set[Cell], now: list[Level]) -> set[Cell]:
    """What the next one hides."""
    attack = Attack(puzzle_after(then, hidden, now))
    true, bounds = attack.puzzle.true, attack.bounds
    assert ((bounds.low <= true) & (true <= bounds.high)).all()
    assert not len(attack.protect(attack.puzzle.is_secret))
    return hidden_by(attack)


def test_two_publications_together_give_nothing_away() -> None:
    left_open = 0
    for seed in SEEDS:
        then = random_levels(seed)[:2]
        source = np.random.default_rng(seed)
        now = [(working + int(source.integers(0, 3)), idle) for working, idle in then[:1]] + then[1:]
        hidden_then = protected(then)
        hidden = protected_after(then, hidden_then, now)
        assert not leaks_after(then, hidden_then, now, hidden), (then, hidden_then, now, hidden)
        left_open += bool(leaks_after(then, hidden_then, now, protected(now)))
    assert left_open  # attacked alone, some of them would give away more


def test_the_same_numbers_hide_the_same_whatever_else_could_be_hidden() -> None:
    levels = [(2, 0), (2, 0), (2, 1), (2, 0)]
    hidden = protected(levels)
    assert protected_after(levels, hidden, levels) == hidden
    more = hidden | {(0, "idle"), (4, "idle")}
    assert protected_after(levels, more, levels) == more


def test_what_was_shown_is_not_hidden_for_the_same_number() -> None:
    then: list[Level] = [(2, 1), (2, 0), (2, 1), (1, 0)]
    now: list[Level] = [(2, 1), (2, 0), (2, 1), (2, 0)]
    hidden_then = protected(then)
    alone = protected(now)
    hidden = protected_after(then, hidden_then, now)
    same = {(row, column) for row in range(3) for column in ("graduates", "working", "idle")}
    assert hidden & same == hidden_then & same
    assert not leaks(now, hidden)
    assert alone - hidden_then  # by itself it would hide what was shown


def test_a_table_that_has_lost_all_of_its_rows_is_met_nowhere() -> None:
    assert taken(np.array([7, 8]), np.array([1, -1, 0])).tolist() == [8, -1, 7]
    assert taken(np.array([], dtype=np.int32), np.array([-1, -1])).tolist() == [-1, -1]
