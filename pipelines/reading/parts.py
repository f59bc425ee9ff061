"""What has been read and is not landed yet: canonical frames by source, on disk, so that memory follows a part of them.

They hold what landing holds and nothing more, and go as soon as it is landed; what a killed run leaves of them goes
with the rest that it never loaded (`pipelines.loading.landing.remove_pending`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polars as pl

PART_SUFFIX = ".part"


class Parts:
    """The frames that are read, in the order in which they are made: each is a Parquet file beside the landed ones."""

    def __init__(self, landing: Path, name: str):
        """The folder of landing, and a name that tells these parts from those of another reading in the same run."""
        self._landing, self._name = landing, name
        self._of: dict[str, list[Path]] = defaultdict(list)

    @property
    def sources(self) -> list[str]:
        """The sources of which anything was read, in order."""
        return sorted(self._of)

    def of(self, source: str) -> tuple[Path, ...]:
        """The parts of a source."""
        return tuple(self._of.get(source, ()))

    def add(self, source: str, frame: pl.DataFrame) -> None:
        """Takes the rows of some files."""
        path = self._landing / source / f"{self._name}-{len(self._of[source])}{PART_SUFFIX}"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.write(path, frame)
        self._of[source].append(path)

    @staticmethod
    def write(path: Path, frame: pl.DataFrame) -> None:
        """Writes a part, anew where it is there."""
        temporary = path.with_suffix(".partial")
        frame.write_parquet(temporary, compression="lz4")
        temporary.replace(path)

    def each(self) -> Iterator[tuple[str, Path]]:
        """Every part with its source."""
        return ((source, path) for source in self.sources for path in self._of[source])

    def remove(self, source: str) -> None:
        """Removes the parts of a source, which is landed."""
        for path in self._of.pop(source, ()):
            path.unlink()
