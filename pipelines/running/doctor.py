"""Looks for what keeps a home from working and says the remedy of each fault.

Touches nothing; what is mended without asking stands in `mending`.
"""

from __future__ import annotations

import shlex
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from pipelines.contracts import ContractError, load_contracts
from pipelines.erasing.register import read_register
from pipelines.erasing.shared import is_in_line, read_shared
from pipelines.errors import HouseError, RunError
from pipelines.settings import REPOSITORY, SEEDS_DIR, Settings
from pipelines.storing.databases import opened

_SPARE_BYTES = 2_000_000_000
_MINIMUM_PYTHON = (3, 11)
_KEY_VARIABLE = "CVM_PSEUDONYM_KEY"
KEY_MODE = stat.S_IRUSR | stat.S_IWUSR
_PACKAGES = ("duckdb", "dbt-core", "dbt-duckdb", "dagster", "dagster-dbt", "great-expectations", "polars")


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, and what to do if it is not.

    `is_mended`: it was not well, and what was seen is what has been done about it.
    """

    check: str
    is_well: bool
    seen: str
    remedy_th: str = ""
    remedy_en: str = ""
    is_mended: bool = False


def examine(settings: Settings) -> list[Finding]:
    """Every finding about this machine and this home, in the order in which a run needs them."""
    looks: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
        _versions, _contracts, _home, _disk, _lock, _databases, _publication, _key, _erased,
    )  # fmt: skip
    return [finding for look in looks for finding in look(settings)]


def _versions(settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - one signature for all looks
    running = ".".join(map(str, sys.version_info[:3]))
    yield Finding(
        "python", sys.version_info >= _MINIMUM_PYTHON, running, "ติดตั้ง Python 3.11 ขึ้นไป", "install Python 3.11 or newer"
    )
    pinned = _pinned()
    for package in _PACKAGES:
        try:
            installed = version(package)
        except PackageNotFoundError:
            installed = "–"
        yield Finding(
            package,
            installed == pinned.get(package),
            installed if installed == pinned.get(package) else f"{installed} ≠ {pinned.get(package)}",
            "ติดตั้งใหม่ด้วย make clean แล้ว make demo",
            "install again: make clean, then make demo",
        )


def _pinned() -> dict[str, str]:
    lock = REPOSITORY / "requirements.lock"
    if not lock.exists():
        return {}
    pins = (line.split("==", 1) for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line)
    return {name.split("[")[0].strip(): rest.split()[0] for name, rest in pins if not name.startswith(" ")}


def _contracts(settings: Settings) -> Iterator[Finding]:  # noqa: ARG001
    try:
        contracts = load_contracts()
    except ContractError as error:
        yield Finding("contracts", False, str(error), "แก้ไฟล์สัญญาข้อมูลตามที่แจ้ง", "mend the contract as it says")
    else:
        yield Finding("contracts", bool(contracts), f"{len(contracts)}", "ดึงโครงการใหม่", "fetch the project again")
    seeds = len(list(SEEDS_DIR.glob("*.csv")))
    yield Finding("seeds", seeds > 0, str(seeds), "ดึงโครงการใหม่", "fetch the project again")


def _home(settings: Settings) -> Iterator[Finding]:
    existing = next(folder for folder in (settings.home, *settings.home.parents) if folder.exists())
    probe = existing / ".cvm-write-test"
    try:
        probe.touch()
        probe.unlink()
        is_writable = True
    except OSError:
        is_writable = False
    yield Finding(
        "home",
        is_writable,
        str(settings.home),
        "ให้สิทธิ์เขียนในโฟลเดอร์นี้ หรือใช้ --home",
        "allow writing there, or use --home",
    )


def _disk(settings: Settings) -> Iterator[Finding]:
    existing = next(folder for folder in (settings.home, *settings.home.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    yield Finding("disk", free >= _SPARE_BYTES, f"{free / 1e9:.1f} GB", "เพิ่มพื้นที่ว่างอย่างน้อย 2 GB", "free at least 2 GB")


def _lock(settings: Settings) -> Iterator[Finding]:
    if not settings.lock_file.exists():
        return
    lock = FileLock(settings.lock_file)
    try:
        lock.acquire(timeout=0)
        lock.release()
        is_free = True
    except Timeout:
        is_free = False
    yield Finding(
        "lock",
        is_free,
        "ว่าง / free" if is_free else "กำลังใช้ / held",
        "รอให้การปรับปรุงที่กำลังทำงานเสร็จ",
        "wait for the running refresh to end",
    )


def _databases(settings: Settings) -> Iterator[Finding]:
    """The marts are built again from `build.duckdb`; what that held can only be loaded again from the inbox."""
    again = (
        "ให้ย้ายไฟล์นี้ไปเก็บที่อื่นด้วย แล้วสั่ง cvm refresh --full",
        "move the file aside as well and run cvm refresh --full",
    )
    anew = (
        "ให้นำไฟล์นี้จากชุดสำรองกลับมา หากไม่มีชุดสำรอง ให้ย้ายโฟลเดอร์ warehouse landing และ published ไปเก็บที่อื่น "
        "แล้วสั่ง cvm refresh เพื่อนำเข้าทุกไฟล์ในโฟลเดอร์รับไฟล์ใหม่",
        "bring it back from a backup; without one move the folders warehouse, landing and published aside and run "
        "cvm refresh, which loads everything in the inbox anew",
    )
    if settings.store != "duckdb":
        yield from _lake(settings)
        return
    for path, remedy in ((settings.build_db, anew), (settings.mart_db, again)):
        if path.exists():
            yield _opened(path, *remedy)


def _lake(settings: Settings) -> Iterator[Finding]:
    """Whether the catalogues of a lake can be reached, what those that are made hold, and whether a file is gone."""
    from pipelines.storing.healing import missing_files
    from pipelines.storing.lake import CATALOGUES, Lake

    for name in CATALOGUES:
        check = f"lake: {name}"
        try:
            if not (database := Lake.of(settings).database(name)).exists():
                yield Finding(check, True, "ยังไม่มี / not made yet")
                continue
            gone = missing_files(database)
            with opened(database) as connection:
                ((size, snapshots),) = connection.execute(
                    "select (select sum(file_size_bytes) from ducklake_table_info(current_database())), "
                    "(select count(*) from ducklake_snapshots(current_database()))"
                ).fetchall()
        except HouseError as error:
            yield Finding(check, False, settings.store, error.message_th, error.message_en)
            return
        held = f"{(size or 0) / 1e6:.1f} MB, {snapshots} snapshots"
        yield Finding(
            check,
            not gone,
            f"{held}, ขาด {len(gone)} ไฟล์ / {len(gone)} file(s) missing: {gone[0]}" if gone else held,
            "สั่ง cvm refresh ระบบจะยกเลิกรายการที่บันทึกไม่ครบแล้วนำเข้าใหม่ หากทำไม่ได้จะบอกวิธีกู้คืน",
            "run cvm refresh: it undoes what was kept by half and loads it again, or says what to bring back",
        )


def _opened(path: Path, remedy_th: str, remedy_en: str) -> Finding:
    """A database that will not open is held, or its write-ahead log will not replay, or it is damaged.

    Things are moved aside, never deleted.
    """
    wal = path.with_name(f"{path.name}.wal")
    try:
        with duckdb.connect(str(path), read_only=True):
            return Finding(path.name, True, f"{path.stat().st_size / 1e6:.1f} MB")
    except duckdb.Error as error:
        return Finding(
            path.name,
            False,
            type(error).__name__,
            f"ปิดโปรแกรมที่เปิดไฟล์นี้อยู่ หากยังเปิดไม่ได้ ให้ย้าย {wal.name} ไปเก็บที่อื่น หากยังไม่ได้อีก {remedy_th}",
            f"close what has the file open; if it still fails, move {wal.name} aside; if even then, {remedy_en}",
        )


def _publication(settings: Settings) -> Iterator[Finding]:
    current = settings.published / "current"
    if not settings.published.exists():
        return
    is_there = (current / "manifest.json").exists()
    yield Finding(
        "publication",
        is_there,
        current.resolve().name if is_there else "–",
        "สั่ง cvm refresh หรือ cvm publish --rollback ID",
        "run cvm refresh, or cvm publish --rollback ID",
    )


def _key(settings: Settings) -> Iterator[Finding]:
    """Where the key of the pseudonyms comes from and who may read its file; never what it is."""
    key = settings.key_file
    is_given = bool(settings.pseudonym_key and settings.pseudonym_key.get_secret_value())
    places = [_KEY_VARIABLE] if is_given else []
    mode = stat.S_IMODE(key.stat().st_mode) if key.exists() else KEY_MODE
    if key.exists():
        unused = " ไม่ได้ใช้ / unused" if is_given else ""
        places.append(f"{key} ({mode:o}){unused}")
    if places:
        chmod = f"chmod {KEY_MODE:o} {shlex.quote(str(key))}"
        yield Finding("key", mode == KEY_MODE, ", ".join(places), chmod, chmod)
    elif settings.build_db.exists():
        yield Finding(
            "key",
            False,
            "–",
            f"นำ {key} (หรือ {_KEY_VARIABLE}) เดิมจากชุดสำรองกลับมา คลังข้อมูลนี้รับไฟล์ใหม่ไม่ได้หากไม่มีกุญแจเดิม",
            f"bring {key} (or {_KEY_VARIABLE}) back from a backup; without it this home takes no new files",
        )


def _erased(settings: Settings) -> Iterator[Finding]:
    """Whether an erasure of persons waits to be finished, and whether the list of them is for their owner alone."""
    path = settings.erased_file
    if settings.store != "duckdb" and (finding := _erased_in_lake(settings)):
        yield finding
    if not path.exists():
        return
    try:
        has_begun = read_register(path).begun is not None
    except RunError as error:
        yield Finding("erased", False, str(path), error.message_th, error.message_en)
        return
    mode = stat.S_IMODE(path.stat().st_mode)
    chmod = f"chmod {KEY_MODE:o} {shlex.quote(str(path))}"
    yield Finding(
        "erased",
        not has_begun and mode == KEY_MODE,
        "ยังไม่เสร็จ / not finished" if has_begun else f"{path} ({mode:o})",
        "สั่ง cvm erase" if has_begun else chmod,
        "run cvm erase" if has_begun else chmod,
    )


def _erased_in_lake(settings: Settings) -> Finding | None:
    """Whether what others have erased in the lake, or have begun to erase, waits for this home."""
    try:
        has_begun, is_followed = read_shared(settings).begun is not None, is_in_line(settings)
    except HouseError:  # told of the databases
        return None
    if is_followed and not has_begun:
        return None
    seen = "ยังไม่เสร็จ / not finished" if has_begun else "คลังข้อมูลนี้ยังไม่ทำตาม / this home has not followed yet"
    return Finding("erased", False, f"lake: {seen}", "สั่ง cvm refresh", "run cvm refresh")
