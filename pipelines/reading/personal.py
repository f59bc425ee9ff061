"""What in a free text would lead to a person: a national id, a telephone number, an address of e-mail.

A name cannot be told from any other words and is not looked for.
"""

from __future__ import annotations

import re

import polars as pl

from pipelines.reading.identity import is_national_id
from pipelines.reading.text import arabic_digits

_MAIL = r"[^\s@]+ ?@ ?[^\s@]+\.[^\s@]+"
_GAP = "[ .()–—-]{0,3}"
# a sieve: no number of a person is shorter than this
_NINE_DIGITS = rf"\d(?:{_GAP}\d){{8}}"

_PHONE = re.compile(rf"(?<!\d)(?:\+?66{_GAP}0?|0){_GAP}[2-9](?:{_GAP}\d){{7,8}}(?!\d)|(?<!\d)[689]\d{{8}}(?!\d)")
# as it is printed on the card, or without any gap: a person's even where a digit was mistyped
_ID = re.compile(r"(?<!\d)[1-9](?:\d{12}|[ –—-]\d{4}[ –—-]\d{5}[ –—-]\d\d[ –—-]\d)(?!\d)")
# grouped in another way it may be several numbers; the check digit tells. One may begin inside another, so both are
# looked at
_GROUPED_ID = re.compile(rf"(?<!\d)(?=([1-8](?:{_GAP}\d){{12}})(?!\d))")


def is_personal(text: pl.Series) -> pl.Series:
    """Which texts hold somebody's number or address; each distinct text is looked at once."""
    distinct = text.drop_nulls().unique().to_frame("text").with_columns(plain=arabic_digits(pl.col("text")))
    mail = distinct.filter(pl.col("plain").str.contains(_MAIL))["text"]
    long = distinct.filter(pl.col("plain").str.contains(_NINE_DIGITS))
    numbered = (one for one, plain in long.iter_rows() if _holds_number(plain))
    return text.is_in([*mail, *numbered]).fill_null(False)


def _holds_number(text: str) -> bool:
    if _PHONE.search(text) or _ID.search(text):
        return True
    grouped = ["".join(filter(str.isdecimal, found)) for found in _GROUPED_ID.findall(text)]
    ids = pl.DataFrame({"number": grouped}, schema={"number": pl.String})
    return bool(ids.select(is_national_id(pl.col("number")).any()).item())
