"""What a publication depends on: the date alone may make a new one due, and a rollback may not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.building.dates import does_date_matter
from pipelines.office.calendar import Event, seed_events
from pipelines.running import state
from pipelines.running.state import newest_manifest, project_fingerprint, state_fingerprint
from pipelines.settings import Settings
from pipelines.storing.databases import FileDatabase


@pytest.fixture
def publication(tmp_path: Path) -> Path:
    """A publication with the academic years 2565 (ends 15 May 2023) to 2567 and 2569, and events in 2025"""
    with duckdb.connect(str(tmp_path / "internal.duckdb")) as connection:
        connection.execute(
            """
            create table dim_academic_year as
            select ends_on, (ends_on + interval 1 year)::date + 1 as window_closes_on
            from (values (date '2023-05-15'), (date '2024-05-15'), (date '2025-05-15'), (date '2027-05-15'))
                as years (ends_on)
            """
        )
        connection.execute(
            """
            create table dim_calendar_event as from (values
                ('followups.recorded_on[round=2] share 0.95 of graduates', date '2025-07-01', date '2025-07-30'),
                ('round_submissions.confirmed_on[round=2] first', date '2025-07-03', date '2025-07-31'),
                ('event_reports.done_on first', date '2025-09-01', date '2025-09-30')
            ) as events (done_when, opens_on, closes_on)
            """
        )
        connection.execute("create table compliance as from (values (date '2025-11-20'), (null)) as done (done_on)")
    return tmp_path


@pytest.mark.parametrize(
    ("before", "now", "does_matter"),
    [
        (date(2025, 1, 1), date(2025, 1, 1), False),
        (date(2025, 1, 1), date(2025, 5, 15), False),
        (date(2025, 5, 15), date(2025, 5, 16), True),
        (date(2025, 1, 1), date(2025, 5, 16), True),
        (date(2024, 5, 16), date(2025, 5, 15), False),
        (date(2024, 5, 15), date(2024, 5, 16), True),
        (date(2027, 6, 1), date(2027, 6, 2), True),
        (date(2025, 6, 29), date(2025, 6, 30), False),
        (date(2025, 6, 30), date(2025, 7, 1), True),
        (date(2025, 7, 1), date(2025, 7, 30), False),
        (date(2025, 7, 31), date(2025, 8, 1), True),
        (date(2025, 8, 1), date(2025, 9, 30), False),
        (date(2025, 9, 30), date(2025, 10, 1), True),
        (date(2025, 10, 1), date(2025, 11, 19), False),
        (date(2025, 11, 19), date(2025, 11, 20), True),
        (date(2025, 11, 20), date(2026, 4, 30), False),
    ],
)
def test_the_date_matters_when_a_window_or_an_event_runs_out_a_year_is_not_listed_a_round_opens_or_a_duty_is_done(
    publication: Path, before: date, now: date, does_matter: bool
) -> None:
    assert does_date_matter(FileDatabase(publication / "internal.duckdb"), before, now) is does_matter


def test_the_newest_publication_counts_and_not_the_one_pointed_at(tmp_path: Path) -> None:
    assert newest_manifest(tmp_path) is None
    for name in ("20260101T000000000Z", "20260102T000000000Z"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text(json.dumps({"publication_id": name}), encoding="utf-8")
    (tmp_path / "current").symlink_to("20260101T000000000Z")
    assert newest_manifest(tmp_path) == {"publication_id": "20260102T000000000Z"}


def test_the_state_changes_with_files_project_limits_and_calendar_but_not_with_the_home(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema raw")
        columns = ("run_id", "source_sha256", "source", "verdict")
        connection.execute(f"create table raw.files ({', '.join(f'{name} varchar' for name in columns)})")

        events = seed_events()

        def now(project: str = "a", events: tuple[Event, ...] = events, **options: object) -> str:
            settings = Settings(home=tmp_path).model_copy(update=options)
            return state_fingerprint(connection, project, settings, events)

        empty = now()
        assert now(home=tmp_path / "moved", inbox_dir=tmp_path) == empty
        connection.execute("insert into raw.files values ('1', 'aa', 'graduates', 'loaded')")
        loaded = now()
        assert len({empty, loaded, now("b"), now(max_removed_share=0.5), now(events=events[1:])}) == 5
        connection.execute("insert into raw.files values ('2', 'bb', 'graduates', 'rejected')")
        assert now() != loaded


def test_the_project_is_known_by_its_content_and_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "PARTS", ((tmp_path / "models", ("*.sql",)),))

    def with_file(name: str, text: str) -> str:
        path = tmp_path / "models" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return project_fingerprint()

    first = with_file("a.sql", "select 1")
    assert with_file("notes.txt", "no part of it") == first
    assert with_file("target/a.sql", "made by dbt") == first
    assert with_file("a.sql", "select 1") == first
    assert len({first, with_file("a.sql", "select 2"), with_file("b.sql", "")}) == 3


def test_a_limit_of_reading_that_is_changed_makes_what_was_refused_new() -> None:
    """Not so where something lies, or how figures are rounded: that takes no file in."""
    usual = project_fingerprint(Settings())
    assert project_fingerprint() == usual
    assert project_fingerprint(Settings(home=Path("elsewhere"), rounding_base=3)) == usual
    assert project_fingerprint(Settings(max_growth=1_000)) != usual
    assert project_fingerprint(Settings(max_quarantined_share=0.5)) != usual
