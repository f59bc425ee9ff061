"""The tables of teachers, tests, short courses and placements, cell by cell, and what networks carry of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import polars as pl

from tests.oracle.inputs import Schema
from tests.oracle.rates import TOO_FEW_BELOW, wilson
from tests.oracle.teaching import Row, Teaching

TARGET = 20
CLIP_MINUTES = 5
PLACE = ("region_th", "province_code")
COLLEGE = (*PLACE, "ownership", "college_code")
BREAKDOWNS = {
    "nation": (),
    "region": ("region_th",),
    "province": PLACE,
    "institute": ("institute_name",),
    "level": ("level",),
    "field": ("meeting_field_th",),
    "field_unit": ("meeting_field_th", "unit_code"),
    "college": COLLEGE,
    "college_field": (*COLLEGE, "meeting_field_th"),
    "college_field_unit": (*COLLEGE, "meeting_field_th", "unit_code"),
    "cvm_network": ("centre_id",),
    "cvm_network_college": ("centre_id", "college_code"),
}
KEYS = (*COLLEGE, "institute_name", "meeting_field_th", "centre_id")
YEARS = ("fiscal_year_be", "academic_year_be")
COVERAGE_KEYS = (*YEARS, "breakdown", *KEYS)
CERTIFICATION_KEYS = (*COVERAGE_KEYS, "level", "person_kind", "body")
GAP_KEYS = ("gap_of", *YEARS, "curriculum_be", "breakdown", *KEYS, "level", "unit_code")
STATUS_KEYS = ("breakdown", "body", *KEYS)
BODIES = ("tpqi", "dsd", "international", "any")
STATES = ("licensed", "expired", "applied", "preparing")
NOTICE_DAYS = 180
OF_UNITS = {
    "nation": (), "level": ("level",), "field": ("meeting_field_th",), "field_unit": ("meeting_field_th", "unit_code"),
    "level_field": ("level", "meeting_field_th"), "cvm_network": ("centre_id",),
}  # fmt: skip
OF_LICENCES = {
    **{name: BREAKDOWNS[name] for name in ("nation", "region", "province", "institute", "field", "college")},
    "province_field": (*PLACE, "meeting_field_th"),
    "cvm_network": ("centre_id",),
}
SAFETY_KEYS = ("academic_year_be", "breakdown", *KEYS, "level")


def _cells(
    teaching: Teaching,
    rows: Sequence[Row],
    payload: Schema,
    measures: dict[str, pl.Expr],
    by: Sequence[str] = YEARS,
    more: tuple[str, ...] = (),
) -> pl.DataFrame:
    """The cells of every breakdown; rows count in a network once for each centre of their college and field.

    `more` names the keys that only some tables have.
    """
    keys = (*KEYS, *more)
    in_networks = [
        {**row, "centre_id": centre}
        for row in rows
        for centre in teaching.centres(
            row["academic_year_be"], row["college_code"], row.get("level") if "level" in more else None, row["field_th"]
        )
    ]
    numbers = {name: pl.Int64 if name in YEARS else pl.String for name in by}
    schema = {**numbers, **dict.fromkeys(keys, pl.String), **payload}
    frames = [
        pl.DataFrame([tuple(row.get(name) for name in schema) for row in some], schema=schema, orient="row")
        for some in (rows, in_networks)
    ]
    parts = []
    for breakdown, columns in BREAKDOWNS.items():
        if set(columns) <= set(keys):
            part = frames["centre_id" in columns].group_by(*by, *columns).agg(**measures)
            others = [pl.lit(None, pl.String).alias(name) for name in keys if name not in columns]
            part = part.with_columns(pl.lit(breakdown).alias("breakdown"), *others)
            if breakdown == "institute":
                part = part.filter(pl.col("institute_name").is_not_null().any().over("academic_year_be"))
            parts.append(part.select("breakdown", *by, *keys, *measures))
    return pl.concat(parts).with_columns(pl.lit("records").alias("basis"))


def _having(flag: str) -> pl.Expr:
    """Rows with a flag, of which it is known at all."""
    return pl.when(pl.col(flag).count() > 0).then(pl.col(flag).sum().cast(pl.Int64))


def _persons(flag: str, person: str) -> pl.Expr:
    """Persons with a flag, each once, where it is known of any."""
    return pl.when(pl.col(flag).count() > 0).then(_who(pl.col(flag), person))


def _who(condition: pl.Expr, person: str) -> pl.Expr:
    return pl.col(person).filter(condition.fill_null(value=False)).drop_nulls().n_unique().cast(pl.Int64)


def _total(name: str) -> pl.Expr:
    """A sum, where anything is told."""
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).sum())


def _number(condition: pl.Expr) -> pl.Expr:
    return condition.fill_null(value=False).sum().cast(pl.Int64)


def _rates(cells: pl.DataFrame, **parts: tuple[str, str]) -> pl.DataFrame:
    """Rates with their intervals, each of a numerator over a denominator of enough."""
    for name, (numerator, denominator) in parts.items():
        num, den = pl.col(numerator), pl.col(denominator)
        low, high = wilson(num, den)
        enough = den >= TOO_FEW_BELOW
        cells = cells.with_columns(
            pl.when(enough).then(num / den).alias(f"{name}_rate"),
            pl.when(enough).then(low).alias(f"{name}_ci_low"),
            pl.when(enough).then(high).alias(f"{name}_ci_high"),
        )
    return cells


def teacher_coverage(teaching: Teaching) -> pl.DataFrame:
    """`teacher_coverage`."""
    flags = ("is_planned", "is_trained", "is_trained_in_wbl", "is_placed", "is_certified", "is_without_gap")
    teachers = [
        {**row, "is_vocational": row["is_vocational"] == "yes", "is_supervisor": _yes(row["is_supervisor"])}
        for row in teaching.teachers
    ]
    counts = ("experts", "trainers", "trainers_certified")
    payload = {
        "teacher_key": pl.String,
        **dict.fromkeys(("is_vocational", "is_supervisor", *flags), pl.Boolean),
        **dict.fromkeys(counts, pl.Int64),
    }
    known = {"development": "is_trained", "certification": "is_certified", "skills": "is_without_gap"}
    measures = {
        "source_rows": pl.len().cast(pl.Int64),
        "teachers": pl.when(pl.col("teacher_key").count() > 0).then(pl.col("teacher_key").drop_nulls().n_unique()),
        "vocational_teachers": _persons("is_vocational", "teacher_key"),
        "supervisors": _persons("is_supervisor", "teacher_key"),
        **{f"{name}_known": _who(pl.col(flag).is_not_null(), "teacher_key") for name, flag in known.items()},
        **{flag.replace("is_", "teachers_", 1): _persons(flag, "teacher_key") for flag in flags},
        **{f"workplace_{name}": _total(name) for name in counts},
    }
    cells = _cells(teaching, [*teachers, *teaching.experts], payload, measures)
    rates = {"trained": ("teachers_trained", "development_known")}
    return _rates(cells, **rates, certified=("teachers_certified", "certification_known"))


def _yes(told: str | None) -> bool | None:
    return None if told is None else told == "yes"


def teacher_development_summary(teaching: Teaching) -> pl.DataFrame:
    """`teacher_development_summary`."""
    payload: Schema = {
        **dict.fromkeys(("teacher_key", "activity", "result", "state"), pl.String),
        **dict.fromkeys(("is_placement", "is_safe"), pl.Boolean),
        **dict.fromkeys(("logbook_on", "supervised_on"), pl.Date),
        **dict.fromkeys(("hours", "clip_minutes"), pl.Float64),
        "incidents": pl.Int64,
    }
    activity, is_placement = pl.col("activity"), pl.col("is_placement")
    persons = {
        "planned": "plan", "in_training": "training", "placed": "placement", "tested": "certification_test",
    }  # fmt: skip
    kinds = {"trainings": "training", "tests": "certification_test"}
    hours = {"training_hours": "training", "placement_hours": "placement"}
    measures = {
        "source_rows": pl.len().cast(pl.Int64),
        "teachers": pl.col("teacher_key").n_unique(),
        **{f"teachers_{name}": _who(activity == kind, "teacher_key") for name, kind in persons.items()},
        "plans": _number(activity == "plan"),
        **{name: _number(activity == kind) for name, kind in kinds.items()},
        **{
            f"{name}_{result}": _number((activity == kind) & (pl.col("result") == result))
            for name, kind in kinds.items()
            for result in ("passed", "failed", "pending")
        },
        **{
            name: pl.when(pl.col("hours").filter(activity == kind).count() > 0).then(
                pl.col("hours").filter(activity == kind).sum()
            )
            for name, kind in hours.items()
        },
        "placements": _number(is_placement),
        "placements_ended": pl.col("state").count().cast(pl.Int64),
        **{
            f"reports_{state}": _number(pl.col("state") == state)
            for state in ("in_time", "late", "before_end", "awaited", "missing")
        },
        "logbooks_sent": _number(is_placement & pl.col("logbook_on").is_not_null()),
        "clips": pl.col("clip_minutes").count().cast(pl.Int64),
        "clips_within_limit": _number(pl.col("clip_minutes") <= CLIP_MINUTES),
        "placements_supervised": _number(is_placement & pl.col("supervised_on").is_not_null()),
        "safety_known": pl.col("is_safe").count().cast(pl.Int64),
        "placements_safe": _number(pl.col("is_safe")),
        "accidents": pl.when(pl.col("is_safe").count() > 0).then(pl.col("incidents").filter(is_placement).sum()),
    }
    cells = _cells(teaching, teaching.developed, payload, measures)
    return _rates(
        cells,
        reports_in_time=("reports_in_time", "placements_ended"),
        supervised=("placements_supervised", "placements"),
        safe=("placements_safe", "safety_known"),
    )


def placement_safety(teaching: Teaching) -> pl.DataFrame:
    """`placement_safety`."""
    known = {
        "trained_before_start": "is_trained", "supervised": "is_supervised", "in_order": "is_in_order",
        "safe": "is_safe",
    }  # fmt: skip
    proved = {"oriented_before_start": "is_oriented", "site_checked": "is_checked"}
    payload: Schema = {
        **dict.fromkeys((*known.values(), *proved.values(), "is_complained_of"), pl.Boolean),
        **dict.fromkeys(("learner", "placement_kind"), pl.String),
        **dict.fromkeys(("incidents", "complaints", "complaints_solved"), pl.Int64),
    }
    measures = {
        "source_rows": pl.len().cast(pl.Int64),
        "learners": pl.col("learner").n_unique(),
        "placements": pl.len().cast(pl.Int64),
        "internships": _number(pl.col("placement_kind") == "internship"),
        "dual_placements": _number(pl.col("placement_kind") == "dual"),
        **{f"{name}_known": pl.col(flag).count().cast(pl.Int64) for name, flag in known.items()},
        **{name: _having(flag) for name, flag in {**known, **proved}.items()},
        "accidents": _total("incidents"),
        "complained_of": _having("is_complained_of"),
        "complaints": _total("complaints"),
        "complaints_solved": _total("complaints_solved"),
    }
    cells = _cells(teaching, teaching.placements, payload, measures, ("academic_year_be",), ("level",))
    over_known = {name: (name, f"{name}_known") for name in known}
    return _rates(cells, **over_known, **{name: (name, "placements") for name in proved})


def short_course_summary(teaching: Teaching) -> pl.DataFrame:
    """`short_course_summary`."""
    groups = [f"trainees_{name}" for name in ("students", "graduates", "unemployed", "public")]
    rows = [{**row, "course": f"{row['college_code']} {row['course_id']}"} for row in teaching.courses]
    payload: Schema = {
        **dict.fromkeys(("course", "skill_kind", "establishment"), pl.String),
        **dict.fromkeys(("trainees", "passed", *groups), pl.Int64),
        "approved_on": pl.Date,
        "credits_banked": pl.Float64,
    }
    trainees, has_establishment = pl.col("trainees"), pl.col("establishment").is_not_null()
    learners = pl.col("trainees_students").filter(has_establishment)
    measures = {
        "source_rows": pl.len().cast(pl.Int64),
        "courses": pl.col("course").n_unique(),
        "courses_approved": _who(pl.col("approved_on").is_not_null(), "course"),
        "courses_with_establishment": _who(has_establishment, "course"),
        "runs": pl.len().cast(pl.Int64),
        **{f"runs_{kind}_skill": _number(pl.col("skill_kind") == kind) for kind in ("new", "up", "re")},
        "runs_of_enough_trainees": _number(trainees >= TARGET),
        "trainees": trainees.sum(),
        "groups_known": trainees.filter(pl.any_horizontal(pl.col(groups).is_not_null())).sum(),
        **{name: _total(name) for name in groups},
        "learners_developed": pl.when(learners.count() > 0).then(learners.sum()),
        "passed_known": trainees.filter(pl.col("passed").is_not_null()).sum(),
        "passed": _total("passed"),
        "credits_banked": _total("credits_banked"),
    }
    cells = _cells(teaching, rows, payload, measures).with_columns(
        pl.lit(TARGET).alias("trainees_target"),
        pl.when(pl.col("breakdown") == "cvm_network").then(trainees >= TARGET).alias("is_target_met"),
    )
    return _rates(cells, **{"pass": ("passed", "passed_known")})


def certification_summary(teaching: Teaching) -> pl.DataFrame:
    """`certification_summary`."""
    results = ("passed", "failed", "pending")
    tests = [{**row, "body": body} for row in teaching.tests for body in (row["body"], "any")]
    told = {(row["fiscal_year_be"], row["college_code"]) for row in teaching.tests if row["person_kind"] != "teacher"}
    told |= {(row["fiscal_year_be"], row["college_code"]) for row in teaching.final_year if row["tested_rows"]}
    last_year = [
        {
            **row,
            "person_kind": "final_year",
            "body": "any",
            "person": row["student_key"] if row["tested_rows"] else None,
            "is_told": (row["fiscal_year_be"], row["college_code"]) in told,
        }
        for row in teaching.final_year
    ]
    payload: Schema = {
        **dict.fromkeys(("person", "result"), pl.String),
        **dict.fromkeys(("is_passed", "is_in_force", "is_told"), pl.Boolean),
        "tested_rows": pl.Int64,
    }
    in_force, is_told = pl.col("is_in_force"), pl.col("is_told")
    is_last = is_told.count() > 0
    is_known = ~is_last | is_told.any()
    measures = {
        "source_rows": pl.col("person").is_not_null().sum().cast(pl.Int64)
        - _number(is_told & pl.col("person").is_not_null())
        + pl.col("tested_rows").sum(),
        "final_year_learners": pl.when(is_last).then(pl.len().cast(pl.Int64)),
        "certification_known": pl.when(is_last & is_told.any()).then(_number(is_told)),
        "persons_tested": pl.when(is_known).then(pl.col("person").drop_nulls().n_unique()),
        "persons_passed": pl.when(is_known).then(_who(pl.col("is_passed"), "person")),
        **{
            f"tests_{result}": pl.when(pl.col("result").count() > 0).then(_number(pl.col("result") == result))
            for result in results
        },
        "certificates_in_force": pl.when(in_force.count() > 0).then(_number(in_force)),
        "certificates_expired": pl.when(in_force.count() > 0).then(_number(~in_force)),
    }
    by = (*YEARS, "person_kind", "body")
    cells = _cells(teaching, [*tests, *last_year], payload, measures, by, ("level",))
    judged = pl.col("tests_passed") + pl.col("tests_failed")
    cells = cells.with_columns(tests=judged + pl.col("tests_pending"), tests_judged=judged)
    rates = {"pass": ("tests_passed", "tests_judged")}
    return _rates(cells, **rates, certified=("persons_passed", "certification_known"))


def skill_gaps(teaching: Teaching) -> pl.DataFrame:
    """`skill_gaps`."""
    gap = pl.col("gap")
    of_teachers = {
        "source_rows": pl.len().cast(pl.Int64),
        "teachers": pl.col("teacher_key").n_unique().cast(pl.Int64),
        "teachers_with_gap": _who(gap > 0, "teacher_key"),
        "skills": pl.len().cast(pl.Int64),
        "skills_with_gap": _number(gap > 0),
        "levels_missing": gap.sum(),
    }
    payload: Schema = {"teacher_key": pl.String, "gap": pl.Int64}
    teachers = _cells(teaching, teaching.skilled, payload, of_teachers, more=("unit_code",)).with_columns(
        pl.lit("teachers").alias("gap_of")
    )
    cells = pl.concat([teachers, _units(teaching)], how="diagonal")
    titles: dict[str, str] = {}
    bodies: dict[str, str] = {}
    for row in teaching.units:
        code = row["unit_code"]
        titles[code] = min(titles.get(code, row["unit_title"]), row["unit_title"])
        bodies[code] = min(bodies.get(code, row["body"]), row["body"])
    required = pl.col("units_required")
    cells = cells.with_columns(
        pl.col("unit_code").replace_strict(titles, default=None, return_dtype=pl.String).alias("unit_title"),
        pl.col("unit_code").replace_strict(bodies, default=None, return_dtype=pl.String).alias("body"),
        (pl.col("levels_missing") / pl.col("skills")).alias("mean_levels_missing"),
        pl.when(required > 0).then((required - pl.col("units_missing")) / required).alias("required_taught_rate"),
    )
    return _rates(cells, with_gap=("teachers_with_gap", "teachers"))


def _units(teaching: Teaching) -> pl.DataFrame:
    """The cells of the curricula."""
    flags = ("is_taught", "is_required", "is_missing")
    schema: Schema = {
        "curriculum_be": pl.Int64,
        **dict.fromkeys((*KEYS, "level", "unit_code"), pl.String),
        **dict.fromkeys(flags, pl.Boolean),
        **dict.fromkeys(("employers_asked", "employers_requiring"), pl.Int64),
    }
    in_networks = [{**row, "centre_id": centre} for row in teaching.units for centre in row["centres"]]
    frames = [
        pl.DataFrame([tuple(row.get(name) for name in schema) for row in some], schema=schema, orient="row")
        for some in (teaching.units, in_networks)
    ]
    measures = {
        "source_rows": pl.len().cast(pl.Int64),
        "units": pl.len().cast(pl.Int64),
        "units_taught": _number(pl.col("is_taught")),
        "units_required": _having("is_required"),
        "units_missing": _having("is_missing"),
        "employers_asked": _total("employers_asked"),
        "employers_requiring": _total("employers_requiring"),
    }
    parts = []
    for breakdown, columns in OF_UNITS.items():
        part = frames["centre_id" in columns].group_by("curriculum_be", *columns).agg(**measures)
        named = {"breakdown": pl.lit(breakdown), "gap_of": pl.lit("curriculum"), "basis": pl.lit("counts")}
        parts.append(part.with_columns(**named))
    return pl.concat(parts, how="diagonal")


def assessment_centre_status(teaching: Teaching) -> pl.DataFrame:
    """`assessment_centre_status`."""
    told = [{**row, "body": body} for row in teaching.test_centres for body in (row["body"], "any")]
    taught = {
        (part.place["region_th"], part.place["province_code"], part.place["meeting_field_th"])
        for part in teaching.gap.ties.market.parts
        if part.has_people
    }
    cells: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in told:
        for breakdown, columns in OF_LICENCES.items():
            if breakdown != "cvm_network":
                cells[breakdown, row["body"], *(row[name] if name in columns else None for name in KEYS)].append(row)
        year, college, name = row["academic_year_be"], row["college_code"], row["field_th"]
        for centre in teaching.centres(year, college, None, name):
            cells["cvm_network", row["body"], *_only("centre_id", centre)].append(row)
    for centre in teaching.inputs.seeds.centres:
        for body in BODIES:
            _ = cells["cvm_network", body, *_only("centre_id", centre)]
    fields = {}
    for region, province, met in taught:
        place = {"region_th": region, "province_code": province, "meeting_field_th": met}
        key = ("province_field", "any", *(place.get(name) for name in KEYS))
        fields[key] = cells[key]
    if not any(row["institute_name"] for row in told):
        cells = {key: rows for key, rows in cells.items() if key[0] != "institute"}
    found = [_status(teaching, key, rows, is_taught=key in fields) for key, rows in cells.items()]
    return pl.DataFrame(found, schema=_STATUS)


def _only(name: str, value: str) -> tuple[str | None, ...]:
    return tuple(value if key == name else None for key in KEYS)


_STATUS: Schema = {
    **dict.fromkeys((*STATUS_KEYS, "status"), pl.String),
    **dict.fromkeys(("as_of", "next_expires_on"), pl.Date),
    **dict.fromkeys(("centres", *(f"centres_{state}" for state in STATES)), pl.Int64),
    **dict.fromkeys(("licences_expiring", "colleges_licensed"), pl.Int64),
    "is_taught": pl.Boolean,
}


def _status(teaching: Teaching, key: tuple[Any, ...], rows: list[Row], *, is_taught: bool) -> Row:
    as_of = teaching.inputs.as_of
    licensed = [row for row in rows if row["state"] == "licensed"]
    ends = [row["expires_on"] for row in licensed if row["expires_on"] is not None]
    numbers = {state: sum(row["state"] == state for row in rows) for state in STATES}
    return {
        **dict(zip(STATUS_KEYS, key, strict=True)),
        "as_of": as_of,
        "status": next((state for state in STATES if numbers[state]), "not_reported"),
        "centres": len(rows),
        **{f"centres_{state}": number for state, number in numbers.items()},
        "licences_expiring": sum((end - as_of).days <= NOTICE_DAYS for end in ends),
        "next_expires_on": min(ends, default=None),
        "colleges_licensed": len({row["college_code"] for row in licensed}),
        "is_taught": is_taught if key[:2] == ("province_field", "any") else None,
    }
