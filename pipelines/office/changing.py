"""Changing the office's calendar: all of what is given, or nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipelines.contracts import load_contracts
from pipelines.office.calendar import load_calendar, office_events, seed_events, write_office_events
from pipelines.office.cells import Cells
from pipelines.office.checking import Checked, checked
from pipelines.office.sheets import Row
from pipelines.settings import Settings


def change_calendar(settings: Settings, rows: Sequence[Row], today: date) -> Checked:
    """Takes the rows into the office's calendar; the caller holds the home's lock.

    What the office has set back to the words of a letter is no longer its own. Where nothing changes nothing is
    written.

    Raises:
        CalendarRefused: a row has a mistake; nothing was changed.
        RunError: the office's calendar cannot be read or written.
    """
    letters = {event.event_id: event for event in seed_events()}
    standing = {event.event_id: event for event in load_calendar(settings.home)}
    own = {event.event_id: event for event in office_events(settings.home)}
    year_start = (settings.academic_year_start_month, settings.academic_year_start_day)
    found = checked(rows, standing, letters, Cells(load_contracts(), today), year_start)
    changed = own | {change.event.event_id: change.event for change in found.changes if change.kind != "same"}
    changed = {event_id: event for event_id, event in changed.items() if event != letters.get(event_id)}
    if changed != own:
        write_office_events(settings.home, changed.values())
    return found
