"""The committed sample is what the generator writes, says that it is synthetic, and keeps its own rules."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import fastexcel
import pytest

from pipelines.settings import REPOSITORY, SEEDS_DIR
from pipelines.synthetic.sample_counts import Sample, build, truth_text
from pipelines.synthetic.sample_draws import unit
from pipelines.synthetic.sample_profile import CENTRES, FIELDS, PROVINCES

COMMITTED = REPOSITORY / "data" / "sample"
NO_WORKBOOK = "faulty/ผลการติดตาม_เข้ารหัส.xlsx"


@pytest.fixture(scope="module")
def sample() -> Sample:
    return build()


def unpacked(content: bytes) -> dict[str, bytes] | bytes:
    """A workbook's parts, since compression may differ between machines; any other file as it is."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name) for name in book.namelist()}


def first_cells(path: str, content: bytes) -> str:
    """Text of the first rows of every sheet."""
    if path == NO_WORKBOOK:
        return content.decode("latin-1")
    if path.endswith(".xlsx"):
        book = fastexcel.read_excel(content)
        sheets = [book.load_sheet(name, header_row=None, n_rows=3).to_polars() for name in book.sheet_names]
        return " ".join(str(sheet.rows()) for sheet in sheets)
    if path.endswith(".xls"):
        return str(fastexcel.read_excel(content).load_sheet(0, header_row=None, n_rows=3).to_polars().rows())
    return content[:3000].decode("cp874" if is_874(content) else "utf-8-sig", "ignore")


def is_874(content: bytes) -> bool:
    """Whether a text is written in Windows-874: as UTF-8 it is none."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def test_committed_files_are_what_the_generator_writes(sample: Sample) -> None:
    inbox = COMMITTED / "inbox"
    committed = {p.relative_to(inbox).as_posix(): unpacked(p.read_bytes()) for p in inbox.rglob("*") if p.is_file()}
    generated = {file.path: unpacked(file.content) for file in sample.files}
    assert sorted(committed) == sorted(generated)
    assert [path for path in generated if committed[path] != generated[path]] == []
    assert (COMMITTED / "truth.json").read_bytes().decode() == truth_text(sample)


def test_same_seed_same_bytes_other_seed_other_figures(sample: Sample) -> None:
    assert [file.content for file in build().files] == [file.content for file in sample.files]
    assert build(seed=1).outcomes != sample.outcomes


def test_draws_do_not_depend_on_the_machine() -> None:
    assert unit(2567, "graduates", 1, 2566) == pytest.approx(0.6425385877989456, abs=1e-15)


def test_every_file_says_that_it_is_synthetic_and_stays_small(sample: Sample) -> None:
    assert [file.path for file in sample.files if "SYNTHETIC" not in first_cells(file.path, file.content)] == []
    assert sum(file.stat().st_size for file in COMMITTED.rglob("*") if file.is_file()) < 1_000_000


def test_no_figure_stands_on_a_real_college(sample: Sample) -> None:
    codes = {row.college_code for file in sample.files for row in file.outcomes}
    codes |= {row.college_code for file in sample.files for row in file.enrolments}
    assert {code[:4] for code in codes} == {"1399"}
    assert all("ตัวอย่าง" in college.name_th and college.code[:4] == "1399" for college in sample.colleges)


def test_loaded_outcomes_keep_the_rules_they_are_meant_to_keep(sample: Sample) -> None:
    keys = [(r.academic_year_be, r.college_code, r.level, r.subject_type_th, r.field_th) for r in sample.outcomes]
    assert len(keys) == len(set(keys))
    assert all(row.followed <= row.graduates for row in sample.outcomes)
    assert all(sum(row.counts[2:]) == row.followed for row in sample.outcomes)


def test_sample_shows_every_verdict_region_and_ownership(sample: Sample) -> None:
    verdicts = {"loaded", "loaded_with_quarantine", "held", "rejected"}
    assert {file.verdict for file in sample.files} == verdicts
    assert len({college.province.region_th for college in sample.colleges}) == 5
    assert {college.kind.ownership for college in sample.colleges} == {"public", "private"}
    assert {"73", "11"} <= {college.province.code for college in sample.colleges}


def test_rows_are_conserved_and_shares_lie_on_the_right_side_of_the_limit(sample: Sample) -> None:
    by_path = {file.path: file for file in sample.files}
    for file in sample.files:
        parts = file.rows_loaded + file.rows_quarantined + file.rows_held + file.rows_duplicate
        assert (file.rows_read, file.rows_loaded >= 0) == (parts, True), file.path
    mended = by_path["faulty/ผลการติดตาม_มีแถวผิด.xlsx"]
    held = by_path["faulty/ผลการติดตาม_ผิดหลายแถว.xlsx"]
    assert mended.rows_quarantined / mended.rows_read < 0.2
    assert (held.faults["outcomes_do_not_add_up"] or 0) / held.rows_read > 0.2
    assert len(by_path["faulty/ผลการติดตาม_มีแถวผิด.xlsx"].outcomes) == mended.rows_loaded


def seed_rows(name: str) -> list[dict[str, Any]]:
    with Path(SEEDS_DIR / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_facts_agree_with_the_seeds() -> None:
    provinces = {row["province_code"]: (row["name_th"], row["region_ovec"]) for row in seed_rows("provinces.csv")}
    assert {p.code: (p.name_th, p.region_th) for p in PROVINCES}.items() <= provinces.items()
    centres = {
        r["centre_id"]: (r["field_th"], r["college_code"], r["college_name_th"]) for r in seed_rows("cvm_centres.csv")
    }
    assert {c.centre_id: (c.field_th, c.college_code, c.college_name_th) for c in CENTRES}.items() <= centres.items()
    observed = {(r["level"], r["subject_type_th"], r["field_th"]) for r in seed_rows("fields_observed_ay2566.csv")}
    assert {field[:3] for field in FIELDS} <= observed
