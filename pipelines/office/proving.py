"""Where the rows stand that prove a duty done: `done_when` as rows that dbt applies, and as the query that finds them.

A proof is two things. Which rows of a source are meant, of whom, of which year and day, is a question to that source
and is asked here, once for all events of all years that name the same rows. Which of their days it is on which the duty
was done (the first, the last, the N-th, that of the share) is worked out in dbt (`int_duties__done`) from what stands
here as rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, replace
from decimal import Decimal

import polars as pl

from pipelines.contracts import Contract
from pipelines.office.done_when import ARRIVAL, YEARS, Proof, parse_done_when, person_of, stored_column
from pipelines.sql import literal

REPORTS = "event_reports"
"""The source of which a row counts for its own event alone."""

LEARNERS = "students"
"""The source whose rows tell who is in the last year (`is_final_year`; NULL = not told)."""

_EVENT = "event_id"
_REPORTERS = ("college_code", "reported_by", "reporter_code")
_STAYED = "status in ('studying', 'on_leave', 'graduated')"


@dataclass(frozen=True)
class Term:
    """One proof as a row, of an event of the calendar (`duty_kind` event) or of a duty of a working group (group).

    `rows_of` names the rows that it is about, `about` the event of a report, in which `*` stands for the year. The rows
    are of the year `year_shift` years from that of the event, of `year_kind` where that is another. A duty is done when
    all proofs of one of its groups are.
    """

    duty_kind: str
    duty_id: str
    group_no: int
    proof_no: int
    rows_of: str
    about: str | None
    year_kind: str | None
    year_shift: int
    rule: str
    nth: int | None
    share: Decimal | None


_TERM: dict[str, pl.DataType | type[pl.DataType]] = {
    "duty_kind": pl.String,
    "duty_id": pl.String,
    "group_no": pl.Int32,
    "proof_no": pl.Int32,
    "rows_of": pl.String,
    "about": pl.String,
    "year_kind": pl.String,
    "year_shift": pl.Int32,
    "rule": pl.String,
    "nth": pl.Int32,
    "share": pl.Decimal(5, 4),
}


def frame_of_terms(events: Iterable[tuple[str, int, str]], duties: Iterable[tuple[str, str]]) -> pl.DataFrame:
    """Every proof of these events (id, year, `done_when`) and duties (id, `done_when`), in the columns of `Term`.

    Raises:
        ProofError: a text is none of the language.
    """
    terms = [*_terms("event", events), *_terms("group", ((duty_id, None, text) for duty_id, text in duties))]
    return pl.DataFrame([astuple(term) for term in terms], schema=_TERM, orient="row")


def _terms(kind: str, duties: Iterable[tuple[str, int | None, str]]) -> Iterator[Term]:
    for duty_id, year_be, text in sorted(duties):
        for group_no, group in enumerate(parse_done_when(text).groups, start=1):
            for proof_no, proof in enumerate(group, start=1):
                year = proof.asked_year
                yield Term(
                    kind,
                    duty_id,
                    group_no,
                    proof_no,
                    rows_of(proof),
                    _about(proof, duty_id if kind == "event" else None),
                    None if year is None else year.column.removesuffix("_year_be"),
                    0 if year is None else year.shift_from(year_be),
                    proof.rule,
                    proof.nth,
                    proof.share,
                )


def proofs_of(texts: Iterable[str]) -> dict[str, Proof]:
    """Every proof that these texts name, by the rows that it is about; proofs about the same rows stand once."""
    found = (proof for text in texts for group in parse_done_when(text).groups for proof in group)
    return dict(sorted({rows_of(proof): proof for proof in found}.items()))


def rows_of(proof: Proof) -> str:
    """The name of the rows that a proof is about: what it says, but for the number of its rule, year and event."""
    text = str(replace(proof, conditions=_conditions(proof), rule="first", nth=None, share=None))
    selected = text.removesuffix(" first")
    if proof.rule == "share":
        return f"{selected} of {proof.of}{'[final_year]' if proof.is_final_year else ''}"
    return f"{selected} filled" if proof.rule == "filled" else selected


def _conditions(proof: Proof) -> tuple[tuple[str, str], ...]:
    """What chooses among the rows of a source, of whatever year and event."""
    aside = (*YEARS, _EVENT) if proof.source == REPORTS else YEARS
    return tuple(one for one in proof.conditions if one[0] not in aside)


def _about(proof: Proof, event_id: str | None) -> str | None:
    """The event that a report has to be about: of an event of the calendar its own, whatever else the proof names."""
    if proof.source != REPORTS:
        return None
    return event_id or dict(proof.conditions).get(_EVENT)


def query_of(
    proofs: Mapping[str, Proof],
    contracts: Mapping[str, Contract],
    held: Mapping[str, str],
    columns: Mapping[str, Iterable[str]],
) -> str:
    """The query for all rows that prove something: one row for each reporter, year and day of `rows_of`.

    A year that a source does not tell is NULL. Of a share, `people` counts those whose first day it is, and one row
    more, without a day, counts all of whom it is asked: 0 where what is held tells that there are none, NULL where it
    is not known who is in the last year.

    Args:
        proofs: by `rows_of`.
        held: for each source the query of its rows in force.
        columns: for each source the columns of that query.
    """
    sources = _Sources(contracts, held, {source: frozenset(names) for source, names in columns.items()})
    parts = (part for name, proof in proofs.items() for part in _parts(name, proof, sources))
    return "\nunion all\n".join([_NOTHING, *parts])


_NOTHING = """
    select null::varchar as rows_of, null::integer as academic_year_be, null::integer as fiscal_year_be,
        null::varchar as reporter_code, null::varchar as centre_id, null::varchar as event_id, null::date as day,
        null::bigint as people
    where false
"""


@dataclass(frozen=True)
class _Sources:
    """What there is to ask of."""

    contracts: Mapping[str, Contract]
    held: Mapping[str, str]
    columns: Mapping[str, frozenset[str]]

    def scope(self, source: str) -> str:
        """Whose a row is, of which year and about which event, as columns of a select."""
        there = self.columns[source]
        reporter = next((name for name in _REPORTERS if name in there), "null")
        told = {"academic_year_be": "integer", "fiscal_year_be": "integer", "centre_id": "varchar"}
        return ", ".join(
            [
                *(f"{name if name in there else 'null'}::{kind} as {name}" for name, kind in told.items()),
                f"{reporter}::varchar as reporter_code",
                f"{_EVENT if source == REPORTS else 'null'}::varchar as event_id",
            ]
        )

    def expression(self, source: str, name: str) -> str:
        """A column of a source by the name in its contract; NULL where its rows in force do not carry it."""
        column = stored_column(self.contracts[source], name)
        stored = ARRIVAL if column is None else column.stored_as
        return f'"{stored}"' if stored in self.columns[source] else "null"

    def condition(self, source: str, conditions: Iterable[tuple[str, str]]) -> str:
        """Whether a row meets all conditions."""
        tests = [f"{self.expression(source, name)}::varchar = {literal(value)}" for name, value in conditions]
        return " and ".join(tests) or "true"


def _parts(name: str, proof: Proof, sources: _Sources) -> list[str]:
    column = sources.expression(proof.source, proof.column)
    day = sources.expression(proof.source, ARRIVAL) if proof.rule == "filled" else column
    condition = f"{column} is not null and {sources.condition(proof.source, _conditions(proof))}"
    scope, held = sources.scope(proof.source), sources.held[proof.source]
    select = f"select {literal(name)} as rows_of, academic_year_be, fiscal_year_be, reporter_code, centre_id, event_id"
    if proof.of is None:
        rows = f"select distinct {scope}, {day} as day from ({held}) where {condition}"
        return [f"{select}, day, null::bigint as people from ({rows})"]
    key = person_of(sources.contracts[proof.source])
    people = _people(proof, sources)
    among = ""
    if proof.of == proof.source:
        condition += f" and {_is_asked(proof, sources)}"
    elif proof.source != "followups":
        # the graduate of a record is one of the roster, for there it was found; others may be of nobody who is asked
        year = next(name for name in YEARS if name in sources.columns[proof.source])
        among = f"""
            inner join (select distinct {year}, reporter_code, person from ({people}) where person is not null) as asked
                using ({year}, reporter_code, person)
        """
    first = f"""
        select {scope}, {key} as person, min({day}) as day from ({held})
        where {condition} and {key} is not null group by all
    """
    return [
        f"{select}, day, count(*) as people from ({first}) as first_days {among} group by all",
        f"""
        {select}, null::date as day,
            case when count(person) > 0 or not bool_or(is_unknown) then count(distinct person) end as people
        from ({people})
        group by all
        """,
    ]


def _is_asked(proof: Proof, sources: _Sources) -> str:
    """Whether a row of the source of the people is of somebody of whom the share is asked.

    Learners who have left are not asked about any more. Conditions on the source of the people choose among them.
    """
    of = str(proof.of)
    asked = sources.condition(of, _conditions(proof)) if of == proof.source else "true"
    if of == LEARNERS:
        asked += f" and {_STAYED}"
    return f"{asked} and is_final_year" if proof.is_final_year else asked


def _people(proof: Proof, sources: _Sources) -> str:
    """Those of whom a share is asked; a row without a person tells that the college has sent this source."""
    of = str(proof.of)
    asked = _is_asked(proof, sources)
    unknown = f"({asked}) is null" if proof.is_final_year else "false"
    key = person_of(sources.contracts[of])
    scope, held = sources.scope(of), sources.held[of]
    found = f"select {scope}, case when {asked} then {key} end as person, {unknown} as is_unknown from ({held})"
    if of != "graduates":
        return found
    # a college none of whose learners is, or may be, in the last year has nobody to follow up
    nobody = f"not bool_or({_STAYED} and coalesce(is_final_year, true))"
    return f"""
        {found}
        union all
        select {sources.scope(LEARNERS)}, null as person, false as is_unknown
        from ({sources.held[LEARNERS]}) group by all having {nobody}
    """
