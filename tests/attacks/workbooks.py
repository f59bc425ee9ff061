"""Hostile .xlsx: bombs, hidden content, and what leads elsewhere; each beside the fault that it is refused with."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.attacks.zips import (
    BOOK,
    LINKS,
    ROOT,
    SHEET,
    STYLES,
    TEXTS,
    TYPES,
    WORKBOOK,
    Entry,
    book_with,
    inserted,
    packed,
    parts_of,
    relation,
    spelled,
    with_cells,
    zipped,
)
from tests.made_files.contents import workbook

Build = Callable[[], bytes]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
VBA = OLE + bytes(600) + "_VBA_PROJECT".encode("utf-16-le")
BILLION_LAUGHS = (
    b'<!DOCTYPE lolz [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + place, b"&%c;" % (97 + place) * 10) for place in range(9))
    + b"]>"
)
OUTSIDE_ENTITY = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
OUTSIDE_TYPE = b'<!DOCTYPE worksheet SYSTEM "http://192.0.2.1/x.dtd">'
NOT_XLSX = {
    "word": lambda: zipped(
        {ROOT: b"<R>" + relation("officeDocument", "word/document.xml") + b"</R>", "word/document.xml": b"<document/>"}
    ),
    "ods": lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
    "xlsb": lambda: book_with(
        {"xl/workbook.bin": b"\x83\x01\x00", ROOT: lambda part: part.replace(b"workbook.xml", b"workbook.bin")}
    ),
    "zip": lambda: zipped({"a.csv": b"1,2"}),
    "empty zip": lambda: zipped({}),
}


def _declared(declaration: bytes) -> Callable[[bytes], bytes]:
    def change(part: bytes) -> bytes:
        end = part.index(b"?>") + 2
        return part[:end] + declaration + part[end:]

    return change


def _declarations() -> Iterator[tuple[str, Build]]:
    for name in (TYPES, ROOT, LINKS, WORKBOOK, SHEET, TEXTS, STYLES, "docProps/app.xml"):
        yield f"laughs in {name}", lambda name=name: book_with({name: _declared(BILLION_LAUGHS)})  # type: ignore[misc]
    yield "entity of a file", lambda: book_with({SHEET: _declared(OUTSIDE_ENTITY)})
    yield "type from elsewhere", lambda: book_with({SHEET: _declared(OUTSIDE_TYPE)})
    yield (
        "in UTF-16",
        lambda: book_with(
            {SHEET: lambda part: _declared(OUTSIDE_TYPE)(part.replace(b"UTF-8", b"UTF-16")).decode().encode("utf-16")}
        ),
    )


def _bombs() -> Iterator[tuple[str, Build]]:
    blanks = b" " * 9_000_000
    yield "one part grows a thousand times", lambda: book_with({SHEET: inserted(b"</worksheet>", b" " * 40_000_000)})
    yield "a picture grows a thousand times", lambda: book_with({"xl/media/image1.png": bytes(60_000_000)})
    yield (
        "many parts below the limit of one",
        lambda: spelled([Entry(f"xl/p{place}".encode(), blanks, packed=packed(blanks)) for place in range(30)]),
    )
    yield "five thousand parts", lambda: book_with({f"xl/media/{place}.xml": b"<a/>" for place in range(5_000)})
    yield (
        "a text of a page named by every cell",
        lambda: book_with(
            {
                TEXTS: lambda _: b"<sst><si><t>" + b"x" * 30_000 + b"</t></si></sst>",
                SHEET: inserted(
                    b"</sheetData>",
                    b"".join(b'<row><c r="A%d" t="s"><v>0</v></c></row>' % row for row in range(3, 50_000)),
                ),
            }
        ),
    )
    yield (
        "the same behind another text",
        lambda: book_with(
            {
                TEXTS: lambda _: b"<sst><si><t>" + b"x" * 30_000 + b"</t></si></sst>",
                SHEET: inserted(
                    b"</sheetData>",
                    b"".join(
                        b'<row><c r="A%d" t="s"><is><t/></is><v>0</v></c></row>' % row for row in range(3, 50_000)
                    ),
                ),
            }
        ),
    )
    yield (
        "the same in another hand",
        lambda: book_with(
            {
                TEXTS: lambda _: b"<x:sst><x:si><x:t>" + b"x" * 30_000 + b"</x:t></x:si></x:sst>",
                SHEET: inserted(
                    b"</sheetData>",
                    b"".join(b"<row r='%d'><c t='s'><v>0</v></c></row>" % row for row in range(3, 40_000)),
                ),
            }
        ),
    )


def _far_cells() -> Iterator[tuple[str, Build]]:
    places = {
        "in the last cell of all": b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "in column Z": b'<row r="999999"><c r="Z999999"><v>1</v></c></row>',
        "in a row without a place": b'<row r="1048576">' + b"<c><v>1</v></c>" * 200 + b"</row>",
        "with a prefix": b'<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        "behind a comment": b'<!-- <c r="A1"> --><row><c r="XFD1048576"><v>1</v></c></row>',
        "in small letters": b'<row><c  r = "xfd1048576"><v>1</v></c></row>',
    }
    for name, rows in places.items():
        yield name, lambda rows=rows: book_with({SHEET: _with_far_rows(rows)})  # type: ignore[misc]


def _with_far_rows(rows: bytes) -> Callable[[bytes], bytes]:
    named = inserted(b"xmlns=", b'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ')
    return lambda part: named(inserted(b"</sheetData>", rows)(part))


def _macros() -> Iterator[tuple[str, Build]]:
    yield "a project", lambda: book_with({"xl/vbaProject.bin": VBA})
    yield "a project without its head", lambda: book_with({"xl/vbaProject.bin": b"x"})
    yield "in large letters", lambda: book_with({"XL/VBAPROJECT.BIN": b"x"})
    yield "called a picture", lambda: book_with({"xl/media/image1.png": VBA})
    yield (
        "told by its relation",
        lambda: book_with({LINKS: inserted(b"</Relationships>", relation("vbaProject", "a.dat")), "xl/a.dat": b"x"}),
    )
    yield (
        "told by its type",
        lambda: book_with(
            {
                TYPES: inserted(
                    b"</Types>", b'<Override PartName="/xl/a.dat" ContentType="application/vnd.ms-office.vbaProject"/>'
                )
            }
        ),
    )
    yield (
        "an .xlsm under another name",
        lambda: book_with(
            {
                TYPES: lambda part: part.replace(
                    b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
                )
            }
        ),
    )
    yield "a sheet of macros", lambda: book_with({"xl/macrosheets/sheet1.xml": b"<macrosheet/>"})
    yield (
        "a sheet of macros elsewhere",
        lambda: book_with({LINKS: inserted(b"</Relationships>", relation("xlMacrosheet", "worksheets/sheet1.xml"))}),
    )


def _links() -> Iterator[tuple[str, Build]]:
    yield "to a workbook", lambda: book_with({"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
    yield (
        "to a program (DDE)",
        lambda: book_with(
            {"xl/externalLinks/externalLink1.xml": b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/>'}
        ),
    )
    yield (
        "under another name",
        lambda: book_with(
            {LINKS: inserted(b"</Relationships>", relation("externalLink", "x/a.xml")), "xl/x/a.xml": b"<a/>"}
        ),
    )
    for kind in ("image", "externalLinkPath", "attachedTemplate", "frame"):
        yield (
            f"{kind} on a server",
            lambda kind=kind: book_with(  # type: ignore[misc]
                {
                    "xl/worksheets/_rels/sheet1.xml.rels": b"<Relationships>"
                    + relation(kind, "file://192.0.2.1/share/a", "External")
                    + b"</Relationships>"
                }
            ),
        )
    yield (
        "to a database",
        lambda: book_with({LINKS: inserted(b"</Relationships>", relation("connections", "connections.xml"))}),
    )


def _objects() -> Iterator[tuple[str, Build]]:
    yield "an OLE object", lambda: book_with({"xl/embeddings/oleObject1.bin": OLE + bytes(600)})
    yield "a document", lambda: book_with({"xl/embeddings/a.docx": NOT_XLSX["word"]()})
    yield "an object called a picture", lambda: book_with({"xl/media/image1.png": OLE + bytes(600)})
    yield "a zip within", lambda: book_with({"xl/media/image1.png": zipped({"a": bytes(1_000_000)})})
    yield "a control", lambda: book_with({"xl/activeX/activeX1.bin": b"\1\2"})
    yield (
        "told by its relation",
        lambda: book_with(
            {
                "xl/worksheets/_rels/sheet1.xml.rels": b"<Relationships>"
                + relation("oleObject", "../a.bin")
                + b"</Relationships>"
            }
        ),
    )


def _containers() -> Iterator[tuple[str, Build]]:
    parts = parts_of()
    entries = [Entry(name.encode(), part) for name, part in parts.items()]
    sheet = next(place for place, entry in enumerate(entries) if entry.name == SHEET.encode())

    def with_sheet(**facts: object) -> Build:
        changed = Entry(SHEET.encode(), parts[SHEET], **facts)  # type: ignore[arg-type]
        return lambda: spelled([*entries[:sheet], changed, *entries[sheet + 1 :]])

    big = parts[SHEET] + b" " * 50_000_000
    yield (
        "holds more than it declares",
        lambda: spelled([*entries[:sheet], Entry(SHEET.encode(), big, size=len(parts[SHEET])), *entries[sheet + 1 :]]),
    )
    yield "stored, and of two sizes", with_sheet(method=0, packed=parts[SHEET], size=len(parts[SHEET]) + 1)
    yield "one part listed a thousand times", lambda: spelled(entries, again=1_000)
    yield "one name twice", lambda: spelled([*entries, entries[sheet]])
    yield "one name in two hands", lambda: spelled([*entries, Entry(SHEET.upper().encode(), parts[SHEET])])
    yield "packed as Excel does not", with_sheet(method=14, packed=b"\0" * 99)
    for name in (b"../../etc/passwd", b"/etc/passwd", b"C:\\a.xml", b"xl\\..\\..\\a", b"a\0b.xml", b"a\x1b[2Jb.xml"):
        yield f"a part called {name!r}", lambda name=name: spelled([*entries, Entry(name, b"<a/>")])  # type: ignore[misc]
    yield (
        "two sheets are one part",
        lambda: book_with(
            {WORKBOOK: inserted(b"</sheets>", b'<sheet name="x" sheetId="9" r:id="rId1"/>')},
        ),
    )


def _damaged() -> Iterator[tuple[str, Build]]:
    parts = parts_of()
    entries = {name: Entry(name.encode(), part) for name, part in parts.items()}

    def with_sheet(**facts: object) -> Build:
        changed = Entry(SHEET.encode(), parts[SHEET], **facts)  # type: ignore[arg-type]
        return lambda: spelled((entries | {SHEET: changed}).values())

    yield "declares more than it holds", with_sheet(size=len(parts[SHEET]) + 1)
    yield "a wrong checksum", with_sheet(checksum=1)
    yield "packed in another way than it says", with_sheet(local_method=0)
    yield (
        "a sheet that lies outside",
        lambda: book_with({LINKS: lambda part: part.replace(b"worksheets/", b"../../../../etc/")}),
    )
    yield "a sheet without a relation", lambda: book_with({WORKBOOK: lambda part: part.replace(b'r:id="', b'r:id="x')})
    yield "a place that no sheet has", lambda: with_cells(b'<row><c r="ABCDE1"><v>1</v></c></row>')
    yield "nothing but a head", lambda: b"PK\x03\x04" + bytes(40)


def _tables() -> Iterator[tuple[str, Build]]:
    yield "three hundred sheets", lambda: workbook({f"s{place}": [["x"]] for place in range(300)})
    yield "more columns than there are", lambda: with_cells(b'<row r="3">' + b"<c><v>1</v></c>" * 17_000 + b"</row>")


def _long_cells() -> Iterator[tuple[str, Build]]:
    text = b"<is><t>" + b"x" * 3_000_000 + b"</t></is>"
    yield "within the sheet", lambda: with_cells(b'<row><c r="A3" t="inlineStr">' + text + b"</c></row>")
    yield (
        "a formula and nothing but blanks",
        lambda: with_cells(b'<row><c r="A3"><f>1</f>' + b" " * 5_000_000 + b"x</c></row>"),
    )
    yield (
        "an error told a million times",
        lambda: with_cells(b'<row><c r="A3"' + b' t="e"' * 1_000_000 + b"><x></c></row>"),
    )
    yield "nothing but brackets", lambda: book_with({TEXTS: inserted(b"</sst>", b"<si><t>" + b"<" * 5_000_000)})
    yield (
        "among the shared texts",
        lambda: book_with({TEXTS: inserted(b"</sst>", b"<si><t>" + b"x" * 3_000_000 + b"</t></si>")}),
    )


REFUSED: dict[str, dict[str, Build]] = {
    "unpacks_too_large": dict(_bombs()),
    "cells_far_apart": dict(_far_cells()),
    "table_too_large": dict(_tables()),
    "cell_too_long": dict(_long_cells()),
    "xml_declarations": dict(_declarations()),
    "macros": dict(_macros()),
    "external_links": dict(_links()),
    "embedded_objects": dict(_objects()),
    "unsafe_container": dict(_containers()),
    "unreadable_file": dict(_damaged()),
    "another_format": dict(NOT_XLSX),
    "password_protected": {
        "an encrypted part": lambda: spelled([Entry(SHEET.encode(), b"x", flags=1)]),
    },
    "date_system_1904": {
        "in single quotes": lambda: book_with(
            {WORKBOOK: lambda part: part.replace(b"<workbookPr", b"<workbookPr date1904 = '1'")}
        ),
    },
}
"""Fault → what is refused with it: name → how it is built."""

HARMLESS: dict[str, Build] = {
    "a count of texts beyond all memory": lambda: book_with(
        {TEXTS: lambda part: part.replace(b"uniqueCount=", b'uniqueCount="999999999999999" x=')}
    ),
    "a dimension beyond all memory": lambda: book_with(
        {SHEET: inserted(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/>')}
    ),
    "links that nobody follows": lambda: book_with(
        {
            "xl/worksheets/_rels/sheet1.xml.rels": b"<Relationships>"
            + relation("hyperlink", "http://192.0.2.1/", "External")
            + b"</Relationships>"
        }
    ),
    "formats as long as a book": lambda: book_with(
        {
            STYLES: inserted(
                b"</styleSheet>",
                b'<numFmts><numFmt numFmtId="200" formatCode="' + b"0" * 1_000_000 + b'"/></numFmts><cellXfs>'
                + b'<xf numFmtId="200"/>' * 50_000 + b"</cellXfs>",
            )
        }
    ),
    "bytes before the container": lambda: b"\0\1" + BOOK,
    "a far cell that is only formatted": lambda: with_cells(b'<row r="1048576"><c r="XFD1048576" s="1"/></row>'),
    "comments among the cells": lambda: book_with(
        {SHEET: lambda part: part.replace(b"<sheetData>", b"<sheetData><!-- x -->").replace(b"<v>", b"<v >")}
    ),
}  # fmt: skip
"""What is read as if the hostile part of it were not there."""

SUFFIX = ".xlsx"
