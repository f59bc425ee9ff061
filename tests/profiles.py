"""What a usual run tries and what a proof (`CVM_PROOF=full`) does: few or many examples, and the long tests."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

FULL = os.environ.get("CVM_PROOF") == "full"
LONG = pytest.mark.skipif(not FULL, reason="takes long; CVM_PROOF=full does it")
"""A test that builds every table several times over: a proof, for which a usual run has no time."""

_SLOW_STARTS = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


def examples(few: int) -> settings:
    """Settings of one property: `few` examples, a hundred times as many for a proof; the same ones on every run."""
    return settings(
        max_examples=few * 100 if FULL else few,
        deadline=None,
        derandomize=not FULL,
        suppress_health_check=_SLOW_STARTS,
        database=None,
    )
