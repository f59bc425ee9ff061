"""Who owes what by when, and what has changed: what the current publication says of the calendar."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipelines.errors import UsageError
from pipelines.publishing.connection import connect

if TYPE_CHECKING:
    import duckdb

Owner = Literal["college", "centre"]


@dataclass(frozen=True)
class EventStatus:
    """One event that somebody still owes: how many have done it, may still do it, or are overdue.

    `days_left` runs to its last day and is negative after it; None where it has none. `has_opened` is False before its
    first day.
    """

    event_id: str
    event_th: str
    event_en: str | None
    system: str
    applies_to: str
    opens_on: str | None
    closes_on: str | None
    days_left: int | None
    has_opened: bool
    reporters: int
    done: int
    late: int
    open: int
    overdue: int


@dataclass(frozen=True)
class Duty:
    """One event and one of those to whom it applies; `days_overdue` is 0 while it is not overdue."""

    event_id: str
    event_th: str
    event_en: str | None
    reporter_kind: str
    reporter: str
    reporter_name_th: str
    province_name_th: str | None
    opens_on: str | None
    closes_on: str | None
    done_on: str | None
    status: str
    days_overdue: int


@dataclass(frozen=True)
class Changes:
    """What the publication has that the one before had not; the tables with their rows before and now."""

    previous_publication_id: str | None
    files: int
    rows_loaded: int
    tables: tuple[TableChange, ...]


@dataclass(frozen=True)
class TableChange:
    """A table whose content changed; `rows_before` is None where it is new."""

    table_name: str
    rows_before: int | None
    rows: int


@dataclass(frozen=True)
class OwnPage:
    """What one college or centre owes, has done, and is told about its files."""

    publication_id: str
    as_of: str
    owner: Owner
    code: str
    name_th: str
    province_name_th: str | None
    duties: tuple[Duty, ...]
    files_with_faults: tuple[FileWithFaults, ...]

    def as_json(self) -> dict[str, Any]:
        """The document of `cvm status --college|--centre --json`."""
        return asdict(self)


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


_EVENTS = """
    with counted as (
        select event_id, count(*) filter (where status <> 'not_applicable') as reporters,
            count(*) filter (where status = 'done') as done, count(*) filter (where status = 'late') as late,
            count(*) filter (where status = 'open') as open, count(*) filter (where status = 'overdue') as overdue
        from compliance group by event_id
    )
    select event_id, event_th, event_en, system, applies_to, opens_on::varchar, closes_on::varchar,
        closes_on - ?::date as days_left, coalesce(opens_on <= ?::date, true) as has_opened,
        reporters, done, late, open, overdue
    from dim_calendar_event inner join counted using (event_id)
    where open + overdue > 0
    order by not has_opened, days_left is null, days_left < 0, abs(days_left), event_id
"""
_DUTIES = """
    select duties.event_id, events.event_th, events.event_en, duties.reporter_kind, duties.reporter,
        case duties.reporter_kind
            when 'college' then colleges.college_name_th
            when 'centre' then centres.centre_name_th
            else duties.reporter
        end,
        provinces.province_name_th, duties.opens_on::varchar, duties.closes_on::varchar, duties.done_on::varchar,
        duties.status, if(duties.status = 'overdue', ?::date - duties.closes_on, 0)
    from compliance as duties
    inner join dim_calendar_event as events using (event_id)
    left join dim_college as colleges on duties.college_code = colleges.college_code and colleges.is_current
    left join dim_cvm_centre as centres on duties.centre_id = centres.centre_id
    left join dim_province as provinces on duties.province_code = provinces.province_code
    where {condition}
    order by duties.closes_on nulls last, duties.event_id, duties.province_code nulls last, duties.reporter
"""
_OWING = "duties.status in ('open', 'overdue') and coalesce(duties.opens_on <= ?::date, true)"
_LAST = """
    select distinct publication_id, as_of::varchar, previous_publication_id, published_at
    from publication_log order by published_at desc limit 1
"""
_FILES = """
    with previous as (select published_at from publication_log where publication_id = ? limit 1)
    select count(distinct source_sha256), coalesce(sum(rows_loaded), 0)::bigint
    from load_history
    where verdict in ('loaded', 'loaded_with_quarantine')
        and coalesce(loaded_at > (select published_at from previous), true)
"""
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


def events_of(connection: duckdb.DuckDBPyConnection, as_of: str) -> tuple[EventStatus, ...]:
    """Every event that somebody still owes: what runs, by its last day, what is overdue, what has no last day."""
    if not _tells_duties(connection):
        return ()
    return tuple(EventStatus(*row) for row in connection.execute(_EVENTS, [as_of, as_of]).fetchall())


def owing(connection: duckdb.DuckDBPyConnection, as_of: str) -> tuple[Duty, ...]:
    """Whoever has not done an event that has opened, by its last day."""
    if not _tells_duties(connection):
        return ()
    rows = connection.execute(_DUTIES.format(condition=_OWING), [as_of, as_of]).fetchall()
    return tuple(Duty(*row) for row in rows)


def changes_of(connection: duckdb.DuckDBPyConnection) -> Changes:
    """What the newest publication has that the one before had not."""
    _, _, previous, _ = connection.execute(_LAST).fetchone() or ("", "", None, None)
    files, rows = connection.execute(_FILES, [previous]).fetchone() or (0, 0)
    tables = connection.execute(
        """
        select table_name, previous_row_count, row_count from publication_log
        where is_changed and publication_id = (from (select max_by(publication_id, published_at) from publication_log))
        order by table_name
        """
    ).fetchall()
    return Changes(previous, files, rows, tuple(TableChange(*row) for row in tables))


def page_of(home: Path, owner: Owner, code: str) -> OwnPage:
    """The page of a college or a centre.

    Raises:
        UsageError: there is no such college or centre in the current publication.
        NothingPublished: there is no publication.
    """
    table, key, name = {
        "college": ("dim_college", "college_code", "college_name_th"),
        "centre": ("dim_cvm_centre", "centre_id", "centre_name_th"),
    }[owner]
    current = " and is_current" if owner == "college" else ""
    with connect(home, "internal") as connection:
        found = connection.execute(
            f"select {name}, province_name_th, college_code from {table} left join dim_province using (province_code) "
            f"where {key} = ?{current}",
            [code],
        ).fetchone()
        if found is None:
            raise _unknown(owner, code)
        publication_id, as_of, _, _ = connection.execute(_LAST).fetchone() or ("", "", None, None)
        condition = "duties.reporter_kind = ? and duties.reporter = ?"
        duties = (
            connection.execute(_DUTIES.format(condition=condition), [as_of, owner, code]).fetchall()
            if _tells_duties(connection)
            else []
        )
        faulty = connection.execute(_FAULTY, [found[2]]).fetchall()
    return OwnPage(
        publication_id,
        as_of,
        owner,
        code,
        found[0],
        found[1],
        tuple(Duty(*row) for row in duties),
        tuple(FileWithFaults(*row) for row in faulty),
    )


def _tells_duties(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the publication is no older than the table of duties."""
    found = connection.execute("select count(*) from duckdb_tables() where table_name = 'compliance'").fetchone()
    return found is not None and found[0] > 0


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
