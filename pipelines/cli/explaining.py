"""`cvm explain` and `cvm explain-file`: where a figure comes from, and what became of a file."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli import texts
from pipelines.cli.texts import HomeOption, JsonOption, LangOption


def explain(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="ตารางที่เผยแพร่ · a published table")],
    where: Annotated[str | None, typer.Option("--where", metavar="SQL", help="เงื่อนไข · a condition")] = None,
    metric: Annotated[
        str | None, typer.Option("--metric", metavar="NAME", help="คอลัมน์หรือนิยาม · a column or a definition")
    ] = None,
    publication: Annotated[
        str | None, typer.Option("--publication", metavar="ID", help="ชุดก่อนที่ยังเก็บไว้ · an earlier one that is kept")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001
) -> None:
    """ตัวเลขมาจากไหน: นิยาม แถว ไฟล์ และสิ่งที่เปลี่ยน · Where a figure comes from: definition, rows, files, change.

    ตัวอย่าง · Example:  cvm explain employment_rates --metric ovec_one_year --where "breakdown = 'nation'"
    """
    from pipelines.cli.explaining_cells import tell
    from pipelines.publishing.explain import explain as explain_table

    found = explain_table(texts.settings_of(home).home, table, where, metric, publication)
    if as_json:
        texts.print_json(found.as_dict())
    else:
        tell(found)


def explain_file(
    file: Annotated[str, typer.Argument(metavar="FILE", help="ไฟล์ หรือต้น SHA-256 · a file, or how its SHA-256 begins")],
    home: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001
) -> None:
    """ไฟล์นี้ไปอยู่ที่ไหน: ผลการนำเข้า ข้อที่ต้องแก้ และตัวเลขที่เกี่ยวข้อง · What became of a file: loads, faults, cells.

    ตัวอย่าง · Example:  cvm explain-file data/inbox/outcome_counts/workforce2566.csv
    """
    from pipelines.cli.explaining_files import tell
    from pipelines.publishing.explain_file import explain_file as explain_one

    settings = texts.settings_of(home)
    found = explain_one(settings.home, file)
    if as_json:
        texts.print_json(found.as_dict())
    else:
        tell(found, settings)
