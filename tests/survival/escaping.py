"""`python -m tests.survival.escaping HOME FOLDER NUMBER…`: tries attempts; what each has answered, as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import duckdb

import pipelines
from pipelines.publishing.store import current_folder
from tests.survival.escapes import ATTEMPTS


def tried(home: Path, folder: Path, number: int) -> str:
    """What an attempt has answered, or the kind of error that it ended with."""
    publication = current_folder(home / "published")
    with pipelines.connect(home, "public") as connection:
        known: dict[str, Any] = {
            "c": connection,
            "duckdb": duckdb,
            "SECRET": str(folder / "secret.csv"),
            "FOLDER": str(folder),
            "OUT": str(folder / f"out{number}"),
            "DATABASE": str(publication / "public.duckdb"),
            "INTERNAL": str(publication / "internal.duckdb"),
        }
        try:
            return f"answered {eval(ATTEMPTS[number], known)}"
        except Exception as error:
            return f"{type(error).__name__} {error}"


if __name__ == "__main__":
    numbers = map(int, sys.argv[3:])
    print(json.dumps([tried(Path(sys.argv[1]), Path(sys.argv[2]), number) for number in numbers]))
