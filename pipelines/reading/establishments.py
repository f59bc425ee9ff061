"""Identities of establishments (02 section 6): juristic and tax numbers, those of communities, and those abroad.

A 13-digit number that begins with 1-8 is a natural person's: it leaves the reader as a pseudonym.
"""

from __future__ import annotations

import polars as pl

from pipelines.reading.identity import has_check_digit, is_national_id
from pipelines.reading.pseudonyms import Pseudonyms
from pipelines.reading.text import arabic_digits

NATURAL_PERSON = "N:"
"""What the pseudonym of a natural person who is an establishment begins with."""

_JURISTIC = r"^0\d{12}$"
_ABROAD = r"^[A-Z]{2}-[0-9A-Z][0-9A-Z./-]{1,38}$"
_COMMUNITY = r"^\d-\d{2}-\d{2}-\d{2}/\d-\d{4}$"


def establishment_ids(text: pl.Series, pseudonyms: Pseudonyms) -> pl.Series:
    """The identities of a column of repaired texts; NULL where a text is none."""
    plain = text.to_frame("text").with_columns(arabic_digits(pl.col("text")).str.to_uppercase().str.strip_chars())
    number = pl.col("text").str.replace(r"\.0+$", "").str.replace_all(r"[\s-]", "")
    found = plain.select(
        number=number,
        other=pl.when(pl.col("text").str.contains(_ABROAD) | pl.col("text").str.contains(_COMMUNITY)).then("text"),
    ).with_columns(
        person=pl.when(is_national_id(pl.col("number"))).then("number"),
        juristic=pl.when(pl.col("number").str.contains(_JURISTIC) & has_check_digit(pl.col("number"))).then("number"),
    )
    person = pseudonyms.of("person", found["person"])
    return found.with_columns(person=NATURAL_PERSON + person).select(pl.coalesce("juristic", "person", "other"))[
        "juristic"
    ]
