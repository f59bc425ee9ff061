"""The repair of Thai text (02 section 3), digits, and the form in which headings and labels are compared.

Works on whole polars columns; the functions for strings go through the same expressions, so that there is one rule
and not two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

import polars as pl

THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"

# control characters are no text either, and a key is put together with two of them
_INVISIBLE = "[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]"
_BLANK = r"[\s\u00a0\u2007\u202f]+"

# glyphs of old PDF fonts, left in the private-use area U+F700–F71A, and the letters they stand for
_LEGACY_LETTERS = (
    "\u0e10"  # ฐ
    "\u0e34\u0e35\u0e36\u0e37"  # i, ii, ue, uee
    "\u0e48\u0e49\u0e4a\u0e4b\u0e4c"  # tone marks and thanthakhat
    "\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
    "\u0e0d"  # ญ
    "\u0e31\u0e4d\u0e47"  # mai han-akat, nikhahit, maitaikhu
    "\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
    "\u0e38\u0e39\u0e3a"  # u, uu, phinthu
)
_LEGACY = {chr(0xF700 + place): letter for place, letter in enumerate(_LEGACY_LETTERS)}
_LEGACY_CLASS = "[\uf700-\uf71a]"

_ABOVE_BELOW = "\u0e31\u0e34-\u0e3a\u0e47\u0e4d\u0e4e"
_TONES = "\u0e48-\u0e4c"
# a doubled combining mark is made one; this regular-expression engine has no back-references, so one group a mark
_MARKS = [chr(code) for code in (0x0E31, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F))]
_DOUBLED = "|".join(f"({mark}){mark}+" for mark in _MARKS)
_SINGLE = "".join(f"${{{group}}}" for group in range(1, len(_MARKS) + 1))


# what no repair can touch: Thai and ASCII letters, single blanks between them, marks in their order. It is only a
# sieve: what falls through is repaired by the rules above, which leave a sound text as it is
_UNSOUND = f"^$|^ | $|  |[^ !-~ก-๛–—“”‘’…]|\u0e4d|\u0e33[{_TONES}]|เเ|[{_TONES}][{_ABOVE_BELOW}]|" + "|".join(
    f"{mark}{mark}" for mark in _MARKS
)
_UNSOUND_TEXT = re.compile(_UNSOUND)


def repaired(text: pl.Expr) -> pl.Expr:
    """The text after the repair; NULL where nothing is left. Repairing it again changes nothing."""
    return text.map_batches(_settled, return_dtype=pl.String)


def _settled(text: pl.Series) -> pl.Series:
    """Each unsound text is repaired once, however often it stands in the column."""
    places = text.str.contains(_UNSOUND).fill_null(False).arg_true()
    if not len(places):
        return text
    unsound = text.gather(places)
    distinct = unsound.unique()
    return text.scatter(
        places, unsound.replace_strict(distinct, _repaired_to_the_end(distinct), return_dtype=pl.String)
    )


def _repaired_to_the_end(text: pl.Series) -> pl.Series:
    """One repair can make room for another (two blanks inside a sara am), so what changed is repaired again."""
    before, text = text, _repaired_once(text)
    changed = (text != before).fill_null(False)
    while changed.any():
        places = changed.arg_true()
        before = text.gather(places)
        after = _repaired_once(before)
        text = text.scatter(places, after)
        changed = changed.scatter(places, (after != before).fill_null(False))
    return text


def _repaired_once(text: pl.Series) -> pl.Series:
    return text.to_frame("text").select(_repair_pass(pl.col("text")).alias("text"))["text"]


def _repair_pass(text: pl.Expr) -> pl.Expr:
    text = text.str.normalize("NFC").str.replace_all(_INVISIBLE, "")
    text = (
        pl.when(text.str.contains(_LEGACY_CLASS))
        .then(text.str.replace_many(list(_LEGACY), list(_LEGACY.values())))
        .otherwise(text)
    )
    text = (
        text.str.replace_all(r"\u{0E4D}\s?([\u{0E48}-\u{0E4B}]?)\s?\u{0E32}", "${1}\u0e33")
        .str.replace_all("\u0e33([\u0e48-\u0e4b])", "${1}\u0e33")
        .str.replace_all("เเ", "แ", literal=True)
        .str.replace_all(f"([{_TONES}])([{_ABOVE_BELOW}])", "${2}${1}")
    )
    text = text.str.replace_all(_DOUBLED, _SINGLE)
    text = text.str.replace_all(_BLANK, " ").str.strip_chars()
    return pl.when(text.str.len_chars() > 0).then(text)


def arabic_digits(text: pl.Expr) -> pl.Expr:
    """Thai digits as 0–9."""
    return text.str.replace_many(list(THAI_DIGITS), list("0123456789"))


def comparable(text: pl.Expr) -> pl.Expr:
    """The form in which headings and labels are compared: repaired, no blanks, no bracketed hint, lower case."""
    bare = repaired(text).str.replace_all(r"\([^()]*\)", "").str.replace_all(r"\s", "").str.to_lowercase()
    whole = repaired(text).str.replace_all(r"\s", "").str.to_lowercase()
    return pl.when(bare.str.len_chars() > 0).then(bare).otherwise(whole)


def comparable_name(text: pl.Expr) -> pl.Expr:
    """The form in which names are compared: repaired, without blanks, hyphens, dots and brackets."""
    return repaired(text).str.replace_all(r"[\s\-–—.()\[\]]", "").str.to_lowercase()


def each_compared(texts: Iterable[str]) -> list[str]:
    """Headings or labels in the form in which they are compared, in one pass."""
    return [_compared_sound(text) if _is_sound(text) else _compared_unsound(text) for text in texts]


def _compared_sound(text: str) -> str:
    """As `comparable`, for a text without need of repair."""
    bare = re.sub(r"\([^()]*\)", "", text).replace(" ", "")
    return (bare or text.replace(" ", "")).lower()


@lru_cache(maxsize=4096)
def _compared_unsound(text: str) -> str:
    """The same few headings stand in thousands of files."""
    return _each([text], comparable)[0]


def each_compared_name(texts: Iterable[str]) -> list[str]:
    """Names in the form in which they are compared, in one pass."""
    return _each(texts, comparable_name)


def repair(text: str) -> str:
    """One string after the repair; empty where nothing is left."""
    return text if _is_sound(text) else _each([text], repaired)[0]


def compared(text: str) -> str:
    """One heading or label in the form in which it is compared."""
    return each_compared([text])[0]


def _each(texts: Iterable[str], expression: Callable[[pl.Expr], pl.Expr]) -> list[str]:
    frame = pl.DataFrame({"text": list(texts)}, schema={"text": pl.String})
    return frame.select(expression(pl.col("text")).fill_null(""))["text"].to_list()


def _is_sound(text: str) -> bool:
    return _UNSOUND_TEXT.search(text) is None
