"""What is published does not depend on the machine: number of threads, time zone, locale, order of hashes.

A usual run builds the sample once more elsewhere without dbt (`tests/integration/test_dbt.py`) and publishes its marts
there; the proof goes the whole way from the files, in each place.
"""

from __future__ import annotations

import locale
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.settings import REPOSITORY, SAMPLE_INBOX
from tests.conftest import AS_OF
from tests.integration.terminal import content, copied
from tests.profiles import LONG

PLACES = [
    ("1", "UTC", "C"),
    ("2", "America/Los_Angeles", "tr_TR.UTF-8"),
    ("8", "Asia/Bangkok", "th_TH.UTF-8"),
    ("8", "Pacific/Kiritimati", "C.UTF-8"),
]
PUBLISH = """
import sys
from pathlib import Path
from pipelines.building.parsed import MANIFEST
from pipelines.publishing.audit import AuditResult
from pipelines.publishing.disclosure import disclosure_meta_from_manifest
from pipelines.publishing.publication import RunInfo, publish
from pipelines.settings import Settings
from tests.conftest import AS_OF
run = RunInfo("elsewhere", AS_OF, "state")
publish(Settings(home=Path(sys.argv[1])), run, disclosure_meta_from_manifest(MANIFEST), {}, AuditResult(()))
"""


def elsewhere(place: tuple[str, str, str], *command: object) -> None:
    """Runs Python in a place."""
    threads, zone, spoken = place
    settings = {"CVM_DUCKDB_THREADS": threads, "TZ": zone, "LC_ALL": spoken, "PYTHONHASHSEED": threads}
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=REPOSITORY,
        env=os.environ | settings,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 3), done.stderr


def test_the_marts_are_published_the_same(sample_home: Path, tmp_path: Path) -> None:
    home = copied(sample_home, tmp_path / "home")
    elsewhere(PLACES[1], "-c", PUBLISH, home)
    assert content(home) == content(sample_home)


@LONG
@pytest.mark.parametrize("place", PLACES, ids=" ".join)
def test_the_files_are_refreshed_the_same(sample_home: Path, tmp_path: Path, place: tuple[str, str, str]) -> None:
    try:
        locale.setlocale(locale.LC_ALL, place[2])
    except locale.Error:
        place = (*place[:2], "C")  # this machine does not have it
    finally:
        locale.setlocale(locale.LC_ALL, "C")
    command = "from pipelines.cli import main; main()"
    arguments = ["refresh", "--home", tmp_path / "home", "--inbox", SAMPLE_INBOX, "--as-of", AS_OF]
    elsewhere(place, "-c", command, *arguments)
    assert content(tmp_path / "home") == content(sample_home)
