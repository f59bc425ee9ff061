"""Every hostile file under a name that says what it is, with the fault that it must be refused with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.attacks import old_workbooks, parquets, texts, workbooks

KINDS = (workbooks, old_workbooks, texts, parquets)


@dataclass(frozen=True)
class Attack:
    """A hostile file: its name, how its bytes are built, and the code of its fault."""

    name: str
    build: Callable[[], bytes]
    code: str


def _attacks() -> Iterator[Attack]:
    number = 0
    for kind in KINDS:
        for code, builds in kind.REFUSED.items():
            for what, build in builds.items():
                number += 1
                words = re.sub(r"[^A-Za-z0-9]+", "-", what).strip("-")
                yield Attack(f"{number:03}-{words}{kind.SUFFIX}", build, code)


ATTACKS = tuple(_attacks())
BIG = 5_000_000
"""Attacks that are larger than this lie in a folder once, for a proof of their own."""


def laid(folder: Path) -> dict[str, Attack]:
    """All hostile files in a folder, by name."""
    folder.mkdir(parents=True, exist_ok=True)
    for attack in ATTACKS:
        (folder / attack.name).write_bytes(attack.build())
    return {attack.name: attack for attack in ATTACKS}
