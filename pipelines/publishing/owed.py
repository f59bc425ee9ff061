"""Who owes what by when, and what has changed: what the current publication says of the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from pipelines.publishing.explaining.rows import column_names
from pipelines.years import fiscal_year_be, fiscal_year_days

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
class CalendarYear:
    """The fiscal year of the business date and how many events of the calendar are of it; None: no calendar is held."""

    fiscal_year_be: int
    events: int | None


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
# An event is of a fiscal year by its name, or because its days lie in it.
_EVENTS_OF_YEAR = """
    select count(*) from dim_calendar_event
    where (year_kind = 'fiscal' and year_be = $year_be)
        or (coalesce(opens_on, closes_on) <= $last_day and coalesce(closes_on, opens_on) >= $first_day)
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


def newest_publication(connection: duckdb.DuckDBPyConnection) -> tuple[str, str, str | None]:
    """Its id, its business date as ISO text, and the id of the publication before it.

    Raises:
        ValueError: the log of publications is empty, which no publication has.
    """
    found = connection.execute(_LAST).fetchone()
    if found is None:
        raise ValueError("the log of publications is empty")
    return found[0], found[1], found[2]


def changes_of(connection: duckdb.DuckDBPyConnection) -> Changes:
    """What the newest publication has that the one before had not."""
    _, _, previous = newest_publication(connection)
    files, rows = connection.execute(_FILES, [previous]).fetchone() or (0, 0)
    tables = connection.execute(
        """
        select table_name, previous_row_count, row_count from publication_log
        where is_changed and publication_id = (from (select max_by(publication_id, published_at) from publication_log))
        order by table_name
        """
    ).fetchall()
    return Changes(previous, files, rows, tuple(TableChange(*row) for row in tables))


def calendar_year_of(connection: duckdb.DuckDBPyConnection, as_of: str) -> CalendarYear:
    """Whether the calendar holds anything of the fiscal year that the business date lies in."""
    year = fiscal_year_be(date.fromisoformat(as_of))
    if not column_names(connection, "dim_calendar_event"):
        return CalendarYear(year, None)
    first, last = fiscal_year_days(year)
    days = {"year_be": year, "first_day": first, "last_day": last}
    (events,) = connection.execute(_EVENTS_OF_YEAR, days).fetchone() or (0,)
    return CalendarYear(year, events)


def duties_of(connection: duckdb.DuckDBPyConnection, as_of: str, owner: Owner, code: str) -> tuple[Duty, ...]:
    """All that one college or centre owes or has done, by its last day."""
    if not _tells_duties(connection):
        return ()
    query = _DUTIES.format(condition="duties.reporter_kind = ? and duties.reporter = ?")
    return tuple(Duty(*row) for row in connection.execute(query, [as_of, owner, code]).fetchall())


def _tells_duties(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the publication is no older than the table of duties."""
    return bool(column_names(connection, "compliance"))
