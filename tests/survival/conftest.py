from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.settings import Settings
from tests.unit.publishing.made_up import make_warehouse, publish_made_up


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the made-up warehouse with one publication; tests only read it."""
    settings = Settings(home=tmp_path_factory.mktemp("survival") / "home")
    make_warehouse(settings)
    publish_made_up(settings)
    return settings.home
