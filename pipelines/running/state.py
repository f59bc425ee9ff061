"""What a publication depends on, as fingerprints: the project's own files, the calendar and the register of files.

A refresh whose fingerprints and date change nothing has nothing to do, and finds that out from this module alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import duckdb

from pipelines.office.calendar import Event, calendar_fingerprint
from pipelines.project_files import PARTS, digest_of
from pipelines.settings import Settings


def project_fingerprint(settings: Settings | None = None) -> str:
    """Changes when code, contracts, rules, models, seeds or the limits of reading change.

    A file that was refused is looked at again then: it may be taken now.
    """
    limits = {name: value for name, value in (settings or Settings()).model_dump().items() if name.startswith("max_")}
    return digest_of(PARTS, json.dumps(limits, sort_keys=True))


def state_fingerprint(
    connection: duckdb.DuckDBPyConnection, project: str, settings: Settings, events: Iterable[Event]
) -> str:
    """Changes when the project, its settings, the calendar, or anything in the register of files changes."""
    registered = connection.execute(
        """
        select coalesce(
            string_agg(concat(run_id, source_sha256, source, verdict), ',' order by run_id, source_sha256, source), ''
        )
        from raw.files
        """
    ).fetchone()
    limits = settings.model_dump(
        mode="json",
        exclude={
            *("home", "inbox_dir", "store", "lake_data", "pseudonym_key"),
            *("lake_patience_seconds", "lake_snapshot_days", "lake_file_days"),
            *("report_days", "batch_rows", "publishes_dashboard"),
        },
    )
    return hashlib.sha256(
        json.dumps([project, limits, registered, calendar_fingerprint(events)], sort_keys=True).encode()
    ).hexdigest()


def newest_manifest(published: Path) -> dict[str, object] | None:
    """The manifest of the newest publication, current or not; None where nothing is published.

    After a rollback the newest is not the current one, and nothing new must not undo what a person has decided.
    """
    paths = sorted(published.glob("[0-9]*/manifest.json"))
    return json.loads(paths[-1].read_text(encoding="utf-8")) if paths else None
