"""What dbt has compiled is taken while the project is as it was and what is kept is whole, else dbt is asked again."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.building import compiled
from pipelines.building.compiled import CompiledProject, Statement, keep_project, kept_project
from pipelines.building.plan import Project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a project that has been parsed and compiled."""
    (folder := tmp_path / "project").mkdir()
    (folder / "model.sql").write_text("select 1", encoding="utf-8")
    monkeypatch.setattr(compiled, "PARTS", ((folder, ("*.sql",)),))
    monkeypatch.setattr(compiled, "MANIFEST", tmp_path / "manifest.json")
    monkeypatch.setattr(compiled, "_KEPT", tmp_path / "compiled.pickle")
    (tmp_path / "manifest.json").write_text("parsed", encoding="utf-8")
    assert kept_project() is None
    keep_project(CompiledProject(Project({}), {"model": Statement("mart.main.model", None, False, "select 1")}))
    return folder


def test_a_project_as_it_was_is_not_compiled_again(project: Path) -> None:
    assert project.exists()
    kept = kept_project()
    assert kept is not None
    assert kept.statements["model"].text(None) == "select 1"


def test_an_edited_file_is(project: Path) -> None:
    (project / "model.sql").write_text("select 2", encoding="utf-8")
    assert kept_project() is None


def test_so_is_one_that_was_parsed_otherwise(project: Path, tmp_path: Path) -> None:
    assert project.exists()
    (tmp_path / "manifest.json").write_text("parsed again", encoding="utf-8")
    assert kept_project() is None


@pytest.mark.parametrize("cut", [0, 10, 40])
def test_so_is_one_whose_file_is_cut_short(project: Path, cut: int) -> None:
    assert project.exists()
    kept = compiled._KEPT
    kept.write_bytes(kept.read_bytes()[:cut])
    assert kept_project() is None


def test_the_conditions_of_slices_stand_where_the_markers_were() -> None:
    statement = Statement(
        "m", None, False, "all", "some where \u27e6rows\u27e7 and not \u27e6rows\u27e7 or \u27e6years\u27e7"
    )
    assert statement.text(None) == "all"
    assert statement.text({"rows": "a", "years": "b", "cells": "c"}) == "some where a and not a or b"
    assert Statement("m", None, False, "all").text({"rows": "a"}) == "all"
