"""One publication from start to finish: build beside, seal, name, switch, tidy up.

Whatever happens on the way, `current` points to a complete publication: to the earlier one until the single step
that switches it, to the new one after. There is one writer at a time (the caller holds the home's lock). The log in
`raw` is the caller's to write, from `Publication.log_rows`, once this has returned.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from pipelines.publishing import store
from pipelines.publishing.anew import write_anew
from pipelines.publishing.attacking.attacker import hidden_cells
from pipelines.publishing.content import Content, Task
from pipelines.publishing.disclosure import DisclosureMeta
from pipelines.publishing.errors import AuditFailed
from pipelines.publishing.files import Cost
from pipelines.publishing.log import LogRows, RunInfo
from pipelines.publishing.revision import NotRevisable, revise
from pipelines.settings import SYNTHETIC_MARKER

if TYPE_CHECKING:
    from pipelines.publishing.audit import AuditResult
    from pipelines.settings import Settings

__all__ = ["Publication", "RunInfo", "publish"]


@dataclass(frozen=True)
class Publication:
    """A publication that has become current.

    `log_rows` are the rows that the tables of publications in `raw` lack.
    `anew_because` says why every row was written, None where only what differs from the previous publication was.
    """

    publication_id: str
    previous_publication_id: str | None
    folder: Path
    manifest: dict[str, Any]
    log_rows: LogRows
    anew_because: str | None

    @property
    def tables(self) -> dict[str, int]:
        """Rows of each table of the internal file."""
        return {name: found["rows"] for name, found in self.manifest["files"][store.INTERNAL_FILE]["tables"].items()}

    @property
    def own_changes(self) -> list[dict[str, Any]]:
        """The rows of `publication_changes` about this publication."""
        return [row for row in self.log_rows.changes if row["publication_id"] == self.publication_id]


def publish(
    settings: Settings,
    run: RunInfo,
    meta: DisclosureMeta,
    inputs: Mapping[str, Sequence[str]],
    audit: AuditResult,
    changed: Mapping[str, str | None] | None = None,
    beside: Callable[[Path], object] | None = None,
    hand_over: Callable[[Path], object] | None = None,
) -> Publication:
    """Publish `settings.mart_db` and make it current.

    `inputs` maps the SHA-256 of every file behind the tables to the sources it fed.

    `changed` spares writing what the current publication holds already: only the tables that it names may differ from
    it, and each only in rows that meet, then or now, the condition beside it (SQL over its columns; None for every
    row). It is held against the tables: where it does not hold, and wherever a revision is not possible or not worth
    it, every row is written, as it is with None. What is published is the same either way.

    `beside` is given the folder once its databases and manifest are written, and adds to it what is made of them.
    `hand_over` is given the complete folder: what it raises keeps the earlier publication, else this becomes current.

    Raises AuditFailed when the audit of this mart did not pass, TablesMissing, DisclosureUndeclared and RelationUntrue
    when the mart is not what the models declare, and PublicationLeaks when small counts could be worked out from the
    public file; then the earlier publication stands.
    """
    if not audit.passed:
        raise AuditFailed(result.rule for result in audit.errors)
    published = settings.published
    store.sweep(published)
    previous = store.current_manifest(published)
    publication_id = store.next_id(published, run.published_at)
    building = store.building_folder(published, publication_id)
    task = Task(settings, run, meta, building, publication_id, previous)
    try:
        before = published / previous["publication_id"] if previous else None
        task = replace(task, hidden=hidden_cells(settings, meta, task.thresholds, before))
        content, anew_because = _written(task, changed)
        manifest = _manifest(task, inputs, content)
        text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        (building / store.MANIFEST_FILE).write_text(text, encoding="utf-8")
        task.hidden.cells.write_parquet(building / store.HIDDEN_FILE)
        if beside:
            beside(building)
        store.seal(building)
        folder = store.complete(building, publication_id)
        if hand_over:
            hand_over(folder)
        store.point_current(published, publication_id)
    except BaseException:
        store.discard(published, building.name)
        store.discard(published, publication_id)
        raise
    store.prune(published, settings.publications_kept)
    previous_id = manifest["previous_publication_id"]
    return Publication(publication_id, previous_id, folder, manifest, content.log_rows, anew_because)


def _written(task: Task, changed: Mapping[str, str | None] | None) -> tuple[Content, str | None]:
    """Write the two databases, as a revision where that is possible; else anew, with the reason why."""
    if changed is None:
        return write_anew(task), "asked for"
    try:
        return revise(task, changed), None
    except (NotRevisable, duckdb.Error) as error:
        store.empty(task.building)
        return write_anew(task), str(error)


def _manifest(task: Task, inputs: Mapping[str, Sequence[str]], content: Content) -> dict[str, Any]:
    """What the publication says of itself."""
    run = task.run
    written = {store.INTERNAL_FILE: content.exact, store.PUBLIC_FILE: content.shown}
    sizes = {name: (task.building / name).stat().st_size for name in written}
    bytes_anew = content.bytes_anew or sizes
    costs = {name: cost + task.hidden.costs.get(name, Cost()) for name, cost in sorted(content.costs.items())}
    return {
        "publication_id": task.publication_id,
        "published_at": run.published_at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "as_of": run.as_of.isoformat(),
        "is_synthetic": (task.settings.home / SYNTHETIC_MARKER).exists(),
        "run_id": run.run_id,
        "previous_publication_id": task.previous["publication_id"] if task.previous else None,
        "state_fingerprint": run.state_fingerprint,
        "rows_erased": run.rows_erased,
        "inputs": {sha256: sorted(sources) for sha256, sources in sorted(inputs.items())},
        "files": {
            name: {
                "bytes": sizes[name],
                "bytes_anew": bytes_anew[name],
                "tables": {table: found.described() for table, found in sorted(tables.items())},
            }
            for name, tables in written.items()
        },
        "recipe": content.recipe,
        "disclosure": {
            **sum(costs.values(), Cost()).described(),
            "rules": task.meta.described(task.thresholds),
            "tables": {name: asdict(cost) for name, cost in costs.items()},
        },
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in ("duckdb", "dbt-core", "dbt-duckdb")},
        },
    }
