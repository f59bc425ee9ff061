"""What in a free text would lead to a person: a national id, a telephone number, an address of e-mail."""

from __future__ import annotations

import polars as pl

from pipelines.reading.identity import is_national_id
from pipelines.reading.text import arabic_digits

_ID = r"(?:^|\D)([1-8](?:[ -]?\d){12})(?:\D|$)"
_PHONE = r"(?:^|\D)(?:0|\+?66[ -]?)[2-9](?:[ -]?\d){7,8}(?:\D|$)"
_MAIL = r"[^\s@]+@[^\s@]+\.[^\s@]+"


def is_personal(text: pl.Series) -> pl.Series:
    """Which texts hold somebody's number or address; each distinct text is looked at once."""
    distinct = text.drop_nulls().unique().to_frame("text").with_columns(plain=arabic_digits(pl.col("text")))
    number = pl.col("plain").str.extract(_ID).str.replace_all(r"[ -]", "")
    found = distinct.filter(
        is_national_id(number).fill_null(False)
        | pl.col("plain").str.contains(_PHONE)
        | pl.col("plain").str.contains(_MAIL)
    )["text"]
    return text.is_in(found.to_list()).fill_null(False)
