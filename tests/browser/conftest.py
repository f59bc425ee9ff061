"""The browser of the run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.driving import Driven, chromium_path, driven
from tests.conftest import NO_BROWSER


@pytest.fixture(scope="session")
def chromium() -> Iterator[Driven]:
    """Chromium, started once; without it what needs it is left out, as the end of the run says."""
    if chromium_path() is None:
        pytest.skip(NO_BROWSER)
    with driven() as browser:
        yield browser
