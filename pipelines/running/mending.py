"""What `cvm doctor` mends by itself: faults whose remedy costs nobody anything.

Nothing is deleted that is not made again. What is wrong with a home, and the remedies that a person has to decide on,
stand in `doctor`.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines.errors import RunError
from pipelines.publishing import store
from pipelines.running.doctor import KEY_MODE, Finding
from pipelines.running.expiry import remove_old_reports
from pipelines.running.run import only_writer
from pipelines.settings import Settings

_HELD = "could not set lock"


def mend(settings: Settings) -> list[Finding]:
    """What was mended, one finding each; nothing while a run writes to the home, or where there is no home yet."""
    if not settings.warehouse.is_dir():
        return []
    remedies: tuple[Callable[[Settings], Iterator[Finding]], ...] = (_key, _leftovers, _databases, _current, _reports)
    try:
        with only_writer(settings):
            return [finding for remedy in remedies for finding in remedy(settings)]
    except RunError:
        return []


def _key(settings: Settings) -> Iterator[Finding]:
    """Only their owner may read the key, and the list of erased persons."""
    for check, path in (("key", settings.key_file), ("erased", settings.erased_file)):
        if path.exists() and (mode := stat.S_IMODE(path.stat().st_mode)) != KEY_MODE:
            try:
                path.chmod(KEY_MODE)
            except OSError:
                continue
            yield _mended(check, f"{path.name}: {mode:o} → {KEY_MODE:o}")


def _leftovers(settings: Settings) -> Iterator[Finding]:
    """What a killed run left half-written; the next run writes it anew."""
    before = {entry.name for entry in _inside(settings.published)}
    store.sweep(settings.published)
    swept = sorted(before - {entry.name for entry in _inside(settings.published)})
    spilled = [path for path in _inside(settings.warehouse / "spill") if path.is_file()]
    for path in spilled:
        path.unlink(missing_ok=True)
    if gone := [*swept, *sorted(path.name for path in spilled)]:
        yield _mended("leftovers", f"ลบ / removed: {', '.join(gone)}")


def _databases(settings: Settings) -> Iterator[Finding]:
    """A write-ahead log that will not replay goes aside: what it held is loaded or built again by the next refresh."""
    for path in (settings.build_db, settings.mart_db):
        if not path.exists() or _opens(path):
            continue
        log = path.with_name(f"{path.name}.wal")
        moved = _aside(log) if log.exists() else None
        if moved and _opens(path):
            yield _mended(path.name, f"ย้าย {log.name} ไปเป็น {moved.name} / moved {log.name} aside, to {moved.name}")
        elif path == settings.mart_db:
            moved = _aside(path)
            yield _mended(
                path.name,
                f"ย้ายไปเป็น {moved.name} การปรับปรุงครั้งถัดไปจะสร้างใหม่ / "
                f"moved aside, to {moved.name}; the next refresh builds it anew",
            )
        elif moved:
            moved.rename(log)


def _current(settings: Settings) -> Iterator[Finding]:
    """Readers find a publication again where the link is gone and a complete publication is there."""
    kept = store.kept_ids(settings.published)
    if kept and store.current_id(settings.published) is None:
        store.point_current(settings.published, kept[-1])
        yield _mended("publication", f"current → {kept[-1]}")


def _reports(settings: Settings) -> Iterator[Finding]:
    """Reports that have lain in the outbox too long go: the senders' values stand in them."""
    if removed := remove_old_reports(settings):
        days = settings.report_days
        yield _mended("reports", f"ลบที่เกิน {days} วัน {removed} ไฟล์ / {removed} older than {days} days were removed")


def _opens(path: Path) -> bool:
    """Whether a database can be opened, or another program holds it and nothing may be said."""
    try:
        duckdb.connect(str(path)).close()
    except duckdb.Error as error:
        return _HELD in str(error).lower()
    return True


def _aside(path: Path) -> Path:
    """The file's new place, beside the old one."""
    moved = path.with_name(f"{path.name}.{datetime.now(UTC):%Y%m%dT%H%M%S%f}.aside")
    path.rename(moved)
    return moved


def _inside(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _mended(check: str, seen: str) -> Finding:
    return Finding(check, True, seen, is_mended=True)
