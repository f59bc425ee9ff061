"""`network_comparison`: a college among those of its network, as a whole and at each level (03, Fair comparison).

Sums of shares are exact here (fractions), so that nothing but the square root of a variance is rounded.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import polars as pl

from tests.oracle import network_colleges
from tests.oracle.cube import counted, rows_of_both
from tests.oracle.gap import Gap
from tests.oracle.inputs import Schema
from tests.oracle.network_colleges import COLLEGE, COLLEGE_LEVEL
from tests.oracle.networks import in_networks
from tests.oracle.people import World
from tests.oracle.rates import TOO_FEW_BELOW, Z, reliability, response_rate, wilson
from tests.oracle.roster import Row
from tests.oracle.teaching import Teaching

RANKED_FROM = 30
RANKED_AMONG = 3
MOSTLY_ITSELF = Fraction(1, 2)
KNOWN_FROM = 0.9
Z_998 = 3.090232
ROUNDING = 1e-12
"""Intervals apart by no more than this are not apart."""

NETWORK = ("breakdown", "academic_year_be", "centre_id", "level")
PEER_KEYS = ("breakdown", "academic_year_be", "centre_id", "college_code", "level")
STRATUM = ("stratum_level", "field_th", "study_system", "sex")
BESIDE: Schema = dict.fromkeys(
    (
        "supply_now", "supply_next_1", "demand_jobs", "demand_places", "agreements", "teachers", "teachers_trained",
        "teachers_certified", "teachers_judged", "teachers_with_gap", "teacher_placements", "teacher_placements_ended",
        "reports_in_time", "reports_in_time_rate", "short_courses", "short_course_participants",
        *network_colleges.GROUPS, "tests_judged", "tests_passed", "certification_pass_rate", "placements",
        "safety_known", "safe_placements", "safe_placement_rate", "test_centres_licensed", "sar_score",
    ),
    pl.Float64,
)  # fmt: skip
"""What stands beside employment."""
OF_OTHER_TABLES = (
    "knowledge_assets", "knowledge_components", "rows_read", "errors", "errors_per_1000_rows", "followup_records",
    "followups_reached", "contact_rate", "emvs_rounds_asked", "emvs_rounds_entered", "is_group_ordered",
    "group_duties", "group_duties_done", "events_asked", "events_overdue",
)  # fmt: skip
"""What other tables say of the college as a whole (`tests/integration/test_network_comparison.py`)."""


@dataclass
class Stratum:
    """Graduates of one stratum: those of the network, and how many of them obtained work."""

    graduates: int = 0
    obtained_work: int = 0

    @property
    def rate(self) -> Fraction:
        """Share that obtained work."""
        return Fraction(self.obtained_work, self.graduates)


@dataclass
class Network:
    """The colleges that are compared with each other."""

    colleges: set[str] = field(default_factory=set)
    total: Stratum = field(default_factory=Stratum)
    strata: dict[tuple[str | None, ...], Stratum] = field(default_factory=lambda: defaultdict(Stratum))


@dataclass(frozen=True)
class Standing:
    """A college against its benchmark."""

    benchmark: Fraction
    own_weight: Fraction
    difference: Fraction
    sigma: float

    @property
    def low(self) -> float:
        """Lower end of the difference."""
        return max(float(self.difference) - Z * self.sigma, -1.0)

    @property
    def high(self) -> float:
        """Upper end of the difference."""
        return min(float(self.difference) + Z * self.sigma, 1.0)

    @property
    def name(self) -> str:
        """Where the college stands in the funnel."""
        apart = abs(float(self.difference)) / self.sigma
        return "inside" if apart <= Z else "outside_95" if apart <= Z_998 else "outside_998"


def network_comparison(world: World, gap: Gap, teaching: Teaching) -> pl.DataFrame:
    """Every college of every network, and again by level of its graduates."""
    compared = _compared(world)
    of_year = network_colleges.members(gap)
    market, people = network_colleges.market(gap), network_colleges.people(teaching)
    assessed = sar_scores(world.inputs.sar)
    found = []
    levels = [key for key in compared if key[0] == COLLEGE_LEVEL]
    for key in (*of_year, *levels):
        row: Row = dict(zip(PEER_KEYS, key, strict=True)) | {"network_academic_year_be": of_year.get(key, key[1])}
        row |= market.get(key, {}) | people.get(key, {})
        if key[0] == COLLEGE:
            row["sar_score"] = assessed.get((key[1], key[3]))
        found.append(row | compared.get(key, {}))
    return _framed(found)


def _compared(world: World) -> dict[tuple[Any, ...], Row]:
    """Employment of every college of which graduates are told, against its peers."""
    graduates = rows_of_both(world)
    rows = _compared_alike(_in_both(in_networks(world.inputs, graduates, graduates)))
    by_stratum = rows.group_by(*PEER_KEYS, *STRATUM).agg(pl.col("graduates", "obtained_work").sum()).to_dicts()
    networks = _networks(by_stratum)
    mixes: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in by_stratum:
        mixes[tuple(row[name] for name in PEER_KEYS)].append(row)
    colleges = _own_figures(rows).to_dicts()
    bases: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for row in colleges:
        bases[tuple(row[name] for name in NETWORK)].add(row["basis"])
    ranked: dict[tuple[object, ...], list[Standing]] = defaultdict(list)
    standings = {}
    for row in colleges:
        key, network_key = tuple(row[name] for name in PEER_KEYS), tuple(row[name] for name in NETWORK)
        if row["graduates"] >= TOO_FEW_BELOW:
            standings[key] = _standing(mixes[key], networks[network_key])
            if _is_ranked(row, standings[key]):
                ranked[network_key].append(standings[key])
    found = {}
    for row in colleges:
        key, network_key = tuple(row[name] for name in PEER_KEYS), tuple(row[name] for name in NETWORK)
        peers = _against_peers(row, standings.get(key), ranked[network_key])
        (basis, *others) = bases[network_key]
        whole = {"basis": "mixed" if others else basis}
        found[key] = {**row, **whole, **_of_network(networks[network_key]), **peers}
    return found


def _in_both(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows among those of their level, and again among all, where the level is one of the strata."""
    rows = rows.with_columns(stratum_level=pl.col("level"))
    return pl.concat(
        [
            rows.with_columns(breakdown=pl.lit(COLLEGE), level=pl.lit(None, pl.String)),
            rows.with_columns(breakdown=pl.lit(COLLEGE_LEVEL)),
        ],
        how="diagonal",
    )


def sar_scores(sar: pl.DataFrame) -> dict[tuple[object, ...], float]:
    """The mean level of each college's self-assessment as a whole, by academic year and college."""
    shared = sar.filter(pl.col("standard_set") == "iqa", pl.col("field_th").is_null())
    means = shared.group_by("academic_year_be", "college_code").agg(pl.col("score").mean()).drop_nulls()
    return {(year, college): score for year, college, score in means.iter_rows()}


def _compared_alike(rows: pl.DataFrame) -> pl.DataFrame:
    """Study system and sex emptied in a network that has a college which tells them of too few graduates."""
    for name in ("study_system", "sex"):
        told = pl.col("graduates").filter(pl.col(name).is_not_null()).sum() / pl.col("graduates").sum()
        shares = rows.group_by(*PEER_KEYS).agg(share=told).filter(~pl.col("share").is_nan())
        least = shares.group_by(*NETWORK).agg(is_told=pl.col("share").min() >= KNOWN_FROM)
        rows = rows.join(least, on=NETWORK, how="left", nulls_equal=True).with_columns(
            pl.when(pl.col("is_told")).then(pl.col(name)).alias(name)
        ).drop("is_told")  # fmt: skip
    return rows


def _own_figures(rows: pl.DataFrame) -> pl.DataFrame:
    """What the cube says of the college in its network."""
    num, den = pl.col("obtained_work"), pl.col("graduates")
    low, high = wilson(num, den)
    enough = den >= TOO_FEW_BELOW
    return rows.group_by(PEER_KEYS).agg(counted()).select(
        *PEER_KEYS, "basis", "graduates_on_counts", "is_window_closed", "graduates", "followed", "obtained_work",
        pl.when(enough).then(num / den).alias("rate"),
        pl.when(enough).then(low).alias("ci_low"),
        pl.when(enough).then(high).alias("ci_high"),
        response_rate().alias("response_rate"),
        reliability(num, den),
    )  # fmt: skip


def _networks(by_stratum: Sequence[Row]) -> dict[tuple[object, ...], Network]:
    networks: dict[tuple[object, ...], Network] = defaultdict(Network)
    for row in by_stratum:
        network = networks[tuple(row[name] for name in NETWORK)]
        network.colleges.add(row["college_code"])
        for stratum in (network.total, network.strata[tuple(row[name] for name in STRATUM)]):
            stratum.graduates += row["graduates"]
            stratum.obtained_work += row["obtained_work"]
    return networks


def _of_network(network: Network) -> Row:
    total = network.total
    return {
        "network_colleges": len(network.colleges),
        "network_graduates": total.graduates,
        "network_obtained_work": total.obtained_work,
        "network_rate": float(total.rate) if total.graduates >= TOO_FEW_BELOW else None,
    }


def _standing(mix: Sequence[Row], network: Network) -> Standing:
    """The network's rates by stratum, weighted by the college's own mix."""
    own = [row for row in mix if row["graduates"] > 0]
    n = sum(row["graduates"] for row in own)
    obtained = sum(row["obtained_work"] for row in own)
    benchmark = weight = variance = Fraction(0)
    for row in own:
        stratum = network.strata[tuple(row[name] for name in STRATUM)]
        mine, rate = Fraction(row["graduates"]), stratum.rate
        benchmark += mine * rate / n
        weight += mine * (mine / stratum.graduates) / n
        variance += mine * (1 - mine / stratum.graduates) * rate * (1 - rate) / (n * n)
    return Standing(benchmark, weight, Fraction(obtained, n) - benchmark, math.sqrt(variance))


def _is_ranked(row: Row, standing: Standing) -> bool:
    is_carried = row["graduates"] >= RANKED_FROM and row["reliability"] != "not_followed"
    return bool(is_carried) and standing.sigma > 0 and standing.own_weight <= MOSTLY_ITSELF


def _against_peers(row: Row, standing: Standing | None, ranked: Sequence[Standing]) -> Row:
    found: Row = {}
    if standing is not None:
        found |= {
            "benchmark_rate": float(standing.benchmark),
            "own_weight": float(standing.own_weight),
            "difference": float(standing.difference),
            "difference_low": standing.low if standing.sigma > 0 else None,
            "difference_high": standing.high if standing.sigma > 0 else None,
        }
    if standing is not None and _is_ranked(row, standing):
        found["standing"] = standing.name
        if len(ranked) < RANKED_AMONG:
            return found
        found |= {
            "ranked_colleges": len(ranked),
            "best_rank": 1 + sum(peer.low > standing.high + ROUNDING for peer in ranked),
            "worst_rank": len(ranked) - sum(peer.high < standing.low - ROUNDING for peer in ranked),
        }
    return found


def _framed(rows: Sequence[Row]) -> pl.DataFrame:
    numbers = (
        "graduates", "followed", "obtained_work", "rate", "ci_low", "ci_high", "response_rate", "reliability",
        "network_colleges", "network_graduates", "network_obtained_work", "network_rate", "benchmark_rate",
        "own_weight", "difference", "difference_low", "difference_high", "standing", "ranked_colleges", "best_rank",
        "worst_rank",
    )  # fmt: skip
    text = ("breakdown", "centre_id", "college_code", "level", "basis", "reliability", "standing")
    shares = (
        "rate", "ci_low", "ci_high", "response_rate", "network_rate", "benchmark_rate", "own_weight", "difference",
        "difference_low", "difference_high",
    )  # fmt: skip
    columns = (*PEER_KEYS, "network_academic_year_be", "basis", "graduates_on_counts", "is_window_closed", *numbers)
    schema: Schema = {
        name: pl.String if name in text else pl.Float64 if name in shares else pl.Int64 for name in columns
    }
    schema["is_window_closed"] = pl.Boolean
    schema |= BESIDE
    return pl.DataFrame([tuple(row.get(name) for name in schema) for row in rows], schema=schema, orient="row")
