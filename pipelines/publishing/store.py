"""The folder `published/`: which publications it keeps, which one is current, and how that changes atomically.

    published/<publication_id>/   one complete, immutable publication; its id sorts by time
    published/current             symlink to the one that readers open
    published/.building-*, .removing-*, .switching-*   work in progress; what a crash leaves is swept next time

A folder that bears an id is complete, whatever happened around it. Standard library only, so
that "is there anything new?" costs no import. What lies inside the databases is not known here.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pipelines.publishing.errors import NothingPublished

CURRENT = "current"
INTERNAL_FILE = "internal.duckdb"
PUBLIC_FILE = "public.duckdb"
MANIFEST_FILE = "manifest.json"
HIDDEN_FILE = "hidden.parquet"
DASHBOARD = "dashboard"

_BUILDING = ".building-"
_REMOVING = ".removing-"
_SWITCHING = ".switching-"
_ID = re.compile(r"\d{8}T\d{9}Z")
_ONE_TICK = timedelta(milliseconds=1)


@dataclass(frozen=True)
class KeptPublication:
    """One publication that stands in the folder."""

    publication_id: str
    published_at: str
    as_of: str
    is_current: bool

    def as_dict(self) -> dict[str, str | bool]:
        """The publication as JSON takes it."""
        return asdict(self)


def kept_ids(published: Path) -> list[str]:
    """Ids of the complete publications, oldest first."""
    if not published.is_dir():
        return []
    return sorted(
        entry.name for entry in published.iterdir() if _ID.fullmatch(entry.name) and (entry / MANIFEST_FILE).is_file()
    )


def kept_publications(published: Path) -> list[KeptPublication]:
    """The complete publications, newest first."""
    current = current_id(published)
    found = []
    for publication_id in reversed(kept_ids(published)):
        manifest = read_manifest(published / publication_id)
        found.append(
            KeptPublication(
                publication_id=publication_id,
                published_at=manifest["published_at"],
                as_of=manifest["as_of"],
                is_current=publication_id == current,
            )
        )
    return found


def current_id(published: Path) -> str | None:
    """Id of the publication that readers open, None when there is none."""
    try:
        name = (published / CURRENT).readlink().name
    except OSError:
        return None
    return name if (published / name / MANIFEST_FILE).is_file() else None


def current_folder(published: Path) -> Path:
    """Folder of the current publication with the link resolved, so that a later switch does not move it."""
    name = current_id(published)
    if name is None:
        raise NothingPublished(str(published))
    return published / name


def current_manifest(published: Path) -> dict[str, Any] | None:
    """Manifest of the current publication, None when there is none."""
    name = current_id(published)
    return None if name is None else read_manifest(published / name)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Manifest of the publication in this folder."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    return manifest


def next_id(published: Path, published_at: datetime) -> str:
    """Id for a publication of this moment: UTC to the millisecond, always after every id that is kept."""
    moment = published_at.astimezone(UTC)
    newest = (kept_ids(published) or [""])[-1]
    while (publication_id := _id_of(moment)) <= newest:
        moment = _moment_of(newest) + _ONE_TICK
    return publication_id


def _id_of(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03d}Z"


def _moment_of(publication_id: str) -> datetime:
    whole = datetime.strptime(publication_id[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    return whole + timedelta(milliseconds=int(publication_id[15:18]))


def building_folder(published: Path, publication_id: str) -> Path:
    """A new empty folder beside the publications, in which this one is built."""
    folder = published / f"{_BUILDING}{publication_id}"
    folder.mkdir(parents=True)
    return folder


def empty(building: Path) -> None:
    """Remove what has been written into a folder that is being built."""
    for path in building.iterdir():
        path.unlink()


def copy(source: Path, target: Path) -> None:
    """Copy a file and force it to the disk; its blocks are shared where the file system can do that."""
    with source.open("rb") as read, target.open("xb") as written:
        try:
            while os.copy_file_range(read.fileno(), written.fileno(), 1 << 30):
                pass
        except (AttributeError, OSError):  # not on this system, or not between these file systems
            read.seek(0)
            written.seek(0)
            shutil.copyfileobj(read, written, 1 << 24)
        written.flush()
        os.fsync(written.fileno())


def sweep(published: Path) -> None:
    """Remove what an interrupted publication or removal left behind."""
    if not published.is_dir():
        return
    for entry in published.iterdir():
        if entry.name.startswith(_SWITCHING):
            entry.unlink(missing_ok=True)
        elif entry.name.startswith((_BUILDING, _REMOVING)):
            shutil.rmtree(entry, ignore_errors=True)


def seal(folder: Path) -> None:
    """Make the files read-only and force them and the folder to the disk."""
    for path in sorted(folder.iterdir()):
        path.chmod(path.stat().st_mode & ~0o222)
        _fsync(path)
    _fsync(folder)


def complete(building: Path, publication_id: str) -> Path:
    """Give the finished folder its own name in one step."""
    folder = building.parent / publication_id
    building.rename(folder)
    _fsync(building.parent)
    return folder


def point_current(published: Path, publication_id: str) -> None:
    """Let `current` point to this publication in one step."""
    link = published / f"{_SWITCHING}{publication_id}"
    link.unlink(missing_ok=True)
    link.symlink_to(publication_id, target_is_directory=True)
    link.replace(published / CURRENT)
    _fsync(published)


def discard(published: Path, name: str) -> None:
    """Remove a folder of `published/` so that it never looks complete while it disappears; never the current one."""
    folder = published / name
    if name == current_id(published) or not folder.is_dir():
        return
    removing = published / f"{_REMOVING}{name.lstrip('.')}"
    folder.rename(removing)
    shutil.rmtree(removing, ignore_errors=True)


def prune(published: Path, kept: int) -> None:
    """Keep the newest publications and the current one."""
    for publication_id in kept_ids(published)[:-kept]:
        discard(published, publication_id)


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
