"""What a refresh has to say: what became of each file, what was published, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.guarding.verdicts import FileVerdict, RuleResult

if TYPE_CHECKING:
    from pipelines.publishing.moves import LargestMove

_REFUSED = ("rejected", "held", "loaded_with_quarantine")
_WAITING = "waiting_for_"


@dataclass(frozen=True)
class FileReport:
    """What became of one file (one entry for each source it feeds).

    `rows_erased` are rows of persons who were erased: they were not taken, and are told to the office alone.
    """

    path: str
    source: str | None
    layout: str | None
    sha256: str
    verdict: str
    rows: FileVerdict
    faults: tuple[RuleResult, ...] = ()
    rows_erased: int = 0

    @property
    def has_errors(self) -> bool:
        """Whether the sender has something to mend before all of it can be used."""
        return self.verdict in _REFUSED or any(fault.rule.startswith(_WAITING) for fault in self.faults)

    def as_json(self) -> dict[str, Any]:
        """The entry of `files` in `cvm refresh --json`."""
        counts = {
            name: getattr(self.rows, name)
            for name in ("rows_read", "rows_loaded", "rows_quarantined", "rows_held", "rows_duplicate")
        }
        return {
            "path": self.path,
            "source": self.source,
            "layout": self.layout,
            "sha256": self.sha256,
            "verdict": self.verdict,
            **counts,
            "rows_erased": self.rows_erased,
            "faults": [
                {
                    "code": fault.rule,
                    "column": fault.column_name or None,
                    "count": fault.rows_failed,
                    "severity": fault.severity,
                    "rows": fault.example_rows,
                    "message_th": fault.message_th,
                    "message_en": fault.message_en,
                    "remedy_th": fault.remedy_th,
                    "remedy_en": fault.remedy_en,
                }
                for fault in self.faults
            ],
        }


@dataclass
class RefreshReport:
    """What a refresh did; `moves` are the largest of what it changed."""

    run_id: str
    as_of: date
    files: list[FileReport] = field(default_factory=list)
    publication_id: str | None = None
    tables: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    moves: tuple[LargestMove, ...] = ()
    is_demo_set_aside: bool = False
    reports_removed: int = 0

    @property
    def is_published(self) -> bool:
        """Whether this run published anything."""
        return self.publication_id is not None

    @property
    def has_refusals(self) -> bool:
        """Whether this run published, but not everything that was sent could be used as it is."""
        return self.is_published and any(file.has_errors for file in self.files)

    def as_json(self) -> dict[str, Any]:
        """The document of `cvm refresh --json` (04)."""
        return {
            "run_id": self.run_id,
            "as_of": self.as_of.isoformat(),
            "published": self.is_published,
            "publication_id": self.publication_id,
            "files": [file.as_json() for file in self.files],
            "tables": self.tables,
            "rows_erased": sum(file.rows_erased for file in self.files),
            "moves": [asdict(move) for move in self.moves],
            "seconds": self.seconds,
        }


Progress = Callable[[str, int, int], None]
"""Called with a stage, how many of its steps are done, and how many there are."""


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""
