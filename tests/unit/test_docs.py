"""The page of dbt's documentation reaches for nothing outside, and says what to do where nothing was built."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.errors import RunError, UsageError
from pipelines.running.docs import shut_in, write_docs
from pipelines.settings import Settings


def test_the_policy_stands_before_everything_that_could_be_loaded() -> None:
    page = shut_in('<!doctype html><html><head lang="en"><script src="//a.example/x.js"></script></head></html>')
    before, _, after = page.partition('http-equiv="Content-Security-Policy"')
    assert "<script" not in before
    assert "default-src 'none'" in after
    assert "https:" not in after.partition(">")[0]


def test_a_page_of_another_form_is_not_taken_for_shut_in() -> None:
    with pytest.raises(RunError):
        shut_in("<html><body></body></html>")


def test_a_home_that_was_not_built_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="make demo"):
        write_docs(Settings(home=tmp_path / "home"), tmp_path / "docs" / "index.html")
    assert list(tmp_path.iterdir()) == []
