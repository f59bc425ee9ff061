"""Fixtures that cost seconds, built once a run: a home of the sample and one of the official files."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from pipelines.settings import SAMPLE_INBOX, Settings
from pipelines.storing import lake
from tests.lakes import NO_POSTGRES, postgres

__all__ = ["postgres"]

AS_OF = date(2026, 11, 21)
OFFICIAL = "CVM_OFFICIAL_DATA"
BUILD = "build.json"
NO_BROWSER = "there is no Chromium; on Debian: apt-get install -y --no-install-recommends chromium"

# Of several processes, one for each processor, each has one thread, and a folder of its own for what dbt writes.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["DBT_TARGET_PATH"] = f"target/{os.environ['PYTEST_XDIST_WORKER']}"
    os.environ.setdefault("POLARS_MAX_THREADS", "1")


@pytest.fixture(scope="session", autouse=True)
def _no_home_of_the_user() -> None:
    """No test touches the home or the settings of whoever runs it."""
    for name in list(os.environ):
        if name.startswith("CVM_") and name not in (OFFICIAL, "CVM_PROOF"):
            del os.environ[name]
    if "PYTEST_XDIST_WORKER" in os.environ:
        os.environ["CVM_DUCKDB_THREADS"] = "1"
    # one key for all homes, so that two of them can be compared row by row
    os.environ["CVM_PSEUDONYM_KEY"] = "a key of the tests"
    # the sample's publication holds the dashboard; made again by every other test it would cost more than it proves
    os.environ["CVM_PUBLISHES_DASHBOARD"] = "false"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: Any, log: Any) -> Any:
    """Of several processes one takes all tests of a file, one all that wait for the official home, one the browser."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            together = {"tests/acceptance/test_official_": "official", "tests/browser/": "browser"}
            return next((name for start, name in together.items() if file.startswith(start)), file)

    return Scheduling(config, log)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was left out for want of a program; else nobody would look for it among the tests that passed."""
    skipped = terminalreporter.stats.get("skipped", [])
    for reason in (NO_BROWSER, NO_POSTGRES):
        if left_out := [one.nodeid for one in skipped if reason in str(one.longrepr)]:
            files = ", ".join(sorted({one.partition("::")[0] for one in left_out}))
            terminalreporter.write_line(f"left out: {len(left_out)} tests of {files}: {reason}", yellow=True)


_BUILD_NOTHING = "tests/unit/publishing/"
"""Tests that build no table of the project: they need not wait for the sample."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """While one of several processes builds the sample, the next one has tests to do that build nothing.

    It is handed the second file of all.
    """
    first = items[0].path if items else None
    of_first = [item for item in items if item.path == first]
    waiting = [item for item in items if item.nodeid.startswith(_BUILD_NOTHING)]
    if of_first and waiting:
        taken = {*of_first, *waiting}
        items[:] = [*of_first, *waiting, *(item for item in items if item not in taken)]


@pytest.fixture(autouse=True)
def _lakes_are_forgotten() -> Iterator[None]:
    """What a test has attached of a lake goes, as the folder does in which that lies."""
    yield
    lake._shared.cache_clear()


@pytest.fixture(scope="module", autouse=True)
def _built_as_tests_do(request: pytest.FixtureRequest) -> None:
    """Whole builds do without dbt, where there may be any."""
    if not request.node.nodeid.startswith(_BUILD_NOTHING):
        request.getfixturevalue("_built_directly")


@pytest.fixture(scope="session")
def _built_directly(tmp_path_factory: pytest.TempPathFactory, _no_home_of_the_user: None) -> Iterator[None]:
    """Whole builds do without dbt, once it has built: in one process the first of them, in several the sample."""
    from tests.direct_builds import directly

    if "PYTEST_XDIST_WORKER" in os.environ:
        shared_once(tmp_path_factory, "sample", _sample_refreshed)
    with directly():
        yield


@pytest.fixture
def quickly() -> Iterator[None]:
    """Rules are judged by polars."""
    from tests.judging import quick

    with quick():
        yield


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home refreshed once from the repository's sample, through dbt."""
    return built_once(tmp_path_factory, "sample", _sample_refreshed)


@pytest.fixture(scope="session")
def sample_build(sample_home: Path) -> dict[str, Any]:
    """What dbt did when it built the sample's tables: its warnings, and the status of each node."""
    told: dict[str, Any] = json.loads((sample_home / BUILD).read_text(encoding="utf-8"))
    return told


@pytest.fixture(scope="session")
def official_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home refreshed once from OVEC's official files; skips where they are not at hand."""
    folder = os.environ.get(OFFICIAL)
    if not folder:
        pytest.skip(f"{OFFICIAL} does not name the folder of the official files")
    from tests.judging import quick

    def refreshed(home: Path) -> None:
        with quick():  # the sample's home is the one that Great Expectations judges
            _refreshed(home, Path(folder).resolve())

    return built_once(tmp_path_factory, "official", refreshed)


def built_once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], None]) -> Path:
    """A folder that `build` fills. Of several processes the first that asks builds it, and each has a copy of its own.

    For nobody can open a database that another process writes to.
    """
    own = factory.mktemp(name)
    if "PYTEST_XDIST_WORKER" not in os.environ:
        build(own)
        return own
    shutil.copytree(shared_once(factory, name, build), own, symlinks=True, dirs_exist_ok=True)
    return own


def shared_once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], None]) -> Path:
    """The folder itself, in which nobody may open a database; what dbt has told of its build is listened to."""
    from tests import direct_builds

    shared = factory.getbasetemp().parent / name
    told = shared.with_suffix(".told")
    with FileLock(shared.with_suffix(".lock")):
        if not shared.exists():
            being_built = shared.with_suffix(".new")
            build(being_built)
            told.write_bytes(direct_builds.told())
            being_built.rename(shared)
    direct_builds.listen(told.read_bytes())
    return shared


def _sample_refreshed(home: Path) -> None:
    from tests.direct_builds import directly, through_dbt

    with directly(), through_dbt():
        _refreshed(home, SAMPLE_INBOX)


def _refreshed(home: Path, inbox: Path) -> None:
    from pipelines.running import stages
    from pipelines.running.refresh import refresh

    build = stages.build

    def told(run: Any, **options: Any) -> Any:
        built = build(run, **options)
        document = {"warnings": built.warnings, "statuses": [node.status for node in built.nodes]}
        (home / BUILD).write_text(json.dumps(document), encoding="utf-8")
        return built

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stages, "build", told)
        refresh(Settings(home=home, inbox_dir=inbox, publishes_dashboard=True), AS_OF)
