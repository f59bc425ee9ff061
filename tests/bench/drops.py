"""The inboxes that are measured: drops of the made-up country, parts of them, and one college's corrected round."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection
from pathlib import Path

from pipelines.settings import REPOSITORY
from tests.bench.processes import CVM, Measured, run

PEOPLE = ("colleges", "graduates", "followups", "vcop", "round_submissions")
"""Folders of rosters and rounds, with the register; `vcop` are rounds as another system reports them."""

_KEPT = REPOSITORY / "build" / "bench" / "drops"
_GENERATOR = REPOSITORY / "pipelines" / "synthetic"
_OUTCOME, _FOUND, _CORRECTED = "สถานะการติดตาม", "มีงานทำ", "รองาน"
_CELLS = 3


def drop(scale: str, years: int, folders: Collection[str] = ()) -> Path:
    """The inbox of a drop, kept for the next benchmark while the generator stays as it is.

    Args:
        folders: those to keep; empty keeps all.
    """
    kept = _KEPT / f"{scale}-{years}-{'some' if folders else 'all'}-{_version()}"
    if not kept.exists():
        making = kept.with_suffix(".partial")
        shutil.rmtree(making, ignore_errors=True)
        run(Measured(), [*CVM, "generate", "--scale", scale, "--years", str(years), "--out", str(making)])
        for folder in (making / "inbox").iterdir():
            if folders and folder.name not in folders:
                shutil.rmtree(folder)
        making.rename(kept)
    return kept / "inbox"


def linked(inbox: Path, target: Path, folders: Collection[str] = ()) -> Path:
    """An inbox of hard links to the files of those folders; empty takes all."""
    for path in sorted(inbox.rglob("*")):
        relative = path.relative_to(inbox)
        if path.is_file() and (not folders or relative.parts[0] in folders):
            (target / relative).parent.mkdir(parents=True, exist_ok=True)
            os.link(path, target / relative)
    return target


def correct_round(inbox: Path) -> None:
    """Writes one college's workbook of the last round anew, a few outcomes in it changed.

    The file is the first that has such outcomes, so it is the same one each time; only the linked name is replaced.

    Raises:
        SystemExit: no workbook has enough outcomes to change.
    """
    import openpyxl

    last_year = max((inbox / "followups").iterdir())
    for path in sorted(max(last_year.iterdir()).glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        cells = [
            cell
            for column in book.worksheets[0].iter_cols()
            if any(cell.value == _OUTCOME for cell in column)
            for cell in column
            if cell.value == _FOUND
        ][:_CELLS]
        if len(cells) == _CELLS:
            for cell in cells:
                cell.value = _CORRECTED
            path.unlink()
            book.save(path)
            return
    raise SystemExit("no workbook of the last round has outcomes to correct")


def _version() -> str:
    """Changes with the generator."""
    digest = hashlib.sha256()
    for path in sorted(_GENERATOR.rglob("*")):
        if path.suffix in (".py", ".csv"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
