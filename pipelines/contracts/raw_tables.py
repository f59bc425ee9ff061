"""The tables of schema `raw`: those of the sources come from their contracts, those about the runs stand here."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.contracts import Contract

TRAILER = {
    "source_sha256": "VARCHAR",
    "sheet": "VARCHAR",
    "row_number": "INTEGER",
    "arrived_on": "DATE",
    "load_id": "VARCHAR",
    "key_hash": "VARCHAR",
    "scope_hash": "VARCHAR",
    "wide_scope_hash": "VARCHAR",
    "replaced_by_load_id": "VARCHAR",
}
"""What every raw row carries beside its source's columns."""

RUN_TABLES: dict[str, dict[str, str]] = {
    "run": {
        "run_id": "VARCHAR",
        "as_of": "DATE",
        "academic_year_start_month": "INTEGER",
        "academic_year_start_day": "INTEGER",
        "supply_year_offset": "INTEGER",
        "key_fingerprint": "VARCHAR",
    },
    "calendar": {
        "event_id": "VARCHAR",
        "system": "VARCHAR",
        "year_kind": "VARCHAR",
        "year_be": "INTEGER",
        "round": "INTEGER",
        "event_th": "VARCHAR",
        "event_en": "VARCHAR",
        "applies_to": "VARCHAR",
        "opens_on": "DATE",
        "closes_on": "DATE",
        "opens_basis": "VARCHAR",
        "closes_basis": "VARCHAR",
        "responsible_th": "VARCHAR",
        "done_when": "VARCHAR",
        "source": "VARCHAR",
    },
    "files": {
        "run_id": "VARCHAR",
        "batch": "VARCHAR",
        "source": "VARCHAR",
        "path": "VARCHAR",
        "source_sha256": "VARCHAR",
        "layout": "VARCHAR",
        "bytes": "BIGINT",
        "encoding": "VARCHAR",
        "verdict": "VARCHAR",
        "arrived_on": "DATE",
        "loaded_at": "TIMESTAMPTZ",
        "rows_read": "BIGINT",
        "rows_loaded": "BIGINT",
        "rows_quarantined": "BIGINT",
        "rows_held": "BIGINT",
        "rows_duplicate": "BIGINT",
        "accepted_by": "VARCHAR",
        "accepted_at": "TIMESTAMPTZ",
        "project_fingerprint": "VARCHAR",
        "names_fingerprint": "VARCHAR",
        "calendar_fingerprint": "VARCHAR",
    },
    "rule_results": {
        "run_id": "VARCHAR",
        "source": "VARCHAR",
        "source_sha256": "VARCHAR",
        "rule": "VARCHAR",
        "column_name": "VARCHAR",
        "stage": "VARCHAR",
        "severity": "VARCHAR",
        "dimension": "VARCHAR",
        "rows_checked": "BIGINT",
        "rows_failed": "BIGINT",
        "example_rows": "VARCHAR",
        "message_th": "VARCHAR",
        "message_en": "VARCHAR",
        "remedy_th": "VARCHAR",
        "remedy_en": "VARCHAR",
    },
    "quarantine": {
        "run_id": "VARCHAR",
        "source": "VARCHAR",
        "source_sha256": "VARCHAR",
        "sheet": "VARCHAR",
        "row_number": "INTEGER",
        "key_hash": "VARCHAR",
        "rules": "VARCHAR",
    },
    "publications": {
        "publication_id": "VARCHAR",
        "published_at": "TIMESTAMPTZ",
        "as_of": "DATE",
        "run_id": "VARCHAR",
        "table_name": "VARCHAR",
        "row_count": "BIGINT",
        "content_hash": "VARCHAR",
        "previous_publication_id": "VARCHAR",
        "previous_row_count": "BIGINT",
        "is_changed": "BOOLEAN",
        "rows_added": "BIGINT",
        "rows_removed": "BIGINT",
        "rows_changed": "BIGINT",
    },
    "publication_changes": {
        "publication_id": "VARCHAR",
        "table_name": "VARCHAR",
        "measure": "VARCHAR",
        "unit": "VARCHAR",
        "rank": "INTEGER",
        "cell_key": "VARCHAR",
        "cell": "VARCHAR",
        "value_before": "DECIMAL(38,4)",
        "value_after": "DECIMAL(38,4)",
    },
}
"""Tables about the runs, which the models read."""

BUILD_TABLES: dict[str, dict[str, str]] = {
    "built": {
        "run_id": "VARCHAR",
        "as_of": "DATE",
        "inputs_fingerprint": "VARCHAR",
        "publication_id": "VARCHAR",
    },
    "built_nodes": {
        "node": "VARCHAR",
        "node_fingerprint": "VARCHAR",
    },
    "built_batches": {
        "run_id": "VARCHAR",
        "batch": "VARCHAR",
    },
}
"""What building keeps for itself (`pipelines.building.plan`)."""

ERASURE_TABLES: dict[str, dict[str, str]] = {
    "erasures": {
        "erasure_id": "VARCHAR",
        "erased_at": "TIMESTAMPTZ",
        "persons": "BIGINT",
        "rows_erased": "BIGINT",
    },
    "erased_rows": {
        "run_id": "VARCHAR",
        "source": "VARCHAR",
        "source_sha256": "VARCHAR",
        "rows_erased": "BIGINT",
    },
    "erased": {
        "document": "VARCHAR",
    },
}
"""How many persons were erased and when, and how many rows of theirs a file still held; no model reads it.

In a lake, too, the list of who was erased (`pipelines.erasing.shared`).
"""


OWN_TABLES = RUN_TABLES | BUILD_TABLES | ERASURE_TABLES
"""Every table of `raw` that is of no source."""


def source_columns(contract: Contract) -> dict[str, str]:
    """Names and types of a source's raw table, in order."""
    return {column.stored_as: column.physical_type for column in contract.stored} | TRAILER


def raw_tables(contracts: Iterable[Contract]) -> dict[str, dict[str, str]]:
    """Every table of schema `raw` with its columns."""
    return {contract.source: source_columns(contract) for contract in contracts} | OWN_TABLES
