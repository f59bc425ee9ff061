"""The map of the provinces: outlines by code of province, out of the map that is taken along (`vendor/`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MAP = Path(__file__).parent / "vendor" / "svg-maps-thailand" / "thailand.svg"
_SPELT = {"Buriram": "Buri Ram"}
_OUTLINE = re.compile(r'<path\s+id="[^"]+"\s+aria-label="([^"]+)"\s+d="([^"]+)"')
_VIEW = re.compile(r'viewBox="([^"]+)"')


def outlines(codes: Mapping[str, str]) -> dict[str, Any]:
    """The view box, the outline of each province by its code, and those of water, from English names of provinces."""
    text = MAP.read_text(encoding="utf-8")
    view = _VIEW.search(text)
    assert view, "the map has no view box"
    drawn = [(codes.get(_SPELT.get(name, name)), " ".join(path.split())) for name, path in _OUTLINE.findall(text)]
    return {
        "view": view[1],
        "provinces": {code: path for code, path in sorted(drawn, key=str) if code},
        "water": [path for code, path in drawn if not code],
    }
