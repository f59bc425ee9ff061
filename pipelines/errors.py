"""Errors that a person can mend, each with its message in Thai and English. They never show a traceback."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# worked out here, for the settings cost an import of pydantic
_REPOSITORY = Path(__file__).resolve().parents[1]


class HouseError(Exception):
    """A fault with something to do about it."""

    def __init__(self, message_th: str, message_en: str):
        self.message_th = message_th
        self.message_en = message_en
        super().__init__(f"{message_th} / {message_en}")


class UsageError(HouseError):
    """The command was used wrongly (exit code 2)."""


class RunError(HouseError):
    """The run failed and nothing was published (exit code 1)."""


class PassingError(RunError):
    """The same again, a little later, may well do: another program held a file, or the disk did not answer."""


@dataclass(frozen=True)
class _Disk:
    """Why nothing can be written, as the system numbers it or a library words it."""

    numbers: tuple[int, ...]
    worded: tuple[str, ...]
    told_th: str
    told_en: str
    remedy_th: str
    remedy_en: str

    def is_of(self, error: BaseException | None) -> bool:
        """Whether this is behind an error, or behind one that it was raised from."""
        if error is None:
            return False
        is_own = getattr(error, "errno", None) in self.numbers or any(words in str(error) for words in self.worded)
        return is_own or self.is_of(error.__cause__ or error.__context__)


_DISKS = (
    _Disk(
        (errno.ENOSPC, errno.EDQUOT, errno.EFBIG),
        ("No space left on device", "Disk quota exceeded", "File too large"),
        "เนื้อที่ดิสก์เต็ม",
        "the disk is full",
        "ให้เพิ่มเนื้อที่ว่าง",
        "free some space",
    ),
    _Disk(
        (errno.EROFS, errno.EACCES, errno.EPERM),
        ("Read-only file system", "Permission denied", "Operation not permitted"),
        "ไม่มีสิทธิ์เขียนหรืออ่านไฟล์หรือโฟลเดอร์",
        "a file or folder may not be written or read",
        "ให้เปิดสิทธิ์เขียนโฟลเดอร์หลักและสิทธิ์อ่านกล่องขาเข้า",
        "allow this user to write to the home and to read the inbox",
    ),
    _Disk(
        (),
        ("HTTP Error: ", " error for HTTP "),
        "ถังเก็บไฟล์ของคลังข้อมูลกลางไม่ตอบ หรือไม่รับกุญแจ",
        "the bucket of the lake does not answer, or refuses the key",
        "ให้ตรวจเซิร์ฟเวอร์ของถัง กุญแจ (AWS_…) และเครือข่าย",
        "see to the bucket's server, its key (AWS_…) and the network",
    ),
)


def is_refused(error: BaseException) -> bool:
    """Whether a disk or a bucket is behind an error: it is full, or does not let this user in."""
    return any(reason.is_of(error) for reason in _DISKS)


def unforeseen(error: Exception) -> RunError:
    """What may be told of an error that nobody foresaw: its kind and place. Its text may quote a cell."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if str(_REPOSITORY) in frame.filename]
    place = f"{Path(frames[-1].filename).relative_to(_REPOSITORY)}:{frames[-1].lineno}" if frames else "?"
    kind = type(error).__name__
    if is_refused(error):
        reason = next(one for one in _DISKS if one.is_of(error))
        return PassingError(
            f"{reason.told_th} ({place}) ไม่มีอะไรหาย ชุดเผยแพร่ยังอ่านได้ {reason.remedy_th} แล้วสั่งใหม่",
            f"{reason.told_en} ({place}); nothing is lost and what is published can be read; {reason.remedy_en} "
            "and run it again",
        )
    told = PassingError if isinstance(error, OSError) else RunError
    return told(
        f"เกิดข้อผิดพลาดในโปรแกรม ({kind} ที่ {place}) ชุดเผยแพร่เดิมยังใช้ได้ ลองสั่ง cvm doctor",
        f"the program failed ({kind} at {place}); the earlier publication stands; try cvm doctor",
    )


@contextmanager
def told_by_kind() -> Iterator[None]:
    """Lets no text of an unforeseen error out: whoever records errors would record the cell that it quotes.

    Raises:
        RunError: in the place of the unforeseen error.
    """
    try:
        yield
    except HouseError:
        raise
    except Exception as error:
        raise unforeseen(error) from None
