"""What keyboards, fonts and programs do to Thai text: each can be undone, so the reader must give the text back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic.chance import Chance

SARA_AM, DECOMPOSED = "\u0e33", "\u0e4d\u0e32"
_LEGACY = str.maketrans({
    "\u0e48": "\uf70a", "\u0e49": "\uf70b", "\u0e4a": "\uf70c", "\u0e4b": "\uf70d", "\u0e4c": "\uf70e",
    "\u0e31": "\uf710", "\u0e34": "\uf701", "\u0e35": "\uf702", "\u0e36": "\uf703", "\u0e37": "\uf704",
})  # fmt: skip
_TONES = "\u0e48\u0e49\u0e4a\u0e4b"
_ABOVE = "\u0e31\u0e34\u0e35\u0e36\u0e37"


def _doubled(text: str) -> str:
    for tone in _TONES:
        text = text.replace(tone, tone * 2, 1)
    return text


def _in_wrong_order(text: str) -> str:
    for above in _ABOVE:
        for tone in _TONES:
            text = text.replace(above + tone, tone + above)
    return text


QUIRKS: dict[str, Callable[[str], str]] = {
    "decomposed_am": lambda text: text.replace(SARA_AM, DECOMPOSED),
    "legacy_glyphs": lambda text: text.translate(_LEGACY),
    "doubled_marks": _doubled,
    "marks_in_wrong_order": _in_wrong_order,
    "two_e": lambda text: text.replace("แ", "เเ"),
    "no_break_space": lambda text: text.replace(" ", "\u00a0"),
    "trailing_blanks": lambda text: f"{text}  ",
}
NOT_IN_874 = ("legacy_glyphs",)
"""Quirks that Windows-874 has no bytes for."""


def drawn(chance: Chance, *, is_874: bool) -> list[str]:
    """The quirks of one file."""
    return [
        name for name, share in assumed.QUIRKS.items() if chance.happens(share) and not (is_874 and name in NOT_IN_874)
    ]


def quirky(chance: Chance, names: Sequence[str], texts: Sequence[str | None]) -> list[str | None]:
    """The texts of a column with quirks in some of them."""
    found = list(texts)
    for name in names:
        bend = QUIRKS[name]
        found = [bend(text) if text and chance.happens(assumed.QUIRK_CELLS) else text for text in found]
    return found
