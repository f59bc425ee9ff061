"""The cells of one sheet of an .xlsx: how far they reach, and their XML as it may be laid out.

Nearly every program writes a cell as `<c r="B2" …>`. Such a sheet is looked at where it lies, without taking it apart;
one in another hand (prefixes, comments, cells without a place) is written again in that form first.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from xml.sax.saxutils import escape

from pipelines.reading.found import FileFault
from pipelines.reading.sheets import CELL_ERRORS, can_lay_out, letters_of, refuse_sprawl
from pipelines.reading.workbook_xml import careful_parser, local, parsed, refuse_long_texts
from pipelines.settings import Settings

_NO_RESULT = b"#VALUE!"
_BEGIN, _END = b"<sheetData", b"</sheetData>"
_CELL = b'<c r="'
_USUAL = r'<c[\s/>](?!r="{}[1-9][0-9]{{0,{}}}")'
_REACHES = [
    (columns, 10**digits - 1, re.compile(_USUAL.format(letters, digits - 1).encode()))
    for digits in (4, 5, 6)
    for columns, letters in ((26, "[A-Z]"), (52, "A?[A-Z]"))
]
"""Widths and heights with a pattern that finds a cell beyond them, the smallest first."""

_NOT_USUAL = re.compile(_USUAL.format("[A-Z]{1,3}", 6).encode())
_PREFIXED = re.compile(rb":(?:c|row|v|f|is|sheetData)[\s/>]")
_ODD_TAG = re.compile(rb'<c r="(?:[^>]{150}|[A-Z]+[0-9]+"(?!(?: [a-z]+="[A-Za-z0-9]*")*\s?/?>))')
_FILLED = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>')
_AT_ONCE = 1 << 22
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")

_FORMULA = rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)"
_BEGINS_FORMULA = re.compile(rb"<f[\s/>]")
_UNCACHED = re.compile(
    rb'(<c r="[A-Z]{1,3}[0-9]{1,7}")([^>]*)>\s*+' + _FORMULA + rb"\s*+(<v>\s*+</v>|<v\s*+/>)?\s*+</c>"
)
_ERROR = re.compile(rb"(t=\"e\"[^>]{0,200}>\s*+(?:" + _FORMULA + rb")?\s*+<v>)([^<]*)")
_KNOWN_ERRORS = {text.encode() for text in CELL_ERRORS}
_NAMES_TEXT = re.compile(rb' t="s"')
UNKNOWN = -1
_REFERENCE = re.compile(
    rb'<c r="[A-Z]+[0-9]+"[^>]{0,200} t="s"[^>]{0,200}>\s*+(?:' + _FORMULA + rb")?\s*+<v[^>]*>\s*+\+?([0-9]+)"
)


@dataclass(frozen=True)
class SheetXml:
    """The element `sheetData` of a sheet and how many cells may stand in it."""

    data: memoryview
    cells: int

    def references(self, settings: Settings) -> Counter[int]:
        """How often each shared text is named by a cell; under `UNKNOWN` the cells of which it cannot be told."""
        data = self.data
        if _ODD_TAG.search(data):
            data = memoryview(_Rewriting(settings).rewritten(bytes(data)))
        found = Counter(map(int, _REFERENCE.findall(data)))
        found[UNKNOWN] = sum(1 for _ in _NAMES_TEXT.finditer(data)) - found.total()
        return found


def sheet_xml(xml: bytes, settings: Settings) -> SheetXml:
    """The cells of a sheet, none of them so far away that laying out what lies between takes all the memory.

    A formula whose result was never computed, and an error that only newer programs know, become an error cell.

    Raises:
        FileFault: unreadable_file, xml_declarations, table_too_large or cells_far_apart.
    """
    begin = xml.find(_BEGIN)
    end = xml.rfind(_END) + len(_END)
    if begin >= 0 and xml.find(b">", begin) == xml.find(b"/>", begin) + 1:
        end = begin = 0
    elif begin < 0 or end < begin or _has_markup(xml, begin, end):
        xml, begin, end = _rewritten(xml, settings)
    cells = xml.count(_CELL, begin, end)
    if not _is_near(xml, begin, end, cells, settings):
        if _NOT_USUAL.search(xml, begin, end):
            xml, begin, end = _rewritten(xml, settings)
            cells = xml.count(_CELL, begin, end)
        _refuse_far(xml, begin, end, settings)
    if cells > settings.max_cells:
        raise FileFault("table_too_large", f"{cells:,}")
    data = memoryview(xml)[begin:end]
    if _BEGINS_FORMULA.search(data):
        data = memoryview(_UNCACHED.sub(_without_result, data))
    if xml.find(b't="e"', begin, end) >= 0:
        data = memoryview(_ERROR.sub(_known_error, data))
    refuse_long_texts(xml, _CELL, settings)
    return SheetXml(data, cells)


def _rewritten(xml: bytes, settings: Settings) -> tuple[bytes, int, int]:
    xml = _Rewriting(settings).rewritten(xml)
    return xml, 0, len(xml)


def _has_markup(xml: bytes, begin: int, end: int) -> bool:
    """Whether comments, instructions or prefixes stand among the cells."""
    has_comment = xml.find(b"!", begin, end) >= 0 and xml.find(b"<!", begin, end) >= 0
    has_instruction = xml.find(b"?", begin, end) >= 0 and xml.find(b"<?", begin, end) >= 0
    return has_comment or has_instruction or bool(_PREFIXED.search(xml, begin, end))


def _is_near(xml: bytes, begin: int, end: int, cells: int, settings: Settings) -> bool:
    """Whether every cell is written as usual and lies so near that nobody need know where exactly."""
    return any(
        can_lay_out(rows, columns, cells, settings) and not beyond.search(xml, begin, end)
        for columns, rows, beyond in _REACHES
    )


def _refuse_far(xml: bytes, begin: int, end: int, settings: Settings) -> None:
    names: set[bytes] = set()
    last_row = filled = 0
    while begin < end:
        stop = end if end - begin <= _AT_ONCE else xml.rfind(_CELL, begin + 1, begin + _AT_ONCE)
        stop = end if stop < 0 else stop
        places = _FILLED.findall(xml, begin, stop)
        names.update(name for name, _ in places)
        last_row = max(last_row, max((int(row) for _, row in places), default=0))
        filled += len(places)
        begin = stop
    refuse_sprawl(last_row, max(map(_number, names), default=0), filled, settings)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _without_result(match: re.Match[bytes]) -> bytes:
    """An error in place of a formula that has no result; an empty text is one (Excel writes it so)."""
    is_empty_text = match[3] and b't="str"' in match[2]
    return match[0] if is_empty_text else match[1] + b' t="e"><v>' + _NO_RESULT + b"</v></c>"


def _known_error(match: re.Match[bytes]) -> bytes:
    return match[0] if match[2].strip() in _KNOWN_ERRORS else match[1] + _NO_RESULT


class _Rewriting:
    """Writes the cells of a sheet again, each with its place, as `<c r="B2" …><v>…</v></c>`."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self._written: list[str] = []
        self._row = self._column = 0
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._is_text = self._has_formula = self._has_value = False
        self._skipped = 0

    def rewritten(self, xml: bytes) -> bytes:
        parser = careful_parser()
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._hear
        parsed(parser, xml)
        return "".join(["<sheetData>", *self._written, "</sheetData>"]).encode()

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "row" and "r" in attributes:
            self._row = _whole(attributes["r"]) - 1
        elif name == "c":
            self._begin_cell(attributes)
        elif self._cell is not None:
            self._skipped += name == "rPh"
            self._has_formula |= name == "f"
            self._has_value |= name in ("v", "is")
            self._is_text = name in ("v", "t") and not self._skipped

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        if "r" in attributes:
            place = _PLACE.fullmatch(attributes["r"])
            if not place:
                raise FileFault("unreadable_file", "cell reference")
            self._column, self._row = _number(place[1].upper().encode()) - 1, _whole(place[2]) - 1
        if self._column >= self._settings.max_columns or len(self._written) >= self._settings.max_cells:
            raise FileFault("table_too_large", f"{self._row + 1:,} × {self._column + 1:,}")
        self._cell, self._text = attributes, []
        self._has_formula = self._has_value = False

    def _hear(self, text: str) -> None:
        if self._is_text:
            self._text.append(text)

    def _end(self, name: str) -> None:
        name = local(name)
        if name in ("v", "t", "f"):
            self._is_text = False
        elif name == "rPh":
            self._skipped -= 1
        elif name == "row":
            self._row, self._column = self._row + 1, 0
        elif name == "c" and self._cell is not None:
            self._write()
            self._column += 1
            self._cell = None

    def _write(self) -> None:
        cell = self._cell or {}
        kind, text = cell.get("t", ""), "".join(self._text)
        if not text and self._has_formula and not (self._has_value and kind == "str"):
            kind, text = "e", _NO_RESULT.decode()
        if not text:
            return
        style = f' s="{_whole(cell["s"])}"' if "s" in cell else ""
        kind = "str" if kind == "inlineStr" else kind
        kind = f' t="{kind}"' if kind.isalpha() else ""
        place = f"{letters_of(self._column)}{self._row + 1}"
        self._written.append(f'<c r="{place}"{style}{kind}><v>{escape(text)}</v></c>')


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10):
        raise FileFault("unreadable_file", "cell reference")
    return int(text)
