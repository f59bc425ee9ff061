"""What a person is told of a file: its loads, its faults, whether its rows stand, and which cells they touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.cli.explaining_cells import sender_of
from pipelines.cli.telling import SEVERITIES, VERDICTS
from pipelines.cli.texts import pick, print_table, say
from pipelines.cli.values import cut, moment
from pipelines.guarding.commands import complete_command
from pipelines.publishing import explain_file as telling

if TYPE_CHECKING:
    from pipelines.publishing.explain_file import FileExplanation, Finding, Standing
    from pipelines.settings import Settings

_COUNTS = (
    ("rows_read", "อ่าน", "read"),
    ("rows_loaded", "นำเข้า", "loaded"),
    ("rows_quarantined", "รอแก้ไข", "quarantined"),
    ("rows_held", "พักไว้", "held"),
    ("rows_duplicate", "ซ้ำ", "duplicate"),
)
_STANDING = {
    telling.STANDS: ("ใช้อยู่ครบทุกแถว", "all of them are in force"),
    telling.PARTLY: ("ใช้อยู่บางส่วน", "some of them are in force"),
    telling.GONE: ("ไม่ได้ใช้แล้ว", "none of them is in force"),
    telling.NOT_LOADED: ("ไม่มีแถวที่นำเข้า", "nothing was loaded"),
}
_FILES_SHOWN = 10


def tell(found: FileExplanation, settings: Settings) -> None:
    """Tells everything of one file."""
    print(f"{found.path}\n  SHA-256 {found.source_sha256}")
    if found.newer_content:
        say(
            f"  ไฟล์ชื่อนี้มีเนื้อหาใหม่กว่าแล้ว (SHA-256 {found.newer_content[:12]}…)",
            f"  a later file of this path has other content (SHA-256 {found.newer_content[:12]}…)",
        )
    _tell_loads(found)
    _tell_findings(found, settings)
    _tell_standing(found)
    if found.scopes:
        _tell_scopes(found)
    _tell_tables(found)
    say(
        f"\nชุดเผยแพร่ {found.publication_id} · ณ วันที่ {found.as_of}",
        f"\nPublication {found.publication_id} · as of {found.as_of}",
    )


def _source(name: str | None) -> str:
    from pipelines.contracts import load_contracts

    contracts = load_contracts()
    if name is None:
        return pick("ไม่ทราบแหล่งข้อมูล", "source not known")
    return pick(contracts[name].title_th, name) if name in contracts else name


def _tell_loads(found: FileExplanation) -> None:
    say("\nการนำเข้า", "\nLoads")
    for load in found.loads:
        counts = " · ".join(
            f"{pick(thai, english)} {getattr(load, name):,}"
            for name, thai, english in _COUNTS
            if getattr(load, name) or name == "rows_read"
        )
        layout = f", {pick('รูปแบบ', 'layout')} {load.layout}" if load.layout else ""
        print(f"  · {_source(load.source)}{layout}: {pick(*VERDICTS[load.verdict])} · {counts}")
        path = f"{load.path} · " if load.path != found.path else ""
        arrived = f"{pick('มาถึง', 'arrived')} {load.arrived_on} · {pick('ประมวลผล', 'judged')} {moment(load.loaded_at)}"
        print(f"      {path}{arrived} · {pick('การประมวลผล', 'run')} {load.run_id}")
        if load.accepted_by or load.accepted_at:
            by, at = load.accepted_by or "–", moment(load.accepted_at or "–")
            say(f"      ยืนยันให้นำเข้าโดย {by} เมื่อ {at}", f"      accepted by {by} on {at}")


def _tell_findings(found: FileExplanation, settings: Settings) -> None:
    notes = [one for one in found.findings if one.severity not in SEVERITIES]
    told = [one for one in found.findings if one.severity in SEVERITIES]
    say(f"\nข้อที่ตรวจพบ {len(told)} ข้อ", f"\n{len(told)} findings")
    for finding in told:
        _tell_finding(finding, settings)
    if notes:
        say(f"  และข้อสังเกต {len(notes)} ข้อ ดูใน --json", f"  and {len(notes)} notes; see --json")
    if (workbook := settings.report_of(found.path)).exists():
        say(f"  ใบแจ้งผลสำหรับผู้ส่ง: {workbook}", f"  report for the sender: {workbook}")


def _tell_finding(finding: Finding, settings: Settings) -> None:
    column = f" [{finding.column_name}]" if finding.column_name else ""
    rows = pick(f"{finding.rows_failed:,} แถว", f"{finding.rows_failed:,} rows")
    where = f": {cut(finding.example_rows, 60)}" if finding.example_rows else ""
    message = pick(finding.message_th, finding.message_en)
    print(f"  {pick(*SEVERITIES[finding.severity])}: {message}{column} · {rows}{where} ({finding.rule})")
    if remedy := pick(finding.remedy_th or "", finding.remedy_en or ""):
        print(f"    → {complete_command(remedy, settings)}")


def _tell_standing(found: FileExplanation) -> None:
    say("\nแถวของไฟล์ในชุดเผยแพร่ปัจจุบัน", "\nIts rows in the current publication")
    for one in found.standing:
        sender = f" · {sender_of(one.sender)}" if one.sender else ""
        rows = f" ({one.rows_standing:,}/{one.rows_loaded:,})" if one.rows_loaded else ""
        print(f"  · {_source(one.source)}: {pick(*_STANDING[one.state])}{rows}{sender}")
        if one.state in (telling.PARTLY, telling.GONE):
            _tell_replaced(one)


def _tell_replaced(one: Standing) -> None:
    if one.replaced_by:
        say(
            f"      เคยใช้ในชุดเผยแพร่ {one.stood_in} แล้วถูกแทนที่โดย",
            f"      in force in publication {one.stood_in}, replaced by",
        )
        for file in one.replaced_by[:_FILES_SHOWN]:
            print(f"        {file.path or '–'} (SHA-256 {file.source_sha256[:12]}…) {moment(file.loaded_at or '–')}")
        if len(one.replaced_by) > _FILES_SHOWN:
            more = len(one.replaced_by) - _FILES_SHOWN
            say(f"        … อีก {more} ไฟล์ใน --json", f"        … {more} more in --json")
    else:
        say(
            "      แถวที่เหลือถูกแทนที่โดยไฟล์ที่ส่งภายหลัง หรือข้อมูลคนเดียวกันจากไฟล์อื่นใช้แทน",
            "      a later file has replaced the others, or another file of the same people counts in their place",
        )


def _tell_scopes(found: FileExplanation) -> None:
    levels = found.labels.get("level", {})
    print()
    print_table(
        [
            pick("แหล่งข้อมูล", "source"),
            pick("ปีการศึกษา", "year"),
            pick("รอบที่", "round"),
            pick("ระดับ", "level"),
            pick("สถานศึกษา", "colleges"),
            pick("แถว", "rows"),
        ],
        [
            (
                _source(scope.source),
                str(scope.academic_year_be or "–"),
                scope.round,
                levels.get(scope.level or "", {}).get(pick("th", "en"), scope.level),
                scope.colleges,
                scope.rows,
            )
            for scope in found.scopes
        ],
        numbers=(2, 4, 5),
    )


def _tell_tables(found: FileExplanation) -> None:
    if not found.tables:
        say("\nไม่มีตัวเลขที่เผยแพร่มาจากไฟล์นี้", "\nNo published figure rests on this file")
        return
    say(f"\nอยู่เบื้องหลัง {len(found.tables)} ตาราง", f"\nBehind {len(found.tables)} tables")
    print_table(
        [
            pick("ตาราง", "table"),
            pick("แถว", "rows"),
            pick("สถานศึกษา", "colleges"),
            pick("ปีการศึกษา", "years"),
            pick("รอบที่", "rounds"),
        ],
        [
            (
                table.table_name,
                table.rows_behind,
                table.colleges,
                ", ".join(map(str, table.academic_years_be)) or pick("ทุกปี", "all"),
                ", ".join(map(str, table.rounds)) or "–",
            )
            for table in found.tables
        ],
        numbers=(1, 2),
    )
    if any(cell.cells for cell in found.cells):
        say(
            "\nช่องตัวเลขการมีงานทำ (employment_one_year) ที่ไฟล์นี้เกี่ยวข้อง",
            "\nCells of employment_one_year in the scope of the file",
        )
        print_table(
            [pick("มิติ", "breakdown"), pick("ช่อง", "cells"), pick("จากทั้งหมด", "of all")],
            [(cell.breakdown, cell.cells, cell.cells_in_all) for cell in found.cells if cell.cells],
            numbers=(1, 2),
        )
