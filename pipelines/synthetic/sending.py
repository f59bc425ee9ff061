"""The files that one college sends, each with what must become of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import rows as said
from pipelines.synthetic.chance import Chance, Table
from pipelines.synthetic.following import ROUNDS, Graduate, graduates_of, skips_round
from pipelines.synthetic.other_layouts import form, vcop
from pipelines.synthetic.planted import DUPLICATE, FATE, PARTS, QUARANTINED, Plan, plan
from pipelines.synthetic.rows import WHO, Row
from pipelines.synthetic.shapes import SHAPES, Shape, laid_out, written
from pipelines.synthetic.tables import TITLES
from pipelines.synthetic.world import College
from pipelines.synthetic.writers import text, xlsx

TEMPLATE, VCOP, FORM = "A", "B", "G"


@dataclass(frozen=True)
class Entry:
    """What one source must make of a file. `number` is the round, where the source has rounds."""

    source: str
    layout: str
    rows: Sequence[Row]
    year_be: int
    number: int | None = None


@dataclass(frozen=True)
class Sent:
    """One file of a college."""

    path: str
    content: bytes
    college_code: str
    entries: tuple[Entry, ...]
    verdict: str = "loaded"
    faults: tuple[tuple[str, str | None, int | None], ...] = ()
    planted: str | None = None

    def truth(self) -> list[dict[str, Any]]:
        """What must be said of the file, once for each source that it feeds."""
        return [self._truth_of(entry) for entry in self.entries]

    def _truth_of(self, entry: Entry) -> dict[str, Any]:
        fates = [row.get(FATE) for row in entry.rows for _ in range(row.get(PARTS, 1))]
        is_read, is_held = self.verdict != "rejected", self.verdict == "held"
        rows = len(fates) if is_read else 0
        duplicates, quarantined = (
            (0, 0) if is_held or not is_read else (fates.count(DUPLICATE), fates.count(QUARANTINED))
        )
        verdict = self.verdict
        if verdict in ("loaded", "loaded_with_quarantine"):
            verdict = "loaded_with_quarantine" if quarantined else "loaded"
        faults = self.faults if self.verdict not in ("loaded", "loaded_with_quarantine") or quarantined else ()
        return {
            "path": self.path,
            "source": entry.source if is_read else None,
            "layout": entry.layout if is_read else None,
            "verdict": verdict,
            "rows_read": rows,
            "rows_loaded": 0 if is_held else rows - duplicates - quarantined,
            "rows_quarantined": quarantined,
            "rows_held": rows if is_held else 0,
            "rows_duplicate": duplicates,
            "faults": [{"code": code, "column": column, "count": count} for code, column, count in faults],
            **({"warnings": _warnings(entry)} if not self.faults and entry.layout == TEMPLATE and is_read else {}),
        }


@dataclass(frozen=True)
class Habits:
    """How a college sends: the shape of its follow-ups (maybe the V-COP report), and of everything else."""

    followups: str
    own: Shape
    has_roster: bool
    has_form: bool
    surveys: bool


@cache
def habits(seed: int, college: College) -> Habits:
    """What a college always does."""
    chance = Chance(seed, "habits", college.code)
    followups = chance.draw(Table(assumed.SHAPES))
    others = {name: share for name, share in assumed.SHAPES.items() if name in SHAPES}
    own = SHAPES[followups if followups in SHAPES else chance.draw(Table(others))]
    is_vcop = followups not in SHAPES
    return Habits(
        followups=followups,
        own=own,
        has_roster=not (is_vcop and chance.happens(assumed.VCOP_WITHOUT_ROSTER)),
        has_form=chance.happens(assumed.INTENTIONS_AS_FORM),
        surveys=chance.happens(assumed.SURVEYS),
    )


def files_of(
    seed: int, college: College, year_be: int, share: float, learners: Sequence[Row], work: Mapping[str, Sequence[Row]]
) -> Iterator[Sent]:
    """Every file a college sends about a year; `share` of them have planted faults.

    Args:
        learners: its rows of `students`.
        work: its rows of the other sources that it sends alone.
    """
    found = graduates_of(seed, college, year_be)
    ways = habits(seed, college)
    sender = Sender(seed, college, year_be, share, ways)
    system = _system_shape(seed, college, ways)
    yield from sender.own("students", learners, system)
    roster = said.graduates(college, year_be, found)
    if ways.has_roster:
        yield from sender.own("graduates", roster, ways.own)
    if ways.surveys:
        yield from sender.survey(said.intentions(seed, college, year_be, found))
    for number in ROUNDS:
        yield from sender.round(number, found, roster)
    submissions = said.round_submissions(seed, college, year_be, found)
    if submissions:
        yield from sender.own("round_submissions", submissions, ways.own)
    for source, rows in work.items():
        yield from sender.own(source, rows, system)


def _system_shape(seed: int, college: College, ways: Habits) -> Shape:
    """What comes out of the college's own system, as learners do: mostly delimited text."""
    if ways.own.suffix == ".xlsx" and Chance(seed, "student shape", college.code).happens(assumed.STUDENTS_AS_CSV):
        return SHAPES["csv_utf8"]
    return ways.own


@dataclass(frozen=True)
class Sender:
    """Who sends files about a year: a college, or under another `name` somebody who puts several together."""

    seed: int
    college: College
    year_be: int
    share: float
    ways: Habits
    name: str | None = None

    def own(self, source: str, rows: Sequence[Row], shape: Shape, number: int | None = None) -> Iterator[Sent]:
        """One file in the college's own shape, or one for each half of its levels."""
        if not rows:
            return
        parts = {"": list(rows)}
        if shape.is_split and "level" in rows[0]:
            parts = {
                "_ปวช": [row for row in rows if row["level"] == "ปวช."],
                "_ปวส": [row for row in rows if row["level"] != "ปวช."],
            }
        for suffix, part in parts.items():
            if part:
                yield self._own_file(source, part, shape, number, suffix)

    def _own_file(self, source: str, rows: Sequence[Row], shape: Shape, number: int | None, part: str) -> Sent:
        chance = self._chance(source, number, part)
        planted = plan(source, rows, chance, self.share, shape=shape.id, suffix=shape.suffix)
        content = _spoilt_file(source, planted, shape, self.college, chance)
        kind, year_be = _year_of(rows[0], self.year_be)
        year = year_be - 7 if planted.kind == "year_conflict" else year_be
        name = f"{TITLES[source]}_{year}{part}" if shape.id not in ("plain", "tsv") else f"{source}{part}"
        path = self._path(source, number, f"{kind}{year_be}") / f"{self._named()}_{name}{shape.suffix}"
        entry = Entry(source, TEMPLATE, planted.rows, self.year_be, number)
        return self._sent(path, content, planted, (entry,))

    def survey(self, rows: Sequence[Row]) -> Iterator[Sent]:
        """The survey before graduation: the answers of a form, or the template."""
        if not self.ways.has_form:
            yield from self.own("intentions", rows, self.ways.own)
            return
        if not rows:
            return
        chance = self._chance("intentions", None, "form")
        planted = plan("intentions", rows, chance, self.share, shape="google_form", suffix=".xlsx")
        content = form(self.year_be, planted.rows)
        if planted.kind == "unreadable_file":
            content = content[: len(content) // 2]
        path = self._path("intentions", None) / f"{self.college.code}_แบบสำรวจ (การตอบกลับ).xlsx"
        yield self._sent(path, content, planted, (Entry("intentions", FORM, planted.rows, self.year_be),))

    def round(self, number: int, found: Sequence[Graduate], roster: Sequence[Row]) -> Iterator[Sent]:
        """The follow-ups of one round: the college's own file, or the V-COP report with everybody in it."""
        rows = said.followups(self.college, self.year_be, number, found)
        if skips_round(self.seed, self.college, self.year_be, number):
            return
        if self.ways.followups in SHAPES:
            yield from self.own("followups", rows, self.ways.own, number)
            return
        chance = self._chance("vcop", number, "")
        planted = plan("vcop", rows, chance, self.share, shape="vcop", suffix=_VCOP_SUFFIX[self.ways.followups])
        records = {row[WHO]: row for row in planted.rows if row.get(FATE) != DUPLICATE}
        people = list(roster)
        again = [row[WHO] for row in planted.rows if row.get(FATE) == DUPLICATE]
        people += [row | {FATE: DUPLICATE} for row in roster if row[WHO] in again]
        content = vcop(self.college, self.year_be, number, people, records, self.ways.followups, chance)
        folder = PurePosixPath("vcop") / f"ay{self.year_be}" / f"รอบ{number}"
        path = folder / f"{self.college.code}_รายงานรายบุคคล{_VCOP_SUFFIX[self.ways.followups]}"
        entries = (
            Entry("followups", VCOP, planted.rows, self.year_be, number),
            Entry("graduates", VCOP, people, self.year_be, number),
        )
        yield self._sent(path, content, planted, entries)

    def _sent(self, path: PurePosixPath, content: bytes, planted: Plan, entries: tuple[Entry, ...]) -> Sent:
        return Sent(
            str(path), content, self.college.code, entries, planted.verdict, planted.faults, planted=planted.kind
        )

    def _chance(self, source: str, number: int | None, part: str) -> Chance:
        return Chance(self.seed, "file", self.name or self.college.code, self.year_be, source, number, part)

    def _path(self, source: str, number: int | None, folder: str = "") -> PurePosixPath:
        path = PurePosixPath(source) / (folder or f"ay{self.year_be}")
        return path / f"รอบ{number}" if number else path

    def _named(self) -> str:
        if self.name:
            return self.name
        return self.college.name_th if self.ways.own.college == "name" else self.college.code


def _year_of(row: Row, year_be: int) -> tuple[str, int]:
    """The mark and the year of a folder: that of the rows, else the fiscal year after the academic year."""
    if "academic_year_be" in row:
        return "ay", row["academic_year_be"]
    return "fy", row.get("fiscal_year_be", year_be + 1)


_VCOP_SUFFIX = {"vcop_xls": ".xls", "vcop_csv_874": ".csv", "vcop_csv_utf8": ".csv"}


def _spoilt_file(source: str, planted: Plan, shape: Shape, college: College, chance: Chance) -> bytes:
    """The bytes of a file, spoilt as a whole where that is planned."""
    if planted.kind == "unreadable_file":
        content = written(source, planted.rows, shape, college, chance)
        return content[: len(content) // 2]
    if planted.kind not in ("missing_column", "heading_twice"):
        return written(source, planted.rows, shape, college, chance)
    sheet = laid_out(source, planted.rows, replace(shape, is_reported=False), college, chance)
    heading = sheet.lines[sheet.heading]
    if planted.kind == "heading_twice":
        heading.append("รหัสนักเรียน")
    else:
        place = heading.index(planted.drops)
        for line in sheet.lines[sheet.heading :]:
            del line[place : place + 1]
    if shape.suffix == ".xlsx":
        return xlsx({TITLES[source][:31]: sheet.lines})
    return text(sheet.lines, shape.encoding, comma=shape.comma)


def _warnings(entry: Entry) -> dict[str, int]:
    """Warnings of a file without planted faults, and how often; a row that stands there twice counts twice."""
    rows = entry.rows
    if "national_id" not in rows[0]:
        return {}
    ids = [row["national_id"] for row in rows]
    counted = {
        "national_id_foreign": sum(one is not None and one.startswith("G") for one in ids),
        "national_id_wrong_check_digit": sum(
            one is not None and not one.startswith("G") and _is_wrong(one) for one in ids
        ),
    }
    if entry.source == "students":
        counted["national_id_missing"] = sum(one is None for one in ids)
        counted["student_id_missing"] = sum(row["student_id"] is None for row in rows)
    if entry.source == "graduates":
        counted["graduated_on_missing"] = sum(row["graduated_on"] is None for row in rows)
    if entry.source in ("students", "graduates"):
        counted["study_system_missing"] = sum(row["study_system"] is None for row in rows)
    if entry.source == "followups":
        counted["recorded_on_missing"] = sum(row["recorded_on"] is None for row in rows)
    return {code: count for code, count in counted.items() if count}


def _is_wrong(national_id: str) -> bool:
    from pipelines.synthetic.names import check_digit

    return check_digit(national_id) != national_id[-1]
