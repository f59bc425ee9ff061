"""A page says what it was given: every Thai mark reads back, markup is text, and the bytes are always the same."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from pipelines.reporting.printed import writing
from pipelines.reporting.printed.blocks import (
    Block,
    Document,
    cell,
    facts,
    heading,
    page_break,
    paragraph,
    row,
    signatures,
    table,
)
from pipelines.reporting.printed.typesetting import FONTS, Typesetter
from tests.printed_text import figures_of, lines_of, pages_of, said_of

PUBLISHED = datetime(2026, 1, 31, tzinfo=UTC)
CONSONANTS = [chr(code) for code in range(0x0E01, 0x0E2F) if code not in (0x0E24, 0x0E26)]
VOWELS, TONES = ["", *"ัิีึืุู็ํ"], ["", *"่้๊๋์"]


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter(PUBLISHED)


def unspaced(text: str) -> str:
    """A text as it is compared: readers of PDFs break lines as they like."""
    return re.sub(r"\s", "", text)


def report(*blocks: Block, title: str = "รายงาน") -> Document:
    return Document([title, "วิทยาลัย"], "ใช้ภายใน", "๓๑ มกราคม ๒๕๖๙", "20260131T000000000Z", "๐๑๒๓๔๕๖๗๘๙", blocks)


def test_every_consonant_with_every_vowel_and_mark_reads_back(typesetter: Typesetter) -> None:
    words = [c + v + t for c in CONSONANTS for v in VOWELS for t in TONES if v + t]
    words += [c + t + "ำ" for c in CONSONANTS for t in TONES]
    for style in ("plain", "alert"):  # the two weights of the font
        for start in range(0, len(words), 600):  # a page each
            some = words[start : start + 600]
            (page,) = pages_of(typesetter.pdf(report(paragraph(" ".join(some), style))))
            assert "".join(some) in unspaced(page)


def test_every_letter_that_is_printed_as_itself_is_in_the_font(typesetter: Typesetter) -> None:
    letters = [chr(code) for code in range(0x21, 0x2100) if writing.shown(chr(code)) == chr(code)]
    assert len(letters) > 250
    assert typesetter.pdf(report(paragraph(" ".join(letters)))).startswith(b"%PDF")


@pytest.mark.parametrize(
    "name",
    ["#panic()", "*bold* _it_ `raw`", "$x^2$ <a> @b", '"\\ #{1}', "= head", "// gone", "[x] -- ~", "中文 🙂 \u202efdp"],
)
def test_markup_in_a_name_is_its_letters(typesetter: Typesetter, name: str) -> None:
    blocks = [
        heading(name),
        facts([(name, name)]),
        table(name, ["1fr", "1fr"], [["ก", "ข"]], [row([name, cell(name)])]),
    ]
    text = unspaced("".join(pages_of(typesetter.pdf(report(*blocks, title=name)))))
    assert text.count(unspaced(writing.shown(name))) >= 7


def test_the_same_document_gives_the_same_bytes(typesetter: Typesetter) -> None:
    first = report(heading("หนึ่ง"), paragraph("สอง"))
    made = typesetter.pdf(first)
    typesetter.pdf(report(heading("อื่น")))
    assert typesetter.pdf(first) == made
    assert Typesetter(PUBLISHED).pdf(first) == made


def test_it_is_tagged_titled_and_in_thai(typesetter: Typesetter) -> None:
    made = typesetter.pdf(report(table("ก", ["1fr", "1fr"], [["ก", "ข"]], [row(["ค", "๑"])]), signatures(["ผู้รายงาน"])))
    assert said_of(made) == {"title": "รายงาน · วิทยาลัย", "is_tagged": True}
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    assert b"/Lang(th)" in made.replace(b" ", b"")


def test_heads_are_repeated_groups_stay_together_and_pages_are_numbered(typesetter: Typesetter) -> None:
    rows = []
    for number in range(60):
        rows += [row([cell(f"สาขา{number:02}", rows=2), "ชาย", "๑"]), row(["หญิง", "๒"])]
    pages = pages_of(typesetter.pdf(report(table("ตาราง", ["1fr", "20mm", "20mm"], [["สาขาวิชา", "เพศ", "คน"]], rows))))
    assert len(pages) > 2
    thai = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    for number, page in enumerate(pages, start=1):
        assert f"{number}/{len(pages)}".translate(thai) in page
        if "สาขา" in page:
            assert "สาขาวิชาเพศคน" in unspaced(page)
            assert unspaced(page).count("ชาย๑") == unspaced(page).count("หญิง๒")


def test_a_demonstration_says_so_on_every_page(typesetter: Typesetter) -> None:
    pages = pages_of(typesetter.pdf(replace(report(paragraph("ก"), page_break(), paragraph("ข")), is_synthetic=True)))
    assert ["ไม่ใช่ข้อมูลจริง" in page for page in pages] == [True, True]
    assert "ไม่ใช่ข้อมูลจริง" not in "".join(pages_of(typesetter.pdf(report(paragraph("ก")))))


def test_figures_are_read_back_by_their_rows(typesetter: Typesetter) -> None:
    made = typesetter.pdf(report(table("ก", ["1fr", "1fr", "1fr"], [["ก", "ข", "ค"]], [row(["ชื่อ", "๑,๒๓๔", "–"])])))
    assert figures_of(lines_of(made), 2) == ["1,234 –"]
    assert figures_of(lines_of(made), 1) == []


def test_the_fonts_are_those_that_are_described() -> None:
    told = (FONTS / "README.md").read_text(encoding="utf-8")
    for font in FONTS.glob("*.ttf"):
        assert f"| `{font.name}` | `{sha256(font.read_bytes()).hexdigest()}` |" in told
