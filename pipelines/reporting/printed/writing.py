"""Numbers, dates and texts as a printed report writes them: Thai digits and the Buddhist Era unless asked otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from pipelines.years import be

MONTHS_TH = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม",
    "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
UNKNOWN = "–"
"""What stands in an empty cell: not known, does not apply or hidden; never 0."""

_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_FIGURES = re.compile(r"(?P<code>\d{10,}|\d{4}-\d{2}(?!\d))|\d+")
_SHOWN = ((0x20, 0x7E), (0xA0, 0xFF), (0x0E01, 0x0E3A), (0x0E3F, 0x0E5B))
_SHOWN_BESIDE = frozenset("–—‘’“”•…−")
_WRITTEN_OTHERWISE = str.maketrans({"≥": "ตั้งแต่ ", "≤": "ไม่เกิน ", "\t": " ", "\n": " ", "\r": " ", "\u200b": ""})


@dataclass(frozen=True)
class Writing:
    """How figures are written; identifiers (codes of colleges, publications) always keep their Arabic digits."""

    has_arabic_digits: bool = False

    def digits(self, text: str) -> str:
        """A text with its digits as this report writes them."""
        return text if self.has_arabic_digits else text.translate(_THAI_DIGITS)

    def text(self, text: str) -> str:
        """A sentence with its figures as this report writes them; codes of colleges and centres stay."""
        return _FIGURES.sub(lambda found: found[0] if found["code"] else self.digits(found[0]), text)

    def number(self, value: int | None) -> str:
        """A count."""
        return UNKNOWN if value is None else self.digits(f"{value:,}".replace("-", "−"))

    def plain(self, value: int | None) -> str:
        """A year or an ordinal number: no commas."""
        return UNKNOWN if value is None else self.digits(str(value))

    def decimal(self, value: float | Decimal | None, places: int = 1, *, is_trimmed: bool = False) -> str:
        """A number with decimals, half up as the number is written in decimal; trimmed, whole numbers have none."""
        if value is None:
            return UNKNOWN
        step = Decimal(1).scaleb(-places)
        rounded = Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
        shown = f"{rounded:,f}"
        if is_trimmed and rounded == rounded.to_integral_value():
            shown = shown.partition(".")[0]
        return self.digits((shown if rounded else shown.lstrip("-")).replace("-", "−"))

    def percent(self, rate: float | None, places: int = 1) -> str:
        """A fraction as a percentage without its sign, half up, as a hand calculator and the dashboard round it."""
        if rate is None:
            return UNKNOWN
        step = Decimal(1).scaleb(-places)
        shown = (Decimal(str(rate)) * 100).quantize(step, rounding=ROUND_HALF_UP)
        return self.digits(f"{shown or abs(shown):f}".replace("-", "−"))

    def interval(self, low: float | None, high: float | None, places: int = 1) -> str:
        """Two fractions as percentages."""
        if low is None or high is None:
            return UNKNOWN
        return f"{self.percent(low, places)}–{self.percent(high, places)}"

    def day(self, day: date | None) -> str:
        """A day in full, in the Buddhist Era."""
        if day is None:
            return UNKNOWN
        return self.digits(f"{day.day} {MONTHS_TH[day.month - 1]} {be(day.year)}")

    def window(self, first: date | None, last: date | None) -> str:
        """A window of time; either end may be open."""
        if first is None:
            return UNKNOWN if last is None else f"ถึง {self.day(last)}"
        return f"ตั้งแต่ {self.day(first)}" if last is None else f"{self.day(first)} – {self.day(last)}"


def shown(text: str) -> str:
    """A text with nothing in it that the font has no letter for: such letters are written out by their number."""
    written = text.translate(_WRITTEN_OTHERWISE)
    return "".join(letter if _has_letter(letter) else f"(U+{ord(letter):04X})" for letter in written)


def _has_letter(letter: str) -> bool:
    return letter in _SHOWN_BESIDE or any(low <= ord(letter) <= high for low, high in _SHOWN)
