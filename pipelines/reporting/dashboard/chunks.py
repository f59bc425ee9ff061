"""Data of a page as a classic script: a page that was opened from a file share may not fetch, but may load scripts.

A chunk is `cvm.put(name, text)`, the text being base64 of the gzip of a JSON document `{table: {"rows": n, "columns":
{name: column}}}`. A column is `{"all": value}` where every row has the same, `{"texts": [...], "at": [...]}` where
texts repeat (`at` counts from 0; null stays null), and else a list. Numbers are written as a double prints.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import polars as pl

_REPEATED = 2
"""A text that is there at least so often on average is written once."""

_SCRIPT = re.compile(r'cvm\.put\("([^"]+)","([A-Za-z0-9+/=]*)"\);\n')
_PLAIN = re.compile(r"[a-z0-9-]+")


def chunk_name(page: str, owner: str) -> str:
    """Name of the chunk and of its file; an owner in Thai letters goes by a hash of them."""
    if not owner:
        return page
    return f"{page}-{owner if _PLAIN.fullmatch(owner) else sha256(owner.encode()).hexdigest()[:12]}"


def script(name: str, document: Mapping[str, Any]) -> bytes:
    """The script that hands a document over; the same document gives the same bytes."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    packed = base64.b64encode(gzip.compress(text.encode(), compresslevel=9, mtime=0)).decode()
    return f'cvm.put("{name}","{packed}");\n'.encode()


def document_of(script_: bytes) -> tuple[str, Any]:
    """Name and document of a chunk, as a page reads them."""
    found = _SCRIPT.fullmatch(script_.decode())
    assert found, "not a chunk"
    return found[1], json.loads(gzip.decompress(base64.b64decode(found[2])))


def table(frame: pl.DataFrame) -> dict[str, Any]:
    """Rows of a table as a chunk holds them."""
    return {"rows": frame.height, "columns": {name: _column(frame.get_column(name)) for name in frame.columns}}


def rows_of(packed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a table of a chunk, as a page reads them."""
    columns = {name: _values(column, packed["rows"]) for name, column in packed["columns"].items()}
    return [{name: values[row] for name, values in columns.items()} for row in range(packed["rows"])]


def _column(values: pl.Series) -> Any:
    plain = _as_json(values)
    if plain.len() and plain.n_unique() == 1:
        return {"all": plain[0]}
    if plain.dtype == pl.String and plain.n_unique() * _REPEATED <= plain.len():
        texts = plain.drop_nulls().unique().sort().to_list()
        places = {text: place for place, text in enumerate(texts)}
        return {"texts": texts, "at": [None if text is None else places[text] for text in plain]}
    return plain.to_list()


def _as_json(values: pl.Series) -> pl.Series:
    """Days and moments as ISO text, decimals as doubles."""
    kind = values.dtype
    if kind == pl.Date:
        return values.dt.to_string("iso")
    if isinstance(kind, pl.Datetime):
        return values.dt.to_string("iso:strict")
    return values.cast(pl.Float64) if kind.is_decimal() else values


def _values(column: Any, rows: int) -> list[Any]:
    if isinstance(column, list):
        return column
    if "all" in column:
        return [column["all"]] * rows
    return [None if place is None else column["texts"][place] for place in column["at"]]
