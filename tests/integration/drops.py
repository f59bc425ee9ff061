"""Small made-up drops, and a home that takes them through the door (read, land, guard, load) without building marts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.loading.registry import known_files
from pipelines.running.inbox import accepted_files, arrivals, list_inbox
from pipelines.running.refresh import Look
from pipelines.running.reports import FileReport, silent
from pipelines.running.run import Run, new_stamp
from pipelines.settings import Settings
from pipelines.storing.databases import build_database, opened
from pipelines.synthetic.sample_files import Row, delimited

OUTCOME_HEADINGS = (
    "ปีการศึกษา", "รหัสสถานศึกษา", "ระดับชั้น/ระดับการศึกษา", "ประเภทวิชา", "สาขาวิชา", "ผู้สำเร็จการศึกษา", "ติดตามได้",
    "ศึกษาต่อ", "รองานหรือว่างงาน", "ทำงานรัฐวิสาหกิจ", "ทำงานราชการ", "ทำงานเอกชน", "อาชีพอิสระ", "อื่น ๆ",
)  # fmt: skip
MEMBER_HEADINGS = ("ปีงบประมาณ", "ศูนย์ CVM", "รหัสสถานศึกษา", "กลุ่มสถานศึกษา")
COLLEGE_HEADINGS = ("รหัสสถานศึกษา", "ชื่อสถานศึกษา", "สังกัด", "จังหวัด")
FIRST = "1399100001"
SECOND = "1399100002"
INDUSTRY, COMMERCE = "อุตสาหกรรม", "พาณิชยกรรม"
MECHANICS, ACCOUNTS = "ช่างยนต์", "การบัญชี"
DAY = date(2026, 11, 21)


@dataclass(frozen=True)
class Outcome:
    """One row of outcome_counts; all who were followed work in the private sector unless `private` says otherwise."""

    graduates: object = 10
    followed: object = 4
    college: str = FIRST
    subject: str = INDUSTRY
    field_th: str = MECHANICS
    level: str = "ปวช."
    year: object = 2566
    private: object = None

    def cells(self) -> list[Any]:
        """The row in the order of the template's headings."""
        private = self.followed if self.private is None else self.private
        head = [self.year, self.college, self.level, self.subject, self.field_th, self.graduates, self.followed]
        return [*head, 0, 0, 0, 0, private, 0, 0]


def outcomes(*rows: Outcome, encoding: str = "utf-8") -> bytes:
    """A file of outcome_counts in the office's template."""
    return delimited([OUTCOME_HEADINGS, *[row.cells() for row in rows]], encoding)


def members(*colleges: str, centre: str = "2564-01", year: int = 2567, tier: str = "Standard") -> bytes:
    """A file of network_members: colleges of one centre."""
    rows: list[Row] = [[year, centre, college, tier] for college in colleges]
    return delimited([MEMBER_HEADINGS, *rows], "utf-8")


def colleges(names: Mapping[str, str]) -> bytes:
    """A register of public colleges in Bangkok: name by code."""
    rows: list[Row] = [[code, name, "รัฐ", "กรุงเทพมหานคร"] for code, name in names.items()]
    return delimited([COLLEGE_HEADINGS, *rows], "utf-8")


@dataclass
class House:
    """A home without marts. `drop` does what a refresh does up to the load, and remembers nothing of its own."""

    home: Path
    options: dict[str, Any] = field(default_factory=dict)
    project: str = "project"

    @property
    def settings(self) -> Settings:
        """The settings of this home."""
        return Settings(home=self.home, **self.options)

    def put(self, files: Mapping[str, bytes]) -> None:
        """Lays files into the inbox."""
        for name, content in files.items():
            path = self.home / "inbox" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def drop(
        self, files: Mapping[str, bytes], *, day: date = DAY, accept: Collection[str] = (), only: Sequence[str] = ()
    ) -> dict[str, FileReport]:
        """Lays files into the inbox and takes what is new through the door; the reports of those, by path."""
        from pipelines.running.work import load_new
        from pipelines.storing.healing import heal

        self.put(files)
        if self.settings.store != "duckdb":
            heal(self.settings)
        known = self.known()
        present = list_inbox(self.settings.inbox)
        accepted = accepted_files(accept, known, present)
        found = arrivals(present, known, accepted, self.project)
        run = Run(self.settings, new_stamp(day, self.project), frozenset(accepted))
        return {report.path: report for report in load_new(run, Look(run, known, found, False), only, silent)}

    def known(self) -> dict[str, Any]:
        """The register."""
        if not build_database(self.settings).exists():
            return {}
        with opened(build_database(self.settings), is_written=True) as connection:
            return known_files(connection)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of `raw`."""
        with opened(build_database(self.settings), is_written=True) as connection:
            return connection.execute(sql).fetchall()

    def holding(self, source: str, columns: str) -> list[tuple[Any, ...]]:
        """What holds now, in order."""
        return self.query(f"select {columns} from raw.{source} where replaced_by_load_id is null order by all")

    def records(self, source: str) -> list[list[tuple[Any, ...]]]:
        """All that is kept of files and of the rows of a source, but for the run and the batch in which they came."""
        return [
            self.query(f"select {columns} from raw.{table} order by all")
            for table, columns in (
                ("files", "* exclude (run_id, loaded_at, path, batch)"),
                ("quarantine", "* exclude (run_id)"),
                ("rule_results", "* exclude (run_id)"),
                (source, "* exclude (load_id, replaced_by_load_id), replaced_by_load_id is null"),
            )
        ]


def codes(faults: Iterable[Any]) -> set[str]:
    """Codes of the faults of a report."""
    return {fault.rule for fault in faults}
