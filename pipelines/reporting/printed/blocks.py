"""What a printed report is made of, before anything is set: blocks of text and figures that are written already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.exporting.wording import SYNTHETIC_TH
from pipelines.reporting.printed.writing import shown

Block = dict[str, Any]
Cell = dict[str, Any]
Row = dict[str, Any]

_RUNNING = 110
"""Letters of a title that go into the head of a page."""


@dataclass(frozen=True)
class Document:
    """A report: what stands on every page, and its blocks in their order.

    Attributes:
        heading: lines of the title; joined they are the title of the PDF.
        audience: who may have it, on every page.
        digits: the ten digits that pages are numbered with.
        notes: blocks that end the report.
        is_empty: whether nothing is known of what it is about; it tells what to send then.
    """

    heading: Sequence[str]
    audience: str
    as_of: str
    publication_id: str
    digits: str
    blocks: Sequence[Block] = field(default_factory=list)
    notes: Sequence[Block] = field(default_factory=list)
    is_synthetic: bool = False
    is_empty: bool = False

    def as_json(self) -> dict[str, Any]:
        """What the template reads."""
        return {
            "heading": [shown(line) for line in self.heading],
            "running": _shortened(shown(" · ".join(self.heading[1:]))),
            "audience": self.audience,
            "as_of": self.as_of,
            "publication_id": self.publication_id,
            "digits": list(self.digits),
            "is_synthetic": self.is_synthetic,
            "synthetic": SYNTHETIC_TH,
            "blocks": list(self.blocks),
            "notes": list(self.notes),
        }


def _shortened(text: str) -> str:
    """A title for the head of each page, which has one or two lines for it."""
    return text if len(text) <= _RUNNING else text[:_RUNNING].rstrip() + "…"


def heading(text: str, level: int = 1) -> Block:
    """The heading of a part."""
    return {"kind": "heading", "text": shown(text), "level": level}


def paragraph(text: str, style: str = "plain") -> Block:
    """A paragraph: `plain`, a small `note`, or a framed `alert`."""
    return {"kind": "paragraph", "text": shown(text), "style": style}


def facts(rows: Iterable[tuple[str, str]]) -> Block:
    """What is told in pairs of a name and its value."""
    return {"kind": "facts", "rows": [[shown(name), shown(value)] for name, value in rows]}


def signatures(offices: Iterable[str]) -> Block:
    """Places for signatures; the lines of an office are parted by a line break."""
    return {"kind": "signatures", "offices": [[shown(line) for line in one.split("\n")] for one in offices]}


def page_break() -> Block:
    """What follows begins on a new page."""
    return {"kind": "page_break"}


def cell(text: str, *, rows: int = 1, columns: int = 1, is_number: bool | None = None) -> Cell:
    """A cell of a table, over several rows or columns; numbers stand to the right."""
    lines = [shown(line) for line in text.split("\n")]
    return {"lines": lines, "rows": rows, "columns": columns, "align": is_number}


def row(cells: Iterable[Cell | str], style: str = "plain") -> Row:
    """A row of a table: `plain`, `group` (heads what follows), `total`, or `quiet` (for comparison)."""
    return {"cells": [cell(one) if isinstance(one, str) else one for one in cells], "style": style}


def table(
    caption: str,
    widths: Sequence[str],
    head: Sequence[Sequence[Cell | str]],
    rows: Iterable[Row],
    numbers_from: int = 1,
    *,
    is_whole: bool = False,
) -> Block:
    """A table whose head is repeated on each page; `numbers_from` is the first column that stands to the right.

    Args:
        widths: of each column: a part of what is left (`2fr`), a length (`12mm`) or `auto`.
        is_whole: whether it is short and no page may end within it.
    """
    return {
        "kind": "table",
        "caption": shown(caption),
        "widths": list(widths),
        "head": [row(cells, "head") for cells in head],
        "rows": list(rows),
        "numbers_from": numbers_from,
        "is_whole": is_whole,
    }
