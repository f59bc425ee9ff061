"""What a person names in a question (a college, a field, a province) in the codes of the published tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.publishing.errors import UnknownName
from pipelines.publishing.explaining.rows import near

if TYPE_CHECKING:
    import duckdb

_FEW = 5

COLLEGES = """
    select distinct name, college_code
    from (
        select college_code as name, college_code from dim_college
        union all
        select college_name_th, college_code from dim_college
    )
    where name is not null
    order by all
"""
"""Colleges by their code and by every name that they have had."""

PROVINCES = """
    select distinct unnest([province_code, province_name_th, province_name_en]) as name, province_code
    from dim_province
    order by all
"""
CENTRES = "select centre_id, centre_id from dim_cvm_centre order by all"


def codes_named(
    connection: duckdb.DuckDBPyConnection, what: tuple[str, str], given: str, query: str, listing: str
) -> list[str]:
    """The codes that a name stands for.

    Args:
        what: what is named, in Thai and English.
        query: rows of a name and a code.
        listing: the command that lists all.

    Raises:
        UnknownName: it names nothing; the error names what is near it.
    """
    known: dict[str, list[str]] = {}
    for name, code in connection.execute(query).fetchall():
        known.setdefault(name, []).append(code)
    if given in known:
        return known[given]
    # few names are all told; of many those that hold the words, then those that look like them
    holding = [name for name in known if given in name]
    likely = [*holding[:_FEW], *near(given, known)]
    found = sorted(known) if len(known) <= _FEW else list(dict.fromkeys(likely))[:_FEW]
    raise UnknownName(*what, given, (_with_code(name, known[name]) for name in found), listing)


def _with_code(name: str, codes: list[str]) -> str:
    return name if codes == [name] else f"{name} ({', '.join(codes)})"
