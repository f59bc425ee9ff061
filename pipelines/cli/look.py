"""`cvm status` and `cvm doctor`: what there is to know, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli import texts
from pipelines.cli.texts import HomeOption, JsonOption, LangOption, pick, say
from pipelines.cli.values import day
from pipelines.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.publishing.status import Status
    from pipelines.settings import Settings

_SHOWN = 20
_NOT_SENT = ("เกินกำหนด ยังไม่ส่ง", "not sent")


def status(
    missing: Annotated[
        bool, typer.Option("--missing", help="รายชื่อผู้ที่ยังไม่ดำเนินการ · list whoever owes something")
    ] = False,
    event: Annotated[
        str | None, typer.Option("--event", help="กับ --missing: เฉพาะกิจกรรมนี้ · with --missing: of this event")
    ] = None,
    place: Annotated[
        str | None,
        typer.Option("--in", help="กับ --missing: จังหวัดหรือสถาบันนี้ · with --missing: of this province or institute"),
    ] = None,
    centre: Annotated[
        str | None,
        typer.Option(
            "--centre",
            help="เฉพาะศูนย์ CVM นี้ กับ --missing: รวมเครือข่าย · this centre's page; with --missing: it and its network",
        ),
    ] = None,
    college: Annotated[str | None, typer.Option("--college", help="เฉพาะสถานศึกษานี้ · the page of this college")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001 - read by its callback
) -> None:
    """กำหนดการวันนี้ อะไรมาถึงแล้ว ใครยังไม่ดำเนินการ · What is due, what has arrived, and who is missing.

    ตัวอย่าง · Example:  cvm status --missing --in ชลบุรี · cvm status --college 1320026101
    """
    from pipelines.cli.owed import tell_calendar, tell_changes, tell_events, tell_owing
    from pipelines.cli.page import tell_page
    from pipelines.publishing.owed import Scope
    from pipelines.publishing.page import page_of
    from pipelines.publishing.status import status as status_of

    settings = texts.settings_of(home)
    _refuse_what_does_not_fit(missing, {"--event": event, "--in": place}, centre, college)
    if college is not None or (centre is not None and not missing):
        page = (
            page_of(settings.home, "college", college)
            if college is not None
            else page_of(settings.home, "centre", str(centre))
        )
        if as_json:
            texts.print_json(page.as_json())
        else:
            tell_page(page)
        return
    scope = Scope(event, place, centre)
    found = status_of(settings.home, owing_of=scope if missing else None)
    if as_json:
        texts.print_json(found.as_json())
        return
    as_of = day(found.as_of)
    say(f"ณ วันที่ {as_of} · ชุดเผยแพร่ {found.publication_id}\n", f"As of {as_of} · {found.publication_id}\n")
    if scope.given:
        tell_owing(found.owing or ())
        return
    if found.events:
        tell_events(found.events)
    tell_calendar(found.calendar)
    if found.owing:
        tell_owing(found.owing)
    if found.rounds:
        _tell_rounds(found)
    _tell_sources(found)
    _tell_years(found)
    if found.waiting:
        _tell_waiting(found, settings)
    if found.missing:
        _tell_missing(found)
    tell_changes(found.changes)


def _refuse_what_does_not_fit(
    missing: bool, chosen: Mapping[str, str | None], centre: str | None, college: str | None
) -> None:
    given = [option for option, value in chosen.items() if value is not None]
    if given and not missing:
        raise UsageError(
            f"{given[0]} ใช้กับ --missing เท่านั้น ให้สั่ง cvm status --missing {given[0]} …",
            f"{given[0]} goes with --missing: cvm status --missing {given[0]} …",
        )
    if college is not None and (centre is not None or missing):
        raise UsageError(
            "--college แสดงหน้าของสถานศึกษาเดียว ใช้ร่วมกับ --centre หรือ --missing ไม่ได้",
            "--college shows the page of one college; it goes with neither --centre nor --missing",
        )


def _tell_rounds(found: Status) -> None:
    """Each round in one line, and the colleges that still owe the newest one that has any."""
    from pipelines.cli.owed import STATUSES, time_left

    texts.print_table(
        [
            pick("ปีการศึกษา", "year"),
            pick("รอบที่", "round"),
            pick("วันสิ้นสุด", "closes on"),
            pick("เวลา", "time"),
            pick("สถานศึกษา", "colleges"),
            pick("ส่งข้อมูล", "sent"),
            pick("ยืนยัน", "confirmed"),
            pick("ยืนยันล่าช้า", "late"),
            pick("พิมพ์", "printed"),
            pick("ยังไม่ส่ง", "missing"),
        ],
        [
            (
                str(one.academic_year_be),
                str(one.round),
                day(one.closes_on),
                time_left(one.days_left),
                one.colleges,
                one.sent,
                one.confirmed,
                one.confirmed_late,
                one.printed,
                one.missing,
            )
            for one in found.rounds
        ],
        numbers=range(4, 10),
    )
    owing = [one for one in found.colleges_by_round if one.confirmed_on is None]
    if owing:
        newest = max((one.academic_year_be, one.round) for one in owing)
        shown = [one for one in owing if (one.academic_year_be, one.round) == newest]
        say(
            f"\nยังไม่ยืนยันปีการศึกษา {newest[0]} รอบที่ {newest[1]}: {len(shown)} แห่ง",
            f"\nNot confirmed yet, academic year {newest[0]}, round {newest[1]}: {len(shown)} colleges",
        )
        for one in shown[:_SHOWN]:
            name = f"{one.college_code} {one.college_name_th or ''} ({one.province_name_th or '–'})"
            records = pick(f"ได้รับ {one.records} รายการ", f"{one.records} records")
            late = pick(f" เกินกำหนด {one.days_late} วัน", f", {one.days_late} days late") if one.days_late else ""
            print(f"  · {name} [{pick(*STATUSES.get(one.status, _NOT_SENT))}] {records}{late}")
        _tell_more(len(shown))
    print()


def _tell_sources(found: Status) -> None:
    from pipelines.contracts import load_contracts

    contracts = load_contracts()
    texts.print_table(
        [
            pick("แหล่งข้อมูล", "source"),
            pick("ไฟล์", "files"),
            pick("แถว", "rows"),
            pick("แถวรอแก้ไข", "quarantined"),
            pick("มาถึงล่าสุด", "last arrival"),
        ],
        [
            (
                pick(contracts[one.source].title_th, one.source) if one.source in contracts else one.source,
                one.files,
                one.rows_loaded,
                one.rows_quarantined,
                day(one.last_arrival),
            )
            for one in found.sources
        ],
        numbers=(1, 2, 3),
    )
    print()


def _tell_years(found: Status) -> None:
    texts.print_table(
        [
            pick("ปีการศึกษา", "year"),
            pick("สถานศึกษาที่เปิด", "open colleges"),
            pick("ส่งผลการติดตาม", "sent outcomes"),
            pick("ไม่ได้ติดตามใครเลย", "followed nobody"),
            pick("ส่งจำนวนผู้เรียน", "sent enrolment"),
        ],
        [
            (
                str(one.academic_year_be),
                one.colleges,
                one.reported_outcomes,
                one.followed_nobody,
                one.reported_enrolment,
            )
            for one in found.years
        ],
        numbers=(1, 2, 3, 4),
    )


def _tell_waiting(found: Status, settings: Settings) -> None:
    from pipelines.cli.telling import VERDICTS

    say("\nไฟล์ที่ต้องดำเนินการ", "\nFiles that need somebody")
    for file in found.waiting:
        message = pick(file.message_th, file.message_en)
        print(f"  · {file.path} [{pick(*VERDICTS[file.verdict])}, {file.source_sha256[:12]}] {message}")
        if (workbook := settings.report_of(file.path)).exists():
            say(f"    → ใบแจ้งผลสำหรับผู้ส่ง: {workbook}", f"    → report for the sender: {workbook}")


def _tell_missing(found: Status) -> None:
    say(
        f"\nยังไม่ส่งผลการติดตามปี {found.missing_year_be}: {len(found.missing)} แห่ง",
        f"\nNo outcomes of {found.missing_year_be} yet: {len(found.missing)} colleges",
    )
    for college in found.missing[:_SHOWN]:
        print(f"  · {college.college_code} {college.college_name_th} ({college.province_name_th or '–'})")
    _tell_more(len(found.missing))


def _tell_more(listed: int) -> None:
    if listed > _SHOWN:
        say("  … ทั้งหมดอยู่ใน cvm status --json", "  … all of them: cvm status --json")


def doctor(home: HomeOption = None, as_json: JsonOption = False, lang: LangOption = None) -> None:  # noqa: ARG001
    """ตรวจเครื่องและโฟลเดอร์ พร้อมวิธีแก้ · What keeps this home from working, with the remedy of each fault.

    แก้ให้เองเมื่อไม่มีอะไรเสียหาย เช่น ย้ายบันทึกที่เปิดไม่ได้ไปเก็บข้าง ๆ · What costs nothing is mended: a log that will not
    replay is moved aside, what a killed run left half-written is removed, and so are reports that lay too long; the key
    is closed to others.

    ตัวอย่าง · Example:  cvm doctor
    """
    from dataclasses import asdict

    from pipelines.running.doctor import examine
    from pipelines.running.mending import mend

    settings = texts.settings_of(home)
    findings = [*mend(settings), *examine(settings)]
    if as_json:
        texts.print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            mark = "+" if finding.is_mended else "✓" if finding.is_well else "✗"
            mended = pick(" (แก้แล้ว)", " (mended)") if finding.is_mended else ""
            print(f"  {mark} {finding.check}{mended}: {finding.seen}")
            if not finding.is_well:
                print(f"      → {pick(finding.remedy_th, finding.remedy_en)}")
    raise typer.Exit(0 if all(finding.is_well for finding in findings) else 1)
