"""Files that a program still holds or writes: refused by name, and the good ones load."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from pipelines.running import stages
from pipelines.running.inbox import Arrivals, list_inbox
from pipelines.running.refresh import Look
from pipelines.running.run import Run, new_stamp
from pipelines.settings import Settings
from tests.integration.drops import DAY, FIRST, SECOND, Outcome, outcomes


def test_a_file_that_cannot_be_opened_or_still_changes_stops_no_other(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, college in (("good", FIRST), ("growing", SECOND), ("gone", SECOND)):
        (inbox / f"{name}.csv").write_bytes(outcomes(Outcome(college=college)))
    (inbox / "growing.csv").write_bytes(outcomes(Outcome(college=SECOND, graduates=11)))
    files = {file.relative.name: file for file in list_inbox(inbox)}
    (inbox / "gone.csv").unlink()
    with (inbox / "growing.csv").open("ab") as growing:
        growing.write(b"\r\n")
    run = Run(Settings(home=tmp_path / "home", inbox_dir=inbox), new_stamp(DAY, "project"))
    landed = stages.read_and_land(run, Look(run, {}, Arrivals(tuple(files.values()), (), ()), False))
    assert {file.path: file.result.rule for file in landed.rejected} == {
        "gone.csv": "cannot_open",
        "growing.csv": "still_changing",
    }
    verdict = stages.take(run, landed.batches[0])
    assert [(file.verdict, file.rows_loaded) for file in verdict.files] == [("loaded", 1)]


def test_what_could_not_be_opened_is_new_once_it_can(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "held.csv").write_bytes(outcomes(Outcome()))
    real = os.open

    def held(path: Path, *arguments: int) -> int:
        if Path(path).name == "held.csv":
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", held)
        [shut] = list_inbox(inbox)
    [opened] = list_inbox(inbox)
    assert replace(shut, source_sha256=opened.source_sha256) == opened
    assert shut.source_sha256 != opened.source_sha256
