"""What has arrived and who is missing, read from the current publication."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.publishing.connection import connect


@dataclass(frozen=True)
class SourceStatus:
    """One source: files that stand loaded, rows, and the last arrival."""

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
class WaitingFile:
    """A file that a person has to do something about."""

    path: str
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
    ownership: str


@dataclass(frozen=True)
class Status:
    """The state of the warehouse as of the publication."""

    publication_id: str
    as_of: str
    sources: tuple[SourceStatus, ...]
    years: tuple[YearStatus, ...]
    waiting: tuple[WaitingFile, ...]
    missing_year_be: int | None
    missing: tuple[MissingCollege, ...]

    def as_json(self) -> dict[str, Any]:
        """The document of `cvm status --json`."""
        return asdict(self)


_SOURCES = """
    select source, count(distinct source_sha256), sum(rows_loaded), sum(rows_quarantined), max(arrived_on)::varchar
    from load_history where verdict in ('loaded', 'loaded_with_quarantine') group by source order by source
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
_WAITING = """
    with last_judged as (
        select * from load_history
        qualify row_number() over (partition by source_sha256 order by run_id desc) = 1
    ),
    newest as (
        -- what a later file of the same name has mended is nobody's business any more
        select * from last_judged
        qualify row_number() over (partition by path order by run_id desc) = 1
    )
    select newest.path, newest.source_sha256, newest.verdict, newest.arrived_on::varchar,
        coalesce(string_agg(results.message_th, '; ' order by results.rule), ''),
        coalesce(string_agg(results.message_en, '; ' order by results.rule), '')
    from newest
    left join quality_results as results
        on newest.source_sha256 = results.source_sha256 and not results.is_passed and results.severity = 'error'
    where newest.verdict in ('held', 'rejected', 'loaded_with_quarantine')
    group by all order by newest.verdict, newest.path
"""
_MISSING = """
    with newest as (select max(academic_year_be) as year_be from employment_one_year)
    select newest.year_be, college_code, college_name_th, province_code, ownership
    from dim_college cross join newest
    where is_current and source = 'register' and coalesce(status, 'open') = 'open'
        and college_code not in (
            select college_code from employment_one_year
            where breakdown = 'college' and academic_year_be = newest.year_be and college_code is not null
        )
    order by province_code nulls last, college_code
"""


def status(home: Path) -> Status:
    """The state of the current publication.

    Raises:
        NothingPublished: there is none.
    """
    with connect(home, "internal") as connection:
        newest = connection.execute(
            "select publication_id, as_of::varchar from publication_log order by published_at desc limit 1"
        ).fetchone()
        missing = connection.execute(_MISSING).fetchall()
        publication_id, as_of = newest or ("", "")
        return Status(
            publication_id=publication_id,
            as_of=as_of,
            sources=tuple(SourceStatus(*row) for row in connection.execute(_SOURCES).fetchall()),
            years=tuple(YearStatus(*row) for row in connection.execute(_YEARS).fetchall()),
            waiting=tuple(WaitingFile(*row) for row in connection.execute(_WAITING).fetchall()),
            missing_year_be=missing[0][0] if missing else None,
            missing=tuple(MissingCollege(*row[1:]) for row in missing),
        )
