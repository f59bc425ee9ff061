"""Printing from start to finish: what was asked for, out of one publication, as PDFs in one folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipelines.exporting.described import publication_of
from pipelines.exporting.folder import left_of_others, outgoing
from pipelines.publishing.connection import connect
from pipelines.publishing.errors import UnknownName
from pipelines.publishing.naming import CENTRES, COLLEGES, PROVINCES, codes_named
from pipelines.reporting.printed.areas import area_reports, national_report
from pipelines.reporting.printed.centre import centre_reports
from pipelines.reporting.printed.college import college_reports
from pipelines.reporting.printed.errors import NeedsAPlace, NotAPdf, NotOfThisReport
from pipelines.reporting.printed.figures import Figures
from pipelines.reporting.printed.typesetting import Typesetter
from pipelines.reporting.printed.updates import college_updates, national_update
from pipelines.reporting.printed.writing import Writing

if TYPE_CHECKING:
    import duckdb

    from pipelines.reporting.printed.blocks import Document
    from pipelines.settings import Settings

About = Literal["follow-up", "profiles", "establishments"]
Kind = Literal["national", "province", "institute", "centre", "college"]

OPTION = "--out"


@dataclass(frozen=True)
class Asked:
    """What is to be printed: the report of one place into a file, or with `is_all` those of all into a folder.

    `year` and `round` are the newest that are told where they are not given.
    """

    kind: Kind
    place: str | None
    out: Path
    is_all: bool = False
    year: int | None = None
    round: int | None = None
    is_public: bool = False
    has_arabic_digits: bool = False
    about: About = "follow-up"


@dataclass(frozen=True)
class Report:
    """A report that was printed: of what, where it lies, and whether nothing is known of that."""

    code: str
    path: Path
    bytes: int
    is_empty: bool


@dataclass(frozen=True)
class Printed:
    """What came of it; `others` are files in the folder that are of another publication."""

    publication_id: str
    is_public: bool
    reports: tuple[Report, ...]
    others: tuple[str, ...]


Told = Callable[[int, int], None]
"""Is told how many reports of how many are printed."""

Documents = Callable[[Figures, Sequence[str], Asked], Iterator[tuple[str, "Document"]]]


@dataclass(frozen=True)
class _Kind:
    """A kind of place: what it is called, the query for names and codes, the codes of `--all`, and its documents.

    `codes` of --all are in their order; a kind without names has one place, others stand in the table `register`.
    """

    what: tuple[str, str]
    names: str | None
    codes: str
    documents: Documents
    register: str = ""
    has_rounds: bool = False
    has_updates: bool = False


def _national(figures: Figures, asked: Asked) -> Document:
    if asked.about == "follow-up":
        return national_report(figures, asked.year)
    return national_update(figures, asked.about, asked.year)


def _of_colleges(figures: Figures, codes: Sequence[str], asked: Asked) -> Iterator[tuple[str, Document]]:
    if asked.about == "follow-up":
        return college_reports(figures, codes, asked.year, asked.round)
    return college_updates(figures, asked.about, codes, asked.year)


_INSTITUTES = "select institute_name as name, institute_name from dim_institute order by all"
_KINDS: dict[Kind, _Kind] = {
    "national": _Kind(
        ("ประเทศ", "nation"),
        None,
        "select 'national'",
        lambda figures, codes, asked: iter([(codes[0], _national(figures, asked))]),
        has_updates=True,
    ),
    "province": _Kind(
        ("จังหวัด", "province"),
        PROVINCES,
        "select province_code from dim_province order by all",
        lambda figures, codes, asked: area_reports(figures, "province", codes, asked.year),
        register="dim_province",
    ),
    "institute": _Kind(
        ("สถาบันการอาชีวศึกษา", "institute"),
        _INSTITUTES,
        "select institute_name from dim_institute order by all",
        lambda figures, codes, asked: area_reports(figures, "institute", codes, asked.year),
        register="dim_institute",
    ),
    "centre": _Kind(
        ("ศูนย์ CVM", "CVM centre"),
        CENTRES,
        "select centre_id from dim_cvm_centre order by all",
        lambda figures, codes, asked: centre_reports(figures, codes, asked.year),
        register="dim_cvm_centre",
    ),
    "college": _Kind(
        ("สถานศึกษา", "college"),
        COLLEGES,
        "select college_code from dim_college where is_current and coalesce(status, 'open') <> 'closed' order by all",
        _of_colleges,
        register="dim_college",
        has_rounds=True,
        has_updates=True,
    ),
}


def print_reports(settings: Settings, asked: Asked, tell: Told = lambda done, total: None) -> Printed:  # noqa: ARG005
    """Prints the reports asked for; files that were printed before are replaced.

    Raises:
        NothingPublished: there is no publication.
        UnknownName, NeedsAPlace, NotAPdf, NotOfThisReport, NoSuchRound: wrong usage.
        WithinHome, NotOurs, CannotWrite: the folder is not free.
    """
    kind = _KINDS[asked.kind]
    _check(asked, kind)
    with connect(settings.home, "public" if asked.is_public else "internal") as connection:
        publication = publication_of(connection)
        codes = _codes(connection, kind, asked)
        names = {code: _name(asked, code) for code in codes}
        folder = asked.out if asked.is_all else asked.out.parent
        figures = Figures(connection, publication, Writing(asked.has_arabic_digits))
        typesetter = Typesetter(datetime.fromisoformat(publication.manifest["published_at"]))
        empty: set[str] = set()
        with outgoing(settings, folder, list(names.values()), publication.publication_id, OPTION) as beside:
            for done, (code, document) in enumerate(kind.documents(figures, codes, asked)):
                tell(done, len(codes))
                if document.is_empty:
                    empty.add(code)
                (beside / names[code]).write_bytes(typesetter.pdf(document))
            tell(len(codes), len(codes))
    reports = [
        Report(code, folder / name, (folder / name).stat().st_size, code in empty) for code, name in names.items()
    ]
    others = left_of_others(folder, publication.publication_id) if asked.is_all else []
    return Printed(publication.publication_id, asked.is_public, tuple(reports), tuple(others))


def _check(asked: Asked, kind: _Kind) -> None:
    """Is this a question that the report can answer?"""
    if kind.names and asked.is_all == (asked.place is not None):
        raise NeedsAPlace(*kind.what)
    if asked.about != "follow-up" and not kind.has_updates:
        raise NotOfThisReport(f"--about {asked.about}", *kind.what)
    if asked.round is not None and (not kind.has_rounds or asked.about != "follow-up"):
        raise NotOfThisReport("--round", *kind.what)
    if not kind.names and (asked.is_all or asked.place is not None):
        raise NotOfThisReport("--all" if asked.is_all else str(asked.place), *kind.what)
    if not asked.is_all and (asked.out.suffix.lower() != ".pdf" or asked.out.is_dir()):
        raise NotAPdf(asked.out)


def _codes(connection: duckdb.DuckDBPyConnection, kind: _Kind, asked: Asked) -> list[str]:
    """The codes of the places asked for."""
    if asked.place is None or kind.names is None:
        return [code for (code,) in connection.execute(kind.codes).fetchall()]
    listing = f"cvm export --to DIR --tables {kind.register}"
    found = codes_named(connection, kind.what, asked.place, kind.names, listing)
    if len(found) > 1:
        raise UnknownName(*kind.what, asked.place, found, listing)
    return found


def _name(asked: Asked, code: str) -> str:
    if not asked.is_all:
        return asked.out.name
    about = "" if asked.about == "follow-up" else f"_{asked.about}"
    # an institute's code is its name
    return f"{asked.kind}_{code.replace('/', '_')}{about}{'' if asked.is_public else '_internal'}.pdf"
