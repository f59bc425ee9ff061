"""Random teachers, tests, licences, courses, placements and plans: the models' SQL against the second computation.

The rows are drawn at the edges of the rules and laid beside those of the sample, in a copy of its warehouse; what they
come to is made by the SQL that dbt compiles. A build would cost ten times as much.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import polars as pl
import pytest

from tests.cohorts.draws import Chance
from tests.integration import findings
from tests.integration.compiled import compiled
from tests.oracle.comparison import as_of_run, centre_differences, table_differences
from tests.oracle.inputs import of_home
from tests.profiles import FULL, LONG

Row = dict[str, Any]

FACTS = (
    "int_teachers__rostered", "int_teachers__developed", "int_teachers__skilled", "int_certifications__tested",
    "int_teachers__covered", "int_learners__final_year", "int_learners__tested", "int_short_courses__run",
    "int_assessment_centres__licensed", "int_assessment_centres__by_year", "int_curriculum_units__required",
    "int_placements__placed", "int_placements__checked", "int_skill_gaps__teachers", "int_skill_gaps__curriculum",
)  # fmt: skip
PEOPLE = (
    "teacher_coverage", "teacher_development_summary", "skill_gaps", "certification_summary",
    "assessment_centre_status", "short_course_summary", "placement_safety",
)  # fmt: skip
RESULTS = (
    "int_plans__done", "int_key_results__administration", "int_key_results__plans", "int_key_results__knowledge",
    "int_key_results__market", "int_key_results__teachers", "int_key_results__learners",
    "int_key_results__certification", "int_key_results__computed", "centre_scorecard", "key_result_parts",
    "plan_status",
)  # fmt: skip
MODELS = (*FACTS, *PEOPLE, *RESULTS)
"""In the order in which they are made."""
SEEDS = range(20 if FULL else 1)
ROWS = 80
COLLEGES = ("1399100003", "1399100008", "1399200028", "1399200029", "1399100011")
FIELDS = ("การบัญชี", "การบัญชี", "การโรงแรม", "เทคนิคเครื่องกล", "ช่างยนต์", "ไม่มีในรายชื่อ")
CENTRES = ("2566-07", "2564-06", "2564-01")
BODIES = ("tpqi", "dsd", "international")
YEARS_END = (date(2024, 9, 30), date(2024, 10, 1), date(2025, 5, 15), date(2025, 5, 16), date(2025, 9, 30))


class Fault(NamedTuple):
    """A text that stands once in the SQL of a model, and what is seeded in its place."""

    model: str
    text: str
    replacement: str


FAULTS = (
    Fault("int_teachers__developed", "developed.ends_on <= run.as_of", "developed.ends_on < run.as_of"),
    Fault("int_teachers__developed", "developed.work_report_on <= developed.report_due_on",
          "developed.work_report_on < developed.report_due_on"),
    Fault("int_teachers__developed", "developed.clip_minutes <= 5", "developed.clip_minutes < 5"),
    Fault("int_teachers__developed", "developed.incidents = 0", "developed.incidents <= 1"),
    Fault("int_teachers__skilled", "skills.current_level < skills.required_level",
          "skills.current_level <= skills.required_level"),
    Fault("int_assessment_centres__licensed", "centres.expires_on < run.as_of", "centres.expires_on <= run.as_of"),
    Fault("int_placements__checked", "supervision_visits > 0", "supervision_visits >= 0"),
    Fault("int_curriculum_units__required", "units.employers_requiring > 0 as is_required",
          "units.employers_requiring >= 0 as is_required"),
    Fault("int_key_results__certification", "units.curriculum_be = max(units.curriculum_be)",
          "units.curriculum_be = min(units.curriculum_be)"),
    Fault("int_key_results__plans", "items.last_on >= years.starts_on", "items.last_on >= date '2000-01-01'"),
    Fault("int_plans__done", "when 'approved_on' then plans.approved_on", "when 'approved_on' then plans.sent_on"),
    Fault("int_plans__done", "dated.proved_on <= run.as_of", "dated.proved_on <= run.as_of + 1"),
    Fault("int_key_results__teachers", "report_state = 'in_time'", "report_state <> 'missing'"),
    Fault("int_key_results__learners", "count(placed.is_safe) as known", "count(*) as known"),
    Fault("centre_scorecard", "order by coalesce(computed, reported) >= target desc nulls last, fiscal_year_be",
          "order by fiscal_year_be desc"),
    Fault("plan_status", "count(*) filter (where items.actual >= items.target)", "count(items.actual)"),
)  # fmt: skip


FAULTS_OF_FINDINGS = (
    Fault("int_findings__by_year", "rows_judged.size >= rules.minimum_n", "rows_judged.size > rules.minimum_n"),
    Fault("int_findings__by_year", "rows_judged.value < rules.threshold", "rows_judged.value <= rules.threshold"),
    Fault("int_findings__by_year", "rows_judged.is_met and", ""),
    Fault("int_findings__by_year", "order by is_found desc, direction * value", "order by is_found desc, value"),
    Fault("int_findings__by_year", "direction * round(value, 2) < direction * threshold", "true"),
    Fault("int_findings__ranked", "year_before = year_be - 1", "year_before < year_be"),
    Fault("int_findings__ranked", "newest >= newest_of_rule - 1", "newest >= newest_of_rule"),
    Fault("int_findings__ranked", "when found.high - found.low is null then null", ""),
    Fault("int_findings__ranked", "coalesce(size, rows_behind) as n", "rows_behind as n"),
    Fault("int_findings__ranked", "'[,;\\s]+'", "','"),
    Fault("policy_findings", "when told_before = told_value then 'same'", ""),
)  # fmt: skip


class Drawn:
    """Rows of one seed, each from a row of the sample that lends what plays no part."""

    def __init__(self, seed: int, as_of: date, samples: Mapping[str, list[Row]]) -> None:
        self.chance, self.as_of, self.samples = Chance(f"people {seed}"), as_of, samples
        known = dict.fromkeys(row["teacher_key"] for row in samples["teachers"])
        self.teachers = ["stranger", "other", *known][:6]

    def near(self, *apart: int, of: date | None = None) -> date | None:
        """A day so many days from another, or none."""
        chosen = self.chance.one((*apart, None))
        return None if chosen is None else (of or self.as_of) + timedelta(days=chosen)

    def one(self, *values: Any) -> Any:
        return self.chance.one(values)

    def place(self) -> Row:
        return {"college_code": self.chance.one(COLLEGES), "field_th": self.chance.one(FIELDS)}

    def teacher(self) -> Row:
        return self.place() | {"teacher_key": self.chance.one(self.teachers), "fiscal_year_be": self.one(2568, 2569)}

    def teachers_row(self) -> Row:
        """One of the roster, at times of two colleges."""
        teacher = self.teacher()
        year = teacher.pop("fiscal_year_be") - 1
        flags = {"is_vocational": self.one("yes", "no"), "is_supervisor": self.one("yes", "no", None)}
        return teacher | flags | {"academic_year_be": year}

    def teacher_development_row(self) -> Row:
        """A placement may end on the day of the run, its report fall due then, its clip be just too long."""
        ends_on = self.near(-400, -40, -16, -15, -14, -1, 0, 1)
        reported = None if ends_on is None else self.near(-1, 0, 1, 14, 15, 16, of=ends_on)
        return self.teacher() | {
            "activity": self.one("placement", "placement", "training", "plan", "certification_test"),
            "activity_title": self.one(None, "ก", "ข"), "topic": self.one(None, "wbl", "vocational"),
            "establishment_id": self.one(None, *(row["establishment_id"] for row in self.samples["placements"][:3])),
            "ends_on": ends_on, "work_report_on": reported, "logbook_on": reported, "supervised_on": reported,
            "clip_minutes": self.one(None, 0.0, 5.0, 5.01), "incidents": self.one(None, 0, 0, 1, 2),
            "hours": self.one(None, 0.0, 40.0), "result": self.one(None, "passed", "passed", "failed", "pending"),
        }  # fmt: skip

    def teacher_skills_row(self) -> Row:
        """What is asked and reached, above and below."""
        levels = {"required_level": self.one(1, 2, 3), "current_level": self.one(0, 1, 2, 3, 4)}
        return self.teacher() | levels | {"unit_code": self.one("u", "v", "w")}

    def certifications_row(self) -> Row:
        """Of somebody whom the sample knows, on the last and first days of years, to a certificate that ends today."""
        someone = self.chance.one(self.samples["certifications"])
        who = ("person_kind", "person_key", "student_key", "identified_by", "college_code", "level", "field_th")
        is_teacher = someone["person_kind"] == "teacher"
        teacher = self.place() | {"person_key": self.chance.one(self.teachers)} if is_teacher else {}
        return {name: someone[name] for name in who} | teacher | {
            "body": self.one(*BODIES), "unit_code": self.one(None, "u"), "tested_on": self.one(*YEARS_END),
            "result": self.one("passed", "failed", "pending"), "certificate_expires_on": self.near(-1, 0, 1),
        }  # fmt: skip

    def assessment_centres_row(self) -> Row:
        """A licence that ends today, yesterday, or at the edge of the notice."""
        return self.place() | {
            "body": self.one(*BODIES), "body_name": self.one(None, "n", "m"),
            "stage": self.one("licensed", "licensed", "preparing", "expired"),
            "licensed_on": self.near(-900, -1, 0, 1), "expires_on": self.near(-1, 0, 1, 180, 181, -418),
        }  # fmt: skip

    def short_courses_row(self) -> Row:
        """Nineteen and twenty trainees, with and without their groups."""
        trainees = self.one(0, 19, 20)
        groups = ("trainees_students", "trainees_graduates", "trainees_unemployed", "trainees_public")
        told = (trainees, 0, 0, 0) if self.chance.happens(0.6) else (None,) * 4
        return self.place() | dict(zip(groups, told, strict=True)) | {
            "course_id": self.one("p", "q"), "run": self.chance.randrange(10**6),
            "fiscal_year_be": self.one(2568, 2569), "trainees": trainees, "passed": self.one(None, 0, trainees),
            "approved_on": self.near(-500), "credits_banked": self.one(None, 1.5),
            "establishment_id": self.one(None, self.samples["placements"][0]["establishment_id"]),
        }  # fmt: skip

    def curriculum_units_row(self) -> Row:
        """Units of old, new and coming curricula, which nobody was asked about, nobody or somebody requires."""
        return {
            "curriculum_be": self.one(2562, 2563, 2567, 2568, 2569), "level": self.one("voc_cert", "high_voc_cert"),
            "field_th": self.chance.one(FIELDS), "unit_code": f"x{self.chance.randrange(10**6)}",
            "body": self.one(*BODIES), "in_curriculum": self.one("yes", "no"), "employers_asked": 9,
            "employers_requiring": self.one(None, 0, 5),
        }  # fmt: skip

    def placements_row(self) -> Row:
        """Learners who set out at the edges of years, trained the day after, or of whom nothing is known."""
        someone, starts_on = self.chance.one(self.samples["placements"]), self.one(*YEARS_END)
        who = ("college_code", "student_key", "person_key", "identified_by", "level", "field_th", "academic_year_be")
        return {name: someone[name] for name in who} | {
            "starts_on": starts_on, "ends_on": starts_on + timedelta(60),
            "placement_kind": self.one("internship", "dual"), "safety_trained": self.one("yes", "no", None),
            "safety_trained_on": self.near(-1, 0, 1, of=starts_on), "oriented_on": self.near(-1, 0, 1, of=starts_on),
            "site_checked_on": self.near(-1, 0, 1, of=starts_on),
            "supervision_visits": self.one(None, 0, 1), "incidents": self.one(None, 0, 0, 1),
            "complaints": self.one(None, 0, 2), "complaints_solved": self.one(None, 0),
        }  # fmt: skip

    def plans_row(self) -> Row:
        """A plan that was approved, sent, neither, or is dated tomorrow."""
        kind = self.one("five_year", "action", "teacher")
        return {
            "centre_id": self.one("2564-02", "2564-03"), "plan_kind": kind,
            "fiscal_year_be": 2566 if kind == "five_year" else self.one(2568, 2569),
            "approved_on": self.near(-800, 0, 1), "sent_on": self.near(-800, -419, -418, 0, 1),
        }  # fmt: skip

    def plan_items_row(self) -> Row:
        """An item of some years, of one day, of no day, or still to come."""
        first, last = self.near(-800, -418, -417, -1, 1), self.near(-417, 0, 2, 500)
        if first and last and first > last:
            first, last = last, first
        return {
            "centre_id": self.one(*CENTRES), "fiscal_year_be": 2566, "plan_kind": "five_year",
            "item_no": 100 + self.chance.randrange(10**6), "college_code": self.one(None, *COLLEGES),
            "actual": self.one(None, 0.0, 1.0), "starts_on": first, "ends_on": last,
        }  # fmt: skip


KEYS = {
    "teachers": ("academic_year_be", "college_code", "teacher_key"),
    "teacher_development": (), "certifications": (), "placements": (), "short_courses": (), "curriculum_units": (),
    "plan_items": (), "assessment_centres": ("college_code", "body", "body_name", "field_th"),
    "teacher_skills": ("fiscal_year_be", "teacher_key", "unit_code"),
    "plans": ("fiscal_year_be", "centre_id", "plan_kind"),
}  # fmt: skip
"""By which columns a source holds a row once, where rows drawn could meet."""


class Copied:
    """A copy of the sample's warehouse in which rows are laid beside its own."""

    def __init__(self, home: Path) -> None:
        self.home, self.marts = home, home / "warehouse" / "mart.duckdb"
        self.as_of = as_of_run(home)
        self._made: tuple[int, Fault | None] | None = None
        self._compiled = compiled(home, (*MODELS, *findings.MODELS))
        with self._opened() as connection:
            in_force = "where replaced_by_load_id is null order by all"
            self._samples = {source: connection.execute(f"from build.raw.{source} {in_force}").pl() for source in KEYS}

    def _opened(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect()
        connection.execute(f"attach '{self.home / 'warehouse' / 'build.duckdb'}' as build")
        connection.execute(f"attach '{self.marts}' as mart")
        return connection

    def made(self, seed: int, fault: Fault | None = None) -> None:
        """The sample's rows with those of a seed, and what they come to, at times by faulty SQL."""
        if (seed, fault) == self._made:
            return
        self._made = None
        drawn = Drawn(seed, self.as_of, {source: frame.to_dicts() for source, frame in self._samples.items()})
        with self._opened() as connection:
            views = {name for (name,) in connection.execute("select view_name from duckdb_views()").fetchall()}
            for source, frame in self._samples.items():
                connection.register("drawn", _rows(getattr(drawn, f"{source}_row"), KEYS[source], frame))
                connection.execute(f"delete from build.raw.{source} where sheet = 'drawn'")
                connection.execute(f"insert into build.raw.{source} by name select * from drawn")
            for name in MODELS:
                relation, code = self._compiled[name]
                if fault is not None and name == fault.model:
                    assert code.count(fault.text) == 1, fault
                    code = code.replace(fault.text, fault.replacement)
                if name not in views:
                    connection.execute(f"create or replace table {relation} as {code}")
        self._made = seed, fault

    def shaken(self, seed: int | None, fault: Fault | None = None) -> findings.Shaken:
        """The tables that policy rules look at, with values at the edges of these; or as they are."""
        sql = dict(self._compiled)
        if fault is not None:
            relation, code = sql[fault.model]
            assert code.count(fault.text) == 1, fault
            sql[fault.model] = relation, code.replace(fault.text, fault.replacement)
        return findings.Shaken(self.home / "warehouse", sql, self.as_of, seed)


def _rows(draw: Callable[[], Row], key: tuple[str, ...], sample: pl.DataFrame) -> pl.DataFrame:
    """Rows drawn of a source, no two of one key and none of a key that the sample has."""
    lent = sample.row(0, named=True) | {"sheet": "drawn"}
    taken = {tuple(row[name] for name in key) for row in sample.to_dicts()} if key else set()
    rows: list[Row] = []
    for number in range(ROWS):
        row = lent | draw() | {"row_number": number}
        if tuple(row[name] for name in key) not in taken or not key:
            taken.add(tuple(row[name] for name in key))
            rows.append(row)
    return pl.DataFrame(rows, schema=sample.schema)


@pytest.fixture(scope="module")
def warehouse(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copied]:
    """The copy, its models compiled once."""
    home = tmp_path_factory.mktemp("people")
    shutil.copytree(sample_home / "warehouse", home / "warehouse")
    yield Copied(home)
    shutil.rmtree(home)


def wrong(warehouse: Copied) -> list[str]:
    """Whatever differs from the second computation."""
    inputs = of_home(warehouse.home, warehouse.marts, warehouse.as_of)
    of_people = table_differences(inputs, warehouse.marts, only=PEOPLE)
    return of_people + centre_differences(warehouse.home, warehouse.marts)


@pytest.mark.parametrize("seed", SEEDS)
def test_tables_of_people_and_centres_equal_the_recomputation(warehouse: Copied, seed: int) -> None:
    warehouse.made(seed)
    assert wrong(warehouse) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_findings_of_shaken_tables_by_edited_rules_equal_the_recomputation(warehouse: Copied, seed: int) -> None:
    warehouse.made(seed)
    shaken = warehouse.shaken(seed)
    assert shaken.differences() == []
    found = shaken.found()
    silent = {rule["rule_id"] for rule in shaken.rules} - set(found["rule_id"])
    # a rule without rows in the sample finds none when they are shaken
    assert len(silent) < len(shaken.rules) / 3, silent
    assert {"better", "worse", "same", None} == set(found["trend"])
    assert found["taken_up_by"].count() > 10


def test_a_finding_goes_when_its_cause_does(warehouse: Copied) -> None:
    tables = warehouse.shaken(None)
    assert tables.found().height > 300
    tables.cure()
    assert tables.found().height == 0


@LONG
@pytest.mark.parametrize("fault", FAULTS_OF_FINDINGS)
def test_a_fault_in_the_sql_of_findings_is_noticed(warehouse: Copied, fault: Fault) -> None:
    assert warehouse.shaken(0, fault).differences()


@LONG
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_sql_is_noticed(warehouse: Copied, fault: Fault) -> None:
    warehouse.made(0, fault)
    assert wrong(warehouse)
