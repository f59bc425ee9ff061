"""Keyed pseudonyms: what stands for a person outside the reader (02 section 6).

HMAC-SHA-256 under a key that never leaves its file or environment variable. The key is made on the first run, mode
600. Whoever has the tables and not the key can neither name a person nor try names out.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from pipelines.errors import RunError

_LENGTH = 32
"""Hexadecimal digits kept of a digest: 128 bits, beyond any chance of two people sharing one."""

_KEY_BYTES = 32
_BLOCK = 64
_FINGERPRINT = "fingerprint"


class Pseudonyms:
    """Makes pseudonyms under one key; the same identity always gives the same one."""

    def __init__(self, key: bytes):
        """The key: any secret bytes."""
        self._key = key

    def of(self, kind: str, identities: pl.Series) -> pl.Series:
        """The pseudonyms of a column of identities of one kind; NULL stays NULL. Kinds never meet."""
        return pl.Series(self._digests(kind, identities.to_list()), dtype=pl.String)

    @property
    def fingerprint(self) -> str:
        """Tells whether two runs used the same key, and says nothing about it."""
        return str(next(iter(self._digests(_FINGERPRINT, [""]))))

    def _digests(self, kind: str, identities: Iterable[str | None]) -> list[str | None]:
        """HMAC as RFC 2104 has it: the two hashes are begun once and copied for each of a million people.

        The standard library's own takes twice as long for texts as short as these.
        """
        key = hashlib.sha256(self._key).digest() if len(self._key) > _BLOCK else self._key
        key = key.ljust(_BLOCK, b"\0")
        inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + f"{kind}\x1f".encode()).copy
        outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in key)).copy
        found: list[str | None] = []
        for text in identities:
            if text is None:
                found.append(None)
                continue
            (first := inner()).update(text.encode())
            (second := outer()).update(first.digest())
            found.append(second.hexdigest()[:_LENGTH])
        return found


def passing_pseudonyms() -> Pseudonyms:
    """Pseudonyms under a key that is forgotten: for a check, which keeps nothing."""
    return Pseudonyms(secrets.token_bytes(_KEY_BYTES))


def kept_pseudonyms(path: Path, given: str | None, fingerprint: str | None) -> Pseudonyms:
    """Pseudonyms under the key that was given, else under that of the file, which is made on the first run of a home.

    Args:
        path: the key file.
        given: the key that the environment gives.
        fingerprint: that of the key which the home was built with; None where nothing is built.

    Raises:
        RunError: the file cannot be read or written, or holds no key, or the key is another than the home's.
    """
    pseudonyms = Pseudonyms(given.encode()) if given else _pseudonyms_of_file(path, is_first=fingerprint is None)
    if fingerprint and pseudonyms.fingerprint != fingerprint:
        raise _another_key(path)
    return pseudonyms


def _another_key(path: Path) -> RunError:
    return RunError(
        f"กุญแจนามแฝงไม่ใช่กุญแจเดิมของคลังข้อมูลนี้ คนเดียวกันจะกลายเป็นสองคน ให้นำ {path} "
        "(หรือ CVM_PSEUDONYM_KEY) เดิมจากชุดสำรองกลับมา",
        "the key of the pseudonyms is not the one this home was built with, so one person would become two; "
        f"bring {path} (or CVM_PSEUDONYM_KEY) back from a backup",
    )


def _pseudonyms_of_file(path: Path, *, is_first: bool) -> Pseudonyms:
    try:
        if not path.exists():
            if not is_first:
                raise _another_key(path)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            temporary = path.with_suffix(f".{os.getpid()}")
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_hex(_KEY_BYTES) + "\n")
                file.flush()
                os.fsync(file.fileno())
            temporary.rename(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise RunError(
            f"อ่านหรือสร้างกุญแจนามแฝง {path} ไม่ได้ ({type(error).__name__}) ดูวิธีแก้ด้วย cvm doctor",
            f"the pseudonym key {path} cannot be read or made ({type(error).__name__}); cvm doctor says what to do",
        ) from None
    if not key:
        raise RunError(
            f"ไฟล์กุญแจนามแฝง {path} ว่างเปล่า ให้นำกุญแจเดิมจากชุดสำรองกลับมา",
            f"the pseudonym key {path} is empty; bring the key back from a backup",
        )
    return Pseudonyms(key.encode())
