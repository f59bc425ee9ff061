"""A step that dies in the place of a crash, before its work or after it."""

from __future__ import annotations

from typing import Any


class Died(RuntimeError):
    """What a test injects in place of a crash."""


def dying(then: bool, original: Any) -> Any:
    def die(*arguments: Any, **named: Any) -> Any:
        if then:
            original(*arguments, **named)
        raise Died

    return die
