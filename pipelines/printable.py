"""Names that others chose (of files, folders and sheets) as they are shown, stored and written into reports.

A control character in a name can forge a line of a log or drive a terminal, and a mark of writing direction can show
`fdp.xlsx` where `xslx.pdf` stands; both are written out instead of being obeyed.
"""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path, PurePath

from pipelines.settings import report_name

_WRITTEN_OUT = {"Cc", "Cs", "Zl", "Zp", "Cn"}
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """The text with every character that a reader would not see, or would see elsewhere, as `%` and its bytes."""
    if text.isprintable():
        return text
    return "".join(_shown(letter) for letter in text)


def printable_path(path: PurePath) -> PurePath:
    """The path as text that can be printed and stored; a name that is not UTF-8 is taken for Windows-874."""
    name = os.fsencode(path)
    try:
        text = name.decode()
    except UnicodeDecodeError:
        text = name.decode("cp874", errors="replace")
    return PurePath(printable(text))


def report_beside(path: Path) -> Path:
    """Where the report about a file lies that was checked where it stands; its name can always be shown."""
    return path.with_name(report_name(printable_path(PurePath(path.name)).name))


def _shown(letter: str) -> str:
    if letter in _DIRECTIONS or unicodedata.category(letter) in _WRITTEN_OUT:
        return "".join(f"%{byte:02X}" for byte in letter.encode(errors="surrogatepass"))
    return letter
