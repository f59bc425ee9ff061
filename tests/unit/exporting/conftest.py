from __future__ import annotations

import pytest

from pipelines.settings import Settings

from .made_up import published


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with the made-up publication; tests only read it."""
    return published(tmp_path_factory.mktemp("exported") / "home")
