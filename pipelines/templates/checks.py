"""What Excel checks while a cell is typed. Pasted cells are checked when the file is read, so nothing rests on this."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pipelines.contracts import Column
from pipelines.templates.lists import Choices
from pipelines.templates.wording import number_in_words

Validation = dict[str, Any]

_DIGITS = re.compile(r"\^\[0-9\]\{(\d+)\}\$")
_NUMBER_KINDS = {"integer": "integer", "number": "decimal", "percent": "decimal"}
_LAST_YEAR_BE = 2640
_LEAST_NUMBER = -999_999_999


def check_of_list(name: str, choices: Choices, narrowing: tuple[str, str] | None) -> Validation:
    """A drop-down from the list of that name.

    Args:
        narrowing: the name of the list that narrows this one, and the cell in which it is chosen.
    """
    source = f"={name}"
    if narrowing:
        other, cell = narrowing
        source = f'=INDIRECT("{name}_"&IFERROR(MATCH({cell},{other},0),0))'
    validation: Validation = {"validate": "list", "source": source}
    if choices.is_closed:
        return _told(validation, "stop", "เลือกค่าจากรายการ")
    return validation | {"show_error": False}


def check_of(column: Column, cell: str) -> Validation | None:
    """The check of a column that is typed, for the first of its cells; None where anything may be typed."""
    check = _CHECKS.get(column.name) or _CHECKS.get(column.parser)
    return check(column, cell) if check else None


def _date(column: Column, cell: str) -> Validation:  # noqa: ARG001 - every check is called alike
    return {
        "validate": "any",
        "input_title": "วันที่",
        "input_message": "วัน/เดือน/ปี พ.ศ. สี่หลัก เช่น 30/06/2568 (dd/mm/yyyy พ.ศ.)",
    }


def _year(column: Column, cell: str) -> Validation:  # noqa: ARG001
    bounds = {"minimum": column.options["minimum"], "maximum": _LAST_YEAR_BE}
    return _told({"validate": "integer", "criteria": "between", **bounds}, "warning", "กรอกปี พ.ศ. สี่หลัก เช่น 2568")


def _number(column: Column, cell: str) -> Validation:  # noqa: ARG001
    least, most = column.options.get("minimum", _LEAST_NUMBER), column.options.get("maximum")
    bounds = {"criteria": ">=", "value": least}
    if most is not None:
        bounds = {"criteria": "between", "minimum": least, "maximum": most}
    return _told({"validate": _NUMBER_KINDS[column.parser], **bounds}, "stop", f"กรอก{number_in_words(column)}")


def _year_of_study(column: Column, cell: str) -> Validation:
    return _number(column, cell) | {
        "error_type": "warning",
        "error_message": f"กรอก{number_in_words(column)} หรือคำว่า ตกค้าง",
    }


def _code(column: Column, cell: str) -> Validation | None:
    digits = _DIGITS.fullmatch(column.options["pattern"])
    return _digits(cell, int(digits[1]), "warning", f"รหัสมีตัวเลข {digits[1]} หลัก") if digits else None


def _national_id(column: Column, cell: str) -> Validation:  # noqa: ARG001
    message = "เลขประจำตัวประชาชนมี 13 หลัก หากเป็นเลข G หรือหนังสือเดินทาง ให้ตอบตกลง"
    return _digits(cell, 13, "information", message)


def _digits(cell: str, count: int, kind: str, message: str) -> Validation:
    formula = f"=AND(LEN({cell})={count},ISNUMBER(VALUE({cell})))"
    return _told({"validate": "custom", "value": formula}, kind, message)


def _told(validation: Validation, kind: str, message: str) -> Validation:
    return {**validation, "error_type": kind, "error_title": "โปรดตรวจสอบ", "error_message": message}


_CHECKS: dict[str, Callable[[Column, str], Validation | None]] = {
    "code": _code,
    "date": _date,
    "integer": _number,
    "national_id": _national_id,
    "number": _number,
    "teacher_national_id": _national_id,
    "percent": _number,
    "year_be": _year,
    "year_of_study": _year_of_study,
}
