"""The made-up country: the same bytes for a seed, the figures of AY2566, and nobody who could exist."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import hand_checked, reference
from pipelines.synthetic.drop import Order, colleges_of, generate
from pipelines.synthetic.following import Graduate, graduates_of
from pipelines.synthetic.names import check_digit
from pipelines.synthetic.outcomes import juristic_id
from pipelines.synthetic.people import cohort
from pipelines.synthetic.quirks import QUIRKS, quirky
from pipelines.synthetic.sending import habits
from pipelines.synthetic.world import College, colleges

SEED, YEAR_BE = 2567, assumed.LATEST_YEAR_BE
WRITE = (
    "import sys; from pathlib import Path; from pipelines.synthetic.drop import *; "
    "generate(Order('sample', Path(sys.argv[1]), faults=0.3))"
)


@pytest.fixture(scope="module")
def country() -> tuple[College, ...]:
    return colleges(SEED)


@pytest.fixture(scope="module")
def some(country: tuple[College, ...]) -> list[Graduate]:
    """The graduates of every ninth college."""
    return [one for college in country[::9] for one in graduates_of(SEED, college, YEAR_BE)]


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_same_seed_same_bytes_in_any_process(tmp_path: Path) -> None:
    generate(Order("sample", tmp_path / "here", faults=0.3))
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "America/Lima", "LC_ALL": "th_TH.UTF-8"}
    subprocess.run([sys.executable, "-c", WRITE, str(tmp_path / "there")], check=True, env=environment)
    here = digests(tmp_path / "here")
    assert len(here) > 60
    assert here == digests(tmp_path / "there")


def test_another_seed_is_another_country(tmp_path: Path) -> None:
    generate(Order("sample", tmp_path / "one"))
    generate(Order("sample", tmp_path / "other", seed=1))
    assert (tmp_path / "one" / "truth.json").read_text() != (tmp_path / "other" / "truth.json").read_text()


def test_colleges_stand_where_they_do_in_the_register(country: tuple[College, ...]) -> None:
    counted = Counter((college.province.code, college.ownership) for college in country)
    assert counted == Counter(dict(reference.colleges_by_province()))
    assert len({college.code for college in country}) == len({college.name_th for college in country}) == len(country)
    assert all(college.code.startswith("1399") and "ตัวอย่าง" in college.name_th for college in country)


def test_graduates_add_up_to_the_figures_of_ay2566(country: tuple[College, ...]) -> None:
    by_field: Counter[tuple[str, str, str]] = Counter()
    by_ownership: Counter[tuple[str, str]] = Counter()
    for college in country:
        for taught in college.taught:
            by_field[taught.level, taught.subject_type_th, taught.field_th] += taught.graduates
            by_ownership[college.ownership, taught.level] += taught.graduates
    assert dict(by_field) == {key: sums.graduates for key, sums in reference.fields().items() if sums.graduates}
    for key, sums in reference.by_ownership_and_level().items():
        assert by_ownership[key] == pytest.approx(sums.graduates, rel=0.03)


def test_following_up_has_two_humps(country: tuple[College, ...]) -> None:
    nobody = sum(college.follow_share == 0 for college in country) / len(country)
    everybody = sum(college.follow_share == 1 for college in country) / len(country)
    assert nobody == pytest.approx(186 / 836, abs=0.02)
    assert everybody == pytest.approx(269 / 836, abs=0.02)
    people = sum(college.graduates for college in country)
    followed = sum(college.graduates * college.follow_share for college in country)
    assert followed / people == pytest.approx(207_632 / 270_206, abs=0.01)


def test_outcomes_are_as_frequent_as_in_ay2566(some: list[Graduate]) -> None:
    counted_as = {
        "studying": "further_study",
        "employed_studying": "further_study",
        "waiting": "waiting_or_unemployed",
        "unemployed": "waiting_or_unemployed",
        "self_employed": "self_employed",
        "employed": "employed",
    }
    for level in ("ปวช.", "ปวส."):
        known = [
            counted_as.get(one.last_outcome, "other") for one in some if one.taught.level == level and one.last_outcome
        ]
        sums = [sums for key, sums in reference.fields().items() if key[0] == level]
        tracked = sum(one.tracked for one in sums)
        due = {
            name: sum(one.outcomes[place] for one in sums) / tracked for place, name in enumerate(reference.OUTCOMES)
        }
        due["employed"] = due["state_enterprise"] + due["government"] + due["private"]
        for name in ("further_study", "waiting_or_unemployed", "self_employed", "employed", "other"):
            assert known.count(name) / len(known) == pytest.approx(due[name], abs=0.05), (level, name)


def test_rounds_reach_more_and_more_and_fewer_wait(some: list[Graduate]) -> None:
    rounds = {
        number: Counter(one.rounds[number].outcome for one in some if number in one.rounds) for number in (1, 2, 3)
    }
    assert rounds[1]["unreachable"] > rounds[2]["unreachable"] > rounds[3]["unreachable"]
    assert rounds[1]["waiting"] > rounds[2]["waiting"] > rounds[3]["waiting"]
    assert rounds[1]["employed"] < rounds[2]["employed"] < rounds[3]["employed"]


def test_nobody_in_it_can_exist(some: list[Graduate]) -> None:
    people = [one.person for one in (*some, *hand_checked.people())]
    ids = [one.national_id for one in people if one.national_id and one.national_id_state in ("valid", "wrong")]
    assert {one[1:5] for one in ids} == {"0000"}
    wrong = [one for one in people if one.national_id_state == "wrong"]
    assert sum(check_digit(one) != one[-1] for one in ids) == len(wrong)
    assert all(one.phone is None or one.phone.startswith("000-") for one in people)
    assert all(one.email is None or one.email.endswith("@example.com") for one in people)
    assert all(one.last_name.startswith("สมมติ") for one in people)
    assert all(juristic_id(number).startswith("00000") for number in range(assumed.EMPLOYERS))


def test_no_two_people_share_an_id(country: tuple[College, ...]) -> None:
    everybody = [
        member.person
        for college in country[:60]
        for year_be in range(YEAR_BE - 9, YEAR_BE + 3)
        for member in cohort(SEED, college, year_be).graduates
        if not member.is_again
    ]
    for name in ("national_id", "student_id"):
        ids = [getattr(one, name) for one in everybody if getattr(one, name)]
        assert len(ids) == len(set(ids)), name


def test_every_quirk_is_undone_by_the_reader() -> None:
    from pipelines.reading.text import repair
    from pipelines.synthetic.chance import Chance

    texts = ["ช่างไฟฟ้ากำลัง", "เครื่องมือวัดและควบคุม", "การท่องเที่ยวเชิงสุขภาพ และ สปา", "ปฏิบัติการแม่พิมพ์", "น้ำแข็ง"]
    for name in QUIRKS:
        bent = [text for _ in range(20) for text in quirky(Chance(name, _), [name], texts)]
        assert {repair(text or "") for text in bent} == set(texts), name
    assert all(quirk(text) != text for quirk in QUIRKS.values() for text in ["ที่ แห่งน้ำ"])


def test_the_small_scale_shows_every_shape() -> None:
    assert {habits(SEED, college).followups for college in colleges_of("sample", SEED)} == set(assumed.SHAPES)


def test_truth_of_faulty_drop_conserves_rows(tmp_path: Path) -> None:
    generate(Order("sample", tmp_path, faults=1.0))
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    for file in truth["files"]:
        parts = [file[name] for name in ("rows_loaded", "rows_quarantined", "rows_held", "rows_duplicate")]
        assert file["rows_read"] == sum(parts), file["path"]
        assert min(parts) >= 0
    assert set(truth["sums"]["verdicts"]) == {"loaded", "loaded_with_quarantine", "rejected"} | (
        {"held"} & set(truth["sums"]["verdicts"])
    )
    assert {file["path"] for file in truth["files"]} == {
        path.relative_to(tmp_path / "inbox").as_posix() for path in (tmp_path / "inbox").rglob("*") if path.is_file()
    }
