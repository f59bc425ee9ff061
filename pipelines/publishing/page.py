"""The page of one college or one centre: what it owes, how it stands, and what it is told about its files."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.errors import UsageError
from pipelines.publishing.connection import connect
from pipelines.publishing.explaining.rows import column_names, records
from pipelines.publishing.owed import Duty, Owner, duties_of, newest_publication
from pipelines.years import fiscal_year_be

if TYPE_CHECKING:
    import duckdb

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class FileWithFaults:
    """A file of one college that has faults: how many rows fail some rule, and the first of its messages."""

    path: str
    source: str
    arrived_on: str
    errors: int
    warnings: int
    message_th: str
    message_en: str


@dataclass(frozen=True)
class OwnPage:
    """What one college or centre owes, has done, and is told about its files.

    The lists after the files are rows as JSON has them, the newest first; None where a list is not of this kind of
    owner, or the publication is older than the tables that it is read from.

    Attributes:
        scorecard: of a centre: key results by fiscal year and status, of the newest year that tells anything and the
            year before it.
        contradictions: of a centre: key results of these years whose computed and reported values differ by too much.
        licences: of a centre's network: assessment centres by body, those without a licence and those that expire.
        network: colleges of a centre's newest network, each with its overdue duties, the most first.
        compared: colleges of the network in the newest year of whose graduates anything is told: employment against the
            benchmark of their own mix, supply, demand, teachers and placements, the farthest below it first.
        plans: of a centre: plans that are held, and those of the current fiscal year.
        rounds: of a college: each round of the follow-up.
        sender_scores: of a college: its files, answers and deadlines by academic year.
        emvs: of a college: its progress by round and issue in its newest fiscal year; no issue stands for all.
    """

    publication_id: str
    as_of: str
    owner: Owner
    code: str
    name_th: str
    province_name_th: str | None
    is_closed: bool
    duties: tuple[Duty, ...]
    files_with_faults: tuple[FileWithFaults, ...]
    scorecard: Rows | None
    contradictions: Rows | None
    licences: Rows | None
    network: Rows | None
    compared: Rows | None
    plans: Rows | None
    rounds: Rows | None
    sender_scores: Rows | None
    emvs: Rows | None

    def as_json(self) -> dict[str, Any]:
        """The document of `cvm status --college|--centre --json`."""
        return asdict(self)


_OWNERS: dict[Owner, tuple[str, str, str, str]] = {
    "college": (
        "dim_college",
        "college_name_th",
        "coalesce(status = 'closed', false)",
        "college_code = ? and is_current",
    ),
    "centre": ("dim_cvm_centre", "centre_name_th", "false", "centre_id = ?"),
}
_FAULTY = """
    with own as (
        select source, source_sha256 from lineage
        group by all having count(distinct college_code) = 1 and min(college_code) = ?
    ),
    faults as (
        select source, source_sha256, sum(rows_failed) filter (where severity = 'error')::bigint as errors,
            sum(rows_failed) filter (where severity = 'warning')::bigint as warnings,
            arg_min(message_th, (severity, rule)) as message_th, arg_min(message_en, (severity, rule)) as message_en
        from quality_results where not is_passed and severity in ('error', 'warning') group by all
    )
    select path, source, arrived_on::varchar, coalesce(errors, 0), coalesce(warnings, 0), message_th, message_en
    from own inner join faults using (source, source_sha256)
    inner join (
        select source, source_sha256, max(path) as path, max(arrived_on) as arrived_on from load_history group by all
    ) using (source, source_sha256)
    order by errors desc nulls last, path, source
"""
# A fiscal year that has just begun tells little, so the one before stands beside it.
_CARD = """
    with newest as (
        select coalesce(max(fiscal_year_be) filter (where status <> 'not_reported'), max(fiscal_year_be)) as year_be
        from centre_scorecard where centre_id = $code
    ),
    card as (
        select centre_scorecard.* from centre_scorecard cross join newest
        where centre_id = $code and fiscal_year_be between newest.year_be - 1 and newest.year_be
    )
"""
_SCORECARD = f"""
    {_CARD}
    select fiscal_year_be, status, count(*) as key_results from card
    group by all order by fiscal_year_be desc, status
"""
_CONTRADICTIONS = f"""
    {_CARD}
    select fiscal_year_be, key_result_id, activity_code, measure, unit, target, computed, reported, reported_on
    from card where status = 'contradicts' order by fiscal_year_be desc, key_result_id
"""
_LICENCES = """
    select body, status, centres, centres_licensed, centres_expired, licences_expiring, next_expires_on
    from assessment_centre_status
    where breakdown = 'cvm_network' and centre_id = $code
    order by body <> 'any', body
"""
_NETWORK = """
    with members as (
        select distinct college_code from network_comparison
        where centre_id = $code
            and academic_year_be = (select max(academic_year_be) from network_comparison where centre_id = $code)
    ),
    overdue as (
        select college_code, count(*) as duties_overdue, max($as_of::date - closes_on) as most_days_overdue
        from compliance where reporter_kind = 'college' and status = 'overdue' group by all
    )
    select college_code, college_name_th, coalesce(status = 'closed', false) as is_closed,
        coalesce(duties_overdue, 0) as duties_overdue, coalesce(most_days_overdue, 0) as most_days_overdue
    from members
    left join overdue using (college_code)
    left join (select college_code, college_name_th, status from dim_college where is_current) using (college_code)
    order by duties_overdue desc, most_days_overdue desc, college_code
"""
# The row of a college as a whole has no level.
_COMPARED = """
    with own as (select * from network_comparison where centre_id = $code and level is null)
    select academic_year_be, college_code, college_name_th, graduates, rate, benchmark_rate, difference, standing,
        supply_now, demand_jobs, teachers, placements, safe_placement_rate
    from own
    left join (select college_code, college_name_th from dim_college where is_current) using (college_code)
    where academic_year_be = (select max(academic_year_be) filter (where graduates is not null) from own)
    order by difference nulls last, college_code
"""
_PLANS = """
    select fiscal_year_be, plan_kind, is_held, status, approved_on, sent_on, due_on, days_late, items,
        items_with_target, items_met, items_ended_untold, spent_share
    from plan_status
    where centre_id = $code and (is_held or fiscal_year_be = $year_be)
    order by fiscal_year_be desc, plan_kind
"""
_ROUNDS = """
    select academic_year_be, round, window_closes_on, status, graduates, records, confirmed_on, printed_on,
        coalesce(greatest(coalesce(confirmed_on, $as_of::date) - window_closes_on, 0), 0) as days_late
    from round_submissions where college_code = $code
    order by academic_year_be desc, round desc
"""
_SENDER_SCORES = """
    select academic_year_be, files, files_held, files_rejected, rows_read, errors, warnings, errors_per_1000_rows,
        warnings_per_1000_rows, duplicate_rate, records, contact_rate, answer_groups, one_answer_groups,
        one_answer_rate, changes, late_changes, late_change_rate, third_round_flip_rate, events_in_time, events_late,
        events_overdue, timely_rate
    from sender_scorecard where college_code = $code
    order by academic_year_be desc
"""
_EMVS = """
    with own as (select * from emvs_summary where breakdown = 'reporter' and reporter = $code)
    select fiscal_year_be, round, issue_code, issue_th, reporters_asked > 0 as is_asked, last_submitted_on,
        progress_mean as progress_percent, change_mean as change
    from own where fiscal_year_be = (select max(fiscal_year_be) from own)
    order by round desc, issue_code nulls first
"""
# Each list of a page: whose it is, the tables that it is read from, and how.
_LISTS: dict[str, tuple[Owner, tuple[str, ...], str]] = {
    "scorecard": ("centre", ("centre_scorecard",), _SCORECARD),
    "contradictions": ("centre", ("centre_scorecard",), _CONTRADICTIONS),
    "licences": ("centre", ("assessment_centre_status",), _LICENCES),
    "network": ("centre", ("network_comparison", "compliance"), _NETWORK),
    "compared": ("centre", ("network_comparison",), _COMPARED),
    "plans": ("centre", ("plan_status",), _PLANS),
    "rounds": ("college", ("round_submissions",), _ROUNDS),
    "sender_scores": ("college", ("sender_scorecard",), _SENDER_SCORES),
    "emvs": ("college", ("emvs_summary",), _EMVS),
}


def page_of(home: Path, owner: Owner, code: str) -> OwnPage:
    """The page of a college or a centre in the current publication; days are counted to its business date.

    Raises:
        UsageError: there is no such college or centre in the current publication.
        NothingPublished: there is no publication.
    """
    table, name, is_closed, is_the_one = _OWNERS[owner]
    with connect(home, "internal") as connection:
        found = connection.execute(
            f"select {name}, province_name_th, college_code, {is_closed} from {table} "
            "left join dim_province using (province_code) "
            f"where {is_the_one}",
            [code],
        ).fetchone()
        if found is None:
            raise _unknown(owner, code)
        publication_id, as_of, _ = newest_publication(connection)
        asked = {"code": code, "as_of": as_of, "year_be": fiscal_year_be(date.fromisoformat(as_of))}
        return OwnPage(
            publication_id=publication_id,
            as_of=as_of,
            owner=owner,
            code=code,
            name_th=found[0],
            province_name_th=found[1],
            is_closed=found[3],
            duties=duties_of(connection, as_of, owner, code),
            files_with_faults=tuple(FileWithFaults(*row) for row in connection.execute(_FAULTY, [found[2]]).fetchall()),
            **{
                listed: _rows(connection, tables, query, asked) if whose == owner else None
                for listed, (whose, tables, query) in _LISTS.items()
            },
        )


def _rows(
    connection: duckdb.DuckDBPyConnection, tables: tuple[str, ...], query: str, asked: dict[str, Any]
) -> Rows | None:
    """The rows of a query, None where the publication is older than its tables."""
    if not all(column_names(connection, table) for table in tables):
        return None
    # a name that a query does not use is refused
    return records(connection.sql(query, params={name: value for name, value in asked.items() if f"${name}" in query}))


def _unknown(owner: Owner, code: str) -> UsageError:
    if owner == "college":
        return UsageError(
            f"ไม่มีสถานศึกษารหัส {code} ในทะเบียน ใช้รหัสสถานศึกษา 10 หลัก",
            f"there is no college {code} in the register; give its code of ten digits",
        )
    return UsageError(
        f"ไม่มีศูนย์ CVM รหัส {code} ใช้รหัสเช่น 2566-07 (ดู dim_cvm_centre)",
        f"there is no CVM centre {code}; give an id such as 2566-07 (see dim_cvm_centre)",
    )
