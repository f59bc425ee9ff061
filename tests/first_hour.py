"""The worked questions of `data/README.md`: their SQL, the answers written below, and the answers of a publication.

`python -m tests.first_hour HOME` writes the answers anew from the public file of a home that holds the sample.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from pipelines.publishing.connection import connect
from pipelines.settings import REPOSITORY

PAGE = REPOSITORY / "data" / "README.md"
NOTEBOOK = REPOSITORY / "data" / "first_hour.ipynb"

_QUESTION = re.compile(
    r"^(#### (\d+)\. [^\n]+\n\n```sql\n(.*?)```\n)(?:\n((?:\|[^\n]*\n)+))?", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class Question:
    """A question: its number, its SQL and the answer that the page gives."""

    number: int
    sql: str
    answer: str


def questions(page: str) -> list[Question]:
    """The questions of the page, in order."""
    return [Question(int(found[2]), found[3], found[4] or "") for found in _QUESTION.finditer(page)]


def block(page: str, language: str) -> str:
    """The one block of code of this language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)```$", page, re.DOTALL | re.MULTILINE)
    return str(found)


def answered(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The answer as the page writes it: a table of Markdown, nothing where nothing is known."""
    found = connection.sql(sql)
    lines = [found.columns, ["---"] * len(found.columns), *found.fetchall()]
    return "".join("| " + " | ".join(map(_written, line)) + " |\n" for line in lines)


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float | Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _rewrite(home: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    with connect(home, "public") as connection:
        written = _QUESTION.sub(lambda found: f"{found[1]}\n{answered(connection, found[3])}", page)
    PAGE.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    _rewrite(Path(sys.argv[1]))
