"""Slices: the rows of the marts that new rows about people can change, by academic year and college.

What is told of a person lies in one college and one academic year, and so does all that is judged or added up from it,
but for the cells that no college has of its own. A model that is sliced (`meta: {slices: <kind>}`, macros/slices.sql)
keeps its rows outside and makes those inside anew; the kinds are the conditions of `Slices.predicates`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import duckdb

from pipelines.sql import literal

PEOPLE = ("students", "graduates", "intentions", "followups", "round_submissions")
"""The sources about people, as the macro `sources_about_people` lists them."""

SLICED_SOURCES = (*PEOPLE, "outcome_counts")
"""The sources that a run may slice by: each row has an academic year and a college."""

_GRADUATES = ("graduates", "outcome_counts")
"""The sources that tell who graduated."""

_WITHIN_YEAR = {"students"}
"""Sources of which one college's rows are judged by those of others in the same year."""

_COLLEGES_AT_MOST = 100
"""From here on a whole year is made anew: a condition that lists more colleges gains nothing."""


@dataclass(frozen=True)
class Slices:
    """Academic years and colleges (None: all of them), and the files that have rows there or are new.

    `provinces` are those of the colleges, by their own codes, in any year; None where they may change too.
    """

    years: tuple[int, ...]
    colleges: tuple[str, ...] | None
    provinces: tuple[str, ...] | None
    files: tuple[str, ...]

    @property
    def predicates(self) -> dict[str, str]:
        """The condition of each kind of slice, in SQL over the columns of a table of that kind."""
        years = f"academic_year_be in ({listed(self.years)})"
        college = "true" if self.colleges is None else f"college_code in ({listed(self.colleges)})"
        place = (
            "true"
            if self.provinces is None
            else f"(province_code is null or province_code in ({listed(self.provinces)}))"
        )
        own = f"({college} or (college_code is null and {place}))"
        first, last = (min(self.years), max(self.years)) if self.years else ("null", "null")
        people = listed(PEOPLE)
        reporter = "true" if self.colleges is None else f"reporter_code in ({listed(self.colleges)})"
        return {
            "rows": f"{years} and {college}",
            "years": years,
            "cells": f"{years} and {own}",
            "cells_of_any_year": own,
            "pools": f"first_academic_year_be <= {last} and last_academic_year_be >= {first} and {own}",
            "findings": f"(academic_year_be is null or ({years} and {college}))",
            "proofs": f"split_part(rows_of, '.', 1) in ({listed(SLICED_SOURCES)}) and {years} and {reporter}",
            "results": f"(coalesce(source not in ({people}), true) or source_sha256 in ({listed(self.files)}))",
        }


def slices_of(
    connection: duckdb.DuckDBPyConnection,
    sources: Collection[str],
    runs: Collection[str],
    ticking: Collection[int],
    *,
    are_provinces_the_same: bool,
) -> Slices:
    """The slices of what these runs have loaded, or replaced; `sources` are those that changed.

    Args:
        ticking: academic years of which a figure changes because the business date has moved.
        are_provinces_the_same: `int_colleges__by_academic_year` is what it was.
    """
    years: set[int] = set(ticking)
    colleges: set[str] | None = None if ticking else set()
    for source in sorted(sources):
        changed = connection.execute(
            f"""
            select distinct academic_year_be, college_code from raw.{source}
            where load_id in ({listed(runs)}) or replaced_by_load_id in ({listed(runs)})
            """
        ).fetchall()
        years |= {year for year, _ in changed}
        if changed and (source in _WITHIN_YEAR or (source == "followups" and _opens_round(connection, years))):
            colleges = None
        elif colleges is not None:
            colleges |= {college for _, college in changed}
    if colleges is not None and (len(colleges) > _COLLEGES_AT_MOST or _opens_year(connection, years)):
        colleges = None
    provinces = _provinces(connection, colleges) if colleges is not None and are_provinces_the_same else None
    found = Slices(tuple(sorted(years)), None if colleges is None else tuple(sorted(colleges)), provinces, ())
    return replace(found, files=_files(connection, found.predicates["rows"], runs))


def _opens_round(connection: duckdb.DuckDBPyConnection, years: Collection[int]) -> bool:
    """Whether some of these years has records of a round that the tables do not show yet, or has lost a round.

    From the first record of a round on, every graduate of the year stands in it.
    """
    return _differ(
        connection,
        "select academic_year_be, round from raw.followups where replaced_by_load_id is null",
        "select academic_year_be, round from intermediate.int_followups__in_window",
        years,
    )


def _opens_year(connection: duckdb.DuckDBPyConnection, years: Collection[int]) -> bool:
    """Whether some of these years has graduates and the tables do not show any yet, or has lost all of them.

    From its first graduate on, a year is pooled with those beside it, for every college that has graduates there.
    """
    held = (f"select academic_year_be from raw.{one} where replaced_by_load_id is null" for one in _GRADUATES)
    shown = "select academic_year_be from intermediate.int_graduates__with_college"
    return _differ(connection, " union ".join(held), shown, years)


def _differ(connection: duckdb.DuckDBPyConnection, held: str, shown: str, years: Collection[int]) -> bool:
    """Whether two queries for years, and what else, have other rows of these years."""
    row = connection.execute(
        f"""
        with held as ({held}), shown as ({shown})
        select count(*) > 0 from (
            (from held except from shown) union all (from shown except from held)
        ) where academic_year_be in ({listed(years)})
        """
    ).fetchone()
    return row is None or bool(row[0])


def _provinces(connection: duckdb.DuckDBPyConnection, colleges: Collection[str]) -> tuple[str, ...]:
    rows = connection.execute(
        f"""
        select distinct province_code from intermediate.int_colleges__by_academic_year
        where college_code in ({listed(colleges)}) and province_code is not null order by all
        """
    ).fetchall()
    return tuple(code for (code,) in rows)


def _files(connection: duckdb.DuckDBPyConnection, inside: str, runs: Collection[str]) -> tuple[str, ...]:
    """Every file that has, or had, rows about people inside, and every file that these runs have judged."""
    of_people = " union ".join(f"select source_sha256 from raw.{source} where {inside}" for source in PEOPLE)
    rows = connection.execute(
        f"{of_people} union select source_sha256 from raw.files where run_id in ({listed(runs)}) order by all"
    ).fetchall()
    return tuple(sha for (sha,) in rows)


def listed(values: Collection[str | int]) -> str:
    """A list of SQL; codes, years and hashes of our own need no escape but get one."""
    texts = [literal(value) if isinstance(value, str) else str(value) for value in values]
    return ", ".join(texts) or "null"


KINDS = tuple(Slices((), (), (), ()).predicates)
"""What a model may be sliced by."""
