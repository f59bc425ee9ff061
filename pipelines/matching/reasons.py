"""Why somebody stays without a place, or a seat stays empty, under the best allocation. Nothing is decided here."""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.matching.networks import Bools, Ints, Network, totals

NO_CANDIDATE = "no_candidate"
ESTABLISHMENT_NOT_TOLD = "establishment_not_told"
OVERRIDE_FORBIDS = "override_forbids"
PAIR_CAPS = "pair_caps"
SEATS_TAKEN = "seats_taken"
PEOPLE_TAKEN = "people_taken"


def reasons_of(network: Network, persons: Ints, is_forbidden: Bools) -> tuple[pl.Series, pl.Series]:
    """For each college and each need the reason of what is unplaced, NULL where nothing is.

    Scores are 1 or more, so the best allocation leaves no pair apart that could still meet: whoever is left has no
    candidate, or only ones that are full, or an override or the cap of the pair stands between. Of several that bind,
    the one is told that is the easiest to undo: an override, then an agreement's cap.

    Args:
        network: before anything is placed.
        persons: on each arc, those of pins among them.
        is_forbidden: of each arc.
    """
    people_left = network.people - totals(network.arc_college, persons, len(network.people))
    seats_left = network.seats - totals(network.arc_need, persons, len(network.seats))
    is_at_cap = persons >= network.cap
    sides = (
        (network.arc_college, people_left, seats_left[network.arc_need] > 0, SEATS_TAKEN),
        (network.arc_need, seats_left, people_left[network.arc_college] > 0, PEOPLE_TAKEN),
    )
    found = []
    for near, left, has_other_room, taken in sides:
        arcs = _count(near, np.ones_like(is_forbidden), left)
        forbidden = _count(near, is_forbidden, left)
        reason = np.full(len(left), taken, object)
        reason[_count(near, is_at_cap & has_other_room & ~is_forbidden, left) > 0] = PAIR_CAPS
        reason[(_count(near, is_forbidden & has_other_room, left) > 0) | (forbidden == arcs)] = OVERRIDE_FORBIDS
        reason[arcs == 0] = NO_CANDIDATE
        reason[left == 0] = None
        found.append(reason)
    untold = network.needs["establishment_id"].is_null().to_numpy() & (seats_left > 0)
    found[1][untold] = ESTABLISHMENT_NOT_TOLD
    return pl.Series(found[0].tolist(), dtype=pl.String), pl.Series(found[1].tolist(), dtype=pl.String)


def _count(near: Ints, is_so: Bools, left: Ints) -> Ints:
    return totals(near, is_so.astype(np.int64), len(left))
