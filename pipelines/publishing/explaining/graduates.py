"""The graduates behind cells that rest on records: how many, in which state, decided by which round and file.

They are counted from `fct_graduate_outcome`, which the internal file alone holds; a graduate who does not count is
left out. No key of a person leaves here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import duckdb

from pipelines.publishing.disclosure import quoted
from pipelines.publishing.explaining.rows import column_names

FACTS = "fct_graduate_outcome"
# The columns that make a cell of each breakdown, besides the year. In a cell's own column NULL means "not known".
_BREAKDOWNS: dict[str, tuple[str, ...]] = {
    "nation": (),
    "region": ("region_th",),
    "province": ("region_th", "province_code"),
    "institute": ("institute_name",),
    "ownership": ("ownership",),
    "level": ("level",),
    "subject_type": ("subject_type_th",),
    "field": ("field_th",),
    "study_system": ("study_system",),
    "sex": ("sex",),
    "college": ("college_code",),
    "college_level": ("college_code", "level"),
    "college_level_field": ("college_code", "level", "field_th"),
    "province_level_field": ("region_th", "province_code", "level", "field_th"),
    "college_sex": ("college_code", "sex"),
    "college_level_sex": ("college_code", "level", "sex"),
    "college_level_field_sex": ("college_code", "level", "field_th", "sex"),
}
_WHOLE_COHORT = {
    "employment_one_year": True,
    "employment_rates": True,
    "employment_details": True,
    "employment_pooled": True,
    "employment_by_round": True,
    "employment_by_round_sex": True,
    "alumni_reach": True,
    "round_transitions": False,
    "intention_outcomes": False,
}
"""Tables whose rows are cells of a breakdown, and whether a row is of all graduates of its cell or of some."""
_FLOW = {
    "academic_year_be": "academic_year_be",
    "level": "level",
    "from_region_th": "region_th",
    "from_province_code": "province_code",
    "to_province_code": "work_province_code",
    "work_country": "work_country",
}


@dataclass(frozen=True)
class GraduatesBehind:
    """Graduates behind the rows, each once, by state and by the round of the record that decided it.

    `deciding_round` is None for a graduate without a record that counts. `is_whole_cohort` is False where the rows are
    of some of them only (a transition, an intention): these are then all graduates of their cells.
    """

    graduates: int
    is_whole_cohort: bool
    by_state: dict[str, int] = field(default_factory=dict)
    by_deciding_round: list[dict[str, int | None]] = field(default_factory=list)


def graduates_behind(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Collection[str], rows: duckdb.DuckDBPyRelation
) -> tuple[GraduatesBehind, dict[str, int]] | None:
    """The graduates behind these rows, and how many are decided by a record of each file (by its SHA-256).

    None where the table is not of graduates on records, the rows are of networks, or there are no facts.
    """
    if not column_names(connection, FACTS):
        return None
    keys = _keys(table, columns, rows)
    if keys is None:
        return None
    query = f"""
        with found as (
            select facts.* from {FACTS} as facts
            semi join ({keys}) as behind on facts.graduate_id = behind.graduate_id
            where facts.exclusion_reason is null
        )
        select state, deciding_round, deciding_source_sha256, count(*) from found group by all order by all
    """
    by_state: dict[str, int] = {}
    by_round: dict[int | None, int] = {}
    by_file: dict[str, int] = {}
    for state, deciding_round, sha256, graduates in rows.query("matching", query).fetchall():
        by_state[state] = by_state.get(state, 0) + graduates
        by_round[deciding_round] = by_round.get(deciding_round, 0) + graduates
        if sha256 is not None:
            by_file[sha256] = by_file.get(sha256, 0) + graduates
    total = sum(by_state.values())
    if not total:
        return None
    behind = GraduatesBehind(
        graduates=total,
        is_whole_cohort=_WHOLE_COHORT.get(table, True),
        by_state=dict(sorted(by_state.items(), key=lambda one: -one[1])),
        by_deciding_round=[
            {"deciding_round": found, "graduates": by_round[found]}
            for found in sorted(by_round, key=lambda one: (one is None, one))
        ],
    )
    return behind, by_file


def _keys(table: str, columns: Collection[str], rows: duckdb.DuckDBPyRelation) -> str | None:
    """Query for the ids of the graduates behind the relation `matching`, None where they cannot be told."""
    if table == FACTS:
        return "select graduate_id from matching"
    if table == "work_flows":
        return _joined("matching", _FLOW, "facts.is_obtained_work")
    if table not in _WHOLE_COHORT or "breakdown" not in columns:
        return None
    basis = "where basis <> 'counts'" if "basis" in columns else ""
    breakdowns = [name for (name,) in rows.select("breakdown").distinct().order("breakdown").fetchall()]
    if not set(breakdowns) <= set(_BREAKDOWNS):
        return None
    queries = []
    for breakdown in breakdowns:
        own = [name for name in _BREAKDOWNS[breakdown] if name in columns]
        years = "first_academic_year_be, last_academic_year_be" if table == "employment_pooled" else "academic_year_be"
        both = "and" if basis else "where"
        cells = f"""
            (select distinct {", ".join([years, *map(quoted, own)])} from matching
            {basis} {both} breakdown = '{breakdown}')
        """
        if table == "employment_pooled":
            span = "facts.academic_year_be between cells.first_academic_year_be and cells.last_academic_year_be"
            queries.append(_joined(cells, {name: name for name in own}, span))
        else:
            queries.append(_joined(cells, {name: name for name in ("academic_year_be", *own)}, "true"))
    return " union ".join(queries) or None


def _joined(cells: str, matches: dict[str, str], condition: str) -> str:
    """Ids of the graduates whose columns are those of some cell; `matches` maps the cell's column to the graduate's."""
    conditions = [f"cells.{name} is not distinct from facts.{of_facts}" for name, of_facts in matches.items()]
    return f"""
        select facts.graduate_id from {FACTS} as facts
        semi join {cells} as cells on {" and ".join([*conditions, condition])}
    """
