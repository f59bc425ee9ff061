"""dbt's parsed project, kept between runs: a project that is as it was is not parsed again.

`MANIFEST` and the pickled manifest beside it are of one parse. dbt's own files are no such pair: whoever else parses or
builds in the same folder writes them too, and they are half written meanwhile.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock

from pipelines.errors import RunError
from pipelines.project_files import DBT_FILES, digest_of
from pipelines.settings import DBT_PROJECT_DIR

TARGET = DBT_PROJECT_DIR / os.environ.get("DBT_TARGET_PATH", "target")
MANIFEST = TARGET / "manifest.whole.json"

# Paths are relative to the project: dbt keeps them in its parsed project, which must outlive a moved clone.
ARGUMENTS = (
    "--project-dir", ".", "--profiles-dir", ".", "--target-path", str(TARGET.relative_to(DBT_PROJECT_DIR)),
    "--log-level", "none", "--log-level-file", "none", "--no-version-check",
)  # fmt: skip

_KEPT = TARGET / "manifest.whole.pickle"
_SEAL_LENGTH = hashlib.sha256().digest_size


@contextmanager
def project_folder() -> Iterator[None]:
    """The folder dbt works in, for one process at a time: homes that share a clone share what dbt writes there."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with FileLock(TARGET / ".lock"), chdir(DBT_PROJECT_DIR):
        yield


def parsed_project(heed: Callable[[Any], None]) -> Any:
    """dbt's `Manifest`, of the same parse as `MANIFEST`; to be called inside `project_folder`.

    Args:
        heed: is given dbt's events where it parses.

    Raises:
        RunError: the project is not in order.
    """
    from dbt.contracts.graph.manifest import Manifest

    project = _fingerprint()
    if MANIFEST.exists() and _KEPT.exists():
        found = _KEPT.read_bytes()
        seal, kept = found[:_SEAL_LENGTH], found[_SEAL_LENGTH:]
        if seal == _seal(project, kept):
            return Manifest(**pickle.loads(kept))  # noqa: S301 - who can write here can change the project itself
    from dbt.cli.main import dbtRunner

    outcome = dbtRunner(callbacks=[heed]).invoke(["parse", *ARGUMENTS])
    if isinstance(outcome.exception, KeyboardInterrupt):
        raise outcome.exception
    if not outcome.success:
        raise RunError(
            f"อ่านโครงการ dbt ไม่สำเร็จ: {outcome.exception}", f"the dbt project cannot be read: {outcome.exception}"
        )
    put(MANIFEST, (TARGET / "manifest.json").read_bytes())
    # its look-up tables are made when they are asked for; pickled as a whole, it would take one for the other
    parts = {field.name: getattr(outcome.result, field.name) for field in fields(Manifest) if field.name[0] != "_"}
    kept = pickle.dumps(parts)
    put(_KEPT, _seal(project, kept) + kept)
    return outcome.result


def _fingerprint() -> str:
    """Changes with all that a manifest is made of, the project's files, and with all that reads and keeps it."""
    versions = [platform.python_version(), *(version(name) for name in ("dbt-core", "dbt-adapters", "dbt-duckdb"))]
    return digest_of([DBT_FILES], "\n".join([*versions, Path(__file__).read_text(encoding="utf-8")]))


def _seal(project: str, kept: bytes) -> bytes:
    """Tells that a pickled manifest and `MANIFEST` are whole and of this project."""
    parts = (project.encode(), kept, MANIFEST.read_bytes())
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()


def put(path: Path, content: bytes) -> None:
    """Write a file beside and put it in place."""
    path.with_suffix(".new").write_bytes(content)
    path.with_suffix(".new").replace(path)
