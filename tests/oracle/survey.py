"""The survey before graduation and the ways to reach people: `intention_outcomes` and `alumni_reach`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from tests.oracle.cube import COUNTS, SIX, added_up, placed
from tests.oracle.days import months_after
from tests.oracle.inputs import Schema
from tests.oracle.outcome import Outcome
from tests.oracle.people import Judged, World
from tests.oracle.roster import GraduateKey, Row, number_of
from tests.oracle.rounds import PLACE_OF_SIX, RATE_FROM

MONTHS = (3, 6, 9, 12)
INTENTION_KEYS = ("academic_year_be", "breakdown", *PLACE_OF_SIX, "intention")
REACH_KEYS = ("academic_year_be", "breakdown", *PLACE_OF_SIX, "months")

_PERSON: Schema = {"academic_year_be": pl.Int64, **dict.fromkeys(("college_code", "level", "field_th"), pl.String)}
_ANSWERED: Schema = {**_PERSON, "intention": pl.String, **dict.fromkeys((*COUNTS, "as_intended"), pl.Int64)}


def as_intended(intention: str, became: Outcome) -> bool | None:
    """Did the intention come true? None where it cannot be judged."""
    match intention:
        case "study":
            return became.is_further_study
        case "work":
            return became.is_employed
        case "work_study":
            return became.is_obtained_work and became.is_further_study
        case "self_employ":
            return became.is_ever_self_employed
        case "military":
            return became.last_known_outcome == "military"
    return None


JUDGED = ("study", "work", "work_study", "self_employ", "military")


def intention_outcomes(world: World) -> pl.DataFrame:
    """What learners of the final year intended, and what became of those found among the graduates."""
    judged = {one.key: one for one in world.judged}
    rows = [_answered(answer, None if key is None else judged[key]) for answer, key in _newest_of_each(world)]
    cells_of = [tuple(row[name] for name in _ANSWERED) for row in rows]
    frame = placed(world, pl.DataFrame(cells_of, schema=_ANSWERED, orient="row"))
    is_judged = pl.col("intention").is_in(JUDGED)
    sums = [pl.len().cast(pl.Int64).alias("learners"), pl.col(*COUNTS, "as_intended").sum()]
    cells = added_up(frame, None, sums, breakdowns=SIX, beside=("intention",))
    return cells.with_columns(as_intended=pl.when(is_judged).then(pl.col("as_intended"))).select(
        *INTENTION_KEYS,
        pl.lit("records").alias("basis"),
        "learners",
        *COUNTS,
        "as_intended",
        pl.when(pl.col("followed") >= RATE_FROM)
        .then(pl.col("as_intended") / pl.col("followed"))
        .alias("as_intended_rate"),
    )


def _answered(answer: Row, one: Judged | None) -> Row:
    """Level and field are the roster's where the learner graduated, else the answer's."""
    said = {name: answer[name] for name in ("academic_year_be", "college_code", "level", "field_th", "intention")}
    if one is None:
        return {**said, **dict.fromkeys((*COUNTS, "as_intended"), 0)}
    roster = {name: one.graduate.counted.row[name] for name in ("level", "field_th")}
    return {
        **said,
        **roster,
        **one.outcome.counts(),
        "as_intended": int(as_intended(answer["intention"], one.outcome) is True),
    }


def _newest_of_each(world: World) -> Iterator[tuple[Row, GraduateKey | None]]:
    """The newest answer of each learner, and of each graduate where the learner became one."""
    newest: dict[GraduateKey, Row] = {}
    for answer, key in _matched_answers(world):
        if not answer["is_newest"]:
            continue
        if key is None:
            yield answer, None
        elif key not in newest or _newness(answer) > _newness(newest[key]):
            newest[key] = answer
    yield from ((answer, key) for key, answer in newest.items())


def _newness(answer: Row) -> tuple[date, str, str, int]:
    """Of two answers the newer is the one given later, of the later load, further down in its file."""
    place = answer["load_id"], answer["source_sha256"], answer["row_number"]
    return (answer["surveyed_on"] or date.min, *place)


def _matched_answers(world: World) -> Iterator[tuple[Row, GraduateKey | None]]:
    """Every answer of a known learner, with the graduate: by the learner's student key, else by the number."""
    learners = {_student(row): row for row in world.inputs.students.to_dicts()}
    for answer in world.inputs.answers.to_dicts():
        if answer["match_state"] == "matched":
            place = answer["academic_year_be"], answer["college_code"]
            learner = learners.get((*place, answer["learner_key"]))
            number = number_of(answer) or (number_of(learner) if learner else None)
            yield answer, world.rosters.find(answer, answer["learner_key"], number)


def _student(row: Row) -> tuple[int, str, str]:
    return row["academic_year_be"], row["college_code"], row["student_key"]


def alumni_reach(world: World) -> pl.DataFrame:
    """Graduates reached within 3, 6, 9 and 12 months, and those who could have been contacted."""
    before = _known_before(world)
    rows: list[tuple[object, ...]] = []
    for one in world.judged:
        year, college, level, _ = one.key
        listed = one.graduate.counted
        is_before = one.key in before
        is_known = is_before or any(_has_contact(other.row) for other in one.graduate.listed)
        for months in MONTHS:
            end = months_after(listed.graduated_on, months)
            reached = any(r.is_reached and listed.graduated_on <= r.recorded_on <= end for r in one.records)
            flags = (1, int(is_before), int(is_known), int(reached))
            rows.append((year, college, level, listed.row["field_th"], months, world.inputs.as_of > end, *flags))
    numbers = ("graduates", "contactable_before", "contactable", "reached")
    schema: Schema = {
        **_PERSON,
        "months": pl.Int64,
        "is_window_closed": pl.Boolean,
        **dict.fromkeys(numbers, pl.Int64),
    }
    frame = placed(world, pl.DataFrame(rows, schema=schema, orient="row"))
    sums = [pl.col("is_window_closed").all(), pl.col(numbers).sum()]
    cells = added_up(frame, None, sums, breakdowns=(*SIX, "college_level"), beside=("months",))
    enough = pl.col("graduates") >= RATE_FROM
    return cells.select(
        *REACH_KEYS,
        pl.lit("records").alias("basis"),
        "is_window_closed",
        *numbers,
        *[pl.when(enough).then(pl.col(name) / pl.col("graduates")).alias(f"{name}_rate") for name in numbers[1:]],
    )


def _has_contact(row: Row) -> bool:
    return row["has_phone"] is True or row["has_contact"] is True


def _known_before(world: World) -> set[GraduateKey]:
    """Graduates of whom the learners' roster or the survey of the same college and year held a phone or contact.

    Whatever was known of the person there counts, under any student id of theirs.
    """
    students = {_student(row): row for row in world.inputs.students.to_dicts()}
    known = {place for row in students.values() if _has_contact(row) for place in _names_of(row)}
    for answer, _ in _matched_answers(world):
        if _has_contact(answer):
            at = answer["academic_year_be"], answer["college_code"]
            known |= _names_of(answer) | {(*at, answer["learner_key"])}
            learner = students.get((*at, answer["learner_key"]))
            known |= _names_of(learner) if learner else set()
    return {
        key
        for key, graduate in world.rosters.graduates.items()
        if any(known & _names_of(listed.row) for listed in graduate.listed)
    }


def _names_of(row: Row) -> set[tuple[int, str, str]]:
    """What a row of a college and year is known by: the student's pseudonym and that of the number."""
    keys = {row["student_key"], number_of(row)} - {None}
    return {(row["academic_year_be"], row["college_code"], key) for key in keys}
