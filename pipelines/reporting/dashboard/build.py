"""A site from one file of a publication: pages, scripts, data. The same publication gives the same bytes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.exporting.described import publication_of
from pipelines.reporting.dashboard import chunks, words
from pipelines.reporting.dashboard.names import COUNTRY, NAMES, country_document, names_document
from pipelines.reporting.dashboard.pages import PAGES, Page, html
from pipelines.reporting.dashboard.slices import cut

if TYPE_CHECKING:
    import duckdb

    from pipelines.exporting.described import Publication

HERE = Path(__file__).parent
DATA = "data"
_TAKEN = {"static": ("*.js", "*.css", "*.svg"), "vendor": ("*.js", "*.woff2", "*.txt", "README.md")}

Told = Callable[[int, int], None]
"""Is told how many pages of how many are made."""


@dataclass(frozen=True)
class Site:
    """What was written: how many files and bytes, of which publication, and whether all may see it."""

    publication_id: str
    is_public: bool
    files: int
    bytes: int


def build_site(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    tell: Told = lambda done, total: None,  # noqa: ARG005
) -> Site:
    """Writes the site of the file that this connection has opened into an empty folder."""
    publication = publication_of(connection)
    (folder / DATA).mkdir(parents=True)
    owners: dict[str, dict[str, str]] = {}
    for done, page in enumerate(PAGES):
        tell(done, len(PAGES))
        for owner, document in documents(connection, publication, page):
            name = chunks.chunk_name(page.name, owner)
            owners.setdefault(page.name, {})[owner] = name
            _write_chunk(folder, name, document)
    tables = [part.table for page in PAGES for part in page.slices]
    names = names_document(connection, publication, tables, owners)
    _write_chunk(folder, NAMES, names)
    _write_chunk(folder, COUNTRY, country_document(connection))
    for page in PAGES:
        (folder / page.file).write_bytes(html(page, names["about"]))
    (folder / "words.js").write_bytes(words.script())
    _copy_own(folder)
    tell(len(PAGES), len(PAGES))
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return Site(publication.publication_id, publication.is_public, len(sizes), sum(sizes))


def documents(
    connection: duckdb.DuckDBPyConnection, publication: Publication, page: Page
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The chunks of a page by owner; in each the rows that every slice has of the owner, none where there are none."""
    cuts = [(part, cut(connection, part)) for part in page.slices]
    for shared in (True, False):
        of_these = [(part, found) for part, found in cuts if (part.owner is None) is shared]
        for owner in sorted({owner for _, found in of_these for owner in found.by_owner}):
            tables = {part.known_as: chunks.table(found.of(owner)) for part, found in of_these}
            told = page.document(connection, publication) if page.document and shared else {}
            yield owner, {**tables, **told}


def _write_chunk(folder: Path, name: str, document: Mapping[str, Any]) -> None:
    (folder / DATA / f"{name}.js").write_bytes(chunks.script(name, document))


def _copy_own(folder: Path) -> None:
    for part, patterns in _TAKEN.items():
        for path in sorted(path for pattern in patterns for path in (HERE / part).rglob(pattern)):
            target = folder / part / path.relative_to(HERE / part)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
