"""Reports in the outbox stay for some days and are then removed: nowhere else in a home do a sender's values stand.

A new report is made when its file is judged again, or checked with `cvm check`.
"""

from __future__ import annotations

import time
from contextlib import suppress

from pipelines.settings import REPORT_SUFFIX, Settings

_DAY = 86_400


def remove_old_reports(settings: Settings, now: float | None = None) -> int:
    """Removes the reports that have lain in the outbox for longer than the setting allows; says how many.

    Args:
        now: seconds since 1970, by which their age is told; the clock's unless given.
    """
    oldest = (time.time() if now is None else now) - settings.report_days * _DAY
    removed = 0
    for path in sorted(settings.outbox.rglob(f"*{REPORT_SUFFIX}")):
        # one that a person has open, or that is gone already, is looked at again the next time
        with suppress(OSError):
            if path.lstat().st_mtime < oldest:
                path.unlink()
                removed += 1
    return removed
