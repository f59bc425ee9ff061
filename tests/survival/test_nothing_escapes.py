"""Whoever is given a connection to a publication reads that publication and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.publishing.store import current_folder
from tests.profiles import FULL
from tests.survival.escapes import ATTEMPTS
from tests.survival.test_publishing_survives import program, told

SECRET = "the word that nobody may read"
NOTE = "for the office alone"


@pytest.mark.parametrize("alone", [False, True], ids=["one after the other", "each in its own process"])
def test_no_attempt_reads_writes_or_reaches_anything(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, alone: bool
) -> None:
    assert len(set(ATTEMPTS)) == len(ATTEMPTS) >= 50
    monkeypatch.setenv("SECRET_WORD", SECRET)
    (tmp_path / "secret.csv").write_text(f"{SECRET}\n", encoding="utf-8")
    folder = current_folder(published / "published")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    numbers = [*range(len(ATTEMPTS))]
    tried = [[number] for number in numbers[:: 1 if FULL else 12]] if alone else [numbers]
    answers = {
        number: answer
        for some in tried
        for number, answer in zip(some, told(program("escaping", published, tmp_path, *some)), strict=True)
    }
    for number, answer in answers.items():
        if answer.startswith("answered"):
            assert answer in ("answered []", "answered None"), (ATTEMPTS[number], answer)
        assert SECRET not in answer, ATTEMPTS[number]
        assert NOTE not in answer, ATTEMPTS[number]
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert len(answers) == (len(ATTEMPTS) if FULL or not alone else 5)
