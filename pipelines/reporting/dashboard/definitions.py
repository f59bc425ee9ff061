"""Definitions and quality: what each figure means, what the public file does to it, and what came in how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipelines.contracts import load_contracts
from pipelines.exporting.described import tables_of
from pipelines.publishing import store
from pipelines.publishing.files import described_costs
from pipelines.reporting.dashboard import chunks
from pipelines.reporting.dashboard.slices import Slice

if TYPE_CHECKING:
    import duckdb

    from pipelines.exporting.described import Publication

SLICES = (
    Slice(
        "dim_indicator",
        (
            "sort_order", "definition_id", "is_headline", "name_th", "name_en", "numerator_terms", "denominator_terms",
            "used_by_th", "used_by_en", "status", "valid_from", "valid_to", "quality_bands_th", "quality_bands_en",
            "quality_bands_status",
        ),
    ),
    Slice(
        "load_history",
        ("arrived_on", "source", "layout", "verdict", "basis", "rows_read", "rows_loaded", "rows_quarantined",
         "rows_held", "rows_duplicate"),
        "verdict not in ('loaded', 'unchanged')",
    ),
    Slice(
        "publication_log",
        ("publication_id", "as_of", "table_name", "row_count", "previous_row_count", "is_changed"),
    ),
)  # fmt: skip

_FILES = """
    select source, verdict, count(distinct source_sha256) as files, max(arrived_on) as last_arrival
    from load_history group by all order by all
"""
_OF_TABLES = ("rates_kept_share", "counts_kept_share", "mean_rounding_error")
_FAULTS = """
    select severity, source, rule, stage, dimension, count(distinct source_sha256) as files,
        min(message_th) as message_th, min(message_en) as message_en,
        min(remedy_th) as remedy_th, min(remedy_en) as remedy_en
    from quality_results where not is_passed and source_sha256 is not null
    group by severity, source, rule, stage, dimension order by all
"""


def document(connection: duckdb.DuckDBPyConnection, publication: Publication) -> Mapping[str, Any]:
    """What is counted or told of the publication as a whole: files by verdict, files with each fault, tables."""
    disclosure = publication.manifest["disclosure"]
    costs = described_costs(disclosure)
    shown = publication.manifest["files"][store.PUBLIC_FILE]["tables"]
    tables = [
        {
            "table_name": one.name,
            "title_th": one.title_th,
            "title_en": one.title_en,
            "rows": one.rows,
            "disclosure": one.disclosure if one.name in shown else "internal",
            **{name: costs.get(one.name, {}).get(name) for name in _OF_TABLES},
        }
        for one in tables_of(connection, publication, [])
    ]
    contracts = load_contracts()
    return {
        "sources": {name: contracts[name].title_th for name in sorted(contracts)},
        "files": chunks.table(connection.sql(_FILES).pl()),
        "faults": chunks.table(connection.sql(_FAULTS).pl()),
        "tables": tables,
        "disclosure": {
            name: disclosure[name] for name in ("protected_rows", *_OF_TABLES, "hidden_rates", "hidden_counts")
        },
    }
