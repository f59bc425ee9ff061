"""The repair of Thai text, on any text: what it may never do."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.text import arabic_digits, compared, repair, repaired
from tests.profiles import examples

MARKS = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d"
TONES = "\u0e48\u0e49\u0e4a\u0e4b"
LEGACY = "".join(map(chr, range(0xF700, 0xF71B)))
INVISIBLE = "\u200b\u200c\u200d\ufeff\u00ad\u2060\x00\x1f"
CONSONANTS = "กขคงจชดตทนบปมยรลวสหอ"

awkward = st.text(st.sampled_from(f"{CONSONANTS}{MARKS}{LEGACY}{INVISIBLE}เแโาำ \u00a0\n1aé๙"), max_size=30)
any_text = st.one_of(awkward, st.text(max_size=30))
words = st.text(st.sampled_from(CONSONANTS), min_size=1, max_size=8)


def each(texts: list[str]) -> list[str]:
    return pl.DataFrame({"text": texts}).select(repaired(pl.col("text")).fill_null(""))["text"].to_list()


@examples(25)
@given(st.lists(any_text, min_size=1, max_size=40))
def test_repairing_again_changes_nothing(texts: list[str]) -> None:
    once = each(texts)
    assert each(once) == once


@examples(25)
@given(st.lists(any_text, min_size=1, max_size=40))
def test_what_comes_out_is_composed_tidy_and_no_longer_than_what_went_in(texts: list[str]) -> None:
    for text, found in zip(texts, each(texts), strict=True):
        assert unicodedata.is_normalized("NFC", found)
        assert len(found) <= len(unicodedata.normalize("NFC", text))
        assert found == found.strip()
        assert "  " not in found and "\n" not in found
        assert not set(found) & set(LEGACY + INVISIBLE)
        assert "เเ" not in found and "\u0e4d\u0e32" not in found
        assert not any(first == second for first, second in pairwise(found) if first in MARKS)


@examples(20)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=20))
def test_a_text_without_thai_marks_and_odd_signs_stays_as_it_is(texts: list[str]) -> None:
    for text, found in zip(texts, each(texts), strict=True):
        plain = "".join(letter for letter in text if letter.isascii() and letter.isprintable())
        if plain == text:
            assert found == " ".join(text.split(" ")).strip() or found == " ".join(text.split())


@examples(15)
@given(words, words, st.sampled_from(["", *TONES]), st.sampled_from(["", " ", "  ", "\u00a0", "\u200b"]), st.booleans())
def test_every_spelling_of_sara_am_is_one(before: str, after: str, tone: str, blank: str, is_tone_last: bool) -> None:
    expected = f"{before}{tone}\u0e33{after}"
    assert repair(f"{before}\u0e4d{blank}{tone}\u0e32{after}") == expected
    assert repair(f"{before}{tone}\u0e4d{blank}\u0e32{after}") == expected
    assert repair(f"{before}\u0e33{tone}{after}" if is_tone_last else expected) == expected


@examples(15)
@given(words, st.sampled_from(MARKS), st.integers(1, 5), words)
def test_a_mark_written_many_times_is_one(before: str, mark: str, times: int, after: str) -> None:
    assert repair(before + mark * times + after) == before + mark + after


@examples(15)
@given(words, st.sampled_from("\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39"), st.sampled_from(TONES), words)
def test_a_tone_mark_before_its_vowel_goes_behind_it(before: str, vowel: str, tone: str, after: str) -> None:
    expected = before + vowel + tone + after
    assert repair(before + tone + vowel + after) == repair(expected) == expected


@examples(20)
@given(words, words, st.text(st.sampled_from(" \u00a0\n\t\u200b"), max_size=4))
def test_headings_compare_equal_whatever_blanks_and_hints_stand_in_them(one: str, two: str, blank: str) -> None:
    assert compared(f"{blank}{one}{blank}{two} (คน){blank}") == compared(f"{one}{two}") == one + two


@examples(20)
@given(st.integers(0, 10**12))
def test_thai_digits_mean_the_same_number(number: int) -> None:
    thai = str(number).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert pl.DataFrame({"n": [thai]}).select(arabic_digits(pl.col("n")))["n"].to_list() == [str(number)]
