"""The proposal of matching as a person asks for it: who could go where, who is left and why, what one more is worth.

Everything is read from the current publication. A question names a field, a centre, a college, a year, a kind and a
level, or leaves them out; a problem is always told whole, its pairs and what is left of it as far as they concern the
colleges that were asked about.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.publishing.connection import connect, manifest_of
from pipelines.publishing.errors import NoMatching, UnknownName
from pipelines.publishing.explaining.rows import column_names, labels, records
from pipelines.publishing.naming import CENTRES, COLLEGES, codes_named

LISTING = "cvm match --json"

COMPONENTS = ("distance", "agreement", "tier", "history", "wage", "field_match", "incidents")
"""The parts of a score, each 0 to 10,000 points or None where nobody knows; the last one takes away."""


@dataclass(frozen=True)
class Question:
    """What is asked for, None where it does not matter: a field of any curriculum, a college by code or name."""

    field: str | None = None
    centre: str | None = None
    college: str | None = None
    year: int | None = None
    kind: str | None = None
    level: str | None = None


@dataclass(frozen=True)
class Proposal:
    """The answer; rows are JSON's own values, all of them, the most telling first.

    Attributes:
        asked: what was understood: `fiscal_year_be`, `demand_kind`, `level`, `fields`, `college_code`, `centre_id`.
        years: the fiscal years that the publication has: those with candidates first, the newest of them foremost.
        supply_unknown: kinds of the year for which nobody's people are known; there `people` of a problem is None.
        own: persons of the colleges that were asked about: `people`, `placed` and `left`; None where all were.
        problems: rows of `match_problems`, whole: of every college in them.
        pairs: candidates on which somebody is placed, the points of each part of the score as `c_…`.
        people_left, seats_left: rows of `match_unplaced` by side; `price` is what one more would add to the objective.
        prices: nodes at which one more would be worth something.
        refused: overrides of the year that are not followed.
        labels: names of codes by column and code.
    """

    publication_id: str
    as_of: str
    asked: dict[str, Any]
    years: list[int]
    supply_unknown: list[str]
    own: dict[str, int] | None
    problems: list[dict[str, Any]]
    pairs: list[dict[str, Any]]
    people_left: list[dict[str, Any]]
    seats_left: list[dict[str, Any]]
    prices: list[dict[str, Any]]
    refused: list[dict[str, Any]]
    labels: dict[str, dict[str, dict[str, str]]]

    def as_json(self) -> dict[str, Any]:
        """The document of `cvm match --json`."""
        return asdict(self)


_KEYS = "fiscal_year_be, demand_kind, level, meeting_field_th"


def _is_same(one: str, other: str) -> str:
    return f"""
        {one}.fiscal_year_be = {other}.fiscal_year_be and {one}.demand_kind = {other}.demand_kind
        and {one}.level is not distinct from {other}.level and {one}.meeting_field_th = {other}.meeting_field_th
    """


# The colleges asked about, by problem. Needs for teachers are pooled over levels, so a centre's field is asked there.
_SCOPE = f"""
    with members as (
        select {_KEYS}, college_code
        from match_prices as nodes
        where side = 'people' and fiscal_year_be = $fiscal_year_be
            and ($demand_kind is null or demand_kind = $demand_kind)
            and ($level is null or level = $level)
            and ($fields is null or list_contains($fields, meeting_field_th))
            and ($college_code is null or college_code = $college_code)
            and ($centre_id is null or exists (
                select 1 from matching_report as report
                where report.centre_id = $centre_id and report.fiscal_year_be = nodes.fiscal_year_be
                    and report.college_code = nodes.college_code and report.field_th = nodes.meeting_field_th
                    and (nodes.level is null or report.level = nodes.level)
            ))
    ),
    is_narrow as (select $college_code is not null or $centre_id is not null as value),
    problems as (
        select *
        from match_problems
        where fiscal_year_be = $fiscal_year_be
            and ($demand_kind is null or demand_kind = $demand_kind)
            and ($level is null or level = $level)
            and ($fields is null or list_contains($fields, meeting_field_th))
            and (
                not (select value from is_narrow)
                or exists (select 1 from members where {_is_same("members", "match_problems")})
            )
    ),
    needs as (
        select demand_id
        from match_candidates as candidates
        where exists (
            select 1 from members
            where {_is_same("members", "candidates")} and members.college_code = candidates.college_code
        )
    )
"""
_OF_MEMBERS = f"""
    exists (
        select 1 from members
        where {_is_same("members", "nodes")} and members.college_code = nodes.college_code
    )
"""
_OF_PROBLEMS = f"exists (select 1 from problems where {_is_same('problems', 'nodes')})"
_ASKED_ABOUT = f"""
    (nodes.side = 'people' and {_OF_MEMBERS})
    or (
        nodes.side = 'seats' and {_OF_PROBLEMS}
        and (not (select value from is_narrow) or nodes.demand_id in (select demand_id from needs))
    )
"""
_NAMED = """
    left join (
        select establishment_id, min(establishment_name) as establishment_name from dim_establishment group by all
    ) as establishments on nodes.establishment_id = establishments.establishment_id
"""
_PROBLEMS = f"select * exclude (match_problem_id, basis) from problems order by placed desc, {_KEYS}"
# A year may have needs of a kind before the supply of anybody is known.
_SUPPLY_UNKNOWN = """
    select distinct demand_kind from match_problems
    where fiscal_year_be = $fiscal_year_be and (
        people is null
        or demand_kind not in (
            select demand_kind from match_prices where side = 'people' and fiscal_year_be = $fiscal_year_be
        )
    )
    order by all
"""
_OWN = f"""
    select coalesce(sum(capacity), 0)::bigint as people, coalesce(sum(placed), 0)::bigint as placed,
        coalesce(sum(capacity - placed), 0)::bigint as left
    from match_prices as nodes where side = 'people' and {_OF_MEMBERS}
"""
_PAIRS = f"""
    select nodes.* exclude (
            candidate_id, basis, demand_id, establishment_id_kind, establishment_kind, is_agreement_in_force
        ),
        establishments.establishment_name,
        {", ".join(f"candidates.c_{name}" for name in COMPONENTS)}
    from match_allocation as nodes
    left join match_candidates as candidates on nodes.candidate_id = candidates.candidate_id
    {_NAMED}
    where nodes.persons > 0 and {_OF_MEMBERS}
    order by nodes.persons desc, nodes.score desc, nodes.college_code, nodes.demand_id
"""
_NODE = "nodes.* exclude (match_node_id, side, basis, demand_id, establishment_id_kind, establishment_kind)"
_LEFT = f"""
    select {_NODE}, establishments.establishment_name from match_unplaced as nodes {_NAMED}
    where nodes.side = $side and ({_ASKED_ABOUT})
    order by nodes.unplaced desc, nodes.demand_kind, nodes.college_code, nodes.demand_id, nodes.match_node_id
"""
_PRICES = f"""
    select nodes.side, {_NODE}, establishments.establishment_name from match_prices as nodes {_NAMED}
    where nodes.price > 0 and ({_ASKED_ABOUT})
    order by nodes.price desc, nodes.demand_kind, nodes.college_code, nodes.demand_id, nodes.match_node_id
"""
_REFUSED = """
    select * exclude (override_id, decided_on, is_followed) from match_decisions
    where not is_followed and coalesce(fiscal_year_be = $fiscal_year_be, true) order by all
"""


def proposal(home: Path | str | None, question: Question) -> Proposal:
    """The proposal of a fiscal year, else of the newest with candidates, in the current publication of a home.

    Raises:
        NothingPublished, NoMatching: there is no publication, or it holds no table of matching.
        UnknownName: something asked for is not known; the error names what is near it.
    """
    with connect(home) as connection:
        if not column_names(connection, "match_problems"):
            raise NoMatching
        years = [
            year
            for (year,) in connection.execute(
                "select fiscal_year_be from match_problems group by all order by sum(candidates) > 0 desc, 1 desc"
            ).fetchall()
        ]
        asked = _understood(connection, question, years)

        def rows(query: str, **more: object) -> list[dict[str, Any]]:
            # a name that a query does not use is refused
            given = {name: value for name, value in (asked | more).items() if f"${name}" in query}
            return records(connection.sql(query, params=given))

        supply_unknown = [one["demand_kind"] for one in rows(_SUPPLY_UNKNOWN)]
        is_narrow = asked["college_code"] is not None or asked["centre_id"] is not None
        own = rows(_SCOPE + _OWN)[0] if is_narrow else None
        problems, pairs = rows(_SCOPE + _PROBLEMS), rows(_SCOPE + _PAIRS)
        for one in problems:
            one["people"] = None if one["demand_kind"] in supply_unknown else one["people"]
        left = {side: rows(_SCOPE + _LEFT, side=side) for side in ("people", "seats")}
        prices, refused = rows(_SCOPE + _PRICES), rows(_REFUSED)
        manifest = manifest_of(connection)
        shown = [asked, *problems, *pairs, *left["people"], *left["seats"], *prices]
        return Proposal(
            publication_id=manifest["publication_id"],
            as_of=manifest["as_of"],
            asked=asked,
            years=years,
            supply_unknown=supply_unknown,
            own=own,
            problems=problems,
            pairs=pairs,
            people_left=left["people"],
            seats_left=left["seats"],
            prices=prices,
            refused=refused,
            labels=labels(connection, shown),
        )


def _understood(connection: duckdb.DuckDBPyConnection, question: Question, years: list[int]) -> dict[str, Any]:
    """What was asked for in the codes of the tables; the year is the newest where none is given."""
    if question.year is not None and question.year not in years:
        raise UnknownName("ปีงบประมาณ", "fiscal year", str(question.year), map(str, years), LISTING)

    def one(thai: str, english: str, given: str | None, query: str) -> list[str] | None:
        return None if given is None else codes_named(connection, (thai, english), given, query, LISTING)

    kinds = one(
        "ประเภท", "kind", question.kind, "select distinct demand_kind, demand_kind from match_problems order by all"
    )
    levels = one("ระดับ", "level", question.level, "select level, level from dim_level order by sort_order")
    fields = one("สาขาวิชา", "field", question.field, _FIELDS)
    colleges = one("สถานศึกษา", "college", question.college, COLLEGES)
    centres = one("ศูนย์", "centre", question.centre, CENTRES)
    if colleges and len(colleges) > 1:
        raise UnknownName("สถานศึกษา", "college", question.college or "", colleges, LISTING)
    return {
        "fiscal_year_be": question.year or next(iter(years), None),
        "demand_kind": kinds and kinds[0],
        "level": levels and levels[0],
        "fields": fields,
        "college_code": colleges and colleges[0],
        "centre_id": centres and centres[0],
    }


# A name of another curriculum stands for the names in which needs met it.
_FIELDS = """
    select distinct name, meeting_field_th
    from (
        select meeting_field_th as name, meeting_field_th from match_problems
        union all
        select field_th, meeting_field_th from demand
    )
    order by all
"""
