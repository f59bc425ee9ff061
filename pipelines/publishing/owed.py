"""Who owes what by when, and what has changed: what the current publication says of the calendar."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from pipelines.errors import UsageError
from pipelines.publishing.explaining.rows import column_names
from pipelines.publishing.moves import LargestMove, largest
from pipelines.years import fiscal_year_be, fiscal_year_days

if TYPE_CHECKING:
    import duckdb

Owner = Literal["college", "centre"]


@dataclass(frozen=True)
class EventStatus:
    """One event that somebody still owes: how many have done it, may still do it, or are overdue.

    `days_left` runs to its last day and is negative after it; None where it has none. `has_opened` is False before its
    first day. `people_asked` and `people_missing` are those of all reporters of whom a share of people is asked and who
    know how many they are; None where no reporter does.
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
    people_asked: int | None
    people_missing: int | None


@dataclass(frozen=True)
class Duty:
    """One event and one of those to whom it applies; `days_overdue` is 0 while it is not overdue.

    Of how many people it is asked, and how many are missing, is None where it asks for no share of people or nobody
    knows. `is_closed`: the college is not in operation any more.
    """

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
    people_asked: int | None
    people_missing: int | None
    is_closed: bool


@dataclass(frozen=True)
class Scope:
    """Of whom it is asked who is missing; what is not given does not choose.

    A place is a province, by its code or name, or else an institute, by its name or a part of it. A centre stands for
    itself and the colleges of its newest network.
    """

    event: str | None = None
    place: str | None = None
    centre: str | None = None

    @property
    def given(self) -> dict[str, str]:
        """What was given."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Changes:
    """What the publication has that the one before had not; the tables with their rows before and now.

    `moves` are the largest of the counts of persons.
    """

    previous_publication_id: str | None
    files: int
    rows_loaded: int
    tables: tuple[TableChange, ...]
    moves: tuple[LargestMove, ...] = ()


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
            count(*) filter (where status = 'open') as open, count(*) filter (where status = 'overdue') as overdue,
            sum(people_asked) filter (where status <> 'not_applicable')::bigint as people_asked,
            sum(people_missing) filter (where status <> 'not_applicable')::bigint as people_missing
        from {compliance} group by event_id
    )
    select event_id, event_th, event_en, system, applies_to, opens_on::varchar, closes_on::varchar,
        closes_on - ?::date as days_left, coalesce(opens_on <= ?::date, true) as has_opened,
        reporters, done, late, open, overdue, people_asked, people_missing
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
        duties.status, if(duties.status = 'overdue', $as_of::date - duties.closes_on, 0), duties.people_asked,
        duties.people_missing, duties.reporter_kind = 'college' and coalesce(colleges.status = 'closed', false)
    from {compliance} as duties
    inner join dim_calendar_event as events using (event_id)
    left join dim_college as colleges on duties.college_code = colleges.college_code and colleges.is_current
    left join dim_cvm_centre as centres on duties.centre_id = centres.centre_id
    left join dim_province as provinces on duties.province_code = provinces.province_code
    where {condition}
    order by duties.closes_on nulls last, duties.event_id, duties.province_code nulls last, duties.reporter
"""
_OWING = "duties.status in ('open', 'overdue') and coalesce(duties.opens_on <= $as_of::date, true)"
_OF_SCOPE = {
    "event": "duties.event_id = $event",
    # an institute may be called after a province
    "place": """(
        if(
            exists (from dim_province where $place in (province_code, province_name_th)),
            $place in (duties.province_code, provinces.province_name_th),
            contains(duties.institute_name, $place)
        )
    )""",
    "centre": """(
        duties.centre_id = $centre
        or duties.college_code in (
            select college_code from dim_network_member
            where centre_id = $centre and academic_year_be = (
                select max(academic_year_be) from dim_network_member where centre_id = $centre
            )
        )
    )""",
}
_KNOWN = {
    "event": "select count(*) from dim_calendar_event where event_id = $event",
    "place": """
        select (select count(*) from dim_province where $place in (province_code, province_name_th))
            + (select count(*) from dim_institute where contains(institute_name, $place))
    """,
    "centre": "select count(*) from dim_cvm_centre where centre_id = $centre",
}
_HINTS = {
    "event": ("กิจกรรม", "ดูรหัสด้วย cvm calendar show", "event", "see cvm calendar show"),
    "place": (
        "จังหวัดหรือสถาบัน",
        "ใช้ชื่อหรือรหัสจังหวัด หรือชื่อสถาบัน",
        "province or institute",
        "give the Thai name or the code of a province, or the name of an institute",
    ),
    "centre": ("ศูนย์ CVM", "ใช้รหัสเช่น 2566-07", "CVM centre", "give an id such as 2566-07"),
}
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
    query = _EVENTS.format(compliance=_compliance(connection))
    return tuple(EventStatus(*row) for row in connection.execute(query, [as_of, as_of]).fetchall())


def owing(connection: duckdb.DuckDBPyConnection, as_of: str, scope: Scope) -> tuple[Duty, ...]:
    """Whoever in this scope has not done an event that has opened, by its last day.

    Raises:
        UsageError: the publication knows no such event, place or centre.
    """
    if not _tells_duties(connection):
        return ()
    for name, value in scope.given.items():
        (found,) = connection.execute(_KNOWN[name], {name: value}).fetchone() or (0,)
        if not found:
            what_th, hint_th, what_en, hint_en = _HINTS[name]
            raise UsageError(f"ไม่มี{what_th} {value} {hint_th}", f"there is no {what_en} {value}; {hint_en}")
    condition = " and ".join([_OWING, *(_OF_SCOPE[name] for name in scope.given)])
    return _duties(connection, condition, {"as_of": as_of} | scope.given)


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
    publication_id, _, previous = newest_publication(connection)
    files, rows = connection.execute(_FILES, [previous]).fetchone() or (0, 0)
    tables = connection.execute(
        """
        select table_name, previous_row_count, row_count from publication_log
        where is_changed and publication_id = (from (select max_by(publication_id, published_at) from publication_log))
        order by table_name
        """
    ).fetchall()
    moves = largest(_moves_of(connection, publication_id))
    return Changes(previous, files, rows, tuple(TableChange(*row) for row in tables), moves)


def _moves_of(connection: duckdb.DuckDBPyConnection, publication_id: str) -> list[dict[str, Any]]:
    """What a publication has told as moved most; nothing where the publication is older than that table."""
    if not column_names(connection, "publication_changes"):
        return []
    columns = "table_name, measure, unit, rank, cell, value_before, value_after"
    query = f"select {columns} from publication_changes where publication_id = ? and rank = 1"
    rows = connection.execute(query, [publication_id]).fetchall()
    return [dict(zip(columns.split(", "), row, strict=True)) for row in rows]


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
    condition = "duties.reporter_kind = $owner and duties.reporter = $code"
    return _duties(connection, condition, {"as_of": as_of, "owner": owner, "code": code})


def _duties(connection: duckdb.DuckDBPyConnection, condition: str, asked: dict[str, str]) -> tuple[Duty, ...]:
    query = _DUTIES.format(compliance=_compliance(connection), condition=condition)
    return tuple(Duty(*row) for row in connection.execute(query, asked).fetchall())


def _compliance(connection: duckdb.DuckDBPyConnection) -> str:
    """The table of duties as it stands now, of a publication that is older than its counts of people, too."""
    if "people_asked" in column_names(connection, "compliance"):
        return "compliance"
    return "(select *, null::bigint as people_asked, null::bigint as people_missing from compliance)"


def _tells_duties(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the publication is no older than the table of duties."""
    return bool(column_names(connection, "compliance"))
