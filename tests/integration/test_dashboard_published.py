"""A publication holds the dashboard of its public file."""

from __future__ import annotations

from pathlib import Path

from pipelines import connect
from pipelines.reporting.dashboard.build import build_site


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_site_beside_the_tables_is_that_of_the_public_file(sample_home: Path, tmp_path: Path) -> None:
    with connect(sample_home, which="public") as connection:
        build_site(connection, tmp_path / "site")
    published = files_of(sample_home / "published" / "current" / "dashboard")
    assert published == files_of(tmp_path / "site")
    assert "index.html" in published
