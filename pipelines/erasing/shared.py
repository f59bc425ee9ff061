"""The list of who was erased that all homes of a lake share: one row of its catalogue `build`, read by every run.

It binds every home; that of a home (`pipelines.erasing.register`) says how far the home has followed it. Whoever
changes it is alone in the lake. Kept free of heavy imports, as that is.
"""

from __future__ import annotations

import json

import duckdb

from pipelines.erasing.register import Register, read_register
from pipelines.settings import Settings
from pipelines.sql import literal
from pipelines.storing.databases import build_database, opened, transaction


def register_of(settings: Settings) -> Register:
    """The list that binds this home: its own, or that of its lake.

    Raises:
        RunError: the home's cannot be read.
        PassingError: the lake cannot be reached.
    """
    return read_register(settings.erased_file) if settings.store == "duckdb" else read_shared(settings)


def read_shared(settings: Settings) -> Register:
    """The list of a lake; an empty one where nobody was erased.

    Raises:
        PassingError: the lake cannot be reached.
    """
    database = build_database(settings)
    if not database.exists():
        return Register()
    with opened(database, is_written=True) as connection:
        try:
            row = connection.execute("select document from raw.erased").fetchone()
        except duckdb.CatalogException:  # no run has made it yet
            row = None
    return Register.of_document(json.loads(row[0])) if row else Register()


def write_shared(settings: Settings, register: Register) -> None:
    """Replaces the list of a lake in one transaction; who does so is alone there."""
    with opened(build_database(settings), is_written=True) as connection, transaction(connection):
        connection.execute("delete from raw.erased")
        connection.execute(f"insert into raw.erased values ({literal(json.dumps(register.as_document()))})")


def is_in_line(settings: Settings) -> bool:
    """Whether a home has followed the list of its lake to its end, and knows nobody whom that list does not name.

    While an erasure is not finished the run in hand has to finish it, and that covers the home.
    """
    home, lake = read_register(settings.erased_file), read_shared(settings)
    is_followed = home.marks == lake.marks and {*home.publications} >= {*lake.publications}
    return is_followed or lake.begun is not None
