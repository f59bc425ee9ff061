"""When a refresh starts by itself: files have come to rest in the inbox, or a day of the calendar has come.

Belongs here: the sensor and the schedule, which ask for the job and never do its work. The days stand in the calendar
(`pipelines.office.calendar`), the seed's and the office's, and are read anew at every look. Whoever runs Dagster
switches both on; until then nobody looks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.assets.shown import two_languages
from pipelines.errors import HouseError
from pipelines.office.calendar import Event, load_calendar
from pipelines.running.inbox import paths_of_inbox
from pipelines.settings import BANGKOK, Settings

Job = Any
"""What `dagster.define_asset_job` returns; Dagster exports no name for it."""

_SECONDS_BETWEEN_LOOKS = 60
_BEFORE_THE_OFFICE_OPENS = "0 6 * * *"


def new_files(job: Job) -> dg.SensorDefinition:
    """The sensor that asks for a refresh when what lies in the inbox has changed and stayed the same for one look.

    Files that are still being copied are waited for. What was there at the last request is remembered, so that a file
    which stays is asked for once.
    """

    @dg.sensor(
        job=job,
        minimum_interval_seconds=_SECONDS_BETWEEN_LOOKS,
        description=two_languages(
            "เมื่อมีไฟล์ใหม่ในโฟลเดอร์รับไฟล์ และไม่มีไฟล์ใดกำลังถูกคัดลอก ให้ปรับปรุงข้อมูล",
            "Refreshes when the inbox has changed and nothing is being copied into it any more",
        ),
    )
    def new_files_in_inbox(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        try:
            lies_there = inbox_fingerprint(Settings().inbox)
        except HouseError as error:
            return dg.SkipReason(f"{error.message_th} / {error.message_en}")
        before = json.loads(context.cursor or "{}")
        if lies_there == before.get("asked"):
            return dg.SkipReason("ไม่มีไฟล์ใหม่ / nothing new")
        if lies_there != before.get("seen"):
            context.update_cursor(json.dumps({**before, "seen": lies_there}))
            return dg.SkipReason("มีไฟล์กำลังเข้ามา จะดูอีกครั้ง / files are arriving; will look again")
        cursor = json.dumps({"seen": lies_there, "asked": lies_there})
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=lies_there)], cursor=cursor)

    return new_files_in_inbox


def calendar_days(job: Job) -> dg.ScheduleDefinition:
    """The schedule that asks for a refresh on the morning after a window has closed and on that of the day it opens.

    So the close of each round is judged the day after it, and the summary of January begins with figures of that month.
    """

    @dg.schedule(
        job=job,
        cron_schedule=_BEFORE_THE_OFFICE_OPENS,
        execution_timezone=str(BANGKOK),
        description=two_languages(
            "ปรับปรุงข้อมูลเช้าวันถัดจากวันปิดรอบ และเช้าวันแรกของแต่ละช่วงตามปฏิทิน เช่น สรุปผลเดือนมกราคม",
            "Refreshes on the morning after a round or another window of the calendar has closed, and on that of the "
            "day one opens, as the January summary does",
        ),
    )
    def days_of_calendar(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        today = context.scheduled_execution_time.astimezone(BANGKOK).date()
        try:
            due = events_of(today, load_calendar(Settings().home))
        except HouseError as error:
            yield dg.SkipReason(f"{error.message_th} / {error.message_en}")
            return
        if not due:
            yield dg.SkipReason(f"ปฏิทินไม่มีช่วงที่เปิดหรือปิด / no window of the calendar opens or has closed ({today})")
            return
        yield dg.RunRequest(
            run_key=today.isoformat(),
            run_config={"ops": {"inbox": {"config": {"as_of": today.isoformat()}}}},
            tags={"calendar_events": ", ".join(due)},
        )

    return days_of_calendar


def events_of(day: date, events: Iterable[Event]) -> list[str]:
    """Ids of the events whose window opens on this day or closed the day before, in order."""
    yesterday = day - timedelta(days=1)
    return sorted(event.event_id for event in events if event.opens_on == day or event.closes_on == yesterday)


def inbox_fingerprint(inbox: Path) -> str:
    """Changes when a file comes, goes, grows or is written again; no file is opened.

    Raises:
        UsageError: there is no such folder.
    """
    found = hashlib.sha256()
    for path in paths_of_inbox(inbox):
        try:
            state = path.lstat()
            told = f"{state.st_size}:{state.st_mtime_ns}"
        except OSError:  # it went while we looked, so there is something to look at again
            told = "gone"
        found.update(f"{path.relative_to(inbox)}\0{told}\n".encode(errors="surrogateescape"))
    return found.hexdigest()
