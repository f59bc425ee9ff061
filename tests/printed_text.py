"""What a reader gets back out of a printed report: its text, its figures and what it says of itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pypdfium2

ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_FIGURE = r"(?:−?[\d,]+(?:\.\d+)?(?:–[\d.]+)?|–)"


def pages_of(pdf: bytes | Path) -> list[str]:
    """The text of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def lines_of(pdf: bytes | Path) -> list[str]:
    """All lines, with Arabic digits."""
    return "\n".join(pages_of(pdf)).translate(ARABIC).split("\n")


def figures_of(lines: list[str], count: int) -> list[str]:
    """The rows of tables that hold so many figures: the figures of each, as written, one blank between them.

    The number of a round that stands before them is none of them.
    """
    lines = [re.sub(r"รอบที่ \d+ ", "", line) for line in lines]
    row = re.compile(rf"(?:^|\s)({_FIGURE}(?: {_FIGURE}){{{count - 1}}})$")
    longer = re.compile(rf"(?:^|\s){_FIGURE}(?: {_FIGURE}){{{count}}}$")
    return [found[1] for line in lines if (found := row.search(line)) and not longer.search(line)]


def said_of(pdf: bytes | Path) -> dict[str, Any]:
    """Title, language and whether the document is tagged, as a screen reader asks for them."""
    raw = pypdfium2.raw
    with pypdfium2.PdfDocument(pdf) as document:
        return {"title": document.get_metadata_value("Title"), "is_tagged": bool(raw.FPDFCatalog_IsTagged(document))}


def runs_of(lines: list[str], least: int) -> list[str]:
    """Every run of at least so many figures, with one blank between them; what is no figure ends a run.

    A range in brackets is the range.
    """
    found = []
    for line in lines:
        run: list[str] = []
        for word in [*re.sub(r"\(([\d.]+–[\d.]+)\)", r"\1", line).split(), "|"]:
            if re.fullmatch(_FIGURE, word):
                run.append(word)
                continue
            if len(run) >= least:
                found.append(" ".join(run))
            run = []
    return found
