"""Duties of a publication that is older than their table."""

from __future__ import annotations

import duckdb

from pipelines.publishing.owed import events_of, owing


def test_a_publication_without_duties_tells_none() -> None:
    with duckdb.connect() as connection:
        assert events_of(connection, "2026-01-01") == ()
        assert owing(connection, "2026-01-01") == ()
