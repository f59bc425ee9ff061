"""What `cvm status` prints of the calendar: events that run or are overdue, and who owes them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pipelines.cli import texts
from pipelines.cli.texts import counted, pick, say
from pipelines.cli.values import cut, day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.publishing.owed import CalendarYear, Changes, Duty, EventStatus

WIDEST_EVENT = 44
STATUSES = {
    "done": ("ดำเนินการแล้ว", "done"),
    "late": ("ดำเนินการล่าช้า", "late"),
    "open": ("อยู่ในระยะเวลา", "open"),
    "overdue": ("เกินกำหนด", "overdue"),
    "not_applicable": ("ไม่เกี่ยวข้อง", "not applicable"),
}


def time_left(days: int | None) -> str:
    """How many days there are to a last day, or have been since."""
    if days is None:
        return "–"
    if days < 0:
        return pick(f"เกินกำหนด {-days} วัน", f"{-days} days ago")
    return pick(f"เหลือ {days} วัน", f"{days} days left")


def tell_events(events: Sequence[EventStatus]) -> None:
    """Each event that somebody still owes in one line; those that have not opened yet come last."""
    say("กิจกรรมตามปฏิทินที่ยังดำเนินการไม่ครบ", "Events of the calendar that are not done by all")
    texts.print_table(
        [
            pick("กิจกรรม", "event"), pick("รหัส", "id"), pick("วันสิ้นสุด", "closes on"), pick("เวลา", "time"),
            pick("ต้องดำเนินการ", "owed by"), pick("แล้ว", "done"), pick("ล่าช้า", "late"),
            pick("อยู่ในระยะเวลา", "open"), pick("เกินกำหนด", "overdue"), pick("จำนวนคนที่ขาด", "people missing"),
        ],
        [
            (
                cut(pick(one.event_th, one.event_en or one.event_th), WIDEST_EVENT),
                one.event_id,
                day(one.closes_on),
                time_left(one.days_left) if one.has_opened else f"{pick('เริ่ม', 'opens')} {day(one.opens_on)}",
                one.reporters,
                one.done,
                one.late,
                one.open,
                one.overdue,
                people_missing(one.people_missing, one.people_asked) or "–",
            )
            for one in events
        ],
        numbers=range(4, 10),
    )  # fmt: skip
    print()


def tell_calendar(calendar: CalendarYear) -> None:
    """Warns where the calendar has run out: nothing would ever be due again."""
    if calendar.events != 0:
        return
    year = calendar.fiscal_year_be
    say(
        f"ปฏิทินยังไม่มีกิจกรรมของปีงบประมาณ {year} (ปีปัจจุบัน) จึงยังไม่มีกำหนดการใหม่ให้ติดตาม\n"
        "  → เพิ่มด้วย cvm calendar import FILE หรือ cvm calendar add\n",
        f"No event of the current fiscal year {year} is in the calendar, so nothing new is being awaited\n"
        "  → add them: cvm calendar import FILE, or cvm calendar add\n",
    )


def tell_owing(duties: Sequence[Duty]) -> None:
    """Whoever owes an event, one list an event."""
    for _, found in groupby(duties, lambda duty: duty.event_id):
        owed = list(found)
        first = owed[0]
        closes = f" ({day(first.closes_on)})" if first.closes_on else ""
        print(f"{pick(first.event_th, first.event_en or first.event_th)} [{first.event_id}]{closes}: {len(owed)}")
        for one in owed:
            place = f" ({one.province_name_th})" if one.province_name_th else ""
            closed = f" ({closed_word()})" if one.is_closed else ""
            print(f"  · {named(one.reporter, one.reporter_name_th)}{place}{closed} [{state_of(one)}]")
        print()


def tell_changes(changes: Changes) -> None:
    """What came with the publication."""
    from pipelines.cli.telling import tell_moves

    if changes.previous_publication_id is None:
        say("\nชุดเผยแพร่แรก", "\nThe first publication")
        return
    tables = ", ".join(one.table_name for one in changes.tables) or "–"
    before, files, rows = changes.previous_publication_id, changes.files, changes.rows_loaded
    say(
        f"\nเปลี่ยนแปลงจากชุด {before}: {files} ไฟล์ {rows:,} แถว ตาราง {tables}",
        f"\nChanged since {before}: {counted(files, 'file')}, {counted(rows, 'row')}; {tables}",
    )
    tell_moves(changes.moves)


def named(code: str, name: str) -> str:
    """A code with its name, which of a centre or an institute begins with it."""
    return name if name.startswith(code) else f"{code} {name}"


def closed_word() -> str:
    """What is said of a college that is not in operation any more."""
    return pick("เลิกกิจการแล้ว", "closed")


def people_missing(missing: int | None, asked: int | None) -> str:
    """How many people are missing, of how many; nothing where no share of people is asked, or nobody knows."""
    return "" if missing is None or asked is None else pick(f"{missing:,} จาก {asked:,}", f"{missing:,} of {asked:,}")


def state_of(duty: Duty) -> str:
    """The state of a duty in words, with the days that it is overdue and the people who are missing."""
    state = pick(*STATUSES[duty.status])
    if duty.days_overdue:
        state += f" {pick(f'{duty.days_overdue} วัน', f'{duty.days_overdue} days')}"
    if duty.people_missing and (people := people_missing(duty.people_missing, duty.people_asked)):
        state += pick(f" ขาดอีก {people} คน", f", {people} missing")
    return state
