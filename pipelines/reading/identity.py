"""Who a row is about: identity from ids and names, made into pseudonyms before anything leaves the reader.

Identity is the national id when it is valid, else the college's code and the student id (02 section 6). Numbers of
foreigners (G-codes, numbers beginning with 0, passports) are identities as they are written.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from pipelines.reading.pseudonyms import Pseudonyms
from pipelines.reading.text import arabic_digits, comparable_name

VALID, WRONG_CHECK_DIGIT, FOREIGN, MALFORMED = "valid", "wrong_check_digit", "foreign", "malformed"
BY_NATIONAL_ID, BY_FOREIGN_ID, BY_STUDENT_ID, BY_NAME = "national_id", "foreign_id", "student_id", "name"

IDENTITY_COLUMNS = ("student_id", "national_id", "title", "first_name", "last_name", "full_name")
"""Canonical names of the cells an identity is made of."""

_TITLES = {
    "f": (
        "นางสาว",
        "น.ส.",
        "น.ส",
        "นส.",
        "นาง",
        "เด็กหญิง",
        "ด.ญ.",
        "miss",
        "mrs.",
        "mrs",
        "ms.",
        "ว่าที่ร้อยตรีหญิง",
        "ว่าที่ ร.ต.หญิง",
    ),
    "m": ("นาย", "เด็กชาย", "ด.ช.", "mr.", "mr", "สามเณร", "พระ"),
    "": ("ว่าที่ร้อยตรี", "ว่าที่ร.ต.", "ว่าที่ ร.ต.", "ว่าที่"),
}
_BETWEEN = "\x1f"
_ALL_TITLES = sorted((title for titles in _TITLES.values() for title in titles), key=len, reverse=True)
# a title may be glued to the name: what follows must be able to begin a word, or the title was part of the name
_TITLE = (
    "^(?i)("
    + "|".join(title.replace(".", r"\.").replace(" ", r"\s*") for title in _ALL_TITLES)
    + r")\s*([ก-ฮเ-ไA-Za-z].*)$"
)


def identities(
    cells: pl.DataFrame, college_code: pl.Series, pseudonyms: Pseudonyms, made: Collection[str]
) -> pl.DataFrame:
    """The identity columns of rows.

    Args:
        cells: cleaned text of the identity columns that the rows have (NULL where empty); ids as `identity_code` reads
            them.
        college_code: the rows' colleges.
        made: which columns are wanted: student_key, person_key, identified_by, national_id_state, student_id_state,
            name_key. A name stands for a person only where `by_name` is among them.

    Returns:
        One text column for each; NULL where nobody is identified.
    """
    absent = pl.lit(None, dtype=pl.String)
    cells = (
        college_code.to_frame("college_code")
        .hstack(cells.get_columns())
        .with_columns(absent.alias(name) for name in IDENTITY_COLUMNS if name not in cells.columns)
    )
    ids = cells.with_columns(national_id_state=national_id_states(pl.col("national_id"))).with_columns(
        student_id_state=pl.when(pl.col("student_id").str.contains("^[0-9A-Za-z]{4,15}$"))
        .then(pl.lit(VALID))
        .when(pl.col("student_id").is_not_null())
        .then(pl.lit(MALFORMED)),
        person=pl.when(pl.col("national_id_state").is_in([VALID, FOREIGN])).then("national_id"),
        student=pl.concat_str(pl.col("college_code").fill_null(""), "student_id", separator=_BETWEEN),
    )
    person = pseudonyms.of("person", ids["person"])
    student = pseudonyms.of("student", ids["student"])
    name = pseudonyms.of("name", _plain_name(cells)) if "name_key" in made else None
    known = ids.select("national_id_state", "student_id_state").with_columns(
        person=person, student=student, name=name if name is not None else absent
    )
    by_name = pl.col("name") if "by_name" in made else absent
    return known.select(
        pl.coalesce("student", "person", by_name).alias("student_key"),
        pl.coalesce("person", "student", by_name).alias("person_key"),
        pl.when(pl.col("person").is_not_null() & (pl.col("national_id_state") == VALID))
        .then(pl.lit(BY_NATIONAL_ID))
        .when(pl.col("person").is_not_null())
        .then(pl.lit(BY_FOREIGN_ID))
        .when(pl.col("student").is_not_null())
        .then(pl.lit(BY_STUDENT_ID))
        .when(by_name.is_not_null())
        .then(pl.lit(BY_NAME))
        .alias("identified_by"),
        "national_id_state",
        "student_id_state",
        pl.col("name").alias("name_key"),
    )


def student_text(college_code: str, student_id: str) -> str:
    """What the pseudonym of a student is made of."""
    return f"{college_code}{_BETWEEN}{student_id}"


def told_apart(ids: pl.Series, is_teacher: pl.Series) -> pl.DataFrame:
    """`national_id` and `student_id` of a column that holds either; a teacher has no student id."""
    number = pl.col("id").str.contains(r"^(?:\d{13}|G[0-9A-Z]{5,14})$") | pl.col("is_teacher").fill_null(False)
    return pl.DataFrame({"id": ids, "is_teacher": is_teacher}).select(
        pl.when(number).then("id").alias("national_id"), pl.when(~number).then("id").alias("student_id")
    )


def identity_code(text: pl.Expr) -> pl.Expr:
    """An id as text, without blanks and dashes, put back from a spreadsheet's number; NULL if digits are lost."""
    text = arabic_digits(text).str.replace(r"\.0+$", "").str.replace_all(r"[\s'’–-]", "").str.to_uppercase()
    exact = text.str.extract(r"^(\d\.\d+E\+?\d{1,2})$")
    mantissa = exact.str.extract(r"^\d\.(\d+)E").str.len_chars()
    exponent = exact.str.extract(r"E\+?(\d{1,2})$").cast(pl.Int32, strict=False)
    digits = exact.str.replace(".", "", literal=True).str.extract(r"^(\d+)E")
    return pl.when(exact.is_null()).then(text).when(mantissa == exponent).then(digits)


def is_national_id(text: pl.Expr) -> pl.Expr:
    """Whether a text is a national id: 13 digits, the first 1-8, with the right check digit."""
    return text.str.contains(r"^[1-8]\d{12}$") & has_check_digit(text)


def has_check_digit(text: pl.Expr) -> pl.Expr:
    """Whether the last of 13 digits is (11 - the sum of (13 - i) times digit i, mod 11) mod 10, i from 0."""
    digits = [text.str.slice(place, 1).cast(pl.Int32, strict=False) for place in range(13)]
    weighted = pl.sum_horizontal(digit * (13 - place) for place, digit in enumerate(digits[:12]))
    return (11 - weighted % 11) % 10 == digits[12]


def sex_of_title(text: pl.Expr) -> pl.Expr:
    """`m` or `f` from a title, or from the title that a full name begins with; NULL where it says neither."""
    title = pl.coalesce(text.str.extract(_TITLE, 1), text).str.to_lowercase().str.replace_all(r"\s", "")
    sexes = {name.replace(" ", ""): sex for sex, names in _TITLES.items() for name in names if sex}
    return title.replace_strict(sexes, default=None, return_dtype=pl.String)


def national_id_states(text: pl.Expr) -> pl.Expr:
    """What a number is as a national id: valid, with a wrong check digit, in the place of one, or none at all."""
    return (
        pl.when(is_national_id(text))
        .then(pl.lit(VALID))
        .when(text.str.contains(r"^[1-9]\d{12}$"))
        .then(pl.lit(WRONG_CHECK_DIGIT))
        .when(text.str.contains(r"^(?:G[0-9A-Z]{5,14}|0\d{4,14}|[A-Z]{1,2}\d{6,9})$"))
        .then(pl.lit(FOREIGN))
        .when(text.is_not_null())
        .then(pl.lit(MALFORMED))
    )


def _plain_name(cells: pl.DataFrame) -> pl.Series:
    """First and last name in the form in which names are compared, without the title."""
    full, first, last = pl.col("full_name"), pl.col("first_name"), pl.col("last_name")
    full = pl.coalesce(full.str.extract(_TITLE, 2), full)
    whole = pl.when(first.is_not_null()).then(pl.concat_str(first, last, ignore_nulls=True)).otherwise(full)
    compared = cells.select(comparable_name(whole).alias("name"))["name"]
    return compared.set(compared == "", None)
