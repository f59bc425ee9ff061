"""Matching: who has a place, who has none and why, what one more place would be worth, the best beside the greedy."""

from __future__ import annotations

from pipelines.reporting.dashboard.slices import Slice

SHOWN = 5
"""Of the seats of a problem so many are shown: those worth most, and those with most places left."""

_KIND = "sliced.demand_kind || '-' || sliced.fiscal_year_be"
_PROBLEM = "fiscal_year_be, demand_kind, level, meeting_field_th"
_DEAREST = f"""
    select match_node_id from match_prices where side = 'seats' and price > 0
    qualify row_number() over (partition by {_PROBLEM} order by price desc, match_node_id) <= {SHOWN}
"""
_EMPTIEST = f"""
    select match_node_id from match_unplaced where side = 'seats'
    qualify row_number() over (partition by {_PROBLEM} order by unplaced desc nulls last, match_node_id) <= {SHOWN}
"""
_SEAT = ("level", "meeting_field_th", "basis", "establishment_id", "place", "work_province_code", "capacity", "placed")

SLICES = (
    Slice(
        "match_problems",
        (
            "fiscal_year_be", "demand_kind", "level", "meeting_field_th", "basis", "people", "seats", "candidates",
            "placed", "is_proven", "objective", "greedy_objective", "gain",
        ),
    ),
    Slice(
        "match_unplaced",
        ("level", "meeting_field_th", "college_code", "basis", "capacity", "placed", "unplaced", "reason", "price"),
        "side = 'people'",
        _KIND,
        "people",
    ),
    Slice(
        "match_unplaced",
        (*_SEAT, "unplaced", "reason"),
        f"match_node_id in ({_EMPTIEST})",
        _KIND,
        "seats",
    ),
    Slice("match_prices", (*_SEAT, "price"), f"match_node_id in ({_DEAREST})", _KIND),
    Slice(
        "dim_establishment",
        ("establishment_id", "establishment_name"),
        f"""
        establishment_id in (
            select establishment_id from match_prices where match_node_id in ({_DEAREST})
            union
            select establishment_id from match_unplaced where match_node_id in ({_EMPTIEST})
        )
        """,
    ),
)  # fmt: skip
