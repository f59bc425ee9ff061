"""What every page needs beside its own rows: names of codes, the publication, and what its file does to columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pipelines.reporting.dashboard import chunks
from pipelines.reporting.dashboard.country import outlines
from pipelines.reporting.dashboard.slices import OF_ALL, Slice, cut
from pipelines.settings import SEEDS_DIR

if TYPE_CHECKING:
    import duckdb

    from pipelines.exporting.described import Publication

NAMES = "names"
COUNTRY = "country"
_KEY_RESULTS = ("key_result_id", "activity_code", "activity_th", "activity_en", "key_result_th", "key_result_en")

SLICES = (
    Slice("dim_province", ("province_code", "province_name_th", "province_name_en", "region_th")),
    Slice("dim_region", ("sort_order", "region_th", "region_name_en")),
    Slice("dim_level", ("sort_order", "level", "level_label_th", "level_name_en")),
    Slice(
        "dim_college",
        ("college_code", "college_name_th", "ownership", "province_code", "institute_name"),
        "is_current",
    ),
    Slice("dim_cvm_centre", ("centre_id", "centre_name_th", "field_th", "branch_th", "college_code", "province_code")),
    Slice(
        "dim_indicator",
        ("sort_order", "definition_id", "name_th", "name_en", "is_headline", "numerator_terms", "denominator_terms"),
    ),
    Slice("dim_target_industry", ("target_industry_id", "target_industry_name_th", "target_industry_name_en")),
    Slice(
        "dim_academic_year",
        ("academic_year_be", "starts_on", "ends_on", "window_closes_on", "is_window_closed", "supply_fiscal_year_be"),
    ),
)


def names_document(
    connection: duckdb.DuckDBPyConnection,
    publication: Publication,
    tables: Iterable[str],
    owners: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    """Names, the publication, the rules of the tables that pages show, and the chunk of each owner by page."""
    rules = {name: publication.rules_of(name) for name in sorted(set(tables))}
    return {
        **{part.known_as: chunks.table(cut(connection, part).of(OF_ALL)) for part in SLICES},
        "about": {
            "publication_id": publication.publication_id,
            "published_at": publication.manifest["published_at"],
            "as_of": publication.manifest["as_of"],
            "is_public": publication.is_public,
            "is_synthetic": publication.is_synthetic,
            "thresholds": dict(publication.thresholds),
        },
        "treatments": {
            name: {column: kind for column, kind in rule.get("columns", {}).items() if kind != "exact"}
            for name, rule in rules.items()
        },
        "key_results": _key_results(),
        "owners": {page: dict(sorted(found.items())) for page, found in sorted(owners.items())},
    }


def country_document(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The outlines of the provinces by their codes."""
    found = connection.execute("select province_name_en, province_code from dim_province order by all").fetchall()
    return {"map": outlines(dict(found))}


def _key_results() -> dict[str, dict[str, str]]:
    with (SEEDS_DIR / "key_results.csv").open(encoding="utf-8", newline="") as file:
        return {row["key_result_id"]: {name: row[name] for name in _KEY_RESULTS} for row in csv.DictReader(file)}
