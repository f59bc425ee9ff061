"""Every table of one-year employment worked out a second time, and the columns that tell its rows apart."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

import polars as pl

from tests.oracle import cube, demand, details, graduate_outcome, peers, rates, reports, rounds, supply, survey
from tests.oracle import gap as gaps
from tests.oracle import teaching_tables as taught
from tests.oracle.inputs import Inputs
from tests.oracle.people import World
from tests.oracle.table import Table
from tests.oracle.teaching import Teaching
from tests.oracle.ties import Ties


class Oracle:
    """All tables of one set of inputs; the cube, which several stand on, is made once."""

    def __init__(self, inputs: Inputs) -> None:
        self.world = World(inputs)
        self._cube: pl.DataFrame | None = None

    @property
    def cube(self) -> pl.DataFrame:
        """`employment_one_year`."""
        if self._cube is None:
            self._cube = cube.employment_one_year(self.world)
        return self._cube

    @cached_property
    def gap(self) -> gaps.Gap:
        """Supply, demand and what ties them, which the tables of the market stand on."""
        return gaps.Gap(Ties(self.world))

    @cached_property
    def teaching(self) -> Teaching:
        """The rows about teachers, tests, short courses and placements."""
        return Teaching(self.gap)

    def tables(self) -> list[Table]:
        """Each table with its maker."""
        world = self.world
        by_round = ("academic_year_be", "round", *cube.KEYS[1:])
        pooled = ("first_academic_year_be", "last_academic_year_be", *cube.KEYS[1:], "definition_id")
        place = ("academic_year_be", "round", "college_code", "level", "reason")
        return [
            _table(
                "fct_graduate_outcome", graduate_outcome.KEYS, "graduate_id graduate_key",
                partial(graduate_outcome.fct_graduate_outcome, world),
            ),
            _table("employment_one_year", cube.KEYS, "cell_id", lambda: self.cube),
            _table(
                "employment_rates", (*cube.KEYS, "definition_id"), "cell_id rate_id",
                lambda: rates.employment_rates(self.cube),
            ),
            _table("employment_details", cube.KEYS, "cell_id", lambda: details.employment_details(world, self.cube)),
            _table("employment_pooled", pooled, "pooled_rate_id", lambda: rates.employment_pooled(self.cube)),
            _table(
                "employment_by_round", by_round, "employment_by_round_id", partial(rounds.employment_by_round, world)
            ),
            _table(
                "employment_by_round_sex", rounds.BY_SEX_KEYS, "employment_by_round_sex_id",
                partial(rounds.employment_by_round_sex, world),
            ),
            _table(
                "round_transitions", rounds.TRANSITION_KEYS, "round_transition_id",
                partial(rounds.round_transitions, world),
            ),
            _table("unmatched_followups", place, "unmatched_followup_id", partial(rounds.unmatched_followups, world)),
            _table("work_flows", details.FLOW_KEYS, "work_flow_id", partial(details.work_flows, world)),
            _table(
                "intention_outcomes", survey.INTENTION_KEYS, "intention_outcome_id",
                partial(survey.intention_outcomes, world),
            ),
            _table("alumni_reach", survey.REACH_KEYS, "alumni_reach_id", partial(survey.alumni_reach, world)),
            _table(
                "network_comparison", peers.PEER_KEYS, " ".join(("network_comparison_id", *peers.OF_OTHER_TABLES)),
                lambda: peers.network_comparison(world, self.gap, self.teaching),
            ),
            *self._of_the_market(),
            *self._of_teaching(),
        ]  # fmt: skip

    def _of_the_market(self) -> list[Table]:
        gap = self.gap
        return [
            _table("supply", supply.KEYS, "supply_id", lambda: supply.supply(gap.ties.market)),
            Table("demand", demand.KEYS, frozenset({"demand_id"}), lambda: demand.demand(gap.demands), True),
            _table("supply_demand_gap", gaps.KEYS, "gap_id", gap.table),
            _table(
                "target_industry_demand", reports.INDUSTRY_KEYS, "target_industry_demand_id",
                partial(reports.target_industry_demand, gap),
            ),
            _table("partnerships", reports.PARTNER_KEYS, "partnership_id", partial(reports.partnerships, gap.ties)),
            _table(
                "matching_report", reports.MATCHING_KEYS, "matching_report_id", partial(reports.matching_report, gap)
            ),
        ]  # fmt: skip

    def _of_teaching(self) -> list[Table]:
        makers = {
            taught.teacher_coverage: taught.COVERAGE_KEYS,
            taught.teacher_development_summary: taught.COVERAGE_KEYS,
            taught.short_course_summary: taught.COVERAGE_KEYS,
            taught.certification_summary: taught.CERTIFICATION_KEYS,
            taught.placement_safety: taught.SAFETY_KEYS,
            taught.assessment_centre_status: taught.STATUS_KEYS,
        }
        return [
            _table("skill_gaps", taught.GAP_KEYS, "skill_gap_id", partial(taught.skill_gaps, self.teaching)),
            *(
                _table(make.__name__, keys, f"{make.__name__}_id", partial(make, self.teaching))
                for make, keys in makers.items()
            ),
        ]


def _table(name: str, keys: tuple[str, ...], surrogates: str, made: Callable[[], pl.DataFrame]) -> Table:
    return Table(name, keys, frozenset(surrogates.split()), made)
