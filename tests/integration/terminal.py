"""`cvm` as a person types it, in this process or in one of its own; and homes that are copies of one already built."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pipelines.publishing.store import current_manifest
from pipelines.settings import REPOSITORY

RUN_TABLES = {"load_history", "quality_results", "publication_log", "publication_changes"}
"""Tables that tell of runs; all others tell of content alone."""


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    def document(self) -> Any:
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.out)


def cvm(*arguments: object) -> Said:
    """Runs a command in this process."""
    from pipelines.cli import main

    out, err = io.StringIO(), io.StringIO()
    with patch.object(sys, "argv", ["cvm", *map(str, arguments)]), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
    return Said(code, out.getvalue(), err.getvalue())


def python(code: str, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs code in a process of its own, at the root of the project."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=REPOSITORY,
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def copied(home: Path, to: Path) -> Path:
    """A home of its own that holds what another holds."""
    shutil.copytree(home, to, symlinks=True)
    return to


def content(home: Path) -> dict[str, str]:
    """Fingerprint of every published table that tells of content, both files of the current publication."""
    manifest = current_manifest(home / "published")
    assert manifest is not None
    return {
        f"{file}/{table}": found["content_hash"]
        for file, described in manifest["files"].items()
        for table, found in described["tables"].items()
        if table not in RUN_TABLES
    }
