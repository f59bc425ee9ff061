"""What can go wrong while publishing or reading a publication, each by name, in Thai and English.

Only errors that a person can act on belong here; each message says what to do next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.errors import RunError, UsageError


class PublishingError(RunError):
    """The tables cannot be published; the earlier publication stands."""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "-"


class NothingPublished(UsageError):
    """No publication exists in this home folder."""

    def __init__(self, published: str) -> None:
        super().__init__(
            f"ยังไม่มีข้อมูลเผยแพร่ใน {published} ให้สั่ง cvm refresh ก่อน",
            f"nothing is published in {published}; run cvm refresh first",
        )


class UnknownPublication(UsageError):
    """The named publication is not among those kept."""

    def __init__(self, publication_id: str, kept: Iterable[str]) -> None:
        names = _listed(kept)
        super().__init__(
            f"ไม่พบชุดเผยแพร่ {publication_id} ชุดที่เก็บไว้: {names}",
            f"publication {publication_id} is not kept; kept: {names}",
        )


class PublicationErased(UsageError):
    """The named publication held a person who was erased, or an erasure that has begun is not finished."""

    def __init__(self, publication_id: str, kept: Iterable[str], *, has_begun: bool) -> None:
        names = _listed(kept)
        if has_begun:
            super().__init__(
                "การลบข้อมูลบุคคลยังไม่เสร็จ จึงย้อนกลับไม่ได้ ให้สั่ง cvm erase หรือ cvm refresh ให้เสร็จก่อน",
                "an erasure of persons is not finished, so nothing is pointed back; run cvm erase or cvm refresh first",
            )
            return
        super().__init__(
            f"ชุดเผยแพร่ {publication_id} ถูกนำออกแล้ว เพราะมีข้อมูลของผู้ที่ขอให้ลบ ชุดที่เก็บไว้: {names}",
            f"publication {publication_id} was removed, for it held a person who was erased; kept: {names}",
        )


class AuditFailed(PublishingError):
    """Rules of severity error failed on the marts, so nothing may be published."""

    def __init__(self, rules: Iterable[str]) -> None:
        names = _listed(rules)
        super().__init__(
            f"ไม่เผยแพร่เพราะตารางไม่ผ่านกฎ: {names} ชุดเผยแพร่เดิมยังใช้ได้",
            f"not published, the tables break these rules: {names}; the earlier publication stands",
        )


class AuditRuleFaulty(PublishingError):
    """A rule of the audit could not be judged: the rule is wrong, not the data."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(
            f"ตรวจตามกฎ {rule} ไม่ได้: {reason}",
            f"the audit rule {rule} could not be judged: {reason}",
        )


class TablesMissing(PublishingError):
    """Tables that the models declare are not in the mart."""

    def __init__(self, tables: Iterable[str]) -> None:
        names = _listed(tables)
        super().__init__(
            f"ไม่พบตารางที่ประกาศไว้ในคลังข้อมูล: {names}",
            f"declared tables are missing from the mart: {names}",
        )


class DisclosureUndeclared(PublishingError):
    """The models do not say what the public file may show of some table or column."""

    def __init__(self, problems: Iterable[str]) -> None:
        text = "; ".join(problems)
        super().__init__(
            f"ยังไม่ได้ประกาศวิธีเปิดเผยข้อมูล (meta ใน dbt): {text}",
            f"disclosure is not declared (meta in dbt): {text}",
        )


class RelationUntrue(PublishingError):
    """A relation that the models declare between published counts holds for none of the true ones."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"ความสัมพันธ์ที่ประกาศไว้ (relations ใน meta ของ dbt) ไม่จริงสำหรับข้อมูลนี้: {what} ให้แก้คำประกาศหรือตาราง",
            f"a declared relation (relations in dbt's meta) does not hold: {what}; mend the declaration or the table",
        )


class PublicationLeaks(PublishingError):
    """Small counts could be worked out from the public file whatever else of it is hidden."""

    def __init__(self, cells: Sequence[str], others: int) -> None:
        names = _listed(cells)
        super().__init__(
            f"ไม่เผยแพร่เพราะคำนวณจำนวน 1–4 คนกลับได้จาก: {names}"
            + (f" และอีก {others} ช่อง" if others else "")
            + " ให้ประกาศคอลัมน์ที่ต้องปิด (disclosure ใน meta ของ dbt) ชุดเผยแพร่เดิมยังใช้ได้",
            f"not published, counts of 1 to 4 can be worked out: {names}"
            + (f" and {others} cells more" if others else "")
            + "; declare what has to be hidden (disclosure in dbt's meta); the earlier publication stands",
        )


class UnknownTable(UsageError):
    """No published table has this name."""

    def __init__(self, table: str, near: Iterable[str]) -> None:
        names = _listed(near)
        super().__init__(
            f"ไม่มีตาราง {table} ตารางที่ชื่อใกล้เคียง: {names}",
            f"there is no table {table}; near it: {names}",
        )


class UnknownMetric(UsageError):
    """The table has no such column and the indicators no such definition."""

    def __init__(self, table: str, metric: str, near: Iterable[str]) -> None:
        names = _listed(near)
        super().__init__(
            f"ตาราง {table} ไม่มีตัวชี้วัด {metric} ชื่อใกล้เคียง: {names}",
            f"table {table} has no metric {metric}; near it: {names}",
        )


class BadCondition(UsageError):
    """The condition after --where is not one SQL condition on the table."""

    def __init__(self, where: str, reason_th: str, reason_en: str, columns: Iterable[str]) -> None:
        names = ", ".join(columns)
        super().__init__(
            f"เงื่อนไข {where!r} ใช้ไม่ได้: {reason_th} คอลัมน์ที่มี: {names}",
            f"the condition {where!r} cannot be used: {reason_en}; the columns are: {names}",
        )


class NoMatching(UsageError):
    """The publication was made before there were tables of matching."""

    def __init__(self) -> None:
        super().__init__(
            "ชุดเผยแพร่นี้ยังไม่มีการจับคู่ ให้สั่ง cvm refresh --full ก่อน",
            "this publication holds no matching yet; run cvm refresh --full first",
        )


class NoFindings(UsageError):
    """The publication was made before there were policy findings."""

    def __init__(self) -> None:
        super().__init__(
            "ชุดเผยแพร่นี้ยังไม่มีข้อค้นพบเชิงนโยบาย ให้สั่ง cvm refresh --full ก่อน",
            "this publication holds no policy findings yet; run cvm refresh --full first",
        )


class UnknownName(UsageError):
    """Something asked for by its name or code is not known, and perhaps nothing is near it."""

    def __init__(self, what_th: str, what_en: str, given: str, near: Iterable[str], listing: str) -> None:
        names = ", ".join(near)
        super().__init__(
            f"ไม่พบ{what_th} {given} " + (f"ลองใช้: {names}" if names else f"ดูที่มีทั้งหมดด้วย {listing}"),
            f"there is no {what_en} {given}; " + (f"try one of: {names}" if names else f"see {listing}"),
        )
