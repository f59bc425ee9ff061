"""The folder that an export is written to: which files may be written over, and that none of them is ever half there.

A record beside the files (`cvm_export.json`) says which of them exports wrote and what their bytes were. What is not in
it, or was changed since, is somebody's own and stays.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.exporting.errors import CannotWrite, NotOurs, WithinHome

if TYPE_CHECKING:
    from pipelines.settings import Settings

RECORD = "cvm_export.json"
_TOLD = ("sha256", "before", "publication_id")
_BESIDE = ".cvm-export-"
_A_DAY = 24 * 60 * 60


@contextmanager
def outgoing(
    settings: Settings, folder: Path, names: Sequence[str], publication_id: str, option: str = "--to"
) -> Iterator[Path]:
    """A folder beside, into which files of these names are to be written; once all are, they take their places.

    Args:
        option: what the folder was given with, for the errors.

    Raises:
        WithinHome: the folder is one of the warehouse's own.
        NotOurs: files of these names are somebody's own.
        CannotWrite: the folder cannot be written to.
    """
    apart_from_home(settings, folder, option)
    try:
        _ours(folder, names, option)
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        beside = Path(tempfile.mkdtemp(prefix=_BESIDE, dir=folder))
    except OSError as error:
        raise CannotWrite(folder, error.strerror or type(error).__name__, option) from error
    try:
        yield beside
        _take_places(folder, beside, names, publication_id, option)
    except OSError as error:
        raise CannotWrite(folder, error.strerror or type(error).__name__, option) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def apart_from_home(settings: Settings, folder: Path, option: str = "--to") -> None:
    """Refuses a folder within the home or the inbox; `option` is the one that another is given by.

    Raises:
        WithinHome: it is.
    """
    resolved = Path(os.path.realpath(folder))  # `resolve` fails where links lead in a circle
    for own in (settings.home.resolve(), settings.inbox.resolve()):
        if resolved == own or own in resolved.parents:
            raise WithinHome(folder, option)


def left_of_others(folder: Path, publication_id: str) -> list[str]:
    """Files of earlier exports in the folder that are of another publication."""
    found = _read(folder)
    return sorted(
        name for name, told in found.items() if told["publication_id"] != publication_id and (folder / name).exists()
    )


def _ours(folder: Path, names: Sequence[str], option: str) -> dict[str, Any]:
    """What the record says, where every file of these names is one that an export wrote."""
    record = _read(folder, option)
    foreign = []
    for name in names:
        told, path = record.get(name, {}), folder / name
        is_there = path.exists() or path.is_symlink()
        if is_there and (not path.is_file() or _sha256(path) not in (told.get("sha256"), told.get("before"))):
            foreign.append(name)
    if foreign:
        raise NotOurs(folder, foreign, option)
    return record


def _read(folder: Path, option: str = "--to") -> dict[str, Any]:
    path = folder / RECORD
    if not path.exists():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["files"].items()
        return {name: {key: told.get(key) for key in _TOLD} for name, told in found}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotOurs(folder, [RECORD], option) from None


def _take_places(folder: Path, beside: Path, names: Sequence[str], publication_id: str, option: str) -> None:
    """The record goes first and knows the bytes of now and of before: whatever happens, both are ours.

    What lies in the folder is looked at again: while the files were written another export may have written there, or
    somebody may have put a file of his own there.
    """
    written_now = {name: _sha256(beside / name) for name in names}
    record = _ours(folder, names, option)
    for name, sha256 in written_now.items():
        before = _sha256(folder / name) if (folder / name).exists() else None
        record[name] = {"sha256": sha256, "before": before, "publication_id": publication_id}
    document = {"written_by": "cvm export", "files": dict(sorted(record.items()))}
    written = beside / RECORD
    written.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    written.replace(folder / RECORD)
    for name in names:
        (beside / name).replace(folder / name)


def _sweep(folder: Path) -> None:
    """Removes what an export left that was ended while it wrote."""
    for left in folder.glob(f"{_BESIDE}*"):
        if left.is_dir() and time.time() - left.stat().st_mtime > _A_DAY:
            shutil.rmtree(left, ignore_errors=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
