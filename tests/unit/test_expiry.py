"""Reports leave the outbox when they have lain there too long; nothing else does."""

from __future__ import annotations

import os
import time
from pathlib import Path

from pipelines.running.expiry import remove_old_reports
from pipelines.running.mending import mend
from pipelines.settings import Settings

NOW = time.time()


def aged(path: Path, days: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"report")
    os.utime(path, (NOW - days * 86_400,) * 2)
    return path


def test_only_reports_beyond_the_days_go(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, report_days=10)
    old = [aged(settings.outbox / name, 10.1) for name in ("a.csv.report.xlsx", "x/y/b.xlsx.report.xlsx")]
    kept = [
        aged(settings.outbox / "c.csv.report.xlsx", 9.9),
        aged(settings.outbox / "of somebody else.xlsx", 400),
        aged(settings.home / "inbox" / "d.report.xlsx", 400),
    ]
    assert remove_old_reports(settings, NOW) == 2
    assert [path.exists() for path in (*old, *kept)] == [False, False, True, True, True]
    assert remove_old_reports(settings, NOW) == 0


def test_a_home_without_an_outbox(tmp_path: Path) -> None:
    assert remove_old_reports(Settings(home=tmp_path)) == 0


def test_doctor_removes_them_and_says_how_many(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.warehouse.mkdir()
    aged(settings.outbox / "a.csv.report.xlsx", 31)
    aged(settings.outbox / "b.csv.report.xlsx", 29)
    (told,) = mend(settings)
    assert (told.check, told.is_mended) == ("reports", True)
    assert "1 older than 30 days" in told.seen
    assert {path.name for path in settings.outbox.iterdir()} == {"b.csv.report.xlsx"}
    assert mend(settings) == []
