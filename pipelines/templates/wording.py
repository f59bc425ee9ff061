"""What a template says of each column: what it means, what may stand in it, and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from pipelines.contracts import Column, Contract, Rule, rules_of
from pipelines.contracts.rules import NOT_NULL, UNIQUE_KEY, columns_behind
from pipelines.templates.lists import choices_of

LAYOUT = "template"
_MOST_LISTED = 12
_CODE_OF_COLLEGE, _NAME_OF_COLLEGE = "college_code", "college_name_th"
_SEVERITIES = {"error": "ต้องแก้ไข", "warning": "ควรตรวจสอบ", "note": "หมายเหตุ"}
_DIGITS = re.compile(r"\^\[0-9\]\{(\d+)\}\$")
_KINDS = {
    "date": "วัน/เดือน/ปี พ.ศ. เช่น 30/06/2568",
    "identity": "ข้อความ เลขศูนย์นำหน้าไม่หาย",
    "level": "เลือกจากรายการ",
    "money_band": "จำนวนเงิน (บาท) หรือช่วง เช่น 9,001 - 15,000",
    "establishment": "เลข 13 หลัก เลขวิสาหกิจชุมชน หรือ รหัสประเทศ-เลขทะเบียน เช่น JP-1234 เป็นข้อความ",
    "province": "ชื่อจังหวัด เลือกจากรายการ",
    "country": "ชื่อประเทศ เลือกจากรายการ",
    "activity": "เลือกจากรายการ หรือพิมพ์รหัสกิจกรรมตามคู่มือ เช่น 1.2",
    "calendar_event": "เลือกจากรายการ หรือพิมพ์รหัสกิจกรรมตามปฏิทิน เช่น vcop-2568-order",
    "centre": "เลือกจากรายการ หรือพิมพ์รหัสศูนย์ เช่น 2564-01",
    "college": "รหัสสถานศึกษา 10 หลัก หรือชื่อเต็มจากรายการ",
    "key_result": "เลือกจากรายการ หรือพิมพ์รหัสเป้าหมายผลผลิต เช่น 1.2-1",
    "measure": "ตัวเลข ร้อยละกรอกเป็น 85 หรือ 85%",
    "minutes": "นาที เช่น 4.5 หรือ 4:30",
    "reporter": "รหัสสถานศึกษา 10 หลัก ชื่อสถาบันการอาชีวศึกษา หรือ OVEC",
    "target_industry": "เลือกจากรายการ หรือพิมพ์หมายเลข 1–10",
    "round": "เลือกจากรายการ",
    "year_be": "ปี พ.ศ. สี่หลัก เช่น 2568",
    "string": "ข้อความ",
}
_NUMBERS = {"integer": "จำนวนเต็ม", "number": "ตัวเลข", "percent": "ร้อยละ"}


class Need(StrEnum):
    """Whether a column must be filled in; the value is the word for it."""

    REQUIRED = "ต้องกรอก"
    ONE_OF = "กรอกอย่างน้อยหนึ่งช่อง"
    OPTIONAL = "กรอกถ้ามี"


@cache
def columns_of(contract: Contract) -> tuple[Column, ...]:
    """The columns of a template, in the order of the contract.

    A column that has a drop-down needs none of the words that stand for it in files of other makers.
    """
    words = {name for column in contract.columns for name in column.resolve_by}
    return tuple(column for column in contract.read_in(contract.layout(LAYOUT)) if column.name not in words)


@cache
def needs_of(contract: Contract) -> dict[str, Need]:
    """Need of each column of a template by its canonical name.

    Of the columns that say who a person is, one is enough where a rule asks for no more. An establishment must be told
    where a rule asks for it, by its number or by what stands for that.
    """
    errors = [rule for rule in rules_of(contract) if rule.severity == "error"]
    never_null = {rule.column for rule in errors if rule.expectation == NOT_NULL}
    judged = {name for rule in errors for name in columns_behind(contract, rule.column)}
    identities = {
        name
        for column in contract.stored
        if column.made == "identified_by" and column.stored_as in judged
        for name in column.made_of
    }
    needs = {}
    for column in columns_of(contract):
        needs[column.name] = Need.OPTIONAL
        is_asked = bool(column.provisional_by) and column.stored_as in judged
        if column.is_required or column.stored_as in never_null or is_asked or {column.name} == identities:
            needs[column.name] = Need.REQUIRED
        elif column.name in identities:
            needs[column.name] = Need.ONE_OF
    return needs


def stand_ins(contract: Contract, column: Column) -> tuple[str, ...]:
    """The columns that may be filled in instead of this one."""
    needs = needs_of(contract)
    if needs[column.name] is Need.ONE_OF:
        return tuple(name for name, need in needs.items() if need is Need.ONE_OF and name != column.name)
    if column.provisional_by:
        return column.provisional_by
    helper = contract.by_name.get(_NAME_OF_COLLEGE)
    return (_NAME_OF_COLLEGE,) if column.name == _CODE_OF_COLLEGE and helper and helper.is_check else ()


def need_in_words(contract: Contract, column: Column) -> str:
    """Whether the column must be filled in, and what may stand in its place."""
    need = needs_of(contract)[column.name]
    names = [contract.by_name[name].heading_th for name in stand_ins(contract, column)]
    if column.provisional_by:
        return f"{need} (ไม่ทราบเลข ให้กรอก{'และ'.join(names)}แทน)"
    others = ", ".join(names)
    if need is Need.ONE_OF:
        return f"{need}: {column.heading_th}, {others}"
    if others and need is Need.REQUIRED:
        return f"{need} (ไม่ทราบรหัส ให้กรอก{others}และจังหวัดแทน)"
    return str(need)


def allowed_in_words(contract: Contract, column: Column) -> str:
    """What may stand in a cell of the column."""
    choices = choices_of(contract, column)
    if choices and choices.by:
        return "เลือกจากรายการของระดับนั้น หรือพิมพ์ชื่อเต็ม ชื่อนอกรายการรับได้ แต่ระบบจะแจ้งให้ตรวจสอบ"
    if choices and len(choices.items) <= _MOST_LISTED:
        other = " (ข้อความอื่นนับเป็นอื่น ๆ)" if column.unlisted else ""
        return " / ".join(choices.items) + other
    if choices and column.parser == "string":
        return "เลือกจากรายการ หรือพิมพ์เอง"
    return _typed_in_words(column)


def number_in_words(column: Column) -> str:
    """The kind of number and its range."""
    least, most = column.options.get("minimum"), column.options.get("maximum")
    kind = _NUMBERS[column.parser]
    if least is not None and most is not None:
        return f"{kind} {least:,} ถึง {most:,}"
    if least is not None:
        return f"{kind} ตั้งแต่ {least:,} ขึ้นไป"
    return kind if most is None else f"{kind} ไม่เกิน {most:,}"


def _typed_in_words(column: Column) -> str:
    if column.parser in _NUMBERS:
        return number_in_words(column)
    if column.parser == "code":
        digits = _DIGITS.fullmatch(column.options["pattern"])
        return f"ตัวเลข {digits[1]} หลัก" if digits else "รหัสตามแบบที่กำหนด"
    if column.month_as:
        day = "วันแรก" if column.month_as == "first" else "วันสุดท้าย"
        return f"{_KINDS['date']} ไม่ทราบวันที่ให้กรอกเดือนและปี (นับเป็น{day}ของเดือน)"
    return _KINDS.get(column.parser, _KINDS["string"])


def kept_in_words(contract: Contract, column: Column) -> str:
    """What becomes of what is filled in; clerks ask this of personal data."""
    if column.is_direct:
        made = [one.heading_th for one in contract.stored if column.name in (*one.made_of, one.fallback)]
        kept = f" เก็บเฉพาะ {', '.join(made)}" if made else ""
        return f"ข้อมูลส่วนบุคคล อ่านแล้วทิ้งทันที ไม่เก็บค่าที่กรอก{kept}"
    if column.is_check:
        return "ใช้เทียบกับทะเบียนหรือหารหัสเท่านั้น"
    if column.classification == "quasi":
        return "เก็บไว้ภายใน ไม่เผยแพร่เป็นรายบุคคล"
    return "เก็บเป็นรหัส" if column.enum or column.stored_as != column.name else "เก็บตามที่กรอก"


def rules_in_words(contract: Contract, column: Column) -> list[str]:
    """The rules of the source that look at the column, the gravest first."""
    rules = [rule for rule in contract.own_rules if column.name in _names_behind(contract, rule)]
    ordered = sorted(rules, key=lambda rule: list(_SEVERITIES).index(rule.severity))
    return list(dict.fromkeys(f"{_SEVERITIES[rule.severity]}: {rule.message_th}" for rule in ordered))


def _names_behind(contract: Contract, rule: Rule) -> set[str]:
    """Canonical names of the columns that a rule judges, those included that a made column is built from."""
    stored = contract.key if rule.column == UNIQUE_KEY else columns_behind(contract, rule.column)
    columns = [contract.by_stored_name[name] for name in stored if name in contract.by_stored_name]
    return {name for column in columns for name in _names(column)}


def _names(column: Column) -> Iterable[str]:
    return (column.name, *column.made_of)
