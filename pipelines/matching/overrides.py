"""What people decided beforehand: pairs that must not meet, and persons whose place is settled.

An override names a pair by college, establishment and, if it wants, province. A pin is placed whole or refused whole,
with the reason; the others stand. Pins are taken in the order of their keys, so that of two that cannot both stand it
is always the same one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.matching.networks import PROBLEM, Bools, Ints, Network

PIN, FORBID = "pin", "forbid"


@dataclass(frozen=True)
class Decided:
    """Of each arc the persons placed by pins and whether it is forbidden; `refused`: reasons by `override_id`."""

    pinned: Ints
    is_forbidden: Bools
    refused: dict[str, str]


def decided(network: Network, overrides: pl.DataFrame) -> Decided:
    """Applies overrides to a network.

    Args:
        network: before anything is placed.
        overrides: `override_id`, `PROBLEM`, `college_code`, `establishment_id`, `province_code` (NULL: any), `action`
            (`pin` or `forbid`), `persons` (of a pin, 1 or more).

    Raises:
        ValueError: an override has another action, stands twice, or pins fewer than one person.
    """
    _check(overrides)
    pinned, is_forbidden = np.zeros(len(network.score), np.int64), np.zeros(len(network.score), np.bool_)
    arcs, refused = _arcs_of(network, overrides), {}
    for row in overrides.filter(pl.col("action") == FORBID).iter_rows(named=True):
        if row["override_id"] in arcs:
            is_forbidden[arcs[row["override_id"]]] = True
        else:
            refused[row["override_id"]] = "no_candidate"
    people, seats, cap = network.people.copy(), network.seats.copy(), network.cap.copy()
    order = [*PROBLEM, "college_code", "establishment_id", "province_code", "override_id"]
    for row in overrides.filter(pl.col("action") == PIN).sort(order).iter_rows(named=True):
        found = arcs.get(row["override_id"], np.zeros(0, np.int64))
        open_ = found[~is_forbidden[found]]
        # the better places first, equal ones by their keys
        open_ = open_[np.argsort(-network.score[open_], kind="stable")]
        reason = _reason(int(row["persons"]), found, open_, people[network.arc_college[open_]],
                         seats[network.arc_need[open_]], cap[open_])  # fmt: skip
        if reason:
            refused[row["override_id"]] = reason
            continue
        left = int(row["persons"])
        for arc in open_.tolist():
            college, need = network.arc_college[arc], network.arc_need[arc]
            taken = min(left, int(seats[need]), int(cap[arc]))
            pinned[arc] += taken
            cap[arc] -= taken
            people[college] -= taken
            seats[need] -= taken
            left -= taken
    return Decided(pinned, is_forbidden, refused)


def _reason(persons: int, found: Ints, open_: Ints, people: Ints, seats: Ints, cap: Ints) -> str | None:
    """Why a pin of one college cannot stand, if it cannot: what its open arcs still have is given by arc."""
    if not len(found):
        return "no_candidate"
    if not len(open_):
        return "override_forbids"
    if persons > people[0]:
        return "exceeds_people"
    if persons > seats.sum():
        return "exceeds_seats"
    return "exceeds_pair_cap" if persons > np.minimum(seats, cap).sum() else None


def _arcs_of(network: Network, overrides: pl.DataFrame) -> dict[str, Ints]:
    """The arcs that each override names, in the network's order; overrides that name none are left out."""
    if overrides.is_empty():
        return {}
    named = overrides.join(network.problems.with_row_index("problem"), on=PROBLEM, nulls_equal=True)
    ends = named.join(network.colleges.with_row_index("college"), on=["problem", "college_code"]).join(
        network.needs.rename({"province_code": "at"}).with_row_index("need"), on=["problem", "establishment_id"]
    )
    ends = ends.filter(pl.col("province_code").is_null() | (pl.col("province_code") == pl.col("at")))
    every = pl.DataFrame({"college": network.arc_college, "need": network.arc_need}).with_row_index("arc")
    found = every.join(ends.select("override_id", pl.col("college", "need").cast(pl.Int64)), on=["college", "need"])
    groups = found.sort("override_id", "arc").group_by("override_id", maintain_order=True).agg("arc")
    return {id_: np.array(arcs, np.int64) for id_, arcs in groups.iter_rows()}


def _check(overrides: pl.DataFrame) -> None:
    is_pin = pl.col("action") == PIN
    wrong = overrides.filter(
        ~pl.col("action").is_in([PIN, FORBID]).fill_null(False)
        | pl.col("override_id").is_duplicated()
        | (is_pin & ~(pl.col("persons") >= 1).fill_null(False))
    )
    if len(wrong):
        raise ValueError(f"overrides that cannot be read: {', '.join(map(str, wrong['override_id'].sort()))}")
