"""Why a report cannot be printed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipelines.errors import UsageError


class NoSuchRound(UsageError):
    """The publication holds no such round or year; `held` are years and rounds, totals alone have no round."""

    def __init__(self, year: int | None, number: int | None, held: Iterable[tuple[int, int | None]]) -> None:
        pairs = list(held)
        rounds = ", ".join(f"{number}/{year}" for year, number in pairs if number)
        years = ", ".join(map(str, sorted({year for year, _ in pairs})))
        if not pairs:
            super().__init__(*_nothing("graduates, followups"))
            return
        asked_th = " ".join([*([f"รอบที่ {number}"] if number else []), *([f"ปี {year}"] if year else [])])
        asked_en = " ".join([*([f"round {number}"] if number else []), *([f"of the year {year}"] if year else [])])
        super().__init__(
            f"ไม่มีข้อมูล{asked_th} ในชุดเผยแพร่ รอบที่มี (รอบ/ปีการศึกษา): {rounds or 'ไม่มี'} ปีการศึกษาที่มี: {years}",
            f"there is nothing of {asked_en} in the publication; rounds held (round/academic year): "
            f"{rounds or 'none'}; academic years held: {years}",
        )


class NoSuchYear(UsageError):
    """The publication holds nothing of the year, or of any; `templates` are what to send then."""

    def __init__(self, year: int | None, held: Iterable[int], templates: str) -> None:
        known = ", ".join(map(str, held))
        super().__init__(
            *(
                (
                    f"ไม่มีข้อมูลของปี {year} ในชุดเผยแพร่ ปีที่มี: {known}",
                    f"there is nothing of the year {year} in the publication; years held: {known}",
                )
                if known
                else _nothing(templates)
            )
        )


def _nothing(templates: str) -> tuple[str, str]:
    return (
        f"ชุดเผยแพร่ยังไม่มีข้อมูลของรายงานนี้ ให้วางไฟล์ตามแม่แบบ {templates} แล้วสั่ง cvm refresh",
        f"the publication holds nothing for this report yet: bring files of {templates}, then cvm refresh",
    )


class NeedsAPlace(UsageError):
    """Either one place is printed or all of them."""

    def __init__(self, what_th: str, what_en: str) -> None:
        super().__init__(
            f"ระบุรหัสหรือชื่อ{what_th} หรือใช้ --all เพื่อพิมพ์ทั้งหมด อย่างใดอย่างหนึ่ง",
            f"give the code or name of a {what_en}, or --all to print all of them, and not both",
        )


class NotOfThisReport(UsageError):
    """Something was given that this report knows nothing of."""

    def __init__(self, given: str, what_th: str, what_en: str) -> None:
        super().__init__(
            f"รายงานของ{what_th}ไม่ใช้ {given} ให้ตัดออก", f"the report of a {what_en} takes no {given}: leave it out"
        )


class NotAPdf(UsageError):
    """A report is a PDF."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"--out {path} ต้องเป็นชื่อไฟล์ที่ลงท้ายด้วย .pdf (โฟลเดอร์ใช้กับ --all)",
            f"--out {path} has to name a file that ends in .pdf (a folder goes with --all)",
        )
