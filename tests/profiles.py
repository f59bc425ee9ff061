"""How many examples the property tests try: few on every run, many for a proof (`CVM_PROOF=full`)."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

FULL = os.environ.get("CVM_PROOF") == "full"
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
