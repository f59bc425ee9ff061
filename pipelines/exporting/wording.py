"""What is said of tables and columns in words: their types, and what the public file does to them; Thai and English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from pipelines.exporting.described import INTERNAL, Column, Publication, Table
from pipelines.publishing.kinds import is_difference, is_share, is_year
from pipelines.settings import BANGKOK
from pipelines.years import day_th

INTERNAL_TH = "ใช้ภายในสำนักงาน ห้ามเผยแพร่ต่อ"
INTERNAL_EN = "For the office alone; not to be passed on"
PUBLIC_TH = "เผยแพร่ได้ (คุ้มครองข้อมูลบุคคลแล้ว)"
PUBLIC_EN = "Public; persons are protected"
SYNTHETIC_TH = "ข้อมูลสังเคราะห์เพื่อการสาธิต ไม่ใช่ข้อมูลจริง"
SYNTHETIC_EN = "Made up for the demonstration; no real data"

Words = tuple[str, str]
"""Thai, English."""

_TYPES: Mapping[str, Words] = {
    "VARCHAR": ("ข้อความ", "text"),
    "UUID": ("รหัสประจำแถว", "key of the row"),
    "BOOLEAN": ("จริงหรือเท็จ", "true or false"),
    "DATE": ("วันที่", "day"),
    "TIMESTAMP": ("วันและเวลา", "moment"),
    "DOUBLE": ("จำนวน", "number"),
    "DECIMAL": ("จำนวน", "number"),
    "FLOAT": ("จำนวน", "number"),
}
_TABLES: Mapping[str, Words] = {
    "copy": ("เหมือนชุดภายใน เพราะไม่มีจำนวนบุคคล", "as in the internal file: it counts no persons"),
    "round": ("ปัดจำนวนคน และปิดอัตราที่ตัวหารน้อย", "counts of persons rounded, rates over few hidden"),
    "internal": ("ไม่มีในชุดสาธารณะ", "not in the public file"),
}
_COLUMNS: Mapping[str, Words] = {
    "persons": ("ปัดเป็นพหุคูณของ {rounding_base} ที่ใกล้ที่สุด", "rounded to the nearest {rounding_base}"),
    "rate": (
        "ร้อยละจำนวนเต็ม เฉพาะเมื่อตัวหารจริงไม่น้อยกว่า {minimum_rate_denominator} คน",
        "whole percent, where the true denominator is at least {minimum_rate_denominator}",
    ),
    "median": (
        "แสดงเมื่อมีไม่น้อยกว่า {minimum_median_count} คน",
        "shown from {minimum_median_count} persons on",
    ),
    "word": (
        "แสดงเมื่อจำนวนที่ปัดแล้วไม่เป็น 0",
        "shown where the rounded count is not 0",
    ),
    "internal_only": ("ว่างในชุดสาธารณะ", "empty in the public file"),
}
_AS_IT_IS: Words = ("ตามจริง", "as it is")


def type_in_words(column: Column) -> Words:
    """What a column holds."""
    if column.type in ("DOUBLE", "FLOAT"):
        if is_share(column.name):
            return "สัดส่วน (แสดงเป็น %)", "share, a fraction"
        if is_difference(column.name):
            return "ผลต่างของสัดส่วน", "difference of shares"
    if column.type not in _TYPES and not column.type.startswith(("DECIMAL", "TIMESTAMP")):
        return ("ปี พ.ศ.", "year, Buddhist Era") if is_year(column.name) else ("จำนวนเต็ม", "whole number")
    return _TYPES[column.type.partition("(")[0].partition(" ")[0]]


def shown_in_words(publication: Publication, table: Table, column: Column) -> Words:
    """What the public file shows of a column; nothing where the publication does not say."""
    if table.disclosure is None:
        return "", ""
    if table.disclosure == INTERNAL:
        return _TABLES[INTERNAL]
    thai, english = _COLUMNS.get(column.treatment or "", _AS_IT_IS)
    limits = publication.thresholds
    return thai.format_map(limits), english.format_map(limits)


def table_shown_in_words(table: Table) -> Words:
    """What the public file shows of a table; nothing where the publication does not say."""
    return _TABLES.get(table.disclosure or "", ("", ""))


def day_in_words(text: str) -> str:
    """A day given as ISO text: in Thai of the Buddhist Era, and as it was given."""
    day = date.fromisoformat(text)
    return f"{day_th(day)} ({day.isoformat()})"


def moment_in_words(text: str) -> str:
    """A moment given as ISO text: the time in Bangkok, in Thai of the Buddhist Era and as programs write it."""
    moment = datetime.fromisoformat(text).astimezone(BANGKOK)
    return f"{day_th(moment.date())} {moment:%H:%M} น. ({moment:%Y-%m-%d %H:%M})"
