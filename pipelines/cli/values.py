"""How a published value is shown to a person: shares as percent, days short, codes with their names, no keys."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pipelines.cli.texts import Language, pick, shown, spoken
from pipelines.publishing.kinds import is_difference, is_number_of_something, is_share
from pipelines.settings import BANGKOK
from pipelines.years import day_th

if TYPE_CHECKING:
    from pipelines.publishing.explaining.rows import Column

Labels = Mapping[str, Mapping[str, Mapping[str, str]]]

_KEY = re.compile(r"_keys?$|_hash$|(^|_)load_id$|^(graduate|person|student)_id$")
_WIDEST = 72
_PLACES_SHOWN = 8
_ASIDE = ("basis", "reliability")
_WIDER = {
    "province_code": {"region_th"},
    "college_code": {"region_th", "province_code", "institute_name", "ownership"},
    "from_province_code": {"from_region_th"},
    "to_province_code": {"to_region_th"},
}


def is_hidden(column: Column) -> bool:
    """Keys and hashes of rows say nothing to a reader, and pseudonyms of persons are nobody's to print."""
    return column.type == "UUID" or _KEY.search(column.name) is not None


def is_place(column: Column) -> bool:
    """Whether a column says what the row is of, rather than what was counted there."""
    return column.type == "VARCHAR" or is_number_of_something(column.name)


def text_of(name: str, value: Any, labels: Labels) -> str:
    """A value of the column of this name as a person reads it."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return pick("ใช่", "yes") if value else pick("ไม่ใช่", "no")
    if isinstance(value, float):
        return _decimal(name, value)
    if isinstance(value, int):
        return str(value) if is_number_of_something(name) else f"{value:,}"
    label = labels.get(name, {}).get(str(value), {}).get(spoken().value)
    if label and f"{label} ".startswith(f"{value} "):  # the label of a centre begins with its id
        return label
    return f"{value} {label}" if label else moment(str(value))


def _decimal(name: str, value: float) -> str:
    if is_share(name):
        return f"{value:.3f} ({100 * value:.1f} %)"
    if is_difference(name):
        return f"{value:+.3f} ({100 * value:+.1f} {pick('จุดร้อยละ', 'points')})"
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def day(text: str | None) -> str:
    """A day, given as ISO text, as a person reads it: in Thai of the Buddhist Era; a dash where there is none."""
    if text is None:
        return "–"
    found = date.fromisoformat(text)
    return pick(day_th(found), text)


def moment(text: str) -> str:
    """A moment of time as the day and minute in Bangkok; any other text as it is."""
    if re.match(r"\d{4}-\d\d-\d\dT", text):
        return f"{datetime.fromisoformat(text).astimezone(BANGKOK):%Y-%m-%d %H:%M}"
    return text


def told(description: str | None) -> str:
    """The part of a column's description that is in the language spoken: the first line is Thai."""
    thai, _, english = (description or "").partition("\n")
    return " ".join(pick(thai, english or thai).split())


def told_of_table(description: str | None) -> str:
    """What a table is, in the language spoken; its grain, rules and cautions are in English."""
    thai, _, english = (description or "").partition("\n\n")
    return thai if spoken() is Language.TH or not english else english.replace("**", "").strip()


def cut(text: str, widest: int = _WIDEST) -> str:
    """The text, cut where it would not fit into a line."""
    if shown(text) <= widest:
        return text
    kept = ""
    for mark in text:
        if shown(kept + mark) >= widest:
            break
        kept += mark
    return kept.rstrip() + "…"


def places_of(row: Mapping[str, Any], columns: Sequence[Column], labels: Labels) -> str:
    """What a row is of, in one line: its known places, years and codes; a narrower place stands for the wider."""
    known = {name for name, value in row.items() if value is not None and value != ""}
    implied = set(_ASIDE).union(*(wider for narrower, wider in _WIDER.items() if narrower in known))
    told_places = [
        cut(text_of(column.name, row[column.name], labels), 48)
        for column in columns
        if column.name in known - implied and is_place(column) and not is_hidden(column)
    ]
    return " · ".join(told_places[:_PLACES_SHOWN] + ["…"] * (len(told_places) > _PLACES_SHOWN))
