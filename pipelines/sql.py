"""Values as SQL writes them, for statements that take no parameters: names of files, ids and texts of our own."""

from __future__ import annotations


def literal(value: object) -> str:
    """A value as a text literal of SQL."""
    return "'" + str(value).replace("'", "''") + "'"
