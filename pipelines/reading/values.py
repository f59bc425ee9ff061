"""Cells to values: numbers, codes, years, dates and code lists, a whole column at a time.

A cell that cannot be read gives NULL and is named in `unreadable`; its text goes nowhere. An empty cell gives NULL
and is not. Rules come from 02 sections 4 and 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, reduce

import polars as pl

from pipelines.contracts import Column
from pipelines.reading.amounts import fits, money_bounds
from pipelines.reading.dates import plausible_range, read_date
from pipelines.reading.identity import identity_code
from pipelines.reading.resolution import resolved
from pipelines.reading.sheets import CELL_ERRORS
from pipelines.reading.text import arabic_digits, comparable, each_compared, repaired
from pipelines.years import be, year_be_of

NOTHING = ["-", "–", "—", "ไม่มี"]

_UNIT = r"\s*(?:คน|บาท|แห่ง|ราย|ครั้ง|ชั่วโมง|ชม\.?|วัน|นาที)?$"
_WHOLE = r"^([+-]?(?:\d{1,3}(?:,\d{3})+|\d+))(?:\.0+)?" + _UNIT
_DECIMAL = r"^([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)" + _UNIT

# a column of shares: none of its values is above one, and some are fractions
_PERCENT = r"^(?:ร้อยละ)?(\d{1,3}(?:\.\d+)?)(%?)$"
# a length as a time: an optional day of a spreadsheet before it, hours or minutes, minutes or seconds, seconds
_LENGTH = r"^(?:\d{4}-\d\d-\d\d[ T])?(\d{1,3}):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?$"
_ROUND = r"^(?:รอบ(?:การติดตาม)?(?:ที่)?|ครั้งที่|round)?([0-9])(?:\.0+)?$"
_LEVEL_AND_YEAR = r"^(.*?\D)[./]?(?:ชั้นปีที่|ปีที่|ชั้นปี|ปี)?([1-9])$"


@dataclass(frozen=True)
class Parsed:
    """A column of values beside what happened to its cells.

    `unreadable` and each of `remarks` (by code of the fault) are true/false columns. `year_of_study` is what a level
    said beside itself.
    """

    values: pl.Series
    unreadable: pl.Series
    remarks: dict[str, pl.Series] = field(default_factory=dict)
    year_of_study: pl.Series | None = None


def cleaned(cells: pl.DataFrame, columns: Iterable[Column] = ()) -> pl.DataFrame:
    """Repaired text; NULL for blanks and for the signs that mean nothing.

    Args:
        cells: text cells by canonical name.
        columns: what the contract says of them; a sign that is a value of a column's list is no sign there.
    """
    said = {column.name: _spellings(column) for column in columns if column.enum}
    signs = dict(zip(NOTHING, each_compared(NOTHING), strict=True))
    nothing = {name: [sign for sign, text in signs.items() if text not in said.get(name, ())] for name in cells.columns}
    return cells.select(repaired(pl.all())).select(
        pl.when(~pl.col(name).is_in(nothing[name])).then(pl.col(name)).alias(name) for name in cells.columns
    )


def parse(text: pl.Series, column: Column, arrival: date, files: pl.Series | None = None) -> Parsed:
    """The values of one cleaned column.

    Args:
        text: repaired text, NULL where empty.
        column: what the contract says of it; `column.parser` decides how it is read.
        arrival: the day the files arrived; dates and years are judged by it.
        files: the file of each row, where there are several; how a percent is written is told by its whole column.
    """
    if column.parser in ("year_be", "date"):
        return (_years if column.parser == "year_be" else _dates)(text, column, arrival)
    if column.parser in ("enum", "level"):
        return (_listed if column.parser == "enum" else _levels)(text, column)
    if column.parser in ("percent", "minutes"):
        return _percents(text, files) if column.parser == "percent" else _minutes(text, column)
    if column.parser == "string" and not column.resolve:
        values = text.set(text.is_in(CELL_ERRORS).fill_null(False), None)
    elif column.parser == "identity":  # hardly two people have the same
        values = _values(text, column)
    else:
        distinct = text.drop_nulls().unique()
        values = _each_distinct(text, distinct, _values(distinct, column))
    return _parsed(text, values)


def _values(text: pl.Series, column: Column) -> pl.Series:
    """The values of texts; NULL where one cannot be read."""
    if column.resolve:
        return resolved(text, column.resolve)
    if column.parser == "money_band":
        bounds = money_bounds(text)
        return text.set(bounds["low"].is_null() & bounds["high"].is_null(), None)
    plain = text.to_frame("cell").select(arabic_digits(pl.col("cell")))
    return plain.select(_EXPRESSIONS[column.parser](pl.col("cell"), column).alias("cell"))["cell"]


def _parsed(text: pl.Series, values: pl.Series) -> Parsed:
    return Parsed(values, text.is_not_null() & values.is_null())


def _whole(text: pl.Expr, column: Column) -> pl.Expr:  # noqa: ARG001 - one signature for all
    digits = text.str.extract(_WHOLE).str.replace_all(",", "", literal=True)
    return pl.when(fits(digits)).then(digits).cast(pl.Int64, strict=False)


def _decimal(text: pl.Expr, column: Column) -> pl.Expr:  # noqa: ARG001
    digits = text.str.extract(_DECIMAL).str.replace_all(",", "", literal=True)
    return pl.when(fits(digits)).then(digits).cast(pl.Float64, strict=False)


def _measure(text: pl.Expr, column: Column) -> pl.Expr:
    """A number of whatever is counted; a percent may be written as one: `ร้อยละ 85`, `85%`."""
    return _decimal(text.str.replace(r"^ร้อยละ\s*", "").str.replace(r"\s*%$", ""), column)


def _code(text: pl.Expr, column: Column) -> pl.Expr:
    """A code of digits as text: what Excel made of it (`1399016501.0`, `1.399016501E9`) is put back."""
    plain = text.str.replace(r"\.0+$", "").str.replace_all(r"[\s'’-]", "")
    scientific = text.str.extract(r"^(\d\.\d+[Ee]\+?\d{1,2})$").cast(pl.Float64, strict=False)
    mantissa = text.str.extract(r"^\d\.(\d+)[Ee]").str.len_chars()
    exponent = text.str.extract(r"[Ee]\+?(\d{1,2})$").cast(pl.Int32, strict=False)
    whole = scientific.cast(pl.Int64, strict=False).cast(pl.String)
    text = pl.when(scientific.is_not_null() & (mantissa == exponent)).then(whole).otherwise(plain)
    return pl.when(text.str.contains(column.options["pattern"])).then(text)


def _identity(text: pl.Expr, column: Column) -> pl.Expr:  # noqa: ARG001
    return pl.when(~text.is_in(CELL_ERRORS)).then(identity_code(text))


def _round(text: pl.Expr, column: Column) -> pl.Expr:  # noqa: ARG001
    return text.str.replace_all(r"\s", "").str.to_lowercase().str.extract(_ROUND).cast(pl.Int32, strict=False)


_EXPRESSIONS = {
    "code": _code,
    "identity": _identity,
    "integer": _whole,
    "measure": _measure,
    "number": _decimal,
    "round": _round,
}


def _percents(text: pl.Series, files: pl.Series | None) -> Parsed:
    """Percents from 0 to 100; shares (0.855) only where no value of the file's column is above 1."""
    cells = arabic_digits(pl.col("cell")).str.replace_all(r"\s", "").str.replace_all(",", "", literal=True)
    frame = pl.DataFrame({"cell": text, "file": files if files is not None else pl.Series([""] * len(text))}).select(
        "file",
        value=cells.str.extract(_PERCENT).cast(pl.Float64),
        has_sign=cells.str.contains("%|ร้อยละ"),
    )
    is_fraction = (pl.col("value") > 0) & (pl.col("value") < 1) & ~pl.col("has_sign")
    are_shares = (is_fraction.any() & (pl.col("value").max() <= 1)).over("file")
    values = frame.select(
        pl.when(are_shares & ~pl.col("has_sign"))
        .then(pl.col("value") * 100)
        .when(~is_fraction)
        .then("value")
        .alias("value")
    )["value"]
    return _parsed(text, values)


def _minutes(text: pl.Series, column: Column) -> Parsed:
    """Lengths in minutes: `4.5`, `4:35` (minutes and seconds), and what a spreadsheet makes of that.

    A sheet keeps a typed 4:35 as the time 04:35:00, half past four: nobody films that long, so the hours are minutes.
    A time with seconds says hours, minutes and seconds.
    """
    plain = arabic_digits(pl.col("cell"))
    parts = plain.str.extract_groups(_LENGTH).struct
    first, second, third = (parts[place].cast(pl.Float64) for place in range(3))
    is_short = third.is_null() | (third == 0) & (first > 0)
    found = text.to_frame("cell").select(
        value=pl.coalesce(
            pl.when(is_short).then(first + second / 60).otherwise(first * 60 + second + third / 60),
            _decimal(plain, column),
        ),
        is_time=first.is_not_null(),
    )
    return Parsed(found["value"], text.is_not_null() & found["value"].is_null(), {"time_as_minutes": found["is_time"]})


def _listed(text: pl.Series, column: Column) -> Parsed:
    """Codes of a list; what is in none becomes the code that the contract keeps for such, with a note."""
    distinct = text.drop_nulls().unique()
    compared = distinct.to_frame("cell").select(comparable(pl.col("cell")))["cell"]
    codes = _each_distinct(text, distinct, _looked_up(compared, _spellings(column)))
    remarks = {}
    if noted := _noted(column):
        remarks["spelling_noted"] = text.is_in(distinct.filter(compared.is_in(noted)).implode()).fill_null(False)
    if column.unlisted:
        is_other = text.is_not_null() & codes.is_null() & ~text.is_in(CELL_ERRORS)
        codes = codes.set(is_other, column.unlisted)
        remarks["unlisted_value"] = is_other
    return Parsed(codes, text.is_not_null() & codes.is_null(), remarks)


def _levels(text: pl.Series, column: Column) -> Parsed:
    """Levels, and the year of study where it stands behind the level: "ปวช.2", "ประกาศนียบัตรวิชาชีพ 3"."""
    distinct = text.drop_nulls().unique()
    frame = distinct.to_frame("cell").select(arabic_digits(comparable(pl.col("cell"))))
    whole = _looked_up(frame["cell"], _spellings(column))
    parts = frame.select(
        base=pl.col("cell").str.extract(_LEVEL_AND_YEAR, 1),
        year=pl.col("cell").str.extract(_LEVEL_AND_YEAR, 2).cast(pl.Int32),
    )
    # the stop of an abbreviation may stand for the one before the year too
    bases = (_looked_up(parts["base"] + stop, _spellings(column)) for stop in ("", "."))
    before_year = reduce(lambda known, other: known.zip_with(known.is_not_null(), other), bases)
    values = whole.zip_with(whole.is_not_null(), before_year)
    year = parts["year"].set(whole.is_not_null() | before_year.is_null(), None)
    levels = _each_distinct(text, distinct, values)
    return Parsed(levels, text.is_not_null() & levels.is_null(), year_of_study=_each_distinct(text, distinct, year))


def _each_distinct(text: pl.Series, distinct: pl.Series, values: pl.Series) -> pl.Series:
    """The values of distinct texts, for every row that has the text."""
    return text.replace_strict(distinct, values, default=None, return_dtype=values.dtype)


def _looked_up(compared: pl.Series, codes: dict[str, str]) -> pl.Series:
    return compared.to_frame("cell").select(pl.col("cell").replace_strict(codes, default=None, return_dtype=pl.String))[
        "cell"
    ]


@cache
def _spellings(column: Column) -> dict[str, str]:
    """Every compared spelling of a list's values → its code."""
    spellings = [
        (spelling, value.value)
        for value in column.enum
        for spelling in (value.value, value.label, *value.spellings, *value.noted_spellings)
    ]
    return dict(zip(each_compared(text for text, _ in spellings), (code for _, code in spellings), strict=True))


@cache
def _noted(column: Column) -> frozenset[str]:
    return frozenset(each_compared(text for value in column.enum for text in value.noted_spellings))


def _years(text: pl.Series, column: Column, arrival: date) -> Parsed:
    """Years of the Buddhist Era: 2568; 68 and 2025 are converted and flagged; "1/2568" is term/year."""
    latest = be(arrival.year) + column.years_ahead
    distinct = text.drop_nulls().unique()
    plain = distinct.to_frame("cell").select(arabic_digits(pl.col("cell")))["cell"]
    read = [year_be_of(cell) or (None, False) for cell in plain]
    years = pl.Series([year for year, _ in read], dtype=pl.Int64)
    values = years.set(~years.is_between(column.options["minimum"], latest), None)
    converted = distinct.filter(pl.Series([is_converted for _, is_converted in read], dtype=pl.Boolean))
    found = _each_distinct(text, distinct, values)
    is_repaired = text.is_in(converted.implode()).fill_null(False) & found.is_not_null()
    return Parsed(found, text.is_not_null() & found.is_null(), {"year_repaired": is_repaired})


def _dates(text: pl.Series, column: Column, arrival: date) -> Parsed:
    limits = plausible_range(column.plausible_range or "past", arrival)
    distinct = text.drop_nulls().unique()
    read = [read_date(cell, limits, column.month_as) for cell in distinct]
    table = pl.DataFrame(
        {"cell": distinct, "value": [value for value, _ in read], "remark": [remark for _, remark in read]},
        schema={"cell": pl.String, "value": pl.Date, "remark": pl.String},
    )
    joined = text.to_frame("cell").join(table, on="cell", how="left", maintain_order="left")
    remarks = {
        code: (joined["remark"] == code).fill_null(False) for code in sorted(table["remark"].drop_nulls().unique())
    }
    return Parsed(joined["value"], text.is_not_null() & joined["value"].is_null(), remarks)
