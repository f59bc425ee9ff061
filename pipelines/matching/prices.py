"""What one more person, or one more seat, would be worth, and from that the proof that an allocation is the best.

A price is the exact gain of solving the problem again with one more: such a person either finds a seat, or takes one
from another who finds a seat or goes without, and so on; the best of these chains is a shortest path in the residual
graph (an arc with room costs its score, one that is given up returns it). One Bellman-Ford a side finds all of them,
each round a few operations on whole arrays. The same distances are the dual of the problem: when they are feasible and
their objective equals that of the allocation, nothing is better, whoever found it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.matching.networks import NO_CAP, Bools, Ints, Network, Part, totals

_FAR = 1 << 60
"""Further than any path; it can still be added to."""

_ARCS_TOGETHER = 50_000
"""Small problems share their rounds up to here: beyond it arrays leave the processor's cache."""


@dataclass(frozen=True)
class Prices:
    """Prices by node and the proof by problem, in the order of the network.

    Attributes:
        people: gain in the objective of one more person of each college.
        seats: gain of one more seat of each need.
        dual: of each problem the objective of the dual; no allocation is worth more where it is proven.
        is_proven: of each problem whether the allocation keeps to all limits and is worth as much as the dual.
    """

    people: Ints
    seats: Ints
    dual: Ints
    is_proven: Bools


def prices_of(network: Network, persons: Ints) -> Prices:
    """The prices under an allocation, and its proof. Where it is not the best one, prices mean nothing."""
    found = Prices(
        np.zeros(len(network.people), np.int64),
        np.zeros(len(network.seats), np.int64),
        np.zeros(len(network.problems), np.int64),
        np.zeros(len(network.problems), np.bool_),
    )
    for part in network.parts(_ARCS_TOGETHER):
        _price(network, persons, part, found)
    return found


@dataclass(frozen=True)
class _Side:
    """The residual graph as seen from one of the two sides, `near`, across its arcs to the other one, `far`.

    Arcs are in the order of their near ends; of arcs and of far nodes it is told what they still take.
    """

    near: Ints
    far: Ints
    score: Ints
    has_room: Bools
    is_used: Bools
    near_count: int
    far_has_room: Bools


def _price(network: Network, persons: Ints, part: Part, found: Prices) -> None:
    """Fills in what is found of one part."""
    college = network.arc_college[part.arcs] - part.colleges.start
    need = network.arc_need[part.arcs] - part.needs.start
    people, seats = network.people[part.colleges], network.seats[part.needs]
    score, cap, here = network.score[part.arcs], network.cap[part.arcs], persons[part.arcs]
    people_left = people - totals(college, here, len(people))
    seats_left = seats - totals(need, here, len(seats))
    has_room, is_used = here < cap, here > 0
    order = np.argsort(need, kind="stable")
    colleges = _Side(college, need, score, has_room, is_used, len(people), seats_left > 0)
    needs = _Side(
        need[order], college[order], score[order], has_room[order], is_used[order], len(seats), people_left > 0
    )
    found.people[part.colleges], across = _gains(colleges)
    found.seats[part.needs], _ = _gains(needs)

    # the dual: worth of a person and of a seat, and what an arc is worth over both ends, which only a cap may allow it;
    # a need without seats is worth whatever keeps everyone off it
    person, seat = found.people[part.colleges], np.clip(across, 0, score.max(initial=0))
    over = np.maximum(score - person[college] - seat[need], 0)
    is_capped = cap < NO_CAP >> 1
    limit = np.where(is_capped, cap, 0)
    is_broken = (here < 0) | (here > cap) | ((over > 0) & ~is_capped)

    count = part.problems.stop - part.problems.start
    of_college = network.colleges["problem"].to_numpy()[part.colleges] - part.problems.start
    of_need = network.needs["problem"].to_numpy()[part.needs] - part.problems.start
    of_arc = of_college[college]
    found.dual[part.problems] = dual = (
        totals(of_college, people * person, count)
        + totals(of_need, seats * seat, count)
        + totals(of_arc, limit * over, count)
    )
    broken = sum(
        totals(places, wrong.astype(np.int64), count)
        for places, wrong in ((of_arc, is_broken), (of_college, people_left < 0), (of_need, seats_left < 0))
    )
    found.is_proven[part.problems] = (broken == 0) & (dual == totals(of_arc, score * here, count))


def _gains(side: _Side) -> tuple[Ints, Ints]:
    """For each near node the gain of one more of it, and for each far node the cost of reaching room from there.

    Both are distances to where a chain may end: at a far node with room, or at a near node that goes without.
    """
    onward, back = np.flatnonzero(side.has_room), np.flatnonzero(side.is_used)
    back = back[np.argsort(side.far[back], kind="stable")]
    near, near_starts = _groups(side.near[onward])
    far, far_starts = _groups(side.far[back])
    onward_far, onward_score = side.far[onward], side.score[onward]
    back_near, back_score = side.near[back], side.score[back]
    distance, across = np.zeros(side.near_count, np.int64), np.where(side.far_has_room, 0, _FAR)
    ends = across[far]
    # a shortest path passes no node twice; a graph in which rounds do not end has an allocation that is not the best
    for _ in range(side.near_count + 1):
        if len(far):
            across[far] = np.minimum(ends, np.minimum.reduceat(distance[back_near] + back_score, far_starts))
        before = distance.copy()
        if len(near):
            distance[near] = np.minimum(0, np.minimum.reduceat(across[onward_far] - onward_score, near_starts))
        if (before == distance).all():
            break
    return -distance, across


def _groups(sorted_places: Ints) -> tuple[Ints, Ints]:
    """The different values of a sorted array, and where each begins."""
    starts = np.flatnonzero(np.diff(sorted_places, prepend=-1))
    return sorted_places[starts], starts
