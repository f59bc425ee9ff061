"""The attacker against another one, who knows nothing of him: a solver of whole-number programs, count by count."""

from __future__ import annotations

from itertools import count

import numpy as np
from scipy.optimize import Bounds as Limits
from scipy.optimize import LinearConstraint, milp

from pipelines.publishing.attacking.protection import Attack
from tests.profiles import FULL

from .attacked import COUNTS, THRESHOLDS, Cell, Level, puzzle, rows_of

PLANTED, CLEAN = (10, 50) if FULL else (3, 8)
LEVELS = 5


def random_college(seed: int) -> list[Level]:
    """Levels of which some have few in work."""
    source = np.random.default_rng(seed)
    return [(int(source.integers(0, 9)), int(source.integers(0, 40) ** 2 // 30)) for _ in range(LEVELS)]


def solved(levels: list[Level]) -> set[Cell]:
    """Counts of 1 to 4 of which the least possible value is the greatest: what is shown, told to the solver."""
    rows = rows_of(levels)
    index = {(row, name): number for number, (row, name) in enumerate((r, n) for r in range(len(rows)) for n in COUNTS)}
    true = {
        (row, name): value for row, cells in enumerate(rows) for name, value in zip(COUNTS, cells[4:7], strict=True)
    }
    shown = np.array([5 * ((value + 2) // 5) for value in true.values()])
    conditions: list[tuple[dict[Cell, int], float, float]] = []
    for row in range(len(rows)):
        graduates, working, idle = ((row, name) for name in COUNTS)
        conditions.append(({graduates: 1, working: -1, idle: -1}, 0, 0))
        if true[graduates] >= THRESHOLDS.minimum_rate_denominator:
            percent = int(100 * true[working] / true[graduates] + 0.5)
            conditions.append(({working: 200, graduates: -(2 * percent + 1)}, -np.inf, 0))
            conditions.append(({working: 200, graduates: -(2 * percent - 1)}, 0, np.inf))
            conditions.append(({graduates: 1}, THRESHOLDS.minimum_rate_denominator, np.inf))
    for name in COUNTS:
        college = {(len(levels), name): -1} | {(row, name): 1 for row in range(len(levels))}
        conditions.append((college, 0, 0))
    matrix = np.zeros((len(conditions), len(index)))
    for place, (terms, _, _) in enumerate(conditions):
        for cell, factor in terms.items():
            matrix[place, index[cell]] = factor
    constraints = LinearConstraint(matrix, [low for _, low, _ in conditions], [high for _, _, high in conditions])
    limits, whole = Limits(np.maximum(shown - 2, 0), shown + 2), np.ones(len(index))

    def end(cell: Cell, sign: int) -> int:
        aim = np.zeros(len(index))
        aim[index[cell]] = sign
        found = milp(aim, constraints=constraints, bounds=limits, integrality=whole)
        assert found.status == 0
        value: int = round(sign * found.fun)
        return value

    small = [cell for cell, value in true.items() if 1 <= value < THRESHOLDS.rounding_base]
    return {cell for cell in small if end(cell, 1) == end(cell, -1)}


def worked_out(levels: list[Level]) -> set[Cell]:
    """What the attacker finds where no 95 % intervals are shown."""
    attack = Attack(puzzle(levels, with_intervals=False))
    made = attack.puzzle
    names = list(made.tables[0].exact)
    leaks = np.flatnonzero(attack.bounds.is_known & made.is_secret)
    return {(int(made.cells.row[one]), names[made.cells.column[one]]) for one in leaks}


def test_every_leak_that_a_solver_finds_is_found_and_no_other() -> None:
    planted = clean = 0
    for seed in count():
        levels = random_college(seed)
        truly = solved(levels)
        planted, clean = planted + bool(truly), clean + (not truly)
        assert worked_out(levels) == truly, (seed, levels)
        if planted >= PLANTED and clean >= CLEAN:
            break
