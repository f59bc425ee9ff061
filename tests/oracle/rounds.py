"""The rounds: the counts as of each, what changed from one to the next, and the records of nobody in a roster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import polars as pl

from tests.oracle.cube import COUNTS, KEYS, SIX, added_up, counted, placed, rows_of_both, rows_on_records
from tests.oracle.networks import in_networks
from tests.oracle.people import World
from tests.oracle.records import Record

ROUNDS = (1, 2, 3)
RATE_FROM = 10
NO_RECORD = "no_record"
PLACE_OF_SIX = ("region_th", "province_code", "ownership", "college_code", "level", "field_th")
TRANSITION_KEYS = (
    "academic_year_be",
    "breakdown",
    *PLACE_OF_SIX,
    "from_round",
    "to_round",
    "from_outcome",
    "to_outcome",
)
BY_SEX_KEYS = ("academic_year_be", "round", "breakdown", "college_code", "level", "field_th", "sex")
UNMATCHED_KEYS = ("academic_year_be", "round", "college_code", "level", "reason")


def employment_by_round(world: World) -> pl.DataFrame:
    """The cube's counts on records, as of each round of which the academic year holds a record."""
    graduates = rows_of_both(world)
    sums = [*counted(), pl.col("records", "records_late").sum()]
    tables = []
    for latest, rows in _rows_as_of(world):
        cells = added_up(rows, in_networks(world.inputs, rows, graduates), sums)
        tables.append(cells.with_columns(round=pl.lit(latest, pl.Int64)))
    return pl.concat(tables, how="diagonal_relaxed").select(
        "academic_year_be", "round", *KEYS[1:], "basis", "records", "records_late", *COUNTS
    )


def employment_by_round_sex(world: World) -> pl.DataFrame:
    """The same counts of each college by sex: together, by level, and by level and field."""
    place = ("college_code", "region_th", "province_code", "ownership")
    split_by = {
        "college_sex": ("sex",),
        "college_level_sex": ("level", "sex"),
        "college_level_field_sex": ("level", "field_th", "sex"),
    }
    sums = [*counted(), pl.col("records", "records_late").sum()]
    tables = [
        rows.group_by("academic_year_be", *place, *columns)
        .agg(*sums)
        .with_columns(breakdown=pl.lit(breakdown), round=pl.lit(latest, pl.Int64))
        for latest, rows in _rows_as_of(world)
        for breakdown, columns in split_by.items()
    ]
    return pl.concat(tables, how="diagonal_relaxed").select(
        *BY_SEX_KEYS, "region_th", "province_code", "ownership", "basis", "records", "records_late", *COUNTS
    )


def _rows_as_of(world: World) -> Iterator[tuple[int, pl.DataFrame]]:
    """Each round with a row for each graduate of the years that hold it, as known from its records and earlier ones."""
    held = world.follow_up.rounds
    for latest in ROUNDS:
        judged = [one for one in world.as_of_round(latest) if latest in held[one.key[0]]]
        said = pl.DataFrame(
            {
                "records": [len(one.records) for one in judged],
                "records_late": [sum(record.is_late is True for record in one.records) for one in judged],
            },
            schema={"records": pl.Int64, "records_late": pl.Int64},
        )
        yield latest, placed(world, pl.concat([rows_on_records(world, judged), said], how="horizontal"))


def round_transitions(world: World) -> pl.DataFrame:
    """From the outcome reported in a round to that of the next, whether the records count or not."""
    rows: list[tuple[object, ...]] = []
    for one in world.judged:
        year, college, level, _ = one.key
        held = world.follow_up.rounds[year]
        for earlier, later in pairwise(ROUNDS):
            if later in held:
                said = [_reported(one.records, number) for number in (earlier, later)]
                field = one.graduate.counted.row["field_th"]
                rows.append((year, college, level, field, earlier, later, *said))
    schema = {
        "academic_year_be": pl.Int64, **dict.fromkeys(("college_code", "level", "field_th"), pl.String),
        "from_round": pl.Int64, "to_round": pl.Int64, "from_outcome": pl.String, "to_outcome": pl.String,
    }  # fmt: skip
    frame = placed(world, pl.DataFrame(rows, schema=schema, orient="row"))
    beside = ("from_round", "to_round", "from_outcome", "to_outcome")
    cells = added_up(frame, None, [pl.len().cast(pl.Int64).alias("graduates")], breakdowns=SIX, beside=beside)
    start = ["academic_year_be", "breakdown", *PLACE_OF_SIX, *beside[:3]]
    totals = cells.group_by(start).agg(pl.col("graduates").sum().alias("from_graduates"))
    return cells.join(totals, on=start, how="left", nulls_equal=True).select(
        *TRANSITION_KEYS,
        pl.lit("records").alias("basis"),
        "from_graduates",
        "graduates",
        pl.when(pl.col("from_graduates") >= RATE_FROM)
        .then(pl.col("graduates") / pl.col("from_graduates"))
        .alias("transition_rate"),
    )


def _reported(records: tuple[Record, ...], number: int) -> str:
    """The outcome of the newest record of a round."""
    of_round = [record.outcome for record in records if record.round == number]
    return of_round[-1] if of_round else NO_RECORD


def unmatched_followups(world: World) -> pl.DataFrame:
    """The records of nobody in a roster, by reason."""
    records: Counter[tuple[object, ...]] = Counter()
    followed: Counter[tuple[object, ...]] = Counter()
    for record in world.follow_up.unmatched:
        row = record.row
        key = (
            row["academic_year_be"],
            record.round,
            row["college_code"],
            row["reported_level"],
            _reason(world, record),
        )
        records[key] += 1
        followed[key] += record.is_reached
    rows = [(*key, number, followed[key]) for key, number in records.items()]
    kinds = (pl.Int64, pl.Int64, pl.String, pl.String, pl.String)
    schema = {**dict(zip(UNMATCHED_KEYS, kinds, strict=True)), "records": pl.Int64, "followed": pl.Int64}
    return placed(world, pl.DataFrame(rows, schema=schema, orient="row")).select(
        "academic_year_be", "round", "region_th", "province_code", "ownership", "college_code", "level",
        pl.lit("records").alias("basis"), "reason", "records", "followed",
    )  # fmt: skip


def _reason(world: World, record: Record) -> str:
    year, college, level = (record.row[name] for name in ("academic_year_be", "college_code", "reported_level"))
    if (year, college) not in world.rosters.colleges:
        return "no_roster"
    if level is not None and (year, college, level) not in world.rosters.levels:
        return "no_roster_of_level"
    return "not_in_roster"
