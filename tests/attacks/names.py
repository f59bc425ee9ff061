"""A hundred names that mean ill, for files, sheets and columns."""

from __future__ import annotations

import re

_SQL = (
    "'; DROP TABLE raw.files; --", "x' OR '1'='1", 'x"; attach \'a.db\' as a; --', "robert'); DELETE FROM raw.run;--",
    "$1", "?", ":name", "%(name)s", "{{ref('x')}}", "{% set x = 1 %}", "${HOME}", "$$;select 1;$$", "x`y", "--",
    "/*x*/",
)  # fmt: skip
_SHELL = (
    "$(touch pwned)", "`touch pwned`", "; rm -rf ~", "| cat", "& calc", "> out", "a b  c", "-rf", "--home=x", "*",
    "?.csv", "~root", "!!", "a\\b", "%PATH%", "'", '"', "\\",
)  # fmt: skip
_FORMULAS = (
    "=1+1", "+1+1", "-2+3", "@SUM(A1)", "=cmd|'/c calc'!A1", '=HYPERLINK("http://192.0.2.1","x")', "{=1+1}", "\t=1+1",
    "\r=1+1",
)  # fmt: skip
_MARKUP = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&amp;", "&lt;b&gt;", "[red]x[/red]",
    "[link=file:a]x[/]", "**x**", "![x](http:x)", "<!--", "]]>", "<?php", "\x1b]8;;http:x\x07x\x1b]8;;\x07",
)  # fmt: skip
_FORMATS = (
    "{}",
    "{0}",
    "{detail}",
    "{sha}",
    "{columns}",
    "{allowed}",
    "{range}",
    "%s",
    "%n%n",
    "%d",
    "\\n",
    "\\x00",
    "{0.__class__}",
)
_CONTROL = (
    "a\nb", "a\rb", "a\x07b", "a\x1b[2Jb", "a\x7fb", "a\x85b", "a\u2028b", "a\x0bb", "a\x01b", "\n", "a\n  rejected: b",
)  # fmt: skip
_DIRECTION = (
    "\u202efdp",
    "a\u202eslx",
    "\u2066a\u2069",
    "\u200fa",
    "a\u061cb",
    "\u202da\u202c",
    "\ufeffa",
    "a\u200bb",
    "e\u0301",
)
_RESERVED = (
    "CON",
    "NUL",
    "AUX",
    "COM1",
    "LPT1",
    "con",
    "PRN.x",
    "a.",
    "a ",
    " a",
    ".a.",
    "desktop.ini.x",
    "...",
    "__proto__",
)
_PLACES = (
    "..%2f..%2fetc%2fpasswd", "..\\..\\windows", "C:\\a", "file:a", "http:a", "inbox", "current", "pseudonym.key",
    "..a", "\u2215etc\u2215passwd", "~$a", "a%00b",
)  # fmt: skip
_LETTERS = ("ก" * 80, "𝔘𝔫𝔦", "👩‍👩‍👧", "ﬁ", "İ", "ß", "Ⅷ", "０", "a" * 240, "๒๕๖๖", "\ue000", "\ufdd0", "เเ", "ํา")

NAMES = (*_SQL, *_SHELL, *_FORMULAS, *_MARKUP, *_FORMATS, *_CONTROL, *_DIRECTION, *_RESERVED, *_PLACES, *_LETTERS)
"""A hundred and more; none of them holds what no file may be called by."""


def as_file(name: str, number: int, suffix: str = ".csv") -> str:
    """The name as that of a file: without a slash, within what a file system allows, and unlike every other."""
    text = name.replace("/", "\u2044").replace("\0", "")
    ending = f"{number}{suffix}"
    return text.encode()[: 255 - len(ending)].decode(errors="ignore") + ending


def is_plain(text: str) -> bool:
    """Whether a text holds nothing that a terminal or a log would obey, lines apart."""
    return not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", text)
