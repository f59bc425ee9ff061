"""Amounts of money and bands of them: `12,500 บาท`, `9,001 - 15,000`, `15,000 ขึ้นไป`, `ต่ำกว่า 9,000`.

Two numbers with nothing but a blank between them are no amount. A band says its two bounds; the one that it leaves
open is NULL, but nobody earns less than nothing. Percents stand in `values`, for they depend on their column.
"""

from __future__ import annotations

import polars as pl

from pipelines.reading.text import arabic_digits

MAX_DIGITS = 8
"""No count, mark or amount is as long as a telephone number or a national id."""

_AMOUNT = r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
_UNIT = r"(?:บาท)?(?:/เดือน|ต่อเดือน)?"
_EXACT = rf"^{_AMOUNT}(?:\.-)?{_UNIT}$"
_BETWEEN = rf"^(?:ระหว่าง|ตั้งแต่)?{_AMOUNT}(?:บาท)?(?:-|–|—|ถึง|~){_AMOUNT}{_UNIT}$"
_AT_LEAST = rf"^(?:ตั้งแต่|มากกว่า|สูงกว่า|เกินกว่า|เกิน|>=?|≥){_AMOUNT}{_UNIT}(?:ขึ้นไป)?$"
_UPWARDS = rf"^{_AMOUNT}{_UNIT}(?:ขึ้นไป|\+)$"
_AT_MOST = rf"^(?:ต่ำกว่า|น้อยกว่า|ไม่เกิน|ไม่ถึง|<=?|≤){_AMOUNT}{_UNIT}$"


def money_bounds(text: pl.Series) -> pl.DataFrame:
    """`low` and `high` in baht for each text; both NULL where it is no amount. An exact amount is both its bounds."""
    distinct = text.drop_nulls().unique().to_frame("text")
    text_of_one = pl.when(~pl.col("text").str.contains(r"\d\s+\d")).then("text")
    plain = arabic_digits(text_of_one).str.replace_all(r"\s", "")
    exact, at_most = _number(plain, _EXACT), _number(plain, _AT_MOST)
    first, second = _number(plain, _BETWEEN), _number(plain, _BETWEEN, 2)
    at_least = pl.coalesce(_number(plain, _UPWARDS), _number(plain, _AT_LEAST))
    is_band = first <= second
    table = distinct.with_columns(
        low=pl.coalesce(exact, pl.when(is_band).then(first), at_least, pl.when(at_most.is_not_null()).then(0.0)),
        high=pl.coalesce(exact, pl.when(is_band).then(second), at_most),
    )
    return text.to_frame("text").join(table, on="text", how="left", maintain_order="left").select("low", "high")


def _number(text: pl.Expr, pattern: str, group: int = 1) -> pl.Expr:
    digits = text.str.extract(pattern, group).str.replace_all(",", "", literal=True)
    return pl.when(fits(digits)).then(digits).cast(pl.Float64, strict=False)


def fits(digits: pl.Expr) -> pl.Expr:
    """Whether a number in digits is short enough to be a value and nobody's number."""
    return digits.str.extract(r"(\d+)").str.len_chars() <= MAX_DIGITS
