"""How the command line speaks: Thai or English, to a person or as JSON, and which options every command shares."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from pipelines.errors import UsageError
from pipelines.settings import Settings
from pipelines.years import FIRST_BE


class Language(StrEnum):
    """The two languages of the project."""

    TH = "th"
    EN = "en"


_spoken = Language.EN


def choose_language(arguments: Sequence[str]) -> None:
    """Speaks the language that the arguments ask for, before they are understood: wrong ones are told in it too."""
    asked = re.search(r"--lang[= ](th|en)\b", " ".join(arguments))
    _choose(Language(asked[1]) if asked else None)


def _choose(language: Language | None) -> Language | None:
    global _spoken  # noqa: PLW0603 - one process speaks one language
    _spoken = language or default_language()
    return language


def default_language() -> Language:
    """Thai where the locale is Thai, else English."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return Language.TH if locale.lower().startswith("th") else Language.EN


HomeOption = Annotated[
    Path | None, typer.Option("--home", help="โฟลเดอร์หลัก · home folder (else $CVM_HOME, else data/)")
]
JsonOption = Annotated[bool, typer.Option("--json", help="ผลเป็น JSON · print one JSON document")]
LangOption = Annotated[
    Language | None,
    typer.Option("--lang", help="ภาษา · language (default: the locale's)", callback=_choose, is_eager=True),
]


def settings_of(home: Path | None, inbox: Path | None = None) -> Settings:
    """Settings with what the command line gave.

    Raises:
        UsageError: an environment variable holds what its setting cannot be.
    """
    given = {"home": home, "inbox_dir": inbox}
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = "; ".join(f"CVM_{'.'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors())
        raise UsageError(f"ค่าตั้งไม่ถูกต้อง {wrong}", f"wrong setting {wrong}") from None
    return settings.model_copy(
        update={name: path.expanduser().resolve() for name, path in given.items() if path is not None}
    )


def date_of(text: str | None) -> date | None:
    """A date of the command line.

    Raises:
        UsageError: it is not YYYY-MM-DD, or its year is one of the Buddhist Era: no later date would be taken then.
    """
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.year >= FIRST_BE:
        raise UsageError(
            f"--as-of {text} ต้องเป็นวันที่แบบ ค.ศ. เช่น 2026-11-21 (ปี พ.ศ. ลบ 543)",
            f"--as-of {text} must be a date of the common era such as 2026-11-21 (a BE year minus 543)",
        )
    return day


def program() -> str:
    """How the command is called here: `cvm` where the shell finds it, else the path under which it runs."""
    return "cvm" if shutil.which("cvm") or not sys.argv[0].endswith("cvm") else sys.argv[0]


def spoken() -> Language:
    """The language that this run speaks."""
    return _spoken


def pick(thai: str, english: str) -> str:
    """The text in the language spoken."""
    return thai if _spoken is Language.TH else english


def say(thai: str, english: str, *, is_error: bool = False) -> None:
    """Prints one message; errors go to the error stream."""
    print(pick(thai, english), file=sys.stderr if is_error else sys.stdout)


def print_json(document: Any) -> None:
    """Prints a document as JSON; dates as ISO text."""
    print(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[object]], numbers: Sequence[int] = ()) -> None:
    """Prints a table in columns, numbers to the right; widths count what a terminal shows of Thai."""
    texts = [[_text(value) for value in row] for row in rows]
    widths = [max(shown(cell) for cell in column) for column in zip(headings, *texts, strict=True)]
    for row in (list(headings), ["─" * width for width in widths], *texts):
        cells = [
            " " * (width - shown(cell)) + cell if place in numbers else cell + " " * (width - shown(cell))
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  " + "  ".join(cells).rstrip())


def shown(text: str) -> int:
    """Columns a text takes on a terminal: marks above and below take none."""
    return sum(0 if unicodedata.category(mark) in ("Mn", "Cf") else 1 for mark in text)


def _text(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


@contextmanager
def progress_bar(is_quiet: bool) -> Iterator[Any]:
    """Gives a function (stage, done, total) that shows where a run is, on a terminal alone."""
    if is_quiet or not sys.stderr.isatty():
        yield lambda stage, done, total: None  # noqa: ARG005
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    stages = {
        "look": ("สำรวจไฟล์", "looking"),
        "read": ("อ่านไฟล์", "reading"),
        "guard": ("ตรวจสอบ", "guarding"),
        "load": ("นำเข้า", "loading"),
        "wait": ("รอหน่วยงานอื่นปรับปรุงคลังข้อมูลกลางให้เสร็จ", "waiting for another office's run"),
        "build": ("สร้างตาราง", "building"),
        "audit": ("ตรวจตาราง", "auditing"),
        "publish": ("เผยแพร่", "publishing"),
    }
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=len(stages))

        def show(stage: str, done: int, total: int) -> None:
            place = list(stages).index(stage) + (done / total if total else 0)
            bar.update(task, completed=place, description=pick(*stages[stage]))

        yield show


@contextmanager
def counting_bar(is_quiet: bool, thai: str, english: str) -> Iterator[Callable[[int, int], None]]:
    """Gives a function (done, total) that shows how far one kind of work is, on a terminal alone."""
    if is_quiet or not sys.stderr.isatty():
        yield lambda done, total: None  # noqa: ARG005
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(pick(thai, english), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def say_others(files: Sequence[str]) -> None:
    """Which files of another publication lie in a folder as well; nothing where there are none."""
    if files:
        shown = ", ".join(files[:5]) + (" …" if len(files) > 5 else "")
        say(
            f"ในโฟลเดอร์ยังมีไฟล์จากชุดเผยแพร่อื่น: {shown}",
            f"the folder also holds files of another publication: {shown}",
        )


def counted(number: int, noun: str) -> str:
    """A number of things in English: `1 file`, `2 files`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
