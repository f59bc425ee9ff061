"""The list of who was erased: marks of pseudonyms, and the erasure that has begun and is not proved yet.

A mark is a keyed hash of a pseudonym, so that no pseudonym of an erased person stands anywhere, the list included. The
list lies beside the key that makes it readable and outlives the warehouse: who loads everything anew does not bring
the persons back. Homes that share a lake share a list as well (`pipelines.erasing.shared`); the file then says how far
a home has followed it. Kept free of heavy imports, for every run looks whether an erasure has begun.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import RunError

_MODE = 0o600


@dataclass(frozen=True)
class Begun:
    """An erasure that has begun: nothing is published before it has removed what it found.

    `files` are the files of senders in which the persons stand, by SHA-256: publications made from them go.
    """

    erasure_id: str
    persons: int
    files: tuple[str, ...]


@dataclass(frozen=True)
class Register:
    """Who was erased. `key_fingerprint` tells under which key; `publications` are those removed for their sake.

    `files` are, in the list that homes of a lake share, the files of senders of every erasure, by SHA-256.
    """

    marks: frozenset[str] = frozenset()
    key_fingerprint: str | None = None
    begun: Begun | None = None
    publications: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> Register:
        """The list as it was written."""
        begun = document["begun"]
        return cls(
            frozenset(document["marks"]),
            document["key_fingerprint"],
            begun and Begun(begun["erasure_id"], begun["persons"], tuple(begun["files"])),
            tuple(document["publications"]),
            tuple(document.get("files", ())),
        )

    def as_document(self) -> dict[str, Any]:
        """The list as it is written."""
        return {**asdict(self), "marks": sorted(self.marks)}


def read_register(path: Path) -> Register:
    """The list; an empty one where nobody was erased.

    Raises:
        RunError: it cannot be read.
    """
    try:
        return Register.of_document(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Register()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(
            f"อ่านรายการผู้ที่ถูกลบ {path} ไม่ได้ ({type(error).__name__}) ให้นำไฟล์นี้จากชุดสำรองกลับมา",
            f"the list of erased persons {path} cannot be read ({type(error).__name__}); bring it back from a backup",
        ) from None


def write_register(path: Path, register: Register) -> None:
    """Replaces the list in one step; it is on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_suffix(".partial")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE), "w", encoding="utf-8") as file:
        json.dump(register.as_document(), file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
