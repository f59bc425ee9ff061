"""Errors that a person can mend, each with its message in Thai and English. They never show a traceback."""

from __future__ import annotations


class HouseError(Exception):
    """A fault with something to do about it."""

    def __init__(self, message_th: str, message_en: str):
        self.message_th = message_th
        self.message_en = message_en
        super().__init__(f"{message_th} / {message_en}")


class UsageError(HouseError):
    """The command was used wrongly (exit code 2)."""


class RunError(HouseError):
    """The run failed and nothing was published (exit code 1)."""
