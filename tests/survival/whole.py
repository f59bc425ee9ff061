"""Whether what stands in `published/` is one publication and nothing of another."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.publishing import store
from pipelines.publishing.fingerprints import fingerprints
from tests.integration.terminal import content

LOG = "select max(publication_id) from publication_log"


def current_whole(published: Path) -> str | None:
    """The id of the current publication, after every table of both files was found to be the one it promises."""
    name = store.current_id(published)
    if name is None:
        return None
    folder = published / name
    manifest = store.read_manifest(folder)
    assert manifest["publication_id"] == name
    assert (folder / store.HIDDEN_FILE).exists()
    for file, described in manifest["files"].items():
        with duckdb.connect(folder / file, read_only=True) as connection:
            ((database,),) = connection.execute("select current_database()").fetchall()
            found = fingerprints(connection, database, described["tables"])
            hashes = {table: one.content_hash for table, one in found.items()}
            assert hashes == {table: one["content_hash"] for table, one in described["tables"].items()}, file
            assert connection.execute(LOG).fetchall() == [(name,)], file
    return name


def tables_of(home: Path) -> dict[str, str]:
    """Content of the current publication, after it was found whole and nothing half-made beside it."""
    published = home / "published"
    assert current_whole(published) is not None
    assert [path.name for path in published.iterdir() if path.name.startswith(".")] == []
    return content(home)
