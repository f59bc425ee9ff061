"""An .xlsx written anew with nothing in it but the text, the formats and the cells that were looked at.

The library that lays a workbook out believes what a workbook says of itself: how many texts there are, where a sheet
lies, how far it reaches. So it is never given a sender's container. What may not come in (macros, links to other
files, embedded objects, declarations of XML) is refused here; formulas are never computed, their cached values stay.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from xml.sax.saxutils import quoteattr

from pipelines.reading.containers import OLD_WORKBOOK, ZIP, Container
from pipelines.reading.found import FileFault
from pipelines.reading.sheet_xml import UNKNOWN, SheetXml, sheet_xml
from pipelines.reading.workbook_xml import (
    Element,
    elements,
    has_gap,
    in_utf8,
    local_names,
    refuse_declarations,
    refuse_long_texts,
    sizes_of_texts,
    texts_only,
)
from pipelines.settings import Settings

_SMALL_PART = 4_000_000
_HEAD = 65_536
_STORED = 50_000_000
"""Up to this size the new container is not compressed; beyond it, quickly."""

_FREE_TEXT = 50_000_000
_TEXT_GROWTH = 10
_FORMAT_LETTERS = 255
_XML_NAMES = (".xml", ".rels", ".vml")
_MACRO_NAMES = ("vbaproject.bin", "vbadata.xml")
_MACRO_WORDS = ("vbaproject", "macroenabled", "macrosheet")
_VBA_STORAGE = "_VBA_PROJECT".encode("utf-16-le")
_OBJECT_FOLDERS = ("xl/embeddings/", "xl/activex/")
_OBJECT_TYPES = {"oleobject", "package", "activexcontrolbinary"}
_LINK_TYPES = {"externallink", "externallinkpath", "connections", "querytable"}
_TRUE = {"1", "true"}

_ROOT = b"""<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/\
relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
_SHEET_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"


@dataclass(frozen=True)
class Relation:
    """What a part names: by which id, of which kind (the last word of its type), where it lies."""

    id: str
    kind: str
    target: str
    is_outside: bool


def clean_workbook(content: bytes, settings: Settings) -> bytes:
    """The same cells in a container of our own.

    Raises:
        FileFault: unreadable_file, password_protected, unsafe_container, unpacks_too_large, xml_declarations, macros,
            external_links, embedded_objects, date_system_1904, table_too_large or cells_far_apart.
    """
    parts = _Parts(content, settings)
    parts.refuse_active()
    named = parts.sheets()
    sheets = [sheet_xml(in_utf8(parts.container.read(part)), settings) for _, part in named]
    texts = texts_only(parts.container.read(parts.texts)) if parts.texts else b"<sst></sst>"
    refuse_long_texts(texts, b"</si>", settings)
    _refuse_repeated_text(texts, sheets, parts.container.size, settings)
    return _written([name for name, _ in named], sheets, texts, parts.formats())


class _Parts:
    """The parts of a sender's workbook and what they say of each other."""

    def __init__(self, content: bytes, settings: Settings):
        self._settings = settings
        self.container = Container(content, settings)
        self._names = self.container.names

    def refuse_active(self) -> None:
        """Refuses what does something, leads elsewhere or hides another file, under whatever name it lies."""
        for name in self._names:
            if name.endswith(_MACRO_NAMES) or name.startswith("xl/macrosheets/"):
                raise FileFault("macros")
        types = self._small("[content_types].xml") if "[content_types].xml" in self._names else ()
        told = " ".join(text.lower() for _, attributes in types for text in attributes.values())
        if any(word in told for word in _MACRO_WORDS):
            raise FileFault("macros")
        if any(name.startswith("xl/externallinks/") for name in self._names):
            raise FileFault("external_links")
        relations = [one for name in self._names if name.endswith(".rels") for one in self._relations(name)]
        if any(word in one.kind for one in relations for word in _MACRO_WORDS):
            raise FileFault("macros")
        if any(one.kind in _LINK_TYPES or (one.is_outside and one.kind != "hyperlink") for one in relations):
            raise FileFault("external_links")
        if any(one.kind in _OBJECT_TYPES for one in relations):
            raise FileFault("embedded_objects")
        for name in self._names:
            self._refuse_hidden(name)

    def _refuse_hidden(self, name: str) -> None:
        head = self.container.head(name, _HEAD if name.endswith(_XML_NAMES) else 512)
        refuse_declarations(head)
        if head.startswith(OLD_WORKBOOK):
            raise FileFault("macros" if _VBA_STORAGE in self.container.read(name) else "embedded_objects")
        if head.startswith(ZIP) or name.startswith(_OBJECT_FOLDERS):
            raise FileFault("embedded_objects")

    def sheets(self) -> list[tuple[str, str]]:
        """The name of each sheet of cells and the part that holds it."""
        told = self._small(self._workbook)
        if told[0][0] != "workbook":
            raise FileFault("another_format", "zip")
        if any(one.get("date1904", "") in _TRUE for one in local_names(told, "workbookPr")):
            raise FileFault("date_system_1904")
        relations = {one.id: one for one in self._relations_of(self._workbook)}
        found: list[tuple[str, str]] = []
        for sheet in local_names(told, "sheet"):
            relation = relations.get(sheet.get("id", ""))
            if relation is None:
                raise FileFault("unreadable_file", "BadZipFile")
            if relation.kind == "worksheet":
                found.append((sheet.get("name", ""), self._present(relation.target)))
        if len(found) > self._settings.max_sheets:
            raise FileFault("table_too_large", f"{len(found):,} sheets")
        if len({part for _, part in found}) < len(found):
            raise FileFault("unsafe_container", "หลายแผ่นงานใช้เนื้อหาเดียวกัน / two sheets are one part")
        return found

    @cached_property
    def _workbook(self) -> str:
        for one in self._relations_of(""):
            if one.kind == "officedocument" and one.target.endswith(".bin"):
                raise FileFault("another_format", "Excel Binary (.xlsb)")
            if one.kind == "officedocument":
                return self._present(one.target)
        is_open = "mimetype" in self._names and b"opendocument" in self.container.head("mimetype")
        raise FileFault("another_format", "OpenDocument (.ods)" if is_open else "zip")

    @property
    def texts(self) -> str:
        """The part that holds the shared texts; empty where there is none."""
        return self._beside_workbook("sharedstrings")

    def formats(self) -> bytes:
        """The formats of cells, which tell a date from a number, and nothing else of the styles."""
        styles = self._beside_workbook("styles")
        told = elements(self.container.read(styles)) if styles else ()
        is_cell = False
        numbers: list[str] = []
        cells: list[str] = []
        for name, attributes in told:
            if name in ("cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
                is_cell = name == "cellXfs"
            elif name == "numFmt" and not cells:
                code = quoteattr(attributes.get("formatCode", "")[:_FORMAT_LETTERS])
                numbers.append(f"<numFmt numFmtId={quoteattr(attributes.get('numFmtId', ''))} formatCode={code}/>")
            elif name == "xf" and is_cell:
                cells.append(f"<xf numFmtId={quoteattr(attributes.get('numFmtId', '0'))}/>")
        written = f"<numFmts>{''.join(numbers)}</numFmts><cellXfs>{''.join(cells)}</cellXfs>"
        return f"<styleSheet>{written}</styleSheet>".encode()

    def _beside_workbook(self, kind: str) -> str:
        """The part of this kind that the workbook names; empty where there is none."""
        named = (one.target for one in self._relations_of(self._workbook) if one.kind == kind)
        return next((part for part in named if part in self._names), "")

    def _relations_of(self, part: str) -> list[Relation]:
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        return list(self._relations(rels)) if rels in self._names else []

    def _relations(self, rels: str) -> Iterator[Relation]:
        folder = posixpath.dirname(posixpath.dirname(rels))
        for one in local_names(self._small(rels), "Relationship"):
            is_outside = one.get("TargetMode", "").lower() == "external"
            target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", "").replace("\\", "/"))).lower()
            kind = one.get("Type", "").rpartition("/")[2].lower()
            yield Relation(one.get("Id", ""), kind, target.lstrip("/"), is_outside)

    def _present(self, name: str) -> str:
        if name not in self._names:
            raise FileFault("unreadable_file", "BadZipFile")
        return name

    def _small(self, name: str) -> Sequence[Element]:
        """The elements of a part that says where the others lie."""
        content = self.container.read(name)
        if len(content) > _SMALL_PART:
            raise FileFault("unpacks_too_large", f"{len(content) / 1e6:,.0f} MB")
        return elements(content)


def _refuse_repeated_text(texts: bytes, sheets: Sequence[SheetXml], size: int, settings: Settings) -> None:
    """A shared text is laid out anew for each cell that names it: one long text and many cells fill all the memory."""
    limit = max(_FREE_TEXT, _TEXT_GROWTH * size)
    cells = sum(sheet.cells for sheet in sheets)
    if cells > settings.max_cells:
        raise FileFault("table_too_large", f"{cells:,}")
    if not has_gap(texts, b"</si>", limit // max(cells, 1)):
        return
    sizes = dict(enumerate(sizes_of_texts(texts)))
    sizes[UNKNOWN] = max(sizes.values(), default=0)
    named = (one for sheet in sheets for one in sheet.references(settings).items())
    total = sum(sizes.get(place, 0) * times for place, times in named)
    if total > limit:
        raise FileFault("unpacks_too_large", f"{size / 1e6:,.1f} MB → {total / 1e6:,.0f} MB")


def _written(names: Sequence[str], sheets: Sequence[SheetXml], texts: bytes, formats: bytes) -> bytes:
    listed = "".join(f'<sheet name={quoteattr(name)} r:id="rId{place}"/>' for place, name in enumerate(names))
    lying = "".join(
        f'<Relationship Id="rId{place}" Type="{_SHEET_TYPE}" Target="worksheets/sheet{place}.xml"/>'
        for place in range(len(names))
    )
    size = len(texts) + sum(len(sheet.data) for sheet in sheets)
    packing = zipfile.ZIP_STORED if size <= _STORED else zipfile.ZIP_DEFLATED
    written: dict[str, Sequence[bytes | memoryview]] = {
        "_rels/.rels": [_ROOT],
        "xl/workbook.xml": [f"<workbook><sheets>{listed}</sheets></workbook>".encode()],
        "xl/_rels/workbook.xml.rels": [f"<Relationships>{lying}</Relationships>".encode()],
        "xl/sharedStrings.xml": [texts],
        "xl/styles.xml": [formats],
    }
    for place, sheet in enumerate(sheets):
        data = sheet.data or b"<sheetData></sheetData>"
        written[f"xl/worksheets/sheet{place}.xml"] = [b"<worksheet>", data, b"</worksheet>"]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing, compresslevel=1) as archive:
        for name, content in written.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = packing
            with archive.open(entry, "w") as part:
                for one in content:
                    part.write(one)
    return buffer.getvalue()
