"""The XML of a workbook: what stands before its root, its small parts as elements, and its texts.

Only what declares nothing is taken: a document type (DTD) can define entities that grow without end or name files of
this machine, and no spreadsheet program writes one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from xml.parsers import expat

from pipelines.reading.found import FileFault
from pipelines.settings import Settings

_PROLOG = 65_536
_COMMON_PART = 16_384
_MOST_TAGS = 100_000
_DOCTYPE = b"<!doctype"
_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)
_UTF8 = {"", "utf-8", "utf8", "us-ascii", "ascii"}
_TAG_END = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*(/?)>""")
_EMPTY_TEXT = re.compile(rb"<((?:\w+:)?)si\s*/>")
_MAY_BE_EMPTY = re.compile(rb"si\s*/>")
_TEXT_END = re.compile(rb"</(?:\w+:)?si\s*>")


class _Stop(Exception):
    """The root has begun."""


def refuse_declarations(head: bytes) -> None:
    """Refuses the first bytes of a part that nobody reads, where they declare a type.

    Raises:
        FileFault: xml_declarations.
    """
    if head.lstrip().startswith(b"<") and _DOCTYPE in head.lower():
        raise FileFault("xml_declarations")


Element = tuple[str, Mapping[str, str]]
"""The local name of an element, and its attributes by local name."""


def elements(xml: bytes) -> Sequence[Element]:
    """The elements of a small part in their order.

    Raises:
        FileFault: unreadable_file or xml_declarations.
    """
    # the workbooks that one program writes have most of these parts in common
    return _known_elements(xml) if len(xml) <= _COMMON_PART else _elements(xml)


def _elements(xml: bytes) -> Sequence[Element]:
    found: list[Element] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        found.append((local(name), {local(key) if ":" in key else key: text for key, text in attributes.items()}))

    parser = careful_parser()
    parser.StartElementHandler = begin
    parsed(parser, xml)
    return tuple(found)


_known_elements = lru_cache(maxsize=128)(_elements)


def careful_parser() -> expat.XMLParserType:
    """A parser that stops at a declaration of a document type."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise FileFault("xml_declarations")

    parser.StartDoctypeDeclHandler = refuse
    return parser


def parsed(parser: expat.XMLParserType, xml: bytes, *, is_whole: bool = True) -> None:
    """Lets a parser run.

    Raises:
        FileFault: unreadable_file, or what the parser's handlers raise.
    """
    try:
        parser.Parse(xml, is_whole)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise FileFault("unreadable_file", type(error).__name__) from None


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def in_utf8(xml: bytes) -> bytes:
    """A part as UTF-8, its root known to be there and nothing declared before it.

    Raises:
        FileFault: unreadable_file or xml_declarations.
    """
    encoding, _ = _prolog(xml)
    if encoding in _UTF8 and not xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        return xml
    try:
        text = xml.decode(encoding or "utf-16")
    except (UnicodeDecodeError, LookupError) as error:
        raise FileFault("unreadable_file", type(error).__name__) from None
    return _DECLARATION.sub("", text.lstrip("\ufeff"), count=1).encode()


def _prolog(xml: bytes) -> tuple[str, int]:
    """The encoding that a part declares, and where its root begins."""
    encoding, root = "", -1

    def declared(_version: str, name: str | None, _standalone: int) -> None:
        nonlocal encoding
        encoding = (name or "").lower()

    def begin(*_: object) -> None:
        nonlocal root
        root = parser.CurrentByteIndex
        raise _Stop

    parser = careful_parser()
    parser.XmlDeclHandler = declared
    parser.StartElementHandler = begin
    try:
        parsed(parser, xml[:_PROLOG], is_whole=False)
    except _Stop:
        return encoding, root
    raise FileFault("unreadable_file", "BadZipFile")


def texts_only(xml: bytes) -> bytes:
    """The shared texts of a workbook without what their root says of them: a count would be believed.

    An empty text is written out, so that every text ends as the others do.
    """
    xml = in_utf8(xml)
    _, root = _prolog(xml)
    tag = _TAG_END.match(xml, root)
    if not tag or tag[1]:
        return b"<sst></sst>"
    name = re.match(rb"<([^\s/>]+)", tag[0])
    rest = xml[tag.end() :]
    if _MAY_BE_EMPTY.search(rest):
        rest = _EMPTY_TEXT.sub(rb"<\1si><\1t></\1t></\1si>", rest)
    return b"<" + (name[1] if name else b"sst") + b">" + rest


def has_gap(xml: bytes, mark: bytes, size: int) -> bool:
    """Whether somewhere more than `size` bytes lie between two marks."""
    place = 0
    while len(xml) - place > size:
        end = xml.rfind(mark, place, place + size)
        if end < 0:
            return True
        place = end + len(mark)
    return False


def refuse_long_texts(xml: bytes, mark: bytes, settings: Settings) -> None:
    """Refuses a text between two marks that is longer than a cell may be.

    Raises:
        FileFault: cell_too_long.
    """
    most = settings.max_cell_characters
    if not has_gap(xml, mark, most):
        return
    for part in xml.split(mark):
        letters = len(_without_tags(part).decode(errors="replace")) if len(part) > most else 0
        if letters > most:
            raise FileFault("cell_too_long", f"{letters:,} > {most:,}")


def _without_tags(part: bytes) -> bytes:
    """The text of a part; one that is nearly nothing but tags is taken for a text."""
    if part.count(b"<") > _MOST_TAGS:
        return part
    first, *others = part.split(b"<")
    return b"".join([first, *(other.partition(b">")[2] for other in others)])


def sizes_of_texts(texts: bytes) -> list[int]:
    """How many bytes each shared text takes, in the order in which cells number them."""
    ends = [0, *(match.end() for match in _TEXT_END.finditer(texts))]
    return [below - above for above, below in pairwise(ends)]


def local_names(found: Iterable[Element], name: str) -> list[Mapping[str, str]]:
    """The attributes of all elements of one name."""
    return [attributes for element, attributes in found if element == name]
