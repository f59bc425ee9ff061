"""The calendar of a home: the seed's events, the office's in their place, and what is no calendar."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import RunError
from pipelines.office.calendar import (
    COLUMNS,
    Event,
    EventWindow,
    calendar_fingerprint,
    event_windows,
    load_calendar,
    office_events,
    seed_events,
    windows_fingerprint,
    write_office_events,
)
from pipelines.settings import office_calendar


def write(home: Path, *rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> Path:
    path = office_calendar(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


ROW = {
    "event_id": "emvs-2570-1",
    "system": "e-MVS",
    "year_kind": "fiscal",
    "year_be": "2570",
    "round": "1",
    "event_th": "บันทึกความก้าวหน้า",
    "applies_to": "public_college",
    "opens_on": "2027-04-01",
    "closes_on": "2027-06-30",
    "done_when": "event_reports.done_on first",
}


def test_a_home_without_a_calendar_of_its_own_has_that_of_the_letters(tmp_path: Path) -> None:
    events = load_calendar(tmp_path)
    assert set(events) == set(seed_events())
    assert len(events) == 47
    assert [event.event_id for event in events] == sorted(event.event_id for event in events)
    assert event_windows(tmp_path)["emvs-2569-1"] == EventWindow(
        "public_college_and_institute", date(2026, 4, 16), date(2026, 6, 30)
    )
    assert event_windows(tmp_path)["prep-2568-order"] == ("college", None, None)


def test_the_office_adds_events_and_replaces_those_of_a_letter(tmp_path: Path) -> None:
    write(tmp_path, ROW, ROW | {"event_id": "emvs-2569-1", "closes_on": "2026-07-15"})
    windows = event_windows(tmp_path)
    assert len(windows) == 48
    assert windows["emvs-2570-1"] == ("public_college", date(2027, 4, 1), date(2027, 6, 30))
    assert windows["emvs-2569-1"] == ("public_college", date(2027, 4, 1), date(2026, 7, 15))


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)
optional = st.none() | texts
days = st.none() | st.dates()
events = st.builds(
    Event, texts, texts, texts, st.integers(2540, 2600), st.none() | st.integers(1, 3), texts, optional, texts, days,
    days, optional, optional, optional, texts, optional,
)  # fmt: skip


@given(st.lists(events, unique_by=lambda event: event.event_id))
def test_what_is_written_is_read_again(found: list[Event]) -> None:
    with TemporaryDirectory() as folder:
        write_office_events(Path(folder), found)
        assert office_events(Path(folder)) == tuple(sorted(found, key=lambda event: event.event_id))


def test_the_fingerprint_follows_the_content_and_not_the_order() -> None:
    events = seed_events()
    known = calendar_fingerprint(events)
    assert calendar_fingerprint(reversed(events)) == known
    assert calendar_fingerprint(events[1:]) != known
    assert calendar_fingerprint([replace(events[0], closes_on=None), *events[1:]]) != known


def test_words_change_no_judgement_but_days_and_addressees_do(tmp_path: Path) -> None:
    known = windows_fingerprint(event_windows(tmp_path))
    letter = next(event for event in seed_events() if event.event_id == "emvs-2569-1")
    for changes, is_same in (({"event_en": "in other words"}, True), ({"closes_on": None}, False)):
        write_office_events(tmp_path, [replace(letter, **changes)])
        assert (windows_fingerprint(event_windows(tmp_path)) == known) is is_same


@pytest.mark.parametrize(
    ("spoiled", "told"),
    [
        ({"closes_on": "30/6/2570"}, "row 2, column closes_on"),
        ({"year_be": "ปี"}, "row 2, column year_be"),
        ({"year_be": ""}, "row 2, column year_be"),
        ({"event_th": ""}, "row 2, column event_th"),
        ({"round": "1.5"}, "row 2, column round"),
    ],
)
def test_what_no_command_has_written_is_refused_by_row_and_column(
    tmp_path: Path, spoiled: dict[str, str], told: str
) -> None:
    path = write(tmp_path, ROW | spoiled)
    with pytest.raises(RunError) as raised:
        load_calendar(tmp_path)
    assert told in raised.value.message_en
    assert str(path) in raised.value.message_th


def test_other_columns_another_encoding_and_a_short_row_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, columns=COLUMNS[1:])
    with pytest.raises(RunError, match="row 1"):
        load_calendar(tmp_path)
    path.write_bytes("กิจกรรม".encode("cp874"))
    with pytest.raises(RunError, match="UnicodeDecodeError"):
        load_calendar(tmp_path)
    path.write_text(",".join(COLUMNS) + "\nonly,two\n", encoding="utf-8")
    with pytest.raises(RunError, match="row 2"):
        load_calendar(tmp_path)
    path.write_text("", encoding="utf-8")
    with pytest.raises(RunError, match="row 1"):
        load_calendar(tmp_path)
