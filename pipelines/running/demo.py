"""Where the demonstration lives: made-up figures and real ones never share a warehouse.

The demonstration takes the home it is given while that is empty or already its own; a home with real data gives it a
folder `demo/`. When real files come to a home that holds the demonstration, that is set aside.
"""

from __future__ import annotations

import shutil

from pipelines.running.inbox import paths_of_inbox
from pipelines.running.run import only_writer
from pipelines.settings import SAMPLE_INBOX, SYNTHETIC_MARKER, Settings

_PARTS = ("warehouse", "landing", "published", "outbox", SYNTHETIC_MARKER)


def demo_settings(settings: Settings) -> Settings:
    """The settings of the demonstration: the repository's sample as inbox, and a home of its own.

    Raises:
        RunError: a run is writing to this home, so it is not free for a demonstration.
    """
    with only_writer(settings):
        home = settings.home
        if not (home / SYNTHETIC_MARKER).exists() and (settings.build_db.exists() or settings.published.exists()):
            home = home / "demo"
        home.mkdir(parents=True, exist_ok=True)
        (home / SYNTHETIC_MARKER).write_text(
            "โฟลเดอร์นี้มีข้อมูลสังเคราะห์จากการสาธิต ไม่ใช่ข้อมูลจริง\nThis home holds the synthetic demonstration, no real data.\n",
            encoding="utf-8",
        )
    return settings.model_copy(update={"home": home, "inbox_dir": SAMPLE_INBOX})


def set_demo_aside(settings: Settings) -> bool:
    """Moves a demonstration out of the way of real files, into `demo/` of the same home; says whether it did.

    Raises:
        UsageError: there is no inbox.
        RunError: a run is writing to this home.
    """
    if settings.inbox.resolve() == SAMPLE_INBOX or not (settings.home / SYNTHETIC_MARKER).exists():
        return False
    if not paths_of_inbox(settings.inbox):
        return False
    with only_writer(settings):
        aside = settings.home / "demo"
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        for name in _PARTS:
            if (settings.home / name).exists():
                (settings.home / name).rename(aside / name)
    return True
