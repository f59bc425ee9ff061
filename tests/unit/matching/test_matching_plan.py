"""A model in Python is made anew when what it imports of this project has changed, and only then."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipelines.building import plan
from pipelines.building.plan import project_of
from pipelines.settings import REPOSITORY

CODE = "def model(dbt, session):\n    from pipelines.matching import match\n    from pipelines.years import be_of\n"


def manifest() -> Any:
    node = SimpleNamespace(
        resource_type="model",
        name="solved",
        language="python",
        raw_code=CODE,
        depends_on=SimpleNamespace(macros=[], nodes=[]),
        checksum=SimpleNamespace(checksum="of the file"),
        config=SimpleNamespace(to_dict=dict, materialized="table", meta={}),
        description="",
        database="build",
    )
    return SimpleNamespace(nodes={"model.cvm.solved": node}, macros={})


def fingerprint() -> str:
    return project_of(manifest()).nodes["model.cvm.solved"].fingerprint


def test_an_edit_of_what_a_model_imports_changes_its_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = fingerprint()
    shutil.copytree(REPOSITORY / "pipelines", tmp_path / "pipelines", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(plan, "REPOSITORY", tmp_path)
    assert fingerprint() == usual
    seen = {usual}
    for edited in ("matching/prices.py", "matching/__init__.py", "years.py"):
        path = tmp_path / "pipelines" / edited
        path.write_text(path.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
        seen.add(fingerprint())
    assert len(seen) == 4
    last = fingerprint()
    (tmp_path / "pipelines" / "matching" / "further.py").write_text("", encoding="utf-8")
    assert fingerprint() != last
    last = fingerprint()
    (tmp_path / "pipelines" / "errors.py").write_text("", encoding="utf-8")
    assert fingerprint() == last
