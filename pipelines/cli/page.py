"""What `cvm status --college|--centre` prints: the page of one college or one centre."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pipelines.cli import texts
from pipelines.cli.owed import STATUSES, WIDEST_EVENT, closed_word, named, state_of
from pipelines.cli.texts import pick, say
from pipelines.cli.values import cut, day
from pipelines.settings import SEEDS_DIR

if TYPE_CHECKING:
    from pipelines.publishing.page import OwnPage

_Row = Mapping[str, Any]

_SHOWN = 10
_SHOWN_COLLEGES = 5
_SHOWN_YEARS = 4
_ORDER = ("overdue", "open", "late", "done", "not_applicable")
_STATES = STATUSES | {"not_sent": ("เกินกำหนด ยังไม่ส่ง", "overdue, nothing sent")}
_RESULTS = {
    "met": ("บรรลุเป้าหมาย", "met"),
    "on_course": ("เป็นไปตามแผน", "on course"),
    "behind": ("ต่ำกว่าแผน", "behind"),
    "contradicts": ("ข้อมูลขัดแย้งกัน", "contradicts"),
    "reported_only": ("มีเฉพาะข้อมูลที่รายงาน", "reported only"),
    "not_reported": ("ยังไม่รายงาน", "not reported"),
}
_LICENCES = {
    "licensed": ("มีใบอนุญาต", "licensed"),
    "expired": ("หมดอายุแล้ว", "expired"),
    "applied": ("ยื่นขอแล้ว", "applied"),
    "preparing": ("กำลังเตรียม", "preparing"),
    "not_reported": ("ยังไม่รายงาน", "not reported"),
}
_BODIES = {
    "any": ("ทุกหน่วยงาน", "any body"),
    "tpqi": ("สคช.", "TPQI"),
    "dsd": ("กรมพัฒนาฝีมือแรงงาน", "DSD"),
    "international": ("มาตรฐานสากล", "international"),
}
_PLANS = {
    "five_year": ("แผนพัฒนาศูนย์ ระยะ 5 ปี", "five-year plan"),
    "action": ("แผนปฏิบัติการประจำปี", "action plan"),
    "teacher": ("แผนพัฒนาครูและบุคลากร", "plan for teachers"),
}


def tell_page(page: OwnPage) -> None:
    """What it owes first and what it has done, then how it stands, then its files with faults.

    A list that the publication does not hold, or that has nothing of the owner, is left out.
    """
    name = f"{named(page.code, page.name_th)} ({page.province_name_th or '–'})"
    if page.is_closed:
        name += f" · {closed_word()}"
    as_of = day(page.as_of)
    say(
        f"{name} ณ วันที่ {as_of} · ชุดเผยแพร่ {page.publication_id}\n",
        f"{name} as of {as_of} · {page.publication_id}\n",
    )
    _tell_duties(page)
    if page.scorecard:
        _tell_scorecard(page.scorecard, page.contradictions or [])
    if page.licences:
        _tell_licences(page.licences)
    if page.network:
        _tell_network(page.network)
    if page.compared:
        _tell_compared(page.compared)
    if page.plans:
        _tell_plans(page.plans)
    if page.rounds:
        _tell_rounds(page.rounds)
    if page.emvs:
        _tell_emvs(page.emvs)
    if page.sender_scores:
        _tell_sender_scores(page.sender_scores)
    if page.files_with_faults:
        say("\nไฟล์ที่ควรตรวจสอบ", "\nFiles to look at")
    for file in page.files_with_faults:
        counts = pick(f"ผิด {file.errors} ควรตรวจสอบ {file.warnings}", f"{file.errors} errors, {file.warnings} warnings")
        print(f"  · {file.path} [{counts}] {pick(file.message_th, file.message_en)}")


def _tell_duties(page: OwnPage) -> None:
    texts.print_table(
        [pick("กิจกรรม", "event"), pick("รหัส", "id"), pick("วันสิ้นสุด", "closes on"), pick("ดำเนินการเมื่อ", "done on"),
         pick("สถานะ", "state")],
        [
            (
                cut(pick(one.event_th, one.event_en or one.event_th), WIDEST_EVENT),
                one.event_id,
                day(one.closes_on),
                day(one.done_on),
                state_of(one),
            )
            for one in sorted(page.duties, key=lambda duty: _ORDER.index(duty.status))
        ],
    )  # fmt: skip


def _tell_scorecard(card: Sequence[_Row], contradictions: Sequence[_Row]) -> None:
    """One line a fiscal year, then the computed and the reported value of what contradicts, side by side."""
    say("\nเป้าหมายผลผลิต (Key Results)", "\nKey results")
    for year, rows in groupby(card, lambda row: row["fiscal_year_be"]):
        counted = {row["status"]: row["key_results"] for row in rows}
        states = (f"{pick(*_RESULTS[status])} {counted[status]}" for status in _RESULTS if status in counted)
        print(f"  {pick('ปีงบประมาณ', 'fiscal year')} {year}: {' · '.join(states)}")
    if not contradictions:
        return
    say("  ผลที่คำนวณขัดแย้งกับผลที่รายงาน", "  Computed and reported values that contradict each other")
    texts.print_table(
        [pick("ปีงบประมาณ", "fiscal year"), pick("รหัส", "id"), pick("เป้าหมายผลผลิต", "key result"),
         pick("คำนวณได้", "computed"), pick("รายงาน", "reported"), pick("เป้าหมาย", "target")],
        [
            (
                str(one["fiscal_year_be"]),
                one["key_result_id"],
                cut(key_result_of(one["key_result_id"]), WIDEST_EVENT),
                *(_number(one[name]) for name in ("computed", "reported", "target")),
            )
            for one in contradictions[:_SHOWN]
        ],
        numbers=range(3, 6),
    )  # fmt: skip
    _tell_more(len(contradictions), _SHOWN)


def key_result_of(key_result_id: str) -> str:
    """The words of a key result, as the manual has them; the id where there is none."""
    with (SEEDS_DIR / "key_results.csv").open(encoding="utf-8", newline="") as file:
        found = next((row for row in csv.DictReader(file) if row["key_result_id"] == key_result_id), None)
    return key_result_id if found is None else pick(found["key_result_th"], found["key_result_en"])


def _tell_licences(licences: Sequence[_Row]) -> None:
    say("\nใบอนุญาตศูนย์ทดสอบของเครือข่าย", "\nLicences of the network's assessment centres")
    texts.print_table(
        [pick("หน่วยงาน", "body"), pick("สถานะ", "state"), pick("ศูนย์ทดสอบ", "centres"), pick("มีใบอนุญาต", "licensed"),
         pick("หมดอายุแล้ว", "expired"), pick("ใกล้หมดอายุ", "expire soon"), pick("หมดอายุครั้งต่อไป", "next expiry")],
        [
            (
                pick(*_BODIES[one["body"]]),
                pick(*_LICENCES[one["status"]]),
                *(one[name] for name in ("centres", "centres_licensed", "centres_expired", "licences_expiring")),
                day(one["next_expires_on"]),
            )
            for one in licences
        ],
        numbers=range(2, 6),
    )  # fmt: skip


def _tell_network(network: Sequence[_Row]) -> None:
    """How many colleges of the network owe something overdue, and those that owe the most."""
    overdue = [one for one in network if one["duties_overdue"]]
    say(
        f"\nสถานศึกษาในเครือข่ายที่เกินกำหนด: {len(overdue)} จาก {len(network)} แห่ง",
        f"\nColleges of the network with overdue duties: {len(overdue)} of {len(network)}",
    )
    for one in overdue[:_SHOWN_COLLEGES]:
        count, days = one["duties_overdue"], one["most_days_overdue"]
        state = pick(f"{count} กิจกรรม นานสุด {days} วัน", f"{count} events, up to {days} days")
        closed = f" ({closed_word()})" if one["is_closed"] else ""
        print(f"  · {one['college_code']} {one['college_name_th'] or ''}{closed} [{state}]")
    _tell_more(len(overdue), _SHOWN_COLLEGES)


def _tell_compared(colleges: Sequence[_Row]) -> None:
    """The colleges side by side; the benchmark is what their network reaches with a mix of graduates like theirs."""
    year = colleges[0]["academic_year_be"]
    say(
        f"\nสถานศึกษาในเครือข่ายเทียบกัน ปีการศึกษา {year} (ต่ำกว่าเกณฑ์เทียบมากที่สุดก่อน)",
        f"\nColleges of the network side by side, academic year {year} (the farthest below its benchmark first)",
    )
    texts.print_table(
        [pick("สถานศึกษา", "college"), pick("ผู้สำเร็จการศึกษา", "graduates"), pick("ได้งานทำ", "in work"),
         pick("เกณฑ์เทียบ", "benchmark"), pick("กำลังคน", "supply"), pick("ความต้องการ", "jobs"), pick("ครู", "teachers"),
         pick("การฝึก", "placements"), pick("ปลอดภัย", "safe")],
        [
            (
                cut(f"{one['college_code']} {one['college_name_th'] or ''}", WIDEST_EVENT),
                one["graduates"],
                _share(one["rate"]),
                _share(one["benchmark_rate"]),
                *(one[name] for name in ("supply_now", "demand_jobs", "teachers", "placements")),
                _share(one["safe_placement_rate"]),
            )
            for one in colleges[:_SHOWN]
        ],
        numbers=range(1, 9),
    )  # fmt: skip
    _tell_more(len(colleges), _SHOWN)


def _tell_plans(plans: Sequence[_Row]) -> None:
    say("\nแผน", "\nPlans")
    texts.print_table(
        [pick("ปีงบประมาณ", "fiscal year"), pick("แผน", "plan"), pick("สถานะการส่ง", "sending"),
         pick("ส่งเมื่อ", "sent on"), pick("กำหนดส่ง", "due on"), pick("รายการ", "items"),
         pick("มีเป้าหมาย", "with target"), pick("บรรลุ", "met"), pick("ใช้งบประมาณ", "spent")],
        [
            (
                str(one["fiscal_year_be"]),
                pick(*_PLANS[one["plan_kind"]]),
                pick(*_STATES[one["status"]]) if one["is_held"] else _not_held(one),
                day(one["sent_on"]),
                day(one["due_on"]),
                *(one[name] if one["is_held"] else None for name in ("items", "items_with_target", "items_met")),
                _share(one["spent_share"]),
            )
            for one in plans
        ],
        numbers=range(5, 9),
    )  # fmt: skip


def _not_held(plan: _Row) -> str:
    return f"{pick('ยังไม่มีแผน', 'no plan held')} ({pick(*_STATES[plan['status']])})"


def _tell_rounds(rounds: Sequence[_Row]) -> None:
    say("\nรอบการติดตาม", "\nRounds of the follow-up")
    texts.print_table(
        [pick("ปีการศึกษา", "year"), pick("รอบที่", "round"), pick("วันสิ้นสุด", "closes on"), pick("สถานะ", "state"),
         pick("ผู้สำเร็จการศึกษา", "graduates"), pick("รายการ", "records"), pick("ยืนยัน", "confirmed"),
         pick("พิมพ์", "printed"), pick("ล่าช้า (วัน)", "days late")],
        [
            (
                str(one["academic_year_be"]),
                str(one["round"]),
                day(one["window_closes_on"]),
                pick(*_STATES[one["status"]]),
                one["graduates"],
                one["records"],
                day(one["confirmed_on"]),
                day(one["printed_on"]),
                one["days_late"],
            )
            for one in rounds[:_SHOWN]
        ],
        numbers=(4, 5, 8),
    )  # fmt: skip
    _tell_more(len(rounds), _SHOWN)


def _tell_emvs(emvs: Sequence[_Row]) -> None:
    say("\nความก้าวหน้าใน e-MVS (ร้อยละ)", "\nProgress in e-MVS (percent)")
    texts.print_table(
        [pick("ปีงบประมาณ", "fiscal year"), pick("รอบที่", "round"), pick("ประเด็น", "issue"),
         pick("ความก้าวหน้า", "progress"), pick("เปลี่ยนแปลง", "change"), pick("บันทึกเมื่อ", "entered on")],
        [
            (
                str(one["fiscal_year_be"]),
                str(one["round"]),
                cut(f"{one['issue_code']} {one['issue_th'] or ''}", WIDEST_EVENT)
                if one["issue_code"]
                else pick("ทุกประเด็น", "all issues"),
                _number(one["progress_percent"]),
                _number(one["change"]),
                day(one["last_submitted_on"]) if one["last_submitted_on"] else pick("ยังไม่บันทึก", "not entered"),
            )
            for one in emvs[:_SHOWN]
        ],
        numbers=(3, 4),
    )  # fmt: skip
    _tell_more(len(emvs), _SHOWN)


def _tell_sender_scores(scores: Sequence[_Row]) -> None:
    """A line for each figure, the newest years side by side."""
    say("\nคุณภาพการส่งข้อมูล", "\nQuality of what it sends")
    years = scores[:_SHOWN_YEARS]
    texts.print_table(
        [pick("ปีการศึกษา", "academic year"), *(str(one["academic_year_be"]) for one in years)],
        [(pick(*words), *(told(one[name]) for one in years)) for name, (told, *words) in _OF_SENDERS.items()],
        numbers=range(1, len(years) + 1),
    )
    _tell_more(len(scores), _SHOWN_YEARS)


def _tell_more(listed: int, shown: int) -> None:
    if listed > shown:
        say(f"  … ทั้งหมด {listed:,} อยู่ใน cvm status --json", f"  … all {listed:,} of them: cvm status --json")


def _number(value: float | None) -> str:
    """At most one decimal, and no decimal that says nothing."""
    return "–" if value is None else f"{value:,.1f}".removesuffix(".0")


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


_OF_SENDERS: dict[str, tuple[Callable[[Any], str], str, str]] = {
    "files": (_number, "ไฟล์", "files"),
    "errors_per_1000_rows": (_number, "ต้องแก้ไขต่อ 1,000 แถว", "errors per 1,000 rows"),
    "warnings_per_1000_rows": (_number, "ควรตรวจสอบต่อ 1,000 แถว", "warnings per 1,000 rows"),
    "duplicate_rate": (_share, "แถวซ้ำ", "rows twice"),
    "records": (_number, "รายการติดตาม", "records of the follow-up"),
    "contact_rate": (_share, "ติดต่อได้", "reached"),
    "one_answer_groups": (_number, "กลุ่มที่ตอบเหมือนกันหมด", "groups of one answer"),
    "late_changes": (_number, "แก้ไขหลังสิ้นสุดรอบ", "changed after the round"),
    "third_round_flip_rate": (_share, "เปลี่ยนเป็นมีงานทำในรอบที่ 3", "from no work to work in round 3"),
    "events_in_time": (_number, "กิจกรรมที่ทันกำหนด", "events in time"),
    "events_late": (_number, "กิจกรรมที่ล่าช้า", "events late"),
    "events_overdue": (_number, "กิจกรรมที่เกินกำหนด", "events overdue"),
}
