"""`cvm status` and `cvm doctor`: looking without touching."""

from __future__ import annotations

import typer

from pipelines.cli import texts
from pipelines.cli.texts import HomeOption, JsonOption, LangOption, pick, say

_SHOWN = 20


def status(home: HomeOption = None, as_json: JsonOption = False, lang: LangOption = None) -> None:  # noqa: ARG001
    """อะไรมาถึงแล้ว ใครยังไม่ส่ง · What has arrived, and who is missing.

    ตัวอย่าง · Example:  cvm status --json
    """
    from pipelines.cli.telling import VERDICTS
    from pipelines.publishing.status import status as status_of

    settings = texts.settings_of(home)
    found = status_of(settings.home)
    if as_json:
        texts.print_json(found.as_json())
        return
    say(f"ณ วันที่ {found.as_of} · ชุดเผยแพร่ {found.publication_id}\n", f"As of {found.as_of} · {found.publication_id}\n")
    texts.print_table(
        [
            pick("แหล่งข้อมูล", "source"),
            pick("ไฟล์", "files"),
            pick("แถว", "rows"),
            pick("แถวรอแก้ไข", "quarantined"),
            pick("มาถึงล่าสุด", "last arrival"),
        ],
        [(one.source, one.files, one.rows_loaded, one.rows_quarantined, one.last_arrival) for one in found.sources],
        numbers=(1, 2, 3),
    )
    print()
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
    if found.waiting:
        say("\nไฟล์ที่ต้องดำเนินการ", "\nFiles that need somebody")
        for file in found.waiting:
            message = pick(file.message_th, file.message_en)
            print(f"  · {file.path} [{pick(*VERDICTS[file.verdict])}, {file.source_sha256[:12]}] {message}")
            if (workbook := settings.report_of(file.path)).exists():
                say(f"    → ใบแจ้งผลสำหรับผู้ส่ง: {workbook}", f"    → report for the sender: {workbook}")
    if found.missing:
        say(
            f"\nยังไม่ส่งผลการติดตามปี {found.missing_year_be}: {len(found.missing)} แห่ง",
            f"\nNo outcomes of {found.missing_year_be} yet: {len(found.missing)} colleges",
        )
        for college in found.missing[:_SHOWN]:
            print(f"  · {college.college_code} {college.college_name_th} ({college.province_code or '–'})")
        if len(found.missing) > _SHOWN:
            say("  … ทั้งหมดอยู่ใน cvm status --json", "  … all of them: cvm status --json")


def doctor(home: HomeOption = None, as_json: JsonOption = False, lang: LangOption = None) -> None:  # noqa: ARG001
    """ตรวจเครื่องและโฟลเดอร์ พร้อมวิธีแก้ · What keeps this home from working, with the remedy of each fault.

    ตัวอย่าง · Example:  cvm doctor
    """
    from dataclasses import asdict

    from pipelines.running.doctor import examine

    findings = examine(texts.settings_of(home))
    if as_json:
        texts.print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            print(f"  {'✓' if finding.is_well else '✗'} {finding.check}: {finding.seen}")
            if not finding.is_well:
                print(f"      → {pick(finding.remedy_th, finding.remedy_en)}")
    raise typer.Exit(0 if all(finding.is_well for finding in findings) else 1)
