"""`cvm export`: tables out, with a data dictionary."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli import texts
from pipelines.cli.texts import HomeOption, JsonOption, LangOption, pick, say
from pipelines.errors import UsageError

if TYPE_CHECKING:
    from pipelines.exporting.export import Exported, File


class Format(StrEnum):
    """The formats of an export."""

    XLSX = "xlsx"
    CSV = "csv"
    PARQUET = "parquet"


def export(  # noqa: PLR0913, PLR0917 - one option a question
    folder: Annotated[Path, typer.Option("--to", metavar="DIR", help="โฟลเดอร์ที่จะเขียน · folder to write to")],
    format_: Annotated[Format, typer.Option("--format", help="รูปแบบไฟล์ · format of the files")] = Format.XLSX,
    tables: Annotated[
        list[str] | None,
        typer.Option("--tables", metavar="NAME[,NAME…]", help="เฉพาะตารางเหล่านี้ · these tables alone"),
    ] = None,
    is_public: Annotated[
        bool, typer.Option("--public/--internal", help="ชุดเผยแพร่ หรือชุดใช้ภายใน · the public file or the internal")
    ] = True,
    centres: Annotated[
        list[str] | None,
        typer.Option("--centre", metavar="ID[,ID…]", help="สมุดงานของศูนย์ CVM · a workbook of the centre's network"),
    ] = None,
    all_centres: Annotated[
        bool, typer.Option("--all-centres", help="สมุดงานของทุกศูนย์ · a workbook for every CVM centre")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001
) -> None:
    """ตารางที่เผยแพร่เป็น xlsx csv หรือ parquet พร้อมพจนานุกรมข้อมูล · Published tables as files, with a data dictionary.

    ตัวอย่าง · Example:  cvm export --to ~/out --format csv --tables employment_rates,supply_demand_gap
    """
    from pipelines.exporting.export import Asked
    from pipelines.exporting.export import export as write

    if centres and all_centres:
        raise UsageError(
            "เลือก --centre หรือ --all-centres อย่างใดอย่างหนึ่ง", "give either --centre or --all-centres, and not both"
        )
    asked = Asked(
        folder=folder.expanduser(),
        format=format_.value,
        tables=_listed("--tables", tables) or (),
        is_public=is_public,
        centres=[] if all_centres else _listed("--centre", centres),
    )
    with texts.counting_bar(as_json, "เขียนไฟล์", "writing") as tell:
        found = write(texts.settings_of(home), asked, tell)
    if as_json:
        texts.print_json(_document(found))
    else:
        _tell(found, asked.folder)


def _listed(option: str, given: list[str] | None) -> list[str] | None:
    """Names given one by one or with commas between them; None where the option was not given.

    Raises:
        UsageError: it was given without a name, as by an empty variable; everything is not what was asked for.
    """
    if not given:
        return None
    names = [name.strip() for part in given for name in part.split(",") if name.strip()]
    if not names:
        raise UsageError(
            f"{option} ไม่มีชื่อใด ให้ระบุชื่อ หรือไม่ต้องใช้ {option}",
            f"{option} names nothing: give a name, or leave {option} out",
        )
    return names


def _document(found: Exported) -> dict[str, object]:
    return {
        "publication_id": found.publication_id,
        "audience": "public" if found.is_public else "internal",
        "files": [
            {"path": str(one.path), "what": one.what, "tables": one.tables, "rows": one.rows, "bytes": one.bytes}
            for one in found.files
        ],
        "texts_with_apostrophe": found.guarded,
        "files_of_other_publications": list(found.others),
    }


def _tell(found: Exported, folder: Path) -> None:
    def cells(one: File) -> tuple[object, ...]:
        return one.path.name, one.tables, one.rows, f"{one.bytes / 1_000_000:.1f} MB"

    texts.print_table(
        [pick("ไฟล์", "file"), pick("ตาราง", "tables"), pick("แถว", "rows"), pick("ขนาด", "size")],
        [cells(one) for one in found.files],
        numbers=(1, 2, 3),
    )
    say(
        f"\nอยู่ใน {folder} จากชุดเผยแพร่ {found.publication_id}",
        f"\nin {folder}, from publication {found.publication_id}",
    )
    if not found.is_public:
        say("ไฟล์เหล่านี้ใช้ภายในสำนักงาน ห้ามเผยแพร่ต่อ", "these files are for the office alone; do not pass them on")
    if found.guarded:
        say(
            f"ข้อความ {found.guarded:,} ช่องที่ขึ้นต้นเหมือนสูตรมีเครื่องหมาย ' นำหน้าในไฟล์ csv",
            f"{texts.counted(found.guarded, 'text')} that begin as a formula have an apostrophe before them",
        )
    texts.say_others(found.others)
