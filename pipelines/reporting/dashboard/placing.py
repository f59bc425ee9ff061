"""Where a site is put: made beside its folder and then put into its place whole, so that nobody opens half of one.

A record in the folder (`cvm_dashboard.json`) says which files the site has and what their bytes are. A folder that
holds anything else is somebody's own and stays.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.exporting.errors import CannotWrite, NotOurs
from pipelines.exporting.folder import apart_from_home
from pipelines.publishing.connection import connect
from pipelines.reporting.dashboard.build import Site, Told, build_site

if TYPE_CHECKING:
    from pipelines.settings import Settings

RECORD = "cvm_dashboard.json"
OPTION = "--out"
_BESIDE = ".cvm-dashboard-"


def write_site(
    settings: Settings,
    folder: Path,
    *,
    is_public: bool,
    tell: Told = lambda done, total: None,  # noqa: ARG005
) -> Site:
    """The site of the current publication in a folder of its own; a site that is there is replaced.

    Raises:
        NothingPublished: the home has no publication.
        WithinHome, NotOurs, CannotWrite: the folder is not free.
    """
    apart_from_home(settings, folder, OPTION)
    with connect(settings.home, "public" if is_public else "internal") as connection:
        return _placed(folder, lambda beside: build_site(connection, beside, tell))


def _placed(folder: Path, build: Callable[[Path], Site]) -> Site:
    try:
        _ours(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=_BESIDE, dir=folder.parent))
    except OSError as error:
        raise CannotWrite(folder, error.strerror or type(error).__name__, OPTION) from error
    try:
        made = work / "site"
        made.mkdir(mode=0o755)
        site = build(made)
        _write_record(made, site.publication_id)
        _ours(folder)  # somebody may have put a file there while the site was made
        if folder.exists():
            folder.rename(work / "before")
        made.rename(folder)
    except OSError as error:
        raise CannotWrite(folder, error.strerror or type(error).__name__, OPTION) from error
    finally:
        if (work / "before").exists() and not folder.exists():
            (work / "before").rename(folder)
        shutil.rmtree(work, ignore_errors=True)
    return site


def _ours(folder: Path) -> None:
    """Whether the folder is free, or holds what a site of ours had and nothing else."""
    if not folder.exists() and not folder.is_symlink():
        return
    if folder.is_symlink() or not folder.is_dir():
        raise NotOurs(folder.parent, [folder.name], OPTION)
    there = _files(folder)
    told = _told(folder) if RECORD in there else {}
    foreign = [name for name, path in there.items() if name != RECORD and told.get(name) != _sha256(path)]
    if foreign:
        raise NotOurs(folder, foreign, OPTION)


def _files(folder: Path) -> dict[str, Path]:
    """What lies in the folder, by its path within; a link is told as what it is."""
    found = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return {path.relative_to(folder).as_posix(): path for path in found}


def _told(folder: Path) -> dict[str, str]:
    try:
        files: dict[str, str] = json.loads((folder / RECORD).read_text(encoding="utf-8"))["files"]
        return dict(files)
    except (ValueError, KeyError, TypeError):
        raise NotOurs(folder, [RECORD], OPTION) from None


def _write_record(folder: Path, publication_id: str) -> None:
    files = {name: _sha256(path) for name, path in _files(folder).items()}
    document = {"written_by": "cvm dashboard", "publication_id": publication_id, "files": files}
    (folder / RECORD).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _sha256(path: Path) -> str | None:
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
