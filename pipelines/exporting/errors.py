"""What can go wrong with an export, each by name, in Thai and English, with what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pipelines.errors import UsageError


class UnknownTables(UsageError):
    """Some of the tables asked for are not in the file of the publication; some may be in the internal one alone."""

    def __init__(self, missing: Sequence[str], near: Iterable[str], kept_inside: Sequence[str]) -> None:
        names, likes = ", ".join(missing), ", ".join(dict.fromkeys(near))
        hint_th = f" ตารางที่ชื่อใกล้เคียง: {likes}" if likes else " ดูชื่อตารางทั้งหมดได้ใน README.md"
        hint_en = f"near them: {likes}" if likes else "all tables stand in README.md"
        if kept_inside:
            hint_th = f" {', '.join(kept_inside)} มีเฉพาะชุดภายใน ให้เพิ่ม --internal"
            hint_en = f"{', '.join(kept_inside)} stands in the internal file alone: add --internal"
        super().__init__(f"ไม่มีตาราง {names}{hint_th}", f"there is no table {names}; {hint_en}")


class UnknownCentres(UsageError):
    """Some of the centres asked for are not known."""

    def __init__(self, missing: Sequence[str], near: Iterable[str]) -> None:
        likes = ", ".join(near) or "dim_cvm_centre"
        super().__init__(
            f"ไม่มีศูนย์ CVM รหัส {', '.join(missing)} รหัสที่ใกล้เคียง: {likes}",
            f"there is no CVM centre {', '.join(missing)}; near it: {likes}",
        )


class NoTablesOfCentres(UsageError):
    """None of the tables asked for tells of a centre."""

    def __init__(self, tables: Sequence[str]) -> None:
        super().__init__(
            f"ตาราง {', '.join(tables)} ไม่แยกตามศูนย์หรือสถานศึกษา เลือกตารางอื่น หรือไม่ต้องระบุ --tables",
            f"{', '.join(tables)} tells nothing by centre or college; name other tables, or leave --tables out",
        )


class CentresAreWorkbooks(UsageError):
    """A centre is handed a workbook and nothing else."""

    def __init__(self) -> None:
        super().__init__(
            "ไฟล์ของศูนย์ CVM เป็นสมุดงานเท่านั้น ให้ใช้ --format xlsx",
            "what a centre is handed is a workbook: use --format xlsx",
        )


class WithinHome(UsageError):
    """Exports may not lie among the home's own files: an erased person would stay in them unseen."""

    def __init__(self, folder: Path, option: str = "--to") -> None:
        super().__init__(
            f"{folder} อยู่ในโฟลเดอร์ของคลังข้อมูล ให้เลือกโฟลเดอร์อื่นด้วย {option}",
            f"{folder} lies within the home or the inbox of the warehouse; give another folder with {option}",
        )


class NotOurs(UsageError):
    """Files of these names are there that no export wrote, or that somebody has changed since."""

    def __init__(self, folder: Path, names: Sequence[str], option: str = "--to") -> None:
        shown = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
        super().__init__(
            f"ใน {folder} มีไฟล์ชื่อเดียวกันที่ไม่ได้มาจากการส่งออก หรือถูกแก้ไขแล้ว: {shown} ให้ย้ายไฟล์ หรือเลือกโฟลเดอร์อื่นด้วย {option}",
            f"{folder} holds files of these names that no export wrote or that were changed since: {shown}; "
            f"move them, or give another folder with {option}",
        )


class CannotWrite(UsageError):
    """The folder cannot be written to."""

    def __init__(self, folder: Path, reason: str, option: str = "--to") -> None:
        super().__init__(
            f"เขียนลงในโฟลเดอร์ {folder} ไม่ได้ ({reason}) เลือกโฟลเดอร์อื่นด้วย {option}",
            f"cannot write to the folder {folder} ({reason}); give another one with {option}",
        )
