"""Rows of a frame as the rows of a sheet's XML, all cells of a column at once: a nation's tables have millions of them.

A number is a number, a day a day, and a text is only ever a text: no cell is a formula or a link, whatever it begins
with. What Excel cannot hold as such is told apart: days before March 1900 and numbers of more than fifteen digits
are texts, what XML cannot hold is written as Excel does it (_x0007_), and of a text only so many letters are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

MOST_ROWS = 1_048_576
"""Rows that a sheet can have."""

MOST_LETTERS = 32_000
"""Letters of a text that are kept; Excel opens no cell with more than 32,767, and counts one beyond U+FFFF as two."""

_AT_ONCE = 20_000
_DAY_ZERO = date(1899, 12, 30)
_FIRST_DAY = date(1900, 3, 1)
_DAYS_TO_1970 = 25_569
_MICROSECONDS = 86_400_000_000
_EXACT = 10**15
_SPECIAL = r"[&<>\x00-\x08\x0b-\x1f\x{fffe}\x{ffff}]|_x[0-9A-Fa-f]{4}_"
_NO_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
# the underscore behind may be that of a character which is itself about to be written so
_LOOKS_SO = re.compile(r"_(?=x[0-9A-Fa-f]{4}[_\x00-\x08\x0b-\x1f\ufffe\uffff])")


def rows_xml(frame: pl.DataFrame, letters: Sequence[str], styles: Sequence[int], first_row: int) -> Iterator[bytes]:
    """The rows, in pieces; `letters` and `styles` are those of the columns, `first_row` counts from 1."""
    for start in range(0, frame.height, _AT_ONCE):
        part = frame.slice(start, _AT_ONCE)
        numbers = pl.int_range(first_row + start, first_row + start + part.height).cast(pl.String).alias("row number")
        cells = [
            _cells(part.get_column(name), letter, style)
            for name, letter, style in zip(part.columns, letters, styles, strict=True)
        ]
        table = pl.DataFrame([pl.select(numbers).to_series(), *cells])
        row = pl.col("row number")
        written = [
            pl.when(pl.col(letter).is_null())
            .then(pl.lit(""))
            .otherwise(pl.concat_str(pl.lit(f'<c r="{letter}'), row, pl.col(letter)))
            for letter in letters
        ]
        lines = table.select(pl.concat_str(pl.lit('<row r="'), row, pl.lit('">'), *written, pl.lit("</row>")))
        yield "".join(lines.to_series()).encode()


def _cells(values: pl.Series, letter: str, style: int) -> pl.Series:
    """Of each cell what follows its row's number, null where there is no value."""
    kind = values.dtype
    as_text = _text(pl.col("value").cast(pl.String), style)
    if kind == pl.Boolean:
        written = _number(pl.col("value").cast(pl.Int8), style, ' t="b"')
    elif kind.is_integer():
        written = (
            pl.when(pl.col("value").cast(pl.Int128).abs() < _EXACT)
            .then(_number(pl.col("value"), style))
            .otherwise(as_text)
        )
    elif kind.is_float():
        written = pl.when(pl.col("value").is_finite()).then(_number(pl.col("value"), style)).otherwise(as_text)
    elif kind.is_decimal():
        written = _number(pl.col("value"), style)
    elif kind == pl.Date:
        days = (pl.col("value") - pl.lit(_DAY_ZERO)).dt.total_days()
        written = pl.when(pl.col("value") >= _FIRST_DAY).then(_number(days, style)).otherwise(as_text)
    elif isinstance(kind, pl.Datetime):
        moment = pl.col("value").dt.replace_time_zone(None).dt.timestamp("us")
        written = _number((moment / _MICROSECONDS + _DAYS_TO_1970).round(9), style)
    else:
        values = _escaped(_cut(values.cast(pl.String)))
        written = _text(pl.col("value"), style)
    return pl.DataFrame({"value": values}).select(written.alias(letter)).to_series()


def _number(value: pl.Expr, style: int, kind: str = "") -> pl.Expr:
    return pl.concat_str(pl.lit(f'" s="{style}"{kind}><v>'), value.cast(pl.String), pl.lit("</v></c>"))


def _text(value: pl.Expr, style: int) -> pl.Expr:
    opening = f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
    return pl.concat_str(pl.lit(opening), value, pl.lit("</t></is></c>"))


def _cut(texts: pl.Series) -> pl.Series:
    if (texts.str.len_bytes().max() or 0) <= MOST_LETTERS:  # type: ignore[operator]
        return texts
    return texts.map_elements(_beginning, return_dtype=pl.String)


def _beginning(text: str) -> str:
    return text.encode("utf-16-le")[: 2 * MOST_LETTERS].decode("utf-16-le", "ignore")


def _escaped(texts: pl.Series) -> pl.Series:
    if not texts.str.contains(_SPECIAL).any():
        return texts
    return texts.map_elements(_escape, return_dtype=pl.String)


def _escape(text: str) -> str:
    told_apart = _LOOKS_SO.sub("_x005F_", text)
    shown = _NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", told_apart)
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
