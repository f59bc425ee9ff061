"""The list of pages, and the one file of HTML that each of them is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.reporting.dashboard import (
    calendar,
    centre,
    college,
    definitions,
    field,
    findings,
    matching,
    nation,
    province,
)
from pipelines.reporting.dashboard.slices import Slice
from pipelines.reporting.dashboard.words import words

if TYPE_CHECKING:
    import duckdb
    import jinja2

    from pipelines.exporting.described import Publication

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Page:
    """A page: its name (script, words and chunks go by it), its file, and the slices of tables that it shows.

    `document` is what it tells besides of the publication as a whole.
    """

    name: str
    file: str
    slices: Sequence[Slice]
    document: Callable[[duckdb.DuckDBPyConnection, Publication], Mapping[str, Any]] | None = None

    @property
    def title_key(self) -> str:
        """The words of its title."""
        return f"page.{self.name}"


PAGES: Sequence[Page] = (
    Page("nation", "index.html", nation.SLICES),
    Page("field", "field.html", field.SLICES),
    Page("province", "province.html", province.SLICES),
    Page("centre", "centre.html", centre.SLICES),
    Page("college", "college.html", college.SLICES),
    Page("matching", "matching.html", matching.SLICES),
    Page("calendar", "calendar.html", calendar.SLICES),
    Page("findings", "findings.html", findings.SLICES),
    Page("definitions", "definitions.html", definitions.SLICES, definitions.document),
)
"""In the order of the menu."""


def html(page: Page, about: dict[str, Any]) -> bytes:
    """The page as it stands before its script has run: everything that does not depend on its address, in Thai."""
    return (
        _template()
        .render(page=page, pages=PAGES, about=about, th={key: texts[0] for key, texts in words().items()})
        .encode()
    )


@cache
def _template() -> jinja2.Template:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")
