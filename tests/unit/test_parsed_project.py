"""The parsed project that is kept: taken while the project is as it was and what is kept is whole, else parsed anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dbt.cli.main
import pytest
from dbt.cli.main import dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest

from pipelines.building import parsed
from pipelines.errors import RunError

Parse = Callable[[], Any]


@pytest.fixture
def parse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Parse:
    """Asks for the parsed project; what stands for dbt gives the number of times it has been asked."""
    asked: list[list[str]] = []

    class Runner:
        def __init__(self, callbacks: list[Any]):
            assert callbacks

        def invoke(self, arguments: list[str]) -> dbtRunnerResult:
            asked.append(arguments)
            (tmp_path / "manifest.json").write_text(json.dumps(len(asked)), encoding="utf-8")
            if (tmp_path / "project" / "broken.sql").exists():
                return dbtRunnerResult(success=False, exception=ValueError("no such model"))
            return dbtRunnerResult(success=True, result=Manifest(selectors={"parse": len(asked)}))

    (tmp_path / "project").mkdir()
    monkeypatch.setattr(dbt.cli.main, "dbtRunner", Runner)
    monkeypatch.setattr(parsed, "DBT_FILES", (tmp_path / "project", ("*.sql",)))
    monkeypatch.setattr(parsed, "TARGET", tmp_path)
    monkeypatch.setattr(parsed, "MANIFEST", tmp_path / "manifest.whole.json")
    monkeypatch.setattr(parsed, "_KEPT", tmp_path / "manifest.whole.pickle")

    def parse() -> Any:
        found = parsed.parsed_project(print).selectors["parse"]
        assert json.loads(parsed.MANIFEST.read_text(encoding="utf-8")) == found
        return found

    return parse


def test_a_project_as_it_was_is_not_parsed_again(parse: Parse, tmp_path: Path) -> None:
    assert (parse(), parse(), parse()) == (1, 1, 1)
    (tmp_path / "project" / "new.sql").write_text("select 1", encoding="utf-8")
    assert (parse(), parse()) == (2, 2)
    (tmp_path / "project" / "new.sql").write_text("select 2", encoding="utf-8")
    assert (parse(), parse()) == (3, 3)


def test_another_version_of_dbt_parses_again(parse: Parse, monkeypatch: pytest.MonkeyPatch) -> None:
    assert parse() == 1
    monkeypatch.setattr(parsed, "version", lambda name: f"{name} of tomorrow")
    assert (parse(), parse()) == (2, 2)


def test_what_is_not_whole_is_parsed_again(parse: Parse) -> None:
    assert parse() == 1
    kept = parsed._KEPT.read_bytes()
    parsed._KEPT.write_bytes(kept[:-1])
    assert (parse(), parse()) == (2, 2)
    parsed._KEPT.write_bytes(b"")
    assert parse() == 3
    parsed.MANIFEST.write_text("{}", encoding="utf-8")
    assert parse() == 4
    parsed.MANIFEST.unlink()
    assert (parse(), parse()) == (5, 5)


def test_a_project_that_is_not_in_order_is_no_project(parse: Parse, tmp_path: Path) -> None:
    assert parse() == 1
    (tmp_path / "project" / "broken.sql").write_text("select", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(RunError, match="no such model"):
            parse()
