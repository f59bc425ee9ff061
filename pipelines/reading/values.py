"""Cells to values: numbers, codes, years, dates and code lists, a whole column at a time.

A cell that cannot be read gives NULL and is named in `unreadable`; its text goes nowhere. An empty cell gives NULL
and is not. Rules come from 02 sections 4 and 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl

from pipelines.contracts import Column
from pipelines.reading.dates import plausible_range, read_date
from pipelines.reading.resolution import resolved
from pipelines.reading.sheets import CELL_ERRORS
from pipelines.reading.text import arabic_digits, comparable, each_compared, repaired

NOTHING = ["-", "–", "—", "ไม่มี"]

_UNIT = r"\s*(?:คน|บาท|แห่ง|ราย|ครั้ง|ชั่วโมง|วัน)?$"
_WHOLE = r"^([+-]?(?:\d{1,3}(?:,\d{3})+|\d+))(?:\.0+)?" + _UNIT
_DECIMAL = r"^([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)" + _UNIT
# digits that surely fit the stored type
_MAX_DIGITS = {"INTEGER": 9, "BIGINT": 15, "DOUBLE": 15}


@dataclass(frozen=True)
class Parsed:
    """A column of values beside what happened to its cells: `unreadable` and `repaired` are true/false columns."""

    values: pl.Series
    unreadable: pl.Series
    repaired: pl.Series | None = None


def cleaned(cells: pl.DataFrame) -> pl.DataFrame:
    """Repaired text; NULL for blanks and for the signs that mean nothing. Each distinct text is repaired once."""
    distinct = cells.unpivot()["value"].unique().drop_nulls().to_frame("cell")
    text = distinct.select(repaired(pl.col("cell")).alias("text")).with_columns(
        pl.when(~pl.col("text").is_in(NOTHING)).then("text").alias("text")
    )["text"]
    return cells.select(pl.all().replace_strict(distinct["cell"], text, default=None, return_dtype=pl.String))


def parse(text: pl.Series, column: Column, arrival: date) -> Parsed:
    """The values of one cleaned column.

    Args:
        text: repaired text, NULL where empty.
        column: what the contract says of it; `column.parser` decides how it is read.
        arrival: the day the file arrived; dates and years are judged by it.
    """
    if column.parser == "string":
        return _parsed(text, text.set(text.is_in(CELL_ERRORS).fill_null(False), None))
    if column.parser == "year_be":
        return _years(text, column, arrival)
    if column.parser == "date":
        return _dates(text, column, arrival)
    if column.resolve:
        return _parsed(text, resolved(text, column.resolve))
    if column.parser == "enum":
        return _parsed(text, _enum_codes(text, column))
    frame = text.to_frame("cell").with_columns(arabic_digits(pl.col("cell")).alias("cell"))
    expressions = {"code": _code, "integer": _whole, "number": _decimal}
    return _parsed(text, frame.select(expressions[column.parser](pl.col("cell"), column).alias("cell"))["cell"])


def _parsed(text: pl.Series, values: pl.Series) -> Parsed:
    return Parsed(values, text.is_not_null() & values.is_null())


def _whole(text: pl.Expr, column: Column) -> pl.Expr:
    digits = text.str.extract(_WHOLE).str.replace_all(",", "", literal=True)
    return pl.when(_fits(digits, column)).then(digits).cast(pl.Int64, strict=False)


def _decimal(text: pl.Expr, column: Column) -> pl.Expr:
    digits = text.str.extract(_DECIMAL).str.replace_all(",", "", literal=True)
    return pl.when(_fits(digits, column)).then(digits).cast(pl.Float64, strict=False)


def _fits(digits: pl.Expr, column: Column) -> pl.Expr:
    return digits.str.extract(r"(\d+)").str.len_chars() <= _MAX_DIGITS[column.physical_type]


def _code(text: pl.Expr, column: Column) -> pl.Expr:
    """A code of digits as text: what Excel made of it (`1399016501.0`, `1.399016501E9`) is put back."""
    plain = text.str.replace(r"\.0+$", "").str.replace_all(r"[\s'’-]", "")
    scientific = text.str.extract(r"^(\d\.\d+[Ee]\+?\d{1,2})$").cast(pl.Float64, strict=False)
    mantissa = text.str.extract(r"^\d\.(\d+)[Ee]").str.len_chars()
    exponent = text.str.extract(r"[Ee]\+?(\d{1,2})$").cast(pl.Int32, strict=False)
    whole = scientific.cast(pl.Int64, strict=False).cast(pl.String)
    text = pl.when(scientific.is_not_null() & (mantissa == exponent)).then(whole).otherwise(plain)
    return pl.when(text.str.contains(column.options["pattern"])).then(text)


def _enum_codes(text: pl.Series, column: Column) -> pl.Series:
    frame = text.to_frame("cell").select(comparable(pl.col("cell")))
    return frame.select(pl.col("cell").replace_strict(_spellings(column), default=None, return_dtype=pl.String))["cell"]


@cache
def _spellings(column: Column) -> dict[str, str]:
    """Every compared spelling of a list's values → its code."""
    spellings = [
        (spelling, value.value) for value in column.enum for spelling in (value.value, value.label, *value.spellings)
    ]
    return dict(zip(each_compared(text for text, _ in spellings), (code for _, code in spellings), strict=True))


def _years(text: pl.Series, column: Column, arrival: date) -> Parsed:
    """Years of the Buddhist Era: 2568; 68 and 2025 are converted and flagged; "1/2568" is term/year."""
    latest = arrival.year + 543 + 1
    found = (
        text.to_frame("cell")
        .select(arabic_digits(pl.col("cell")).str.extract(r"^(?:[1-3]/)?(\d{4}|\d{2})(?:\.0+)?$").alias("digits"))
        .with_columns(year=pl.col("digits").cast(pl.Int64, strict=False))
        .with_columns(
            be=pl.when(pl.col("year") < 100)
            .then(pl.col("year") + 2500)
            .when(pl.col("year") < 2400)
            .then(pl.col("year") + 543)
            .otherwise("year")
        )
        .with_columns(value=pl.when(pl.col("be").is_between(column.options["minimum"], latest)).then("be"))
    )
    is_repaired = (found["value"] != found["year"]).fill_null(False)
    return Parsed(found["value"], text.is_not_null() & found["value"].is_null(), is_repaired)


def _dates(text: pl.Series, column: Column, arrival: date) -> Parsed:
    limits = plausible_range(column.plausible_range or "past", arrival)
    distinct = text.drop_nulls().unique()
    read = [read_date(cell, limits) for cell in distinct]
    table = pl.DataFrame(
        {"cell": distinct, "value": [value for value, _ in read], "is_repaired": [flag for _, flag in read]},
        schema={"cell": pl.String, "value": pl.Date, "is_repaired": pl.Boolean},
    )
    joined = text.to_frame("cell").join(table, on="cell", how="left", maintain_order="left")
    unreadable = text.is_not_null() & joined["value"].is_null()
    return Parsed(joined["value"], unreadable, joined["is_repaired"].fill_null(False))
