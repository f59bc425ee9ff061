"""The columns of all sources, as their contracts name them and as senders head them, and the words of their lists."""

from __future__ import annotations

from pipelines.synthetic import tables_centres, tables_demand, tables_people, tables_teaching
from pipelines.synthetic.columns import Column

_AREAS = (tables_people, tables_demand, tables_teaching, tables_centres)

PEOPLE = tuple(tables_people.SOURCES)
"""The sources whose files may say the year, the round and the college in a title instead of in columns."""
SOURCES: dict[str, tuple[Column, ...]] = {name: columns for area in _AREAS for name, columns in area.SOURCES.items()}
TITLES: dict[str, str] = {name: title for area in _AREAS for name, title in area.TITLES.items()}
LABELS: dict[str, dict[str, str]] = {kind: words for area in _AREAS for kind, words in area.LABELS.items()}
SPELLINGS: dict[str, dict[str, str]] = {kind: words for area in _AREAS for kind, words in area.SPELLINGS.items()}
"""Other words for a code that the contracts take, used by some colleges."""

LEVEL_CODES = {"ปวช.": "voc_cert", "ปวส.": "high_voc_cert", "ป.ตรี": "bachelor"}
LEVEL_NAMES = {"ปวช.": "ประกาศนียบัตรวิชาชีพ", "ปวส.": "ประกาศนียบัตรวิชาชีพชั้นสูง", "ป.ตรี": "ปริญญาตรี"}
LEVEL_SPELLINGS = {"ปวช.": "ปวช", "ปวส.": "ปวส", "ป.ตรี": "ทล.บ."}
YEARS = {"ปวช.": 3, "ปวส.": 2, "ป.ตรี": 2}
