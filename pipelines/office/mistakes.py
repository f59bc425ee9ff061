"""What is wrong in a calendar that somebody gives, and what the office is told of it, by file, row and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipelines.errors import UsageError

_TOLD = 30


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong, or worth a second look, where it stands, and how to mend it.

    `place` is the file, or the command; `row` its row where there are several; `column` as it is headed there, or the
    option.
    """

    place: str
    row: int | None
    column: str
    message_th: str
    message_en: str
    remedy_th: str
    remedy_en: str

    @property
    def told_th(self) -> str:
        """One line for a person, in Thai."""
        row = "" if self.row is None else f" แถว {self.row}"
        return f"{self.place}{row} {self.column}: {self.message_th} → {self.remedy_th}"

    @property
    def told_en(self) -> str:
        """One line for a person, in English."""
        row = "" if self.row is None else f" row {self.row}"
        return f"{self.place}{row} {self.column}: {self.message_en} → {self.remedy_en}"

    def as_json(self) -> dict[str, Any]:
        """The mistake as programs read it."""
        return asdict(self)


class CalendarRefused(UsageError):
    """Nothing of it was taken: every mistake that was found."""

    def __init__(self, mistakes: Sequence[Mistake]):
        self.mistakes = tuple(mistakes)
        thai = [mistake.told_th for mistake in mistakes[:_TOLD]]
        english = [mistake.told_en for mistake in mistakes[:_TOLD]]
        if len(mistakes) > _TOLD:
            thai.append("… ทั้งหมดดูด้วย --json")
            english.append("… all of them: --json")
        super().__init__(
            f"ไม่ได้บันทึกปฏิทิน พบ {len(mistakes)} จุดที่ต้องแก้ไข\n  " + "\n  ".join(thai),
            f"the calendar was not changed; to be mended: {len(mistakes)}\n  " + "\n  ".join(english),
        )
