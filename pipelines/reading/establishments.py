"""Identities of establishments (02 section 6): juristic and tax numbers, those of communities, and those abroad.

A 13-digit number that begins with 1-8 is a natural person's: it leaves the reader as a pseudonym, and the name beside
it not at all. One that is not given is provisional: a keyed hash of name and province.
"""

from __future__ import annotations

import polars as pl

from pipelines.reading.identity import has_check_digit, is_national_id
from pipelines.reading.pseudonyms import Pseudonyms
from pipelines.reading.text import arabic_digits, comparable_name

NATURAL_PERSON = "N:"
"""What the pseudonym of a natural person who is an establishment begins with."""
PROVISIONAL = "P:"
"""What the identity begins with that stands for name and province until the true one is known."""
NAME_OF_NATURAL_PERSON = "บุคคลธรรมดา"

_JURISTIC = r"^0\d{12}$"
_ABROAD = r"^(?:[A-SU-Z][A-Z]|T[A-GI-Z])-[0-9A-Z][0-9A-Z./-]{1,38}$"
_COMMUNITY = r"^\d-\d{2}-\d{2}-\d{2}/\d-\d{4}$"
# what says what kind of firm it is, before and behind a name in lower case
_FORM_BEFORE = r"^(?:บริษัท|ห้างหุ้นส่วนจำกัด|ห้างหุ้นส่วนสามัญ|ห้างหุ้นส่วน|(?:บจก|บมจ|บจ|หจก|หสน)[.\s])\s*"
_FORM_BEHIND = (
    r"(?:\s*จำกัด(?:\s*\(?มหาชน\)?)?|\s+(?:company\s+limited|limited\s+partnership)"
    r"|[\s,]+(?:co\.?[\s,]*)?(?:ltd|limited|plc|pcl)\.?)$"
)


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


def provisional_ids(names: pl.Series, province_codes: pl.Series, pseudonyms: Pseudonyms) -> pl.Series:
    """The identities that stand for a name (repaired text) and a province; NULL where one of them is missing.

    Blanks, dots and the kind of a firm ("บจก.", "บริษัท … จำกัด") make no difference.
    """
    name = pl.col("name").str.to_lowercase().str.strip_chars()
    bare = comparable_name(name.str.replace(_FORM_BEHIND, "").str.replace(_FORM_BEFORE, ""))
    compared = pl.coalesce(pl.when(bare != "").then(bare), comparable_name(name))
    texts = pl.DataFrame({"name": names, "province": province_codes}).select(
        text=pl.concat_str(compared, "province", separator="\x1f")
    )
    return PROVISIONAL + pseudonyms.of("establishment", texts["text"])
