"""What the office looks at each morning, by the current publication: what is due, what has arrived, who is missing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.publishing.connection import connect
from pipelines.publishing.owed import (
    CalendarYear,
    Changes,
    Duty,
    EventStatus,
    Scope,
    calendar_year_of,
    changes_of,
    events_of,
    newest_publication,
    owing,
)


@dataclass(frozen=True)
class SourceStatus:
    """One source: files that stand loaded, by the newest judgement of each, rows, and the last arrival."""

    source: str
    files: int
    rows_loaded: int
    rows_quarantined: int
    last_arrival: str


@dataclass(frozen=True)
class YearStatus:
    """One academic year: the register's open colleges; how many of them reported, followed nobody, sent enrolment."""

    academic_year_be: int
    colleges: int
    reported_outcomes: int
    followed_nobody: int
    reported_enrolment: int


@dataclass(frozen=True)
class RoundStatus:
    """One round of the follow-up: how many colleges owe it, have sent records, confirmed (of them late), printed.

    `missing` have sent nothing. `days_left` runs to the last day of the round and is negative after it; None where the
    calendar gives no last day.
    """

    academic_year_be: int
    round: int
    opens_on: str | None
    closes_on: str | None
    days_left: int | None
    colleges: int
    sent: int
    confirmed: int
    confirmed_late: int
    printed: int
    missing: int


@dataclass(frozen=True)
class CollegeRound:
    """One college in one round; `days_late` is how long its confirmation is, or was, overdue; 0 while it is not."""

    academic_year_be: int
    round: int
    college_code: str
    college_name_th: str | None
    province_name_th: str | None
    status: str
    graduates: int | None
    records: int
    first_recorded_on: str | None
    last_recorded_on: str | None
    confirmed_on: str | None
    printed_on: str | None
    days_late: int


@dataclass(frozen=True)
class WaitingFile:
    """A file that a person has to do something about."""

    path: str
    source: str | None
    source_sha256: str
    verdict: str
    arrived_on: str
    message_th: str
    message_en: str


@dataclass(frozen=True)
class MissingCollege:
    """An open college without outcomes in the newest year that has any."""

    college_code: str
    college_name_th: str
    province_code: str | None
    province_name_th: str | None
    ownership: str


@dataclass(frozen=True)
class Status:
    """The state of the warehouse as of the publication; `owing` only where it was asked for."""

    publication_id: str
    as_of: str
    calendar: CalendarYear
    events: tuple[EventStatus, ...]
    owing: tuple[Duty, ...] | None
    changes: Changes
    sources: tuple[SourceStatus, ...]
    years: tuple[YearStatus, ...]
    rounds: tuple[RoundStatus, ...]
    colleges_by_round: tuple[CollegeRound, ...]
    waiting: tuple[WaitingFile, ...]
    missing_year_be: int | None
    missing: tuple[MissingCollege, ...]

    def as_json(self) -> dict[str, Any]:
        """The document of `cvm status --json`."""
        return asdict(self)


# A file may be judged again in a later run (accepted, or a name it waited for is known): its newest judgement counts.
_JUDGED = """
    judged as (
        select * from load_history
        qualify row_number() over (partition by source_sha256, source order by run_id desc) = 1
    )
"""
_SOURCES = f"""
    with {_JUDGED}
    select source, count(distinct source_sha256), sum(rows_loaded)::bigint, sum(rows_quarantined)::bigint,
        max(arrived_on)::varchar
    from judged where verdict in ('loaded', 'loaded_with_quarantine') group by source order by source
"""
_YEARS = """
    with open_colleges as (
        select college_code from dim_college
        where is_current and source = 'register' and coalesce(status, 'open') = 'open'
    ),
    outcomes as (
        select academic_year_be, count(*) as reported, count(*) filter (where followed = 0) as nobody
        from employment_one_year semi join open_colleges using (college_code) where breakdown = 'college' group by all
    ),
    enrolment as (
        select academic_year_be, count(distinct college_code) as reported
        from lineage semi join open_colleges using (college_code) where source = 'enrolment_counts' group by all
    )
    select academic_year_be, (select count(*) from open_colleges), coalesce(outcomes.reported, 0), coalesce(nobody, 0),
        coalesce(enrolment.reported, 0)
    from outcomes full join enrolment using (academic_year_be)
    order by academic_year_be desc
"""
_ROUNDS = """
    select academic_year_be, round, min(window_opens_on)::varchar, max(window_closes_on)::varchar,
        max(window_closes_on) - ?::date, count(*), count(*) filter (where records > 0), count(confirmed_on),
        count(*) filter (where status = 'late'), count(printed_on),
        count(*) filter (where records = 0 and confirmed_on is null and printed_on is null)
    from round_submissions group by all order by academic_year_be desc, round
"""
_COLLEGES_BY_ROUND = """
    select rounds.academic_year_be, rounds.round, rounds.college_code, colleges.college_name_th,
        provinces.province_name_th, rounds.status, rounds.graduates, rounds.records, rounds.first_recorded_on::varchar,
        rounds.last_recorded_on::varchar, rounds.confirmed_on::varchar, rounds.printed_on::varchar,
        coalesce(greatest(coalesce(rounds.confirmed_on, ?::date) - rounds.window_closes_on, 0), 0)
    from round_submissions as rounds
    left join dim_college as colleges on rounds.college_code = colleges.college_code and colleges.is_current
    left join dim_province as provinces on rounds.province_code = provinces.province_code
    order by rounds.academic_year_be desc, rounds.round, rounds.province_code nulls last, rounds.college_code
"""
_WAITING = f"""
    with {_JUDGED},
    newest as (
        -- what a later file of the same name has mended is nobody's business any more
        select * from judged
        qualify source_sha256 = arg_max(source_sha256, run_id) over (partition by path)
    ),
    faults as (
        select source, source_sha256, string_agg(distinct message_th, '; ' order by message_th) as message_th,
            string_agg(distinct message_en, '; ' order by message_en) as message_en
        from quality_results where not is_passed and severity = 'error' group by all
    )
    select newest.path, newest.source, newest.source_sha256, newest.verdict, newest.arrived_on::varchar,
        coalesce(faults.message_th, ''), coalesce(faults.message_en, '')
    from newest
    left join faults
        on newest.source_sha256 = faults.source_sha256 and newest.source is not distinct from faults.source
    where newest.verdict in ('held', 'rejected', 'loaded_with_quarantine') or faults.message_th is not null
    order by newest.verdict, newest.path, newest.source
"""
_MISSING = """
    with newest as (select max(academic_year_be) as year_be from employment_one_year)
    select newest.year_be, college_code, college_name_th, province_code, province_name_th, ownership
    from dim_college left join dim_province using (province_code) cross join newest
    where is_current and source = 'register' and coalesce(status, 'open') = 'open'
        and college_code not in (
            select college_code from employment_one_year
            where breakdown = 'college' and academic_year_be = newest.year_be and college_code is not null
        )
    order by province_code nulls last, college_code
"""


def status(home: Path, *, owing_of: Scope | None = None) -> Status:
    """The state of the current publication; days are counted to its business date.

    Args:
        owing_of: list whoever of these owes an event, too.

    Raises:
        NothingPublished: there is none.
        UsageError: the publication knows nothing of whom it is asked.
    """
    with connect(home, "internal") as connection:
        publication_id, as_of, _ = newest_publication(connection)
        missing = connection.execute(_MISSING).fetchall()
        return Status(
            publication_id=publication_id,
            as_of=as_of,
            calendar=calendar_year_of(connection, as_of),
            events=events_of(connection, as_of),
            owing=None if owing_of is None else owing(connection, as_of, owing_of),
            changes=changes_of(connection),
            sources=tuple(SourceStatus(*row) for row in connection.execute(_SOURCES).fetchall()),
            years=tuple(YearStatus(*row) for row in connection.execute(_YEARS).fetchall()),
            rounds=tuple(RoundStatus(*row) for row in connection.execute(_ROUNDS, [as_of]).fetchall()),
            colleges_by_round=tuple(
                CollegeRound(*row) for row in connection.execute(_COLLEGES_BY_ROUND, [as_of]).fetchall()
            ),
            waiting=tuple(WaitingFile(*row) for row in connection.execute(_WAITING).fetchall()),
            missing_year_be=missing[0][0] if missing else None,
            missing=tuple(MissingCollege(*row[1:]) for row in missing),
        )
