"""`cvm refresh` and `cvm demo`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli import texts
from pipelines.cli.telling import print_headline, tell_report
from pipelines.cli.texts import HomeOption, JsonOption, LangOption
from pipelines.running.refresh import refresh as run_refresh
from pipelines.running.reports import RefreshReport
from pipelines.settings import Settings, today


def refresh(
    inbox: Annotated[Path | None, typer.Option("--inbox", help="โฟลเดอร์รับไฟล์ · inbox (else the home's inbox/)")] = None,
    home: HomeOption = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="วันที่ของการปรับปรุง · business date (today)")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="SOURCE", help="เฉพาะแหล่งนี้ · take this source alone")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="สร้างใหม่ทั้งหมด · rebuild although nothing is new")] = False,
    accept: Annotated[
        list[str] | None, typer.Option("--accept", metavar="SHA", help="ยืนยันไฟล์ที่พักไว้ · release a held file")
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001 - read by its callback
) -> None:
    """นำเข้าไฟล์ใหม่ สร้างตาราง ตรวจ และเผยแพร่ · Load what is new, rebuild, audit, publish.

    ตัวอย่าง · Example:  cvm refresh --inbox ~/drop --home ~/cvm
    """
    settings = texts.settings_of(home, inbox)
    report = _run(settings, as_of, only or [], full, accept or [], as_json)
    if as_json:
        texts.print_json(report.as_json())
    else:
        tell_report(report, settings)
    raise typer.Exit(3 if report.has_refusals else 0)


def demo(home: HomeOption = None, as_json: JsonOption = False, lang: LangOption = None) -> None:  # noqa: ARG001
    """ลองระบบกับข้อมูลสังเคราะห์ที่มากับโครงการ · The main job on the synthetic sample of the repository.

    ตัวอย่าง · Example:  cvm demo --home /tmp/cvm-demo
    """
    from pipelines.running.demo import demo_settings

    settings = demo_settings(texts.settings_of(home))
    report = _run(settings, None, [], False, [], as_json)
    if as_json:
        texts.print_json(report.as_json())
        return
    tell_report(report, settings)
    print_headline(settings)


def _run(
    settings: Settings, as_of: str | None, only: list[str], is_full: bool, accept: list[str], is_quiet: bool
) -> RefreshReport:
    day = texts.date_of(as_of) or today()
    with texts.progress_bar(is_quiet) as progress:
        return run_refresh(settings, day, only=only, is_full=is_full, accept=accept, progress=progress)
