"""What reading says instead of raising: a fault of the file as a whole, and a fault of one cell."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.contracts.faults import FAULTS


class FileFault(Exception):
    """A file that cannot be taken as it is. `detail` never holds the value of a data cell.

    `is_held` where it waits for the office's word instead of being refused; `rows` are then the rows it holds.
    """

    def __init__(self, code: str, detail: str = "", *, is_held: bool = False, rows: int = 0):
        self.code = code
        self.detail = detail
        self.is_held = is_held
        self.rows = rows
        super().__init__(self.message_en)

    @property
    def message_th(self) -> str:
        """What is wrong, in Thai."""
        return FAULTS[self.code].message_th.replace("{detail}", self.detail)

    @property
    def message_en(self) -> str:
        """What is wrong, in English."""
        return FAULTS[self.code].message_en.replace("{detail}", self.detail)


@dataclass(frozen=True)
class Note:
    """Something worth telling the sender that is no fault of a row: code and detail."""

    code: str
    detail: str
    count: int
