"""A document as a PDF: A4, tagged for screen readers (PDF/UA), searchable, the same bytes for one publication."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from pipelines.reporting.printed.blocks import Document

_HERE = Path(__file__).parent
FONTS = _HERE.parent / "fonts"
_TEMPLATE = _HERE / "report.typ"


class Typesetter:
    """One compiler for all documents of a run: it reads fonts and templates once.

    Fonts come from the project alone, so a machine's own change nothing.
    """

    def __init__(self, published_at: datetime):
        import typst

        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
        self._compiler = typst.Compiler(input=str(_TEMPLATE), root=str(_HERE), font_paths=fonts)
        self._published_at = published_at

    def pdf(self, document: Document) -> bytes:
        """The bytes of the PDF."""
        made = self._compiler.compile(
            format="pdf",
            sys_inputs={"data": json.dumps(document.as_json(), ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=int(self._published_at.timestamp()),
        )
        if not isinstance(made, bytes):
            raise TypeError("a PDF is one file")
        return made
