"""Which cells of the cube a file touched: those that share a college, level and year with rows of it in force."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from pipelines.publishing.explaining.definitions import CUBE
from pipelines.publishing.explaining.rows import column_names

# Columns by which a cell of the breakdown meets the college, level and field of a file.
_MEETS: dict[str, tuple[str, ...]] = {
    "nation": (),
    "region": ("region_th",),
    "province": ("province_code",),
    "institute": ("institute_name",),
    "ownership": ("ownership",),
    "level": ("level",),
    "subject_type": (),
    "field": ("field_th",),
    "study_system": (),
    "sex": (),
    "college": ("college_code",),
    "college_level": ("college_code", "level"),
    "college_level_field": ("college_code", "level", "field_th"),
    "province_level_field": ("province_code", "level", "field_th"),
    "cvm_network": ("centre_id",),
    "cvm_network_college": ("centre_id", "college_code"),
}
_FINEST = "college_level_field"


@dataclass(frozen=True)
class CellsTouched:
    """Cells of one breakdown that a file touched, of all that the breakdown has."""

    breakdown: str
    cells: int
    cells_in_all: int


def cells_touched(connection: duckdb.DuckDBPyConnection, source_sha256: str) -> list[CellsTouched]:
    """Cells of the cube by breakdown; an upper bound where a cell is of part of a college's level only.

    A file's scope is a year, a college and a level, so it meets every field, sex, study system and subject type of
    them. The finest cells in scope say which places, fields and centres that is.
    """
    held = column_names(connection, CUBE)
    if not {"region_th", "field_th", "centre_id"} <= held:
        return []
    connection.execute(
        f"""
        create or replace temp table touched as
        with scopes as (
            select distinct academic_year_be, college_code, level
            from lineage where table_name = '{CUBE}' and source_sha256 = ?
        ),
        finest as (
            select distinct cells.academic_year_be, cells.region_th, cells.province_code, cells.ownership,
                cells.college_code, cells.level, cells.field_th
            from {CUBE} as cells
            inner join scopes
                on cells.college_code is not distinct from scopes.college_code
                and (scopes.academic_year_be is null or cells.academic_year_be = scopes.academic_year_be)
                and (scopes.level is null or cells.level = scopes.level)
            where cells.breakdown = '{_FINEST}'
        )
        select finest.*, institutes.institute_name, members.centre_id
        from finest
        left join (select distinct college_code, institute_name from dim_college) as institutes
            on finest.college_code = institutes.college_code
        left join dim_network_member as members
            on finest.college_code = members.college_code and finest.academic_year_be = members.academic_year_be
        """,
        [source_sha256],
    )
    queries = [
        f"""
        select '{breakdown}' as breakdown, count(*) filter (where is_met) as cells, count(*) as cells_in_all
        from (
            select exists (
                select 1 from touched where touched.academic_year_be = cells.academic_year_be
                {"".join(f" and touched.{name} is not distinct from cells.{name}" for name in own)}
            ) as is_met
            from {CUBE} as cells where cells.breakdown = '{breakdown}'
        )
        """
        for breakdown, own in _MEETS.items()
    ]
    rows = connection.execute(" union all ".join(queries)).fetchall()
    return [CellsTouched(*row) for row in rows if row[2]]
