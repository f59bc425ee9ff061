"""The scores of candidates and the enrolment plan worked out a second time, from what the published rows tell.

The published tables say that every result can be reproduced from its row; here it is, in polars and plain Python.
"""

from __future__ import annotations

import math
from collections import defaultdict
from decimal import Decimal
from typing import Any

import polars as pl

COMPONENTS = ("distance", "agreement", "tier", "history", "wage", "field_match", "incidents")
_FULL = 10_000
_HISTORY_YEARS = (1, 2, 3)

Row = dict[str, Any]


def scored(candidates: pl.DataFrame, weights: dict[str, int]) -> pl.Series:
    """The score of each candidate: 1 + the weighted sum of its points over the weights above 0; 1 at least."""
    weighted = sum((pl.col(f"c_{name}").fill_null(0) * weights[f"weight_{name}"] for name in COMPONENTS), pl.lit(0))
    over = max(1, sum(max(weights[f"weight_{name}"], 0) for name in COMPONENTS))
    return candidates.select(score=1 + pl.max_horizontal(weighted, 0) // over)["score"]


def points_of_distance(candidates: pl.DataFrame, weights: dict[str, int]) -> list[int | None]:
    """10,000 beside the workplace, 0 from the farthest kilometre of the kind on, in steps of a hundred metres."""
    found: list[int | None] = []
    for kind, km in candidates.select("demand_kind", "km").iter_rows():
        farthest = weights[f"max_km_{kind}"]
        found.append(None if km is None else max(int((farthest - Decimal(km)) * 10), 0) * 1000 // farthest)
    return found


def points_of_history(candidates: pl.DataFrame, placements: pl.DataFrame, weights: dict[str, int]) -> list[int | None]:
    """Completed placements of each pair in the three fiscal years before; None of a college that told of none."""
    told: set[tuple[int, str]] = set()
    completed: dict[tuple[int, str, str], int] = defaultdict(int)
    for year, college, establishment, state in placements.select(
        "fiscal_year_be", "college_code", "establishment_id", "completed"
    ).iter_rows():
        for later in _HISTORY_YEARS:
            told.add((year + later, college))
            completed[year + later, college, establishment] += state == "yes"
    return [
        min(completed[year, college, establishment] * _FULL // weights["history_full"], _FULL)
        if (year, college) in told
        else None
        for year, college, establishment in candidates.select(
            "fiscal_year_be", "college_code", "establishment_id"
        ).iter_rows()
    ]


def points_of_wage(candidates: pl.DataFrame, needs: pl.DataFrame) -> list[int | None]:
    """The wage against the median wage of all persons asked for in the problem at home, or abroad; half is 5,000."""
    wages: dict[tuple[Any, ...], list[tuple[float, int]]] = defaultdict(list)
    wage_of: dict[str, tuple[tuple[Any, ...], float | None]] = {}
    for row in needs.filter(pl.col("headcount") > 0).iter_rows(named=True):
        level = None if row["demand_kind"] == "teacher_placement" else row["level"]
        key = (row["fiscal_year_be"], row["demand_kind"], level, row["meeting_field_th"], row["place"])
        wage_of[row["demand_id"]] = (key, row["monthly_wage"])
        if row["monthly_wage"] is not None:
            wages[key].append((row["monthly_wage"], row["wage_headcount"]))
    found: list[int | None] = []
    for need in candidates["demand_id"]:
        key, wage = wage_of[need]
        found.append(None if wage is None else min(math.floor(_FULL * wage / _median(wages[key])), _FULL))
    return found


def _median(values: list[tuple[float, int]]) -> float:
    every = sorted(value for value, count in values for _ in range(count))
    middle = len(every) // 2
    return every[middle] if len(every) % 2 else (every[middle - 1] + every[middle]) / 2


def planned(plan: pl.DataFrame) -> list[Row]:
    """What each row of `enrolment_plan` has to say by its own factors, and by the intakes of its network."""
    networks: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in plan.iter_rows(named=True):
        networks[row["scenario_id"], row["centre_id"], row["level"], row["meeting_field_th"]].append(row)
    found = {}
    for rows in networks.values():
        network = sum(row["intake"] for row in rows)
        wanted = _wanted(rows[0], network)
        for row, share in zip(rows, _shares(rows, network, wanted), strict=True):
            found[row["enrolment_plan_id"]] = {"network_wanted_intake": wanted, "wanted_intake": share} | _bounded(
                row, share
            )
    return [found[key] for key in plan["enrolment_plan_id"]]


def _wanted(row: Row, network: int) -> int | None:
    if row["demand_jobs"] is None or row["supply_labour"] is None or not row["survival"]:
        return None
    gap = row["demand_jobs"] * row["demand_factor"] - float(row["supply_labour"])
    wanted = network + gap / row["survival"]
    # halves go up, and below 0 nobody is wanted
    return math.floor(wanted + 0.5) if wanted > 0 else 0


def _shares(rows: list[Row], network: int, wanted: int | None) -> list[int | None]:
    """Shares of the network's wish by intake, the largest remainders first, equal ones by the college's code."""
    if wanted is None:
        return [None] * len(rows)
    whole = [wanted * row["intake"] // network for row in rows]
    line = sorted(
        range(len(rows)), key=lambda place: (-(wanted * rows[place]["intake"] % network), rows[place]["college_code"])
    )
    more = set(line[: wanted - sum(whole)])
    return [share + (place in more) for place, share in enumerate(whole)]


def _bounded(row: Row, wanted: int | None) -> Row:
    limit, room = Decimal(str(row["yearly_limit"])), Decimal(str(row["capacity_share"]))
    lowest, highest = math.ceil(row["intake"] * (1 - limit)), math.floor(row["intake"] * (1 + limit))
    capacity = math.floor(row["largest_intake"] * room)
    found: Row = {"lowest_intake": lowest, "highest_intake": highest, "capacity": capacity}
    if wanted is None:
        is_gap_known = row["demand_jobs"] is not None and row["supply_labour"] is not None
        reason = "survival_not_known" if is_gap_known else "gap_not_known"
        return found | {"planned_intake": None, "change": None, "limited_by": reason}
    intake = min(max(wanted, lowest), highest, capacity)
    bound = "capacity" if intake == capacity < highest else "yearly_limit"
    return found | {
        "planned_intake": intake,
        "change": intake - row["intake"],
        "limited_by": None if intake == wanted else bound,
    }
