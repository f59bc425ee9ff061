"""Why a report cannot be printed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipelines.errors import UsageError


class NoSuchRound(UsageError):
    """The publication holds no such round or year."""

    def __init__(self, year: int | None, number: int | None, held: Iterable[tuple[int, int]]) -> None:
        known = ", ".join(f"{number}/{year}" for year, number in held)
        asked_th = " ".join([*([f"รอบที่ {number}"] if number else []), *([f"ปี {year}"] if year else [])])
        asked_en = " ".join([*([f"round {number}"] if number else []), *([f"of the year {year}"] if year else [])])
        super().__init__(
            f"ไม่มีข้อมูล{asked_th} ในชุดเผยแพร่ รอบที่มี (รอบ/ปีการศึกษา): {known or 'ไม่มี'}",
            f"there is nothing of {asked_en} in the publication; rounds held (round/academic year): {known or 'none'}",
        )


class NoSuchYear(UsageError):
    """The publication holds nothing of the year."""

    def __init__(self, year: int | None, held: Iterable[int]) -> None:
        known = ", ".join(map(str, held))
        super().__init__(
            f"ไม่มีข้อมูลของปี {year or ''} ในชุดเผยแพร่ ปีที่มี: {known or 'ไม่มี'}",
            f"there is nothing of the year {year or ''} in the publication; years held: {known or 'none'}",
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

    def __init__(self, given: str, kind: str) -> None:
        super().__init__(f"รายงาน {kind} ไม่ใช้ {given} ให้ตัดออก", f"the report {kind} takes no {given}: leave it out")


class NotAPdf(UsageError):
    """A report is a PDF."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"--out {path} ต้องเป็นชื่อไฟล์ที่ลงท้ายด้วย .pdf (โฟลเดอร์ใช้กับ --all)",
            f"--out {path} has to name a file that ends in .pdf (a folder goes with --all)",
        )
