"""The list of erased persons: replaced in one step, readable by its owner alone, and never taken for empty."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.erasing.register import Begun, Register, read_register, write_register
from pipelines.errors import RunError
from pipelines.publishing.errors import PublicationErased
from pipelines.publishing.rollback import rollback
from pipelines.settings import Settings

FULL = Register(frozenset({"b", "a"}), "key", Begun("e", 2, ("sha",)), ("20261122T101730179Z",))


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "erased.json"
    assert read_register(path) == Register()
    for register in (FULL, replace(FULL, begun=None), Register()):
        write_register(path, register)
        assert read_register(path) == register
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["erased.json"]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"marks": []}', "null"])
def test_a_damaged_list_stops_the_run(content: str, tmp_path: Path) -> None:
    path = tmp_path / "erased.json"
    path.write_text(content)
    with pytest.raises(RunError, match="bring it back"):
        read_register(path)


def test_a_publication_that_went_with_a_person_says_so(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    write_register(settings.erased_file, replace(FULL, begun=None))
    with pytest.raises(PublicationErased, match="held a person who was erased"):
        rollback(settings, "20261122T101730179Z")


def test_nothing_is_pointed_back_while_an_erasure_is_not_finished(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    write_register(settings.erased_file, replace(FULL, publications=()))
    with pytest.raises(PublicationErased, match="not finished"):
        rollback(settings, "20261122T101730179Z")
