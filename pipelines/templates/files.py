"""Writing templates to a folder, without ever writing over a workbook that somebody may have filled in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.contracts import load_contracts
from pipelines.errors import UsageError
from pipelines.templates.lists import HomeLists
from pipelines.templates.workbook import template


@dataclass(frozen=True)
class Written:
    """One template on disk."""

    source: str
    title_th: str
    path: Path


def write_templates(sources: Sequence[str], folder: Path, home: HomeLists | None = None) -> list[Written]:
    """The templates of some sources (of all where none is named), one workbook each: `<source>.xlsx`.

    Args:
        sources: their names.
        folder: where to write.
        home: what a home adds to the drop-down lists.

    Raises:
        UsageError: there is no such source, or another file of that name lies in the folder; nothing is written.
    """
    contracts = load_contracts()
    if unknown := [source for source in sources if source not in contracts]:
        raise UsageError(
            f"ไม่รู้จักแหล่งข้อมูล {', '.join(unknown)} ที่มี: {', '.join(contracts)}",
            f"unknown source {', '.join(unknown)}; there are: {', '.join(contracts)}",
        )
    contents = {
        folder / f"{name}.xlsx": template(contracts[name], home) for name in dict.fromkeys(sources or contracts)
    }
    if filled := [str(path) for path, content in contents.items() if path.exists() and path.read_bytes() != content]:
        raise UsageError(
            f"มีไฟล์ชื่อนี้อยู่แล้วและอาจกรอกข้อมูลไว้: {', '.join(filled)} ย้ายไฟล์ หรือเลือกโฟลเดอร์อื่นด้วย --out",
            f"there is already such a file, perhaps filled in: {', '.join(filled)}; move it, or give another --out",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in contents.items():
            path.write_bytes(content)
    except OSError as error:
        raise UsageError(
            f"เขียนลงในโฟลเดอร์ {folder} ไม่ได้ เลือกโฟลเดอร์อื่นด้วย --out",
            f"cannot write to the folder {folder}; give another --out",
        ) from error
    return [Written(path.stem, contracts[path.stem].title_th, path) for path in contents]
