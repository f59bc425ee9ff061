"""One publication from start to finish: build beside, seal, name, switch, tidy up.

Whatever happens on the way, `current` points to a complete publication: to the earlier one until the single step
that switches it, to the new one after. There is one writer at a time (the caller holds the home's lock). The log in
`raw.publications` is the caller's to write, from `Publication.log_rows`, once this has returned.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.publishing import files, log, store
from pipelines.publishing.disclosure import DisclosureMeta, Thresholds
from pipelines.publishing.errors import AuditFailed
from pipelines.publishing.fingerprints import Fingerprint, fingerprints
from pipelines.publishing.log import RunInfo

if TYPE_CHECKING:
    import duckdb

    from pipelines.publishing.audit import AuditResult
    from pipelines.settings import Settings

__all__ = ["Publication", "RunInfo", "publish"]


@dataclass(frozen=True)
class Publication:
    """A publication that has become current.

    `log_rows` are the rows that `raw.publications` lacks, one mapping (column to value) per publication and table.
    """

    publication_id: str
    previous_publication_id: str | None
    folder: Path
    manifest: dict[str, Any]
    log_rows: list[dict[str, Any]]

    @property
    def tables(self) -> dict[str, int]:
        """Rows of each table of the internal file."""
        return {name: found["rows"] for name, found in self.manifest["files"][store.INTERNAL_FILE]["tables"].items()}


def publish(
    settings: Settings,
    run: RunInfo,
    meta: DisclosureMeta,
    inputs: Mapping[str, Sequence[str]],
    audit: AuditResult,
) -> Publication:
    """Publish `settings.mart_db` and make it current.

    `inputs` maps the SHA-256 of every file behind the tables to the sources it fed. Raises AuditFailed when the audit
    of this mart did not pass, TablesMissing and DisclosureUndeclared when the mart is not what the models declare;
    then the earlier publication stands.
    """
    if not audit.passed:
        raise AuditFailed(result.rule for result in audit.errors)
    published = settings.published
    store.sweep(published)
    previous = store.current_manifest(published)
    publication_id = store.next_id(published, run.published_at)
    building = store.building_folder(published, publication_id)
    try:
        manifest, log_rows = _build(settings, run, meta, inputs, building, publication_id, previous)
        store.seal(building)
        folder = store.complete(building, publication_id)
        store.point_current(published, publication_id)
    except BaseException:
        store.discard(published, building.name)
        store.discard(published, publication_id)
        raise
    store.prune(published, settings.publications_kept)
    return Publication(publication_id, manifest["previous_publication_id"], folder, manifest, log_rows)


def _build(
    settings: Settings,
    run: RunInfo,
    meta: DisclosureMeta,
    inputs: Mapping[str, Sequence[str]],
    building: Path,
    publication_id: str,
    previous: dict[str, Any] | None,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Write the two databases and the manifest into the folder; return the manifest and the new log rows."""
    thresholds = Thresholds(settings.rounding_base, settings.minimum_rate_denominator, settings.minimum_median_count)
    previous_id = previous["publication_id"] if previous else None
    attached = {
        files.MART: (settings.mart_db, False),
        files.INTERNAL: (building / store.INTERNAL_FILE, True),
        files.PUBLIC: (building / store.PUBLIC_FILE, True),
    }
    if previous_id:
        attached[files.PREVIOUS] = (settings.published / previous_id / store.INTERNAL_FILE, False)
    with files.workbench(settings, **attached) as connection:
        exact, shown = _write(connection, meta, thresholds)
        log_rows = log.lost_rows(connection) if previous_id else []
        log_rows += log.own_rows(run, publication_id, exact, previous)
        log.append(connection, log_rows)
        files.fill_public(connection, [meta.tables[log.LOG_TABLE]], files.INTERNAL, thresholds)
        exact |= fingerprints(connection, files.INTERNAL, [log.LOG_TABLE])
        shown |= fingerprints(connection, files.PUBLIC, [log.LOG_TABLE])
        cost = files.rounding_cost(connection, meta, thresholds)
        for database in (files.INTERNAL, files.PUBLIC):
            connection.execute(f"checkpoint {database}")
    manifest = {
        "publication_id": publication_id,
        "published_at": run.published_at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "as_of": run.as_of.isoformat(),
        "run_id": run.run_id,
        "previous_publication_id": previous_id,
        "state_fingerprint": run.state_fingerprint,
        "inputs": {sha256: sorted(sources) for sha256, sources in sorted(inputs.items())},
        "files": {
            name: {"bytes": (building / name).stat().st_size, "tables": _described(found)}
            for name, found in ((store.INTERNAL_FILE, exact), (store.PUBLIC_FILE, shown))
        },
        "disclosure": cost,
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in ("duckdb", "dbt-core", "dbt-duckdb")},
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    (building / store.MANIFEST_FILE).write_text(text, encoding="utf-8")
    return manifest, log_rows


def _write(
    connection: duckdb.DuckDBPyConnection, meta: DisclosureMeta, thresholds: Thresholds
) -> tuple[dict[str, Fingerprint], dict[str, Fingerprint]]:
    """Write both databases side by side, all but the log's rows in `public`; return the tables' fingerprints.

    The log itself has none yet: its rows of this publication hold those of the other tables.
    """
    public_tables = [table for table in meta.public_tables if table.name != log.LOG_TABLE]

    def write_exact(cursor: duckdb.DuckDBPyConnection) -> dict[str, Fingerprint]:
        files.write_internal(cursor, meta)
        return fingerprints(cursor, files.INTERNAL, [name for name in meta.tables if name != log.LOG_TABLE])

    def write_shown(cursor: duckdb.DuckDBPyConnection) -> dict[str, Fingerprint]:
        files.fill_public(cursor, public_tables, files.MART, thresholds)
        return fingerprints(cursor, files.PUBLIC, [table.name for table in public_tables])

    files.create_public(connection, meta, thresholds)
    with ThreadPoolExecutor(max_workers=2) as pool:
        exact = pool.submit(write_exact, connection.cursor())
        shown = pool.submit(write_shown, connection.cursor())
        return exact.result(), shown.result()


def _described(found: Mapping[str, Fingerprint]) -> dict[str, dict[str, Any]]:
    return {
        name: {"rows": table.row_count, "content_hash": table.content_hash} for name, table in sorted(found.items())
    }
