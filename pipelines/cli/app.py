"""The command `cvm` itself: its commands, its exit codes, and what a person sees when something is wrong.

Exit codes (04): 0 all good · 1 the run failed, nothing was published · 2 wrong usage · 3 published, but some files or
rows were rejected, held, quarantined or wait for another file.
"""

from __future__ import annotations

import gc
import io
import sys
from typing import Any

import typer

from pipelines.cli import (
    calendar,
    erasing,
    explaining,
    exporting,
    files,
    finding,
    generating,
    look,
    matching,
    publications,
    refreshing,
    reporting,
    showing,
    storing,
    templates,
)
from pipelines.cli.texts import choose_language, say
from pipelines.errors import HouseError, UsageError, unforeseen

app = typer.Typer(
    name="cvm",
    help="คลังข้อมูลกำลังคนอาชีวศึกษา: รับไฟล์ ได้ตารางที่เชื่อถือได้ · Files in, trusted tables out.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)

app.command("demo", short_help="ลองกับข้อมูลสังเคราะห์ · try it on the sample")(refreshing.demo)
app.command("refresh", short_help="นำเข้าและเผยแพร่ · load, build, publish")(refreshing.refresh)
app.command("check", short_help="ตรวจไฟล์ก่อนส่ง · check files before sending")(files.check)
app.command("template", short_help="แม่แบบ Excel ของแต่ละแหล่ง · blank workbooks")(templates.template)
app.command("status", short_help="ใครส่งแล้ว ใครยังไม่ส่ง · who has sent what")(look.status)
app.command("doctor", short_help="ตรวจเครื่อง พร้อมวิธีแก้ · faults and remedies")(look.doctor)
app.command("generate", short_help="สร้างข้อมูลสังเคราะห์ · write a synthetic drop")(generating.generate)
app.command("explain", short_help="ตัวเลขมาจากไหน · where a figure comes from")(explaining.explain)
app.command("explain-file", short_help="ไฟล์นี้ไปอยู่ที่ไหน · what became of a file")(explaining.explain_file)
app.command("export", short_help="ส่งออก xlsx csv parquet · tables as files")(exporting.export)
app.command("dashboard", short_help="เว็บไซต์จากโฟลเดอร์ · a site without a server")(showing.dashboard)
app.command("report", short_help="พิมพ์รายงาน PDF · the printed reports")(reporting.report)
app.command("match", short_help="ข้อเสนอการจับคู่ · who could go where, and why")(matching.match)
app.command("findings", short_help="ข้อค้นพบเชิงนโยบาย · policy findings")(finding.findings)
app.add_typer(calendar.commands, short_help="ปฏิทินของสำนักงาน · the office's calendar")
app.add_typer(storing.commands, short_help="ที่เก็บตาราง · where tables are kept")
app.command("erase", short_help="ลบข้อมูลบุคคล (PDPA) · erase persons")(erasing.erase)
app.command("publish", short_help="ชุดที่เผยแพร่ และย้อนกลับ · list or go back")(publications.publish)

_INTERRUPTED = 130
_WRONG_USAGE: Any = typer.BadParameter.__bases__[0]  # the library does not name it in public


def main() -> None:
    """Runs `cvm`; a fault that a person can mend is told in their language and never as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    # the libraries make hundreds of thousands of objects that stay; looking through them for rubbish each time is dear
    gc.set_threshold(50_000, 20, 100)
    sys.exit(_run(sys.argv[1:] or ["--help"]))


def _run(arguments: list[str]) -> int:
    """The exit code of one command."""
    choose_language(arguments)
    try:
        code = app(arguments, prog_name="cvm", standalone_mode=False)
        if code != _INTERRUPTED:
            return code or 0
        say("หยุดตามคำสั่ง ไม่มีการเผยแพร่", "stopped on request; nothing was published", is_error=True)
    except HouseError as error:
        say(error.message_th, error.message_en, is_error=True)
        return 2 if isinstance(error, UsageError) else 1
    except Exception as error:
        if isinstance(error, _WRONG_USAGE):
            detail = error.format_message()
            say(
                f"ใช้คำสั่งไม่ถูกต้อง ดูวิธีใช้ด้วย cvm --help ({detail})",
                f"wrong usage; see cvm --help ({detail})",
                is_error=True,
            )
            return 2
        told = unforeseen(error)
        say(told.message_th, told.message_en, is_error=True)
    return 1
