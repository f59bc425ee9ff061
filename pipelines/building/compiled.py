"""The SQL of every node as dbt compiles it, kept between runs: dbt is asked once for a project, not in every run.

By these statements a part of the marts is made anew (`pipelines.building.carrying`). dbt, which takes seconds to import
and tens of milliseconds for each node, has no part in that.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pipelines.building.parsed import ARGUMENTS, MANIFEST, TARGET, put
from pipelines.building.plan import TEST, Project, project_of
from pipelines.building.slices import KINDS
from pipelines.errors import RunError
from pipelines.project_files import PARTS, digest_of

WANTED = "wanted"
"""The tag of the nodes that dbt is asked for."""

_KEPT = TARGET / "compiled.pickle"
_SEAL_LENGTH = hashlib.sha256().digest_size


@dataclass(frozen=True)
class Statement:
    """What a node is made or judged by: `whole` for all rows, `inside` for those inside the slices of a run.

    `relation` is where a model stands, and `of` the model that a test belongs to. In `inside` a marker for each kind of
    slice stands where its condition will; it is None where a node is never sliced.
    """

    relation: str
    of: str | None
    is_python: bool
    whole: str
    inside: str | None = None

    def text(self, predicates: Mapping[str, str] | None) -> str:
        """The statement; given the conditions of slices, that for the rows inside."""
        if predicates is None or self.inside is None:
            return self.whole
        text = self.inside
        for kind, condition in predicates.items():
            text = text.replace(_marker(kind), condition)
        return text


@dataclass(frozen=True)
class CompiledProject:
    """The nodes of the project, and the statement of each model and test by its unique id."""

    project: Project
    statements: Mapping[str, Statement]


def kept_project() -> CompiledProject | None:
    """What `keep_project` has kept, if the project is still as it was; to be called inside `project_folder`."""
    if not (MANIFEST.exists() and _KEPT.exists()):
        return None
    found = _KEPT.read_bytes()
    seal, kept = found[:_SEAL_LENGTH], found[_SEAL_LENGTH:]
    if seal != _seal(kept):
        return None
    project: CompiledProject = pickle.loads(kept)  # noqa: S301 - who can write here can change the project itself
    return project


def compiled(manifest: Any, heed: Callable[[Any], None]) -> CompiledProject:
    """Has dbt compile all models and tests, and keeps that; inside `project_folder`, and with a home to connect to.

    Args:
        manifest: dbt's parsed project.
        heed: is given dbt's events.

    Raises:
        RunError: dbt cannot compile the project.
    """
    project = project_of(manifest)
    kinds = {node.unique_id: node.slices for node in project.nodes.values() if node.slices}
    made = [node.unique_id for node in project.nodes.values() if node.kind in ("model", TEST)]
    of = {unique_id: getattr(manifest.nodes[unique_id], "attached_node", None) for unique_id in made}
    whole = _compile(manifest, made, {}, heed)
    told = {"slices": {kind: _marker(kind) for kind in KINDS}, "sliced": kinds}
    inside = _compile(manifest, (one for one in made if one in kinds or of[one] in kinds), told, heed)
    statements = {
        unique_id: Statement(
            relation=manifest.nodes[unique_id].relation_name or "",
            of=of[unique_id],
            is_python=str(manifest.nodes[unique_id].language) == "python",
            whole=whole[unique_id],
            inside=inside.get(unique_id),
        )
        for unique_id in made
    }
    found = CompiledProject(project, statements)
    keep_project(found)
    return found


def keep_project(project: CompiledProject) -> None:
    """Keeps what dbt has compiled for as long as the project stays as it is."""
    kept = pickle.dumps(project)
    put(_KEPT, _seal(kept) + kept)


def _compile(
    manifest: Any, nodes: Iterable[str], variables: Mapping[str, Any], heed: Callable[[Any], None]
) -> dict[str, str]:
    """The SQL of these nodes."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    told = ["--vars", json.dumps(variables), "--select", f"tag:{WANTED}", "--no-write-json", *ARGUMENTS]
    try:
        with tagged(manifest, nodes):
            outcome = dbtRunner(manifest, callbacks=[heed]).invoke(["compile", *told])
    finally:
        DuckDBConnectionManager.close_all_connections()
    if isinstance(outcome.exception, KeyboardInterrupt):
        raise outcome.exception
    if not outcome.success:
        raise RunError(
            f"แปลงแบบจำลอง dbt เป็น SQL ไม่สำเร็จ: {outcome.exception}",
            f"the dbt project cannot be compiled: {outcome.exception}",
        )
    return {result.node.unique_id: result.node.compiled_code for result in outcome.result.results}


@contextmanager
def tagged(manifest: Any, nodes: Iterable[str]) -> Iterator[None]:
    """Marks nodes for dbt to select: it looks once for a tag, and for every name through all nodes again."""
    wanted = [manifest.nodes[unique_id] for unique_id in nodes]
    for node in wanted:
        node.tags.append(WANTED)
    try:
        yield
    finally:
        for node in wanted:
            node.tags.remove(WANTED)


def _marker(kind: str) -> str:
    """Stands for the condition of a kind of slice; no SQL has it by chance, and none can be run that still has it."""
    return f"\u27e6{kind}\u27e7"


def _seal(kept: bytes) -> bytes:
    """Tells that this is whole and of the project as it is: its files, and the parsed project beside it."""
    parts = (digest_of(PARTS, "").encode(), MANIFEST.read_bytes(), kept)
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()
