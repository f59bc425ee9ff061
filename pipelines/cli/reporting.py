"""`cvm report`: the printed reports that the circulars ask for."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli import texts
from pipelines.cli.texts import HomeOption, JsonOption, LangOption, say

if TYPE_CHECKING:
    from pipelines.reporting.printed.reports import Printed


class Kind(StrEnum):
    """Of what a report tells."""

    NATIONAL = "national"
    PROVINCE = "province"
    INSTITUTE = "institute"
    CENTRE = "centre"
    COLLEGE = "college"


class About(StrEnum):
    """What a report is about."""

    FOLLOW_UP = "follow-up"
    PROFILES = "profiles"
    ESTABLISHMENTS = "establishments"


def report(  # noqa: PLR0913, PLR0917 - one option a question
    kind: Annotated[Kind, typer.Argument(help="รายงานของ · a report of")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.pdf", help="ไฟล์ (--all: โฟลเดอร์) · file (--all: folder)")],
    place: Annotated[str | None, typer.Argument(metavar="[ID]", help="รหัสหรือชื่อ · its code or name")] = None,
    is_all: Annotated[bool, typer.Option("--all", help="ทุกแห่ง หนึ่งไฟล์ต่อแห่ง · all of them, a file each")] = False,
    number: Annotated[
        int | None, typer.Option("--round", min=1, help="รอบการติดตาม (ปกติ: รอบล่าสุดที่ส่ง) · round (the newest sent)")
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", metavar="BE", help="ปี พ.ศ. (ปกติ: ปีล่าสุด) · year (default: the newest)")
    ] = None,
    about: Annotated[
        About, typer.Option("--about", help="เรื่อง (profiles, establishments: 31 มี.ค.) · what it is about")
    ] = About.FOLLOW_UP,
    is_public: Annotated[
        bool, typer.Option("--public/--internal", help="ชุดเผยแพร่ หรือชุดใช้ภายใน · the public file or the internal")
    ] = False,
    has_arabic_digits: Annotated[bool, typer.Option("--arabic-digits", help="เลขอารบิก · Arabic digits")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001
) -> None:
    """รายงานฉบับพิมพ์ (PDF) ตามหนังสือเวียน · The printed reports that the circulars ask for, as PDF in Thai.

    ตัวอย่าง · Example:  cvm report college 1320016101 --round 2 --out ~/round2.pdf
    """
    from pipelines.reporting.printed.reports import Asked, print_reports

    asked = Asked(
        kind=kind.value,
        place=place,
        out=out.expanduser(),
        is_all=is_all,
        year=year,
        round=number,
        is_public=is_public,
        has_arabic_digits=has_arabic_digits,
        about=about.value,
    )
    with texts.counting_bar(as_json, "พิมพ์รายงาน", "printing") as tell:
        printed = print_reports(texts.settings_of(home), asked, tell)
    if as_json:
        texts.print_json(_document(printed))
    else:
        _tell(printed, asked.out)


def _document(printed: Printed) -> dict[str, object]:
    return {
        "publication_id": printed.publication_id,
        "audience": "public" if printed.is_public else "internal",
        "reports": [
            {"code": one.code, "path": str(one.path), "bytes": one.bytes, "is_empty": one.is_empty}
            for one in printed.reports
        ],
        "files_of_other_publications": list(printed.others),
    }


def _tell(printed: Printed, out: Path) -> None:
    reports = len(printed.reports)
    say(
        f"พิมพ์รายงาน {reports:,} ฉบับแล้ว: {out} จากชุดเผยแพร่ {printed.publication_id}",
        f"printed {texts.counted(reports, 'report')}: {out}, from publication {printed.publication_id}",
    )
    if empty := sum(one.is_empty for one in printed.reports):
        say(
            f"ไม่มีข้อมูล {empty:,} ฉบับ: ในรายงานบอกว่าต้องส่งแม่แบบใด",
            f"{texts.counted(empty, 'report')} without data: each tells which template to send",
        )
    if not printed.is_public:
        say("รายงานนี้ใช้ภายในสำนักงาน ห้ามเผยแพร่ต่อ", "for the office alone; do not pass it on (--public may be)")
    texts.say_others(printed.others)
