"""When a refresh is asked for: by files come to rest, and by days of the calendar. How its failures read."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from pipelines.assets.moments import calendar_days, events_of, inbox_fingerprint, new_files
from pipelines.assets.shown import told
from pipelines.errors import PassingError, RunError
from pipelines.office.calendar import load_calendar
from pipelines.settings import BANGKOK

JOB = dg.define_asset_job("refresh")


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CVM_HOME", str(tmp_path))
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


class Looks:
    """The sensor at one look after another, with the cursor that it keeps."""

    def __init__(self) -> None:
        self.sensor = new_files(JOB)
        self.cursor: str | None = None

    def requests(self) -> int:
        context = dg.build_sensor_context(cursor=self.cursor)
        found = self.sensor.evaluate_tick(context)
        self.cursor = found.cursor
        return len(found.run_requests or ())


def test_files_are_asked_for_once_they_have_come_to_rest(inbox: Path) -> None:
    looks = Looks()
    file = inbox / "graduates.csv"
    asked = []
    for text in ("one", "one, two", "one, two", "one, two"):
        file.write_text(text, encoding="utf-8")
        os.utime(file, ns=(0, 0))  # the size alone tells that it still grows
        asked.append(looks.requests())
    assert asked == [0, 0, 1, 0]
    (inbox / "followups.csv").touch()
    assert [looks.requests() for _ in range(3)] == [0, 1, 0]
    file.unlink()
    assert [looks.requests() for _ in range(3)] == [0, 1, 0]


@pytest.mark.parametrize("written", ["size", "time", "name"])
def test_any_file_written_again_is_seen(inbox: Path, written: str) -> None:
    file = inbox / "a" / "graduates.csv"
    file.parent.mkdir()
    file.write_text("1", encoding="utf-8")
    before = inbox_fingerprint(inbox)
    change: dict[str, Callable[[], object]] = {
        "size": lambda: file.write_text("12", encoding="utf-8"),
        "time": lambda: os.utime(file, ns=(1, 1)),
        "name": lambda: file.rename(inbox / "a" / "followups.csv"),
    }
    change[written]()
    assert inbox_fingerprint(inbox) != before


def test_without_an_inbox_the_sensor_says_so(inbox: Path) -> None:
    inbox.rmdir()
    found = new_files(JOB).evaluate_tick(dg.build_sensor_context())
    assert not found.run_requests
    assert "create the folder" in str(found.skip_message)


def requests_on(day: date) -> list[dg.RunRequest]:
    at = datetime(day.year, day.month, day.day, 6, tzinfo=BANGKOK)
    found = calendar_days(JOB).evaluate_tick(dg.build_schedule_context(scheduled_execution_time=at))
    assert found.run_requests or found.skip_message
    return list(found.run_requests or ())


def test_the_close_of_every_round_and_january_are_days_of_the_calendar(inbox: Path) -> None:
    events = load_calendar(inbox.parent)
    rounds = [event for event in events if event.round is not None and event.closes_on]
    assert len(rounds) > 5
    for event in rounds:
        assert event.closes_on is not None
        (request,) = requests_on(event.closes_on + timedelta(days=1))
        assert event.event_id in request.tags["calendar_events"].split(", ")
    (january,) = requests_on(date(2026, 1, 1))
    assert "followup-2567-summary" in january.tags["calendar_events"].split(", ")
    assert january.run_config["ops"]["inbox"]["config"]["as_of"] == "2026-01-01"


def test_a_day_without_an_event_asks_for_nothing(inbox: Path) -> None:
    events = load_calendar(inbox.parent)
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    quiet = [day for day in days if not events_of(day, events)]
    assert 300 < len(quiet) < 365
    assert requests_on(quiet[0]) == []


def test_the_schedule_goes_by_the_time_of_bangkok() -> None:
    assert calendar_days(JOB).execution_timezone == "Asia/Bangkok"


def test_an_unreadable_calendar_is_told(inbox: Path) -> None:
    (inbox.parent / "office").mkdir()
    (inbox.parent / "office" / "calendar.csv").write_text("nothing of ours", encoding="utf-8")
    at = datetime(2026, 1, 1, 6, tzinfo=BANGKOK)
    found = calendar_days(JOB).evaluate_tick(dg.build_schedule_context(scheduled_execution_time=at))
    assert not found.run_requests
    assert "run cvm calendar import" in str(found.skip_message)


@pytest.mark.parametrize(
    ("error", "is_tried_again"),
    [
        (PassingError("มีโปรแกรมอื่นใช้อยู่", "held by another program"), True),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (RunError("ตรวจไม่ผ่าน", "the audit failed"), False),
        (ValueError("นายสมชาย ใจดี"), False),
    ],
)
def test_a_step_fails_with_what_to_do_and_is_tried_again_where_that_may_help(
    error: Exception, is_tried_again: bool
) -> None:
    with pytest.raises(dg.Failure) as failed, told():
        raise error
    assert failed.value.allow_retries is is_tried_again
    said = failed.value.description or ""
    assert "สมชาย" not in said
    if isinstance(error, RunError):
        assert (error.message_th in said, error.message_en in said) == (True, True)
    else:
        assert ("the disk is full" if isinstance(error, OSError) else "cvm doctor") in said
