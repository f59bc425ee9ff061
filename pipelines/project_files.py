"""The project's own files, by which runs tell whether they are of the same project."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from pipelines.settings import CONTRACTS_DIR, DBT_PROJECT_DIR, REPOSITORY

DBT_FILES = (DBT_PROJECT_DIR, ("*.sql", "*.yml", "*.md", "*.csv", "*.py"))
PARTS = ((REPOSITORY / "pipelines", ("*.py",)), (CONTRACTS_DIR, ("*.yaml",)), DBT_FILES)

_LEFT_OUT = {"target", "logs", "__pycache__", "bench"}


def digest_of(parts: Iterable[tuple[Path, Iterable[str]]], beside: str) -> str:
    """SHA-256 over names and content of the files below folders that match a pattern, and over a text beside them."""
    digest = hashlib.sha256(beside.encode())
    for folder, patterns in parts:
        for path in sorted(path for pattern in patterns for path in folder.rglob(pattern)):
            within = path.relative_to(folder)
            if not _LEFT_OUT & set(within.parts):
                digest.update(f"{folder.name}/{within.as_posix()}".encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
