from __future__ import annotations

import subprocess
import sys

import duckdb
import pytest

import pipelines
from pipelines.publishing import store
from pipelines.publishing.connection import connect
from pipelines.publishing.errors import NothingPublished, UnknownPublication
from pipelines.publishing.rollback import rollback
from pipelines.settings import Settings

from .made_up import change, publish_made_up


def test_nothing_published_is_said_in_both_languages(settings: Settings) -> None:
    with pytest.raises(NothingPublished) as raised:
        connect(settings.home)
    assert "ยังไม่มีข้อมูลเผยแพร่" in raised.value.message_th
    assert "run cvm refresh first" in raised.value.message_en


def test_a_link_to_nowhere_is_nothing_published(settings: Settings) -> None:
    settings.published.mkdir(parents=True)
    store.point_current(settings.published, "20250601T030000000Z")
    with pytest.raises(NothingPublished):
        connect(settings.home)


def test_both_files_open_and_a_new_connection_follows_the_switch(settings: Settings) -> None:
    publish_made_up(settings)
    query = "select count(*) from dim_college"
    with pipelines.connect(settings.home) as older, pipelines.connect(str(settings.home), "public") as public:
        assert older.execute(query).fetchall() == public.execute(query).fetchall() == [(3,)]
        with pytest.raises(duckdb.CatalogException):
            public.execute("from office_notes")
        change(settings, "delete from dim_college where college_code = '1399000003'")
        publish_made_up(settings, minute=1)
        with pipelines.connect(settings.home) as newer:
            assert newer.execute(query).fetchall() == [(2,)]
        assert older.execute(query).fetchall() == [(3,)]


@pytest.mark.parametrize(
    "statement",
    [
        "delete from dim_college",
        "attach 'other.duckdb'",
        "copy dim_college to 'out.csv'",
        "from read_text('pyproject.toml')",
        "from glob('*')",
        "install excel",
        "set threads = 8",
        "set enable_external_access = true",
    ],
)
def test_the_connection_can_only_read_the_publication(published_once: Settings, statement: str) -> None:
    with connect(published_once.home) as connection, pytest.raises(duckdb.Error):
        connection.execute(statement)


def test_spilling_stays_out_of_the_publication(settings: Settings) -> None:
    folder = publish_made_up(settings).folder
    with connect(settings.home) as connection:
        found = connection.execute("select current_setting('temp_directory')").fetchall()
    assert not str(found[0][0]).startswith(str(folder.parent))


def test_importing_the_package_costs_nothing() -> None:
    script = "import sys, pipelines, pipelines.publishing.store; print({'duckdb', 'pydantic'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"


def test_rollback_points_back_and_publishing_goes_on(settings: Settings) -> None:
    first = publish_made_up(settings)
    second = publish_made_up(settings, minute=1)
    found = rollback(settings, first.publication_id)
    assert (found.publication_id, found.is_current, found.as_of) == (first.publication_id, True, "2025-06-01")
    assert store.current_id(settings.published) == first.publication_id
    third = publish_made_up(settings, minute=2)
    assert third.previous_publication_id == first.publication_id
    assert [kept.publication_id for kept in store.kept_publications(settings.published)] == [
        third.publication_id,
        second.publication_id,
        first.publication_id,
    ]


@pytest.mark.parametrize("name", ["20200101T000000000Z", "current", "..", ""])
def test_rolling_back_to_an_unknown_id_names_those_kept(settings: Settings, name: str) -> None:
    first = publish_made_up(settings)
    with pytest.raises(UnknownPublication, match=first.publication_id):
        rollback(settings, name)
    assert store.current_id(settings.published) == first.publication_id
