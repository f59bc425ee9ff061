"""Matching as a linear program, solved by HiGHS: its corners are whole numbers, so its best is the best of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

Ends = tuple[Sequence[int], Sequence[int]]


def most(score: Sequence[int], ends: tuple[Ends, Ends], limits: Sequence[tuple[int, int | None]]) -> float:
    """The largest sum of score x persons.

    Args:
        score: of each arc, at least one.
        ends: of each side the place of every arc's end, and the persons that each place takes.
        limits: fewest and most persons of each arc.
    """
    (near, near_most), (far, far_most) = ends
    count = len(score)
    rows = np.concatenate([np.asarray(near), len(near_most) + np.asarray(far)])
    columns = np.tile(np.arange(count), 2)
    shape = (len(near_most) + len(far_most), count)
    found = linprog(
        -np.asarray(score),
        A_ub=coo_array((np.ones(2 * count), (rows, columns)), shape=shape),
        b_ub=np.concatenate([near_most, far_most]),
        bounds=limits,
        method="highs",
    )
    if found.status != 0:
        raise ValueError(found.message)
    return -float(found.fun)
