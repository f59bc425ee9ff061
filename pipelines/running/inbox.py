"""What lies in the inbox, and which of it is new: the first look of every run.

Kept free of heavy imports, for a run that finds nothing new imports nothing else. Reading the files is the reader's
business.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from pipelines.errors import UsageError
from pipelines.loading.registry import FileRecord
from pipelines.printable import printable_path, report_beside
from pipelines.reading.door import sent_sha256
from pipelines.settings import REPORT_SUFFIX, Settings

_NOT_FILES = (".", "~$", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class InboxFile:
    """A file of the inbox: where it lies and what it is. `relative` is its path in the inbox as a person reads it."""

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


def paths_of_inbox(inbox: Path) -> list[Path]:
    """Everything in the inbox that is no folder, in the order of its path.

    What systems leave behind (`.DS_Store`, `~$…`) is no file, nor is the report that `cvm check` wrote beside one. A
    link is named and never followed; what is no file, and a folder that cannot be looked into, are named as well, so
    that reading them says why they cannot be taken.

    Raises:
        UsageError: there is no such folder.
    """
    if not inbox.is_dir():
        raise UsageError(
            f"ไม่พบโฟลเดอร์รับไฟล์ {inbox} ให้สร้างโฟลเดอร์ หรือระบุด้วย --inbox",
            f"there is no inbox at {inbox}; create the folder or name another with --inbox",
        )
    found: list[str] = []
    folders = [str(inbox)]
    while folders:
        try:
            inside = list(os.scandir(folder := folders.pop()))
        except OSError:
            found.append(folder)
            continue
        for entry in inside:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            elif not entry.name.startswith(_NOT_FILES):
                found.append(entry.path)
    paths = sorted(map(Path, found), key=lambda path: path.parts)
    if not any(path.endswith(REPORT_SUFFIX) for path in found):
        return paths
    checked = {report_beside(path) for path in paths}
    return [path for path in paths if path not in checked]


def list_inbox(inbox: Path, settings: Settings | None = None) -> list[InboxFile]:
    """Every file of the inbox with what it holds, in the order of its path.

    Args:
        settings: limits; of a file beyond them only the place and the size are told.

    Raises:
        UsageError: there is no such folder.
    """
    limits = settings or Settings()
    return [
        InboxFile(path, printable_path(path.relative_to(inbox)), sent_sha256(path, limits))
        for path in paths_of_inbox(inbox)
    ]


def place_of(inbox: Path, relative: str) -> Path:
    """Where the file lies that is shown under this path: its name may hold what cannot be shown."""
    place = inbox / relative
    if place.exists():
        return place
    shown = PurePath(relative)
    return next((path for path in paths_of_inbox(inbox) if printable_path(path.relative_to(inbox)) == shown), place)


def arrivals(
    files: Collection[InboxFile],
    known: Mapping[str, tuple[FileRecord, ...]],
    accepted: Collection[str],
    project_fingerprint: str,
) -> Arrivals:
    """Sorts the inbox by what the register knows.

    A file that was held or refused is looked at again when it has been accepted, under a name it was not judged by
    (its year may stand in its name), or when the project has changed since. The same content under two names is one
    file.
    """
    new: dict[str, InboxFile] = {}
    unchanged, standing = [], []
    for file in files:
        records = known.get(file.source_sha256, ())
        if file.source_sha256 in new or (records and all(record.is_loaded for record in records)):
            unchanged.append(file)
        elif (
            records
            and file.source_sha256 not in accepted
            and all(
                file.relative.as_posix() in record.judged_as and record.project_fingerprint == project_fingerprint
                for record in records
                if not record.is_loaded
            )
        ):
            standing.append(file)
        else:
            new[file.source_sha256] = file
    return Arrivals(tuple(new.values()), tuple(unchanged), tuple(standing))


def accepted_files(
    prefixes: Collection[str], known: Mapping[str, tuple[FileRecord, ...]], files: Iterable[InboxFile]
) -> set[str]:
    """The held files of the inbox that unambiguous beginnings of their SHA-256 name.

    Raises:
        UsageError: a beginning names no held file, or several.
    """
    present = {file.source_sha256 for file in files}
    held = {
        record.source_sha256: record
        for records in known.values()
        for record in records
        if record.verdict == "held" and record.source_sha256 in present
    }
    accepted = set()
    for prefix in prefixes:
        named = [record for sha, record in held.items() if prefix and sha.startswith(prefix.lower())]
        if len(named) != 1:
            shown = named or held.values()
            listed = ", ".join(f"{record.source_sha256[:12]} {record.path}" for record in shown) or "-"
            raise UsageError(
                f"--accept {prefix} ต้องตรงกับไฟล์ที่รอการยืนยันในโฟลเดอร์รับไฟล์เพียงไฟล์เดียว ไฟล์ที่รออยู่: {listed}",
                f"--accept {prefix} must name exactly one held file of the inbox; held: {listed}",
            )
        accepted.add(named[0].source_sha256)
    return accepted
