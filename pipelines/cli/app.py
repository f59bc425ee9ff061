"""The command `cvm` itself: its commands, its exit codes, and what a person sees when something is wrong.

Exit codes (04): 0 all good · 1 the run failed, nothing was published · 2 wrong usage · 3 published, but some files or
rows were rejected, held, quarantined or wait for another file.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

import typer

from pipelines.cli import files, look, publications, refreshing
from pipelines.cli.texts import say
from pipelines.errors import HouseError, UsageError
from pipelines.settings import REPOSITORY

app = typer.Typer(
    name="cvm",
    help="คลังข้อมูลกำลังคนอาชีวศึกษา: รับไฟล์ ได้ตารางที่เชื่อถือได้ · Files in, trusted tables out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("demo")(refreshing.demo)
app.command("refresh")(refreshing.refresh)
app.command("check")(files.check)
app.command("status")(look.status)
app.command("doctor")(look.doctor)
app.command("explain")(publications.explain)
app.command("publish")(publications.publish)


def main() -> None:
    """Runs `cvm`; a fault that a person can mend is told in their language and never as a traceback."""
    try:
        app()
    except HouseError as error:
        say(error.message_th, error.message_en, is_error=True)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except KeyboardInterrupt:
        say("หยุดตามคำสั่ง ไม่มีการเผยแพร่", "stopped on request; nothing was published", is_error=True)
        sys.exit(1)
    except Exception as error:
        place = _where(error)
        say(
            f"เกิดข้อผิดพลาดในโปรแกรม ({type(error).__name__} ที่ {place}) ชุดเผยแพร่เดิมยังใช้ได้ ลองสั่ง cvm doctor",
            f"the program failed ({type(error).__name__} at {place}); the earlier publication stands; try cvm doctor",
            is_error=True,
        )
        sys.exit(1)


def _where(error: Exception) -> str:
    """File and line of our own code where an error arose. Its text is left out: it may quote a cell."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if str(REPOSITORY) in frame.filename]
    if not frames:
        return "?"
    return f"{Path(frames[-1].filename).relative_to(REPOSITORY)}:{frames[-1].lineno}"
