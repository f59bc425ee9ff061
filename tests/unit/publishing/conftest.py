from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.settings import Settings

from .made_up import make_warehouse, publish_made_up


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The made-up warehouse, made once; nobody writes here."""
    made = Settings(home=tmp_path_factory.mktemp("pristine"))
    make_warehouse(made)
    return made


@pytest.fixture
def settings(pristine: Settings, tmp_path: Path) -> Settings:
    """Settings of a home of its own that holds the made-up warehouse and has published nothing."""
    own = Settings(home=tmp_path / "home")
    shutil.copytree(pristine.warehouse, own.warehouse)
    return own


@pytest.fixture(scope="session")
def published_once(pristine: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with one publication, made once; tests only read it."""
    made = Settings(home=tmp_path_factory.mktemp("published_once"))
    shutil.copytree(pristine.warehouse, made.warehouse)
    publish_made_up(made)
    return made


@pytest.fixture
def published(published_once: Settings, tmp_path: Path) -> Settings:
    """A home of its own with one publication."""
    own = Settings(home=tmp_path / "published")
    shutil.copytree(published_once.home, own.home, symlinks=True)
    return own
