"""What dates and years change in the marts: the business date without anything new, and new rows of another year."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import duckdb

from pipelines.building.slices import listed
from pipelines.storing.databases import Database, opened
from pipelines.years import academic_year_be


def does_date_matter(database: Database, before: date, now: date) -> bool:
    """Whether a figure of this database of marts changes merely because the business date moved from `before` to `now`.

    That is so when the window of an academic year has run out in between, a new academic year has begun, a round of the
    follow-up has opened, an event of the calendar is over, or the day has come on which one is done.
    """
    if now == before:
        return False
    with opened(database) as connection:
        row = connection.execute(
            f"""
            select
                coalesce(bool_or(window_closes_on > date '{before}' and window_closes_on <= date '{now}'), false)
                or max(ends_on) < date '{now}'
                or (
                    select coalesce(bool_or(changes_on > date '{before}' and changes_on <= date '{now}'), false)
                    from (
                        select opens_on from dim_calendar_event where starts_with(done_when, 'followups.')
                        union all
                        select closes_on + 1 from dim_calendar_event
                        union all
                        select done_on from compliance
                    ) as days (changes_on)
                )
            from dim_academic_year
            """
        ).fetchone()
    return row is None or row[0] is not False


def years_that_tick(database: Database, before: date, now: date) -> set[int]:
    """Academic years with a graduate whose window, or third, sixth or ninth month, has run out in between.

    It moves the single graduate alone: what it does to a whole year is told by `does_date_matter`.
    """
    with opened(database) as connection:
        rows = connection.execute(
            f"""
            select distinct academic_year_be
            from fct_graduate_outcome cross join (select unnest([3, 6, 9, 12])::integer as months)
            where (graduated_on + to_months(months))::date >= date '{before}'
                and (graduated_on + to_months(months))::date < date '{now}'
            """
        ).fetchall()
    return {year for (year,) in rows}


def are_years_the_same(
    connection: duckdb.DuckDBPyConnection, database: Database, sources: Iterable[str], runs: Collection[str]
) -> bool:
    """Whether the academic years that the marts list are those that they would list after what some runs have loaded.

    They reach from the first to the last year that any row or opened event of the calendar names, and at least to that
    of the business date.

    Args:
        connection: to `build.duckdb`.
        database: the marts.
        sources: those of which rows were loaded.
        runs: those that have loaded them.
    """
    with opened(database) as marts:
        row = marts.execute("select min(academic_year_be), max(academic_year_be) from dim_academic_year").fetchone()
    first, last = row or (None, None)
    if first is None or last is None or not first <= _year_of_run(connection) <= last:
        return False
    in_calendar = connection.execute(
        """
        select distinct calendar.year_be from raw.calendar cross join raw.run as run
        where calendar.year_kind = 'academic'
            and (calendar.opens_on <= run.as_of or (calendar.opens_on is null and calendar.round is not null))
        """
    ).fetchall()
    if any(not first <= year <= last for (year,) in in_calendar):
        return False
    for source in sources:
        year = _year_of(connection, source)
        if year is None:
            continue
        new, gone = (
            {
                found
                for (found,) in connection.execute(
                    f"select distinct {year} from raw.{source} cross join raw.run as run "
                    f"where {column} in ({listed(runs)})"
                ).fetchall()
                if found is not None
            }
            for column in ("load_id", "replaced_by_load_id")
        )
        if any(not first <= found <= last for found in new) or first in gone:
            return False
        if last in gone and last > _year_of_run(connection):
            return False
    return True


def _year_of_run(connection: duckdb.DuckDBPyConnection) -> int:
    """The academic year of the business date."""
    ((as_of, month, day),) = connection.execute(
        "select as_of, academic_year_start_month, academic_year_start_day from raw.run"
    ).fetchall()
    return academic_year_be(as_of, (month, day))


def _year_of(connection: duckdb.DuckDBPyConnection, source: str) -> str | None:
    """The academic year of a row of `raw`, as SQL; None where no column of it names a year."""
    columns = {
        name
        for (name,) in connection.execute(
            "select column_name from duckdb_columns() where schema_name = 'raw' and table_name = ?", [source]
        ).fetchall()
    }
    if "academic_year_be" in columns:
        return "academic_year_be"
    return "fiscal_year_be - run.supply_year_offset" if "fiscal_year_be" in columns else None
