"""What lies in the inbox, and which of it is new: the first look of every run.

Kept free of heavy imports, for a run that finds nothing new imports nothing else. Reading the files is the reader's
business.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from pipelines.errors import UsageError
from pipelines.loading.registry import FileRecord

_NOT_FILES = (".", "~$", "Thumbs.db", "desktop.ini")
_LOADED = ("loaded", "loaded_with_quarantine")


@dataclass(frozen=True)
class InboxFile:
    """A file of the inbox: where it lies and what it is."""

    path: Path
    relative: PurePath
    source_sha256: str


@dataclass(frozen=True)
class Arrivals:
    """The inbox against the register.

    `new` is to be read; `unchanged` has been loaded before; `standing` was held or refused before and would be again.
    """

    new: tuple[InboxFile, ...]
    unchanged: tuple[InboxFile, ...]
    standing: tuple[InboxFile, ...]


def list_inbox(inbox: Path) -> list[InboxFile]:
    """Every file of the inbox in the order of its path; what systems leave behind (`.DS_Store`, `~$…`) is no file.

    Raises:
        UsageError: there is no such folder.
    """
    if not inbox.is_dir():
        raise UsageError(
            f"ไม่พบโฟลเดอร์รับไฟล์ {inbox} ให้สร้างโฟลเดอร์ หรือระบุด้วย --inbox",
            f"there is no inbox at {inbox}; create the folder or name another with --inbox",
        )
    paths = sorted(path for path in inbox.rglob("*") if path.is_file() and not path.name.startswith(_NOT_FILES))
    return [
        InboxFile(path, PurePath(path.relative_to(inbox)), hashlib.sha256(path.read_bytes()).hexdigest())
        for path in paths
    ]


def arrivals(
    files: Collection[InboxFile],
    known: Mapping[str, FileRecord],
    accepted: Collection[str],
    project_fingerprint: str,
) -> Arrivals:
    """Sorts the inbox by what the register knows.

    A file that was held or refused is looked at again when it has been accepted, has moved (its year may stand in its
    name), or when the project has changed since. The same content under two names is one file.
    """
    new: dict[str, InboxFile] = {}
    unchanged, standing = [], []
    for file in files:
        record = known.get(file.source_sha256)
        if file.source_sha256 in new or (record and record.verdict in _LOADED):
            unchanged.append(file)
        elif (
            record
            and file.source_sha256 not in accepted
            and record.path == file.relative.as_posix()
            and record.project_fingerprint == project_fingerprint
        ):
            standing.append(file)
        else:
            new[file.source_sha256] = file
    return Arrivals(tuple(new.values()), tuple(unchanged), tuple(standing))


def accepted_files(prefixes: Collection[str], known: Mapping[str, FileRecord]) -> set[str]:
    """The held files that unambiguous beginnings of their SHA-256 name.

    Raises:
        UsageError: a beginning names no held file, or several.
    """
    held = [record for record in known.values() if record.verdict == "held"]
    accepted = set()
    for prefix in prefixes:
        named = [record for record in held if record.source_sha256.startswith(prefix.lower())]
        if len(named) != 1:
            listed = ", ".join(f"{record.source_sha256[:12]} {record.path}" for record in (named or held)) or "-"
            raise UsageError(
                f"--accept {prefix} ต้องตรงกับไฟล์ที่รอการยืนยันเพียงไฟล์เดียว ไฟล์ที่รออยู่: {listed}",
                f"--accept {prefix} must name exactly one held file; held: {listed}",
            )
        accepted.add(named[0].source_sha256)
    return accepted
