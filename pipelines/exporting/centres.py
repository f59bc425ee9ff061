"""Which rows of which tables a CVM centre is handed: those of its network, and nothing of anybody else.

By column, in this order: a table with `centre_id` gives the rows of the centre; one with `college_code` those of the
colleges of its network in the row's year; all others are the nation's and stay out. So do the tables about single
persons and `LEFT_OUT`, those of the warehouse about itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.exporting.described import INTERNAL
from pipelines.exporting.errors import UnknownCentres
from pipelines.publishing.explaining.rows import near
from pipelines.sql import literal

if TYPE_CHECKING:
    import duckdb

    from pipelines.exporting.described import Table

LEFT_OUT = ("lineage", "load_history", "publication_log", "quality_results")


@dataclass(frozen=True)
class Centre:
    """A centre and its network: the colleges of each academic year that is known, oldest first.

    `fiscal_offset` leads from an academic year to the fiscal year that belongs to it.
    """

    centre_id: str
    name_th: str
    networks: tuple[tuple[int, tuple[str, ...]], ...]
    fiscal_offset: int


def centres_of(connection: duckdb.DuckDBPyConnection, wanted: Sequence[str]) -> list[Centre]:
    """The centres asked for, all if none is.

    Raises:
        UnknownCentres: some are not in the publication.
    """
    names = dict(
        connection.execute("select centre_id, centre_name_th from dim_cvm_centre order by centre_id").fetchall()
    )
    if missing := [one for one in wanted if one not in names]:
        meant = [one for one in names if one.replace("-0", "-") == missing[0]]
        raise UnknownCentres(missing, meant or near(missing[0], names))
    found = connection.execute("select any_value(supply_fiscal_year_be - academic_year_be) from dim_academic_year")
    offset = (found.fetchone() or (None,))[0] or 1
    members = connection.execute(
        """
        select centre_id, academic_year_be, list(distinct college_code order by college_code)
        from dim_network_member group by all order by all
        """
    ).fetchall()
    networks: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for centre_id, year, colleges in members:
        networks.setdefault(centre_id, []).append((year, tuple(colleges)))
    chosen = list(dict.fromkeys(wanted)) or list(names)
    return [Centre(one, names[one], tuple(networks.get(one, [])), offset) for one in chosen]


def is_of_centres(table: Table) -> bool:
    """Whether a centre may have rows of this table."""
    if table.name in LEFT_OUT or table.disclosure == INTERNAL:
        return False
    return "centre_id" in table.names or "college_code" in table.names


def condition_of(centre: Centre, table: Table) -> str:
    """Condition, in SQL, of the rows of such a table that the centre is handed."""
    if "centre_id" in table.names:
        return f"centre_id = {literal(centre.centre_id)}"
    if not centre.networks:
        return "false"
    year = _academic_year(centre, table)
    if year is None:
        return _one_of(centre.networks[-1][1])
    parts = []
    for place, (first, colleges) in enumerate(centre.networks):
        years = f"{year} >= {first}"
        if place + 1 < len(centre.networks):
            years += f" and {year} < {centre.networks[place + 1][0]}"
        parts.append(f"({years} and {_one_of(colleges)})")
    return " or ".join(parts)


def _academic_year(centre: Centre, table: Table) -> str | None:
    """The academic year of a row; a year whose network is not known has that of the newest year before it."""
    if "academic_year_be" in table.names:
        return "academic_year_be"
    if "fiscal_year_be" in table.names:
        return f"(fiscal_year_be - {centre.fiscal_offset})"
    return None


def _one_of(colleges: Sequence[str]) -> str:
    return f"college_code in ({', '.join(map(literal, colleges))})"
