"""`cvm template`: the blank workbooks that the office hands out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli import texts
from pipelines.cli.texts import HomeOption, JsonOption, LangOption, pick, say


def template(
    folder: Annotated[Path, typer.Option("--out", metavar="DIR", help="โฟลเดอร์ที่จะเขียน · folder to write to")],
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE", help="แหล่งข้อมูล ไม่ระบุ = ทั้งหมด · sources (all)")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001
) -> None:
    """แม่แบบ Excel พร้อมรายการเลือก ตัวอย่าง และคำอธิบาย · Blank workbooks with drop-downs, examples and notes.

    ตัวอย่าง · Example:  cvm template graduates followups --out ~/templates
    """
    from pipelines.office.calendar import load_calendar
    from pipelines.publishing.names import published_names
    from pipelines.templates.files import write_templates
    from pipelines.templates.lists import lists_of_home

    place = texts.settings_of(home).home
    lists = lists_of_home((one.name_th for one in published_names(place)), load_calendar(place))
    written = write_templates(sources or [], folder.expanduser(), lists)
    if as_json:
        texts.print_json([{"source": one.source, "title_th": one.title_th, "path": str(one.path)} for one in written])
        return
    texts.print_table(
        [pick("แหล่งข้อมูล", "source"), pick("ชื่อ", "title"), pick("ไฟล์", "file")],
        [(one.source, one.title_th, str(one.path)) for one in written],
    )
    say(
        "\nกรอกในแผ่นงานแรก แล้วตรวจก่อนส่ง: cvm check FILE",
        "\nFill in the first sheet, then check it before sending: cvm check FILE",
    )
