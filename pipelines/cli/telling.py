"""What a person is told of a run: each file, each fault with its remedy, the headline, and where everything lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.cli.texts import counted, pick, print_table, program, say
from pipelines.contracts import heading_of, load_contracts
from pipelines.guarding.commands import complete_command
from pipelines.printable import printable_path
from pipelines.publishing import store
from pipelines.running.reports import FileReport, RefreshReport
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.publishing.moves import LargestMove

VERDICTS = {
    "loaded": ("นำเข้าครบ", "loaded"),
    "loaded_with_quarantine": ("นำเข้าบางส่วน (มีแถวรอแก้ไข)", "loaded, rows in quarantine"),
    "held": ("รอการยืนยัน", "held"),
    "rejected": ("ไม่รับไฟล์", "rejected"),
    "unchanged": ("ข้อมูลเดิม", "unchanged"),
}
_RELIABILITIES = {
    "ok": "เชื่อถือได้",
    "wide": "ช่วงกว้าง โปรดใช้ด้วยความระมัดระวัง",
    "too_few": "จำนวนน้อยเกินไป",
    "not_followed": "ติดตามได้ไม่เพียงพอ",
}
SEVERITIES = {"error": ("ต้องแก้ไข", "error"), "warning": ("ควรตรวจสอบ", "warning")}
_FILE_HEADINGS = (
    ("ไฟล์", "file"),
    ("ผล", "verdict"),
    ("อ่าน", "read"),
    ("นำเข้า", "loaded"),
    ("รอแก้ไข", "quarantined"),
    ("พักไว้", "held"),
    ("ซ้ำ", "duplicate"),
)


def tell_report(report: RefreshReport, settings: Settings) -> None:
    """What became of each file, what is wrong with it, and what was published."""
    if report.is_demo_set_aside:
        say("ย้ายข้อมูลสาธิตไปไว้ในโฟลเดอร์ demo แล้ว", "The demonstration was set aside in the folder demo")
    files = [file for file in report.files if file.verdict != "unchanged"]
    if files:
        rows = [
            (
                file.path,
                pick(*VERDICTS[file.verdict]),
                file.rows.rows_read,
                file.rows.rows_loaded,
                file.rows.rows_quarantined,
                file.rows.rows_held,
                file.rows.rows_duplicate,
            )
            for file in files
        ]
        print_table([pick(*pair) for pair in _FILE_HEADINGS], rows, numbers=range(2, 7))
    if unchanged := len(report.files) - len(files):
        say(f"ไฟล์เดิมที่นำเข้าแล้ว {unchanged} ไฟล์", f"{counted(unchanged, 'file')} loaded before, unchanged")
    for file in report.files:
        tell_faults(file, settings.report_of(file.path), settings)
        if file.rows_erased:
            say(
                f"\n{file.path}: {file.rows_erased} แถวเป็นของผู้ที่ขอให้ลบข้อมูล ไม่ได้นำเข้า ให้ผู้ส่งส่งไฟล์ที่ไม่มีแถวเหล่านี้",
                f"\n{file.path}: {file.rows_erased} rows are of persons who were erased and were not taken; "
                "have the file replaced by one without them",
            )
    if report.reports_removed:
        say(
            f"\nลบรายงานในกล่องขาออกที่เก็บเกิน {settings.report_days} วัน {report.reports_removed} ไฟล์",
            f"\n{report.reports_removed} reports older than {settings.report_days} days were removed from the outbox",
        )
    if not report.is_published:
        say("\nไม่มีข้อมูลใหม่ จึงไม่มีการเผยแพร่", "\nNothing new; nothing was published")
        return
    seconds = sum(report.seconds.values())
    say(
        f"\nเผยแพร่แล้ว {report.publication_id} · {len(report.tables)} ตาราง · {seconds:.1f} วินาที",
        f"\nPublished {report.publication_id} · {len(report.tables)} tables · {seconds:.1f} s",
    )
    tell_moves(report.moves)
    current = settings.published / store.CURRENT
    say(f"ตารางอยู่ที่ {current}", f"The tables lie in {current}")
    if settings.publishes_dashboard:
        page = current / store.DASHBOARD / "index.html"
        say(f"ดูเป็นภาพ: เปิด {page} ในเบราว์เซอร์", f"To look at them: open {page} in a browser")


def tell_moves(moves: Sequence[LargestMove]) -> None:
    """The counts of persons that moved most since the publication before."""
    if not moves:
        return
    say("เปลี่ยนมากที่สุดจากชุดก่อน", "Moved most since the publication before")
    for move in moves:
        before, after = ("–" if value is None else f"{value:,}" for value in (move.value_before, move.value_after))
        where = f" ({move.cell})" if move.cell else ""
        print(f"  {move.table_name}.{move.measure}: {before} → {after}{where}")


def tell_faults(file: FileReport, workbook: Path, settings: Settings | None = None) -> None:
    """The faults of one file with their remedies, the gravest first; notes are left to the tables.

    A command in a remedy names the home of `settings`; a check of a file is of no home.
    """
    faults = [fault for fault in file.faults if fault.severity in SEVERITIES]
    if not faults:
        return
    print(f"\n{file.path}")
    contract = load_contracts().get(file.source or "")
    for fault in sorted(faults, key=lambda fault: (fault.severity != "error", fault.rule)):
        heading = heading_of(contract, fault.column_name) if contract else ""
        where = f" [{heading}]" if heading and heading not in fault.message_th else ""
        if fault.example_rows:
            where += pick(f" · แถว {fault.example_rows}", f" · rows {fault.example_rows}")
        print(f"  {pick(*SEVERITIES[fault.severity])}: {pick(fault.message_th, fault.message_en)}{where}")
        remedy = pick(fault.remedy_th, fault.remedy_en)
        print(f"    → {complete_command(remedy, settings) if settings else remedy}")
    if workbook.exists():
        lies_at = printable_path(workbook)
        say(f"    ใบแจ้งผลสำหรับผู้ส่ง: {lies_at}", f"    report for the sender: {lies_at}")


def print_headline(settings: Settings) -> None:
    """The headline by level from the current publication, and what to try next."""
    from pipelines.publishing.connection import connect

    with connect(settings.home, "internal") as connection:
        rows = connection.execute(
            """
            select rates.academic_year_be, levels.level_label_th, cube.graduates, cube.followed, cube.obtained_work,
                rates.rate, rates.ci_low, rates.ci_high, rates.reliability
            from employment_rates as rates
            inner join employment_one_year as cube using (cell_id)
            inner join dim_level as levels on rates.level = levels.level
            where rates.breakdown = 'level' and rates.definition_id = 'ovec_one_year'
            order by rates.academic_year_be desc, levels.sort_order
            """
        ).fetchall()
        indicator = connection.execute(
            "select name_th, name_en from dim_indicator where definition_id = 'ovec_one_year'"
        ).fetchone()
    if indicator is None or not rows:
        return
    say("\nข้อมูลสังเคราะห์เพื่อการสาธิต ไม่ใช่ข้อมูลจริง", "\nSynthetic data for demonstration; not real figures")
    print(pick(*indicator))
    percent: Callable[[float | None], str] = lambda value: "–" if value is None else f"{value:.1%}"  # noqa: E731
    print_table(
        [
            pick(*pair)
            for pair in (
                ("ปีการศึกษา", "year"),
                ("ระดับ", "level"),
                ("สำเร็จการศึกษา", "graduates"),
                ("ติดตามได้", "followed"),
                ("ได้งานทำ", "obtained work"),
                ("ร้อยละ", "rate"),
                ("ช่วงเชื่อมั่น 95 %", "95 % interval"),
                ("ความน่าเชื่อถือ", "reliability"),
            )
        ],
        [
            (
                str(year),
                level,
                graduates,
                followed,
                worked,
                percent(rate),
                f"{percent(low)} – {percent(high)}",
                pick(_RELIABILITIES[reliable], reliable),
            )
            for year, level, graduates, followed, worked, rate, low, high, reliable in rows
        ],
        numbers=range(2, 6),
    )
    home = settings.home
    cvm = program()
    say("\nลองต่อ:", "\nTry next:")
    for command, thai, english in (
        (f"{cvm} status --home {home}", "ใครส่งแล้ว ใครยังไม่ส่ง", "who has sent, who is missing"),
        (
            f"{cvm} explain employment_rates --home {home} --metric ovec_one_year --where \"breakdown = 'nation'\"",
            "ตัวเลขนี้มาจากไหน",
            "where a figure comes from",
        ),
        (f"{cvm} check FILE", "ตรวจไฟล์ก่อนส่ง", "check a file before sending it"),
        (f"{cvm} refresh --inbox DIR --home {home}", "นำเข้าไฟล์จริง", "load real files"),
    ):
        print(f"  {command}\n      {pick(thai, english)}")
