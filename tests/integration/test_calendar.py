"""The office's calendar in a home that has been refreshed: what it sets is published next, and no sooner than asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.publishing.connection import connect
from pipelines.publishing.store import current_id
from pipelines.settings import SAMPLE_INBOX, office_calendar
from tests.conftest import AS_OF
from tests.integration.terminal import Said, copied, cvm


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample's home that these tests may change."""
    return copied(sample_home, tmp_path_factory.mktemp("calendar") / "home")


def refresh(home: Path) -> Said:
    return cvm("refresh", "--home", home, "--inbox", SAMPLE_INBOX, "--as-of", AS_OF, "--json")


def test_what_the_office_sets_is_published_by_the_next_refresh_and_only_once(home: Path) -> None:
    assert refresh(home).document()["published"] is False
    extended = ("--id", "followup-2567-2-record", "--closes", "15/10/2568")
    assert cvm("calendar", "add", "--home", home, *extended).code == 0
    assert refresh(home).document()["published"] is True
    with connect(home) as connection:
        events = connection.execute(
            "select event_id, opens_basis, round from dim_calendar_event where closes_on = '2025-10-15'"
        ).fetchall()
        closes = connection.execute(
            "select distinct window_closes_on::varchar from round_submissions "
            "where academic_year_be = 2567 and round = 2"
        ).fetchall()
        count = connection.execute("select count(*) from dim_calendar_event").fetchone()
    assert events == [("followup-2567-2-record", "assumed", 2)]
    assert closes == [("2025-10-15",)]
    assert count == (47,)
    assert cvm("calendar", "add", "--home", home, *extended).code == 0
    assert refresh(home).document()["published"] is False


def test_a_calendar_that_cannot_be_read_stops_the_run_and_leaves_what_is_published(home: Path) -> None:
    before, path = current_id(home / "published"), office_calendar(home)
    content = path.read_bytes()
    path.write_text("event_id\n", encoding="utf-8")
    said = cvm("refresh", "--home", home, "--inbox", SAMPLE_INBOX, "--as-of", AS_OF, "--lang", "en")
    path.write_bytes(content)
    assert said.code == 1
    assert str(path) in said.err
    assert "cvm calendar import" in said.err
    assert current_id(home / "published") == before
