"""`cvm doctor` says where the key of the pseudonyms comes from and who may read it, and never what it is."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from pipelines.running.doctor import Finding, examine
from pipelines.settings import Settings

SECRET = "a-key-that-nobody-may-see"


def findings(home: Path) -> list[Finding]:
    found = examine(Settings(home=home))
    assert SECRET not in json.dumps([asdict(one) for one in found])
    return [one for one in found if one.check == "key"]


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("CVM_PSEUDONYM_KEY")
    path = tmp_path / "secrets" / "pseudonym.key"
    path.parent.mkdir()
    path.write_text(SECRET)
    path.chmod(0o600)
    return path


def test_a_key_of_the_home_is_told_by_its_file_and_mode(tmp_path: Path, key: Path) -> None:
    assert [(one.is_well, one.seen) for one in findings(tmp_path)] == [(True, f"{key} (600)")]


def test_a_key_that_others_can_read_is_a_fault_whose_remedy_can_be_copied(tmp_path: Path, key: Path) -> None:
    key.chmod(0o640)
    (found,) = findings(tmp_path)
    assert not found.is_well
    assert f"{key} (640)" in found.seen
    assert found.remedy_en == found.remedy_th == f"chmod 600 {key}"


def test_a_given_key_is_told_by_its_variable_and_the_file_as_unused(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CVM_PSEUDONYM_KEY", SECRET)
    (found,) = findings(tmp_path)
    assert found.is_well
    assert found.seen.startswith(f"CVM_PSEUDONYM_KEY, {key} (600)")
    assert "unused" in found.seen
    key.chmod(0o604)
    assert not findings(tmp_path)[0].is_well
    key.unlink()
    assert [(one.is_well, one.seen) for one in findings(tmp_path)] == [(True, "CVM_PSEUDONYM_KEY")]


def test_a_home_without_a_key_is_not_found_at_fault(tmp_path: Path, key: Path) -> None:
    key.unlink()
    assert findings(tmp_path) == []


def test_a_home_with_data_whose_key_is_lost_is_at_fault(tmp_path: Path, key: Path) -> None:
    key.unlink()
    settings = Settings(home=tmp_path)
    settings.build_db.parent.mkdir()
    settings.build_db.touch()
    (found,) = findings(tmp_path)
    assert not found.is_well
    assert str(key) in found.remedy_en and "CVM_PSEUDONYM_KEY" in found.remedy_th
