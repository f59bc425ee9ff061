"""Every word of the interface, Thai and English: one CSV for the frame and one for each page."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
LANGUAGES = ("th", "en")


@cache
def words() -> Mapping[str, tuple[str, str]]:
    """Thai and English text of each key.

    Raises:
        ValueError: a key stands twice, or lacks one of its languages.
    """
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(FOLDER.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                key, texts = row["key"], (row["th"], row["en"])
                if key in found or not all(texts):
                    raise ValueError(f"{path.name}: {key} stands twice or lacks a language")
                found[key] = texts
    return found


def script() -> bytes:
    """The words as a script."""
    import json

    by_language = {
        language: {key: texts[place] for key, texts in words().items()} for place, language in enumerate(LANGUAGES)
    }
    text = json.dumps(by_language, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return f'"use strict";\ncvm.words = {text};\n'.encode()
