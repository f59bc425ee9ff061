"""Files of a few colleges with as many rows as wanted: a roster and three rounds of each, clean and in the template's
headings, so that nobody has to guess. Run as `python -m tests.bench.made FOLDER GRADUATES_OF_A_COLLEGE SUFFIX`.

Every value follows from the row's number. No one in them is real.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.contracts import load_contracts
from pipelines.settings import SEEDS_DIR
from pipelines.synthetic.assumptions import LATEST_YEAR_BE
from pipelines.synthetic.register import PATH, register
from pipelines.synthetic.world import colleges

COLLEGES, ROUNDS = 10, (1, 2, 3)
FILES = COLLEGES * (1 + len(ROUNDS))
_FIELDS = 8
_OUTCOMES = ("employed", "studying", "self_employed", "waiting", "unreachable", "employed")
_GRADUATED, _RECORDED = date(LATEST_YEAR_BE - 542, 3, 31), date(LATEST_YEAR_BE - 542, 6, 16)


def write(folder: Path, graduates: int, suffix: str) -> None:
    """Writes the inbox of the register and these files.

    Args:
        graduates: of each college.
        suffix: `csv` or `xlsx`.
    """
    chosen = colleges(LATEST_YEAR_BE)[:COLLEGES]
    _path(folder, PATH).write_bytes(register(chosen))
    for place, college in enumerate(chosen):
        roster = _roster(college.code, place * graduates, graduates)
        name = f"{college.code}_{LATEST_YEAR_BE}.{suffix}"
        _write("graduates", roster.drop("serial"), _path(folder, f"graduates/{name}"))
        for number in ROUNDS:
            _write("followups", _round(roster, number), _path(folder, f"followups/{number}/{name}"))


def _roster(college_code: str, first: int, graduates: int) -> pl.DataFrame:
    fields = pl.read_csv(SEEDS_DIR / "fields_observed_ay2566.csv").filter(pl.col("level") == "ปวช.").head(_FIELDS)
    serial = pl.col("serial")
    frame = fields.select(pl.all().gather(pl.int_range(graduates) % _FIELDS))
    return frame.with_columns(serial=pl.int_range(first, first + graduates)).with_columns(
        pl.lit(LATEST_YEAR_BE).alias("academic_year_be"),
        pl.lit(college_code).alias("college_code"),
        pl.format("67{}", serial.cast(pl.String).str.zfill(10)).alias("student_id"),
        _national_ids(serial).alias("national_id"),
        pl.when(serial % 2 == 0).then(pl.lit("หญิง")).otherwise(pl.lit("ชาย")).alias("sex"),
        pl.lit("ทวิภาคี").alias("study_system"),
        pl.lit(_GRADUATED).alias("graduated_on"),
        (2 + serial % 200 / 100).alias("gpa"),
    )


def _round(roster: pl.DataFrame, number: int) -> pl.DataFrame:
    labels = {value.value: value.label for value in load_contracts()["followups"].by_name["outcome"].enum}
    serial = pl.col("serial")
    # a few change from round to round
    turned = roster["serial"] + roster["serial"].is_in(range(0, len(roster), 50)).cast(pl.Int64) * number
    outcome = pl.Series(_OUTCOMES).gather(turned % len(_OUTCOMES))
    works, studies = outcome == "employed", outcome == "studying"
    return roster.select(
        "academic_year_be",
        pl.lit(number).alias("round"),
        "college_code",
        "student_id",
        "national_id",
        "level",
        "field_th",
        outcome.replace_strict(labels).alias("outcome"),
        pl.when(works).then(pl.lit("เอกชน")).alias("employer_sector"),
        pl.when(works).then(pl.lit("บริษัทตัวอย่าง จำกัด")).alias("employer_name"),
        pl.when(works).then(pl.lit("ตรงสาย")).alias("job_matches_field"),
        pl.when(works).then(9000 + 100 * (serial % 150)).alias("monthly_income"),
        pl.when(works).then(pl.lit(_GRADUATED) + pl.duration(days=serial % 60)).alias("started_on"),
        pl.when(studies).then(pl.lit("วิทยาลัยตัวอย่าง")).alias("study_institution"),
        (pl.lit(_RECORDED) + pl.duration(days=60 * (number - 1) + serial % 14)).alias("recorded_on"),
    )


def _national_ids(serial: pl.Expr) -> pl.Expr:
    """Thirteen digits of registration office 0000 with a valid check digit."""
    digits = [pl.lit(8), *(pl.lit(0) for _ in range(4)), *(serial // 10**place % 10 for place in range(6, -1, -1))]
    check = (11 - pl.sum_horizontal((13 - place) * digit for place, digit in enumerate(digits)) % 11) % 10
    return pl.format("80000{}{}", serial.cast(pl.String).str.zfill(7), check)


def _write(source: str, frame: pl.DataFrame, path: Path) -> None:
    headings = {column.name: column.heading_th for column in load_contracts()[source].columns}
    frame = frame.rename({name: headings[name] for name in frame.columns})
    if path.suffix == ".csv":
        frame.write_csv(path)
    else:
        frame.write_excel(path)


def _path(folder: Path, relative: str) -> Path:
    path = folder / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
    print(json.dumps(FILES))
