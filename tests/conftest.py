"""Fixtures that cost seconds, built once a session: a home of the sample and one of the official files."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from pipelines.settings import SAMPLE_INBOX, Settings

AS_OF = date(2026, 11, 21)
OFFICIAL = "CVM_OFFICIAL_DATA"

# Of several processes each has a folder of its own for what dbt writes.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["DBT_TARGET_PATH"] = f"target/{os.environ['PYTEST_XDIST_WORKER']}"


@pytest.fixture(scope="session", autouse=True)
def _no_home_of_the_user() -> None:
    """No test touches the home or the settings of whoever runs it."""
    for name in list(os.environ):
        if name.startswith("CVM_") and name not in (OFFICIAL, "CVM_PROOF"):
            del os.environ[name]
    # one key for all homes, so that two of them can be compared row by row
    os.environ["CVM_PSEUDONYM_KEY"] = "a key of the tests"


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home refreshed once from the repository's sample."""
    return _refreshed(tmp_path_factory.mktemp("sample"), SAMPLE_INBOX)


@pytest.fixture(scope="session")
def official_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home refreshed once from OVEC's official files; skips where they are not at hand."""
    folder = os.environ.get(OFFICIAL)
    if not folder:
        pytest.skip(f"{OFFICIAL} does not name the folder of the official files")
    return _refreshed(tmp_path_factory.mktemp("official"), Path(folder).resolve())


def _refreshed(home: Path, inbox: Path) -> Path:
    from pipelines.running.refresh import refresh

    refresh(Settings(home=home, inbox_dir=inbox), AS_OF)
    return home
