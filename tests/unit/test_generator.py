"""The made-up country: the same bytes for a seed, the figures of AY2566, and nobody who could exist."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest

from pipelines.settings import CONTRACTS_DIR
from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import hand_checked, reference
from pipelines.synthetic import rows as said
from pipelines.synthetic.centres_at_work import CentreYear, network
from pipelines.synthetic.collating import rows_of_centre
from pipelines.synthetic.demand import demands
from pipelines.synthetic.drop import Order, colleges_of, generate
from pipelines.synthetic.establishments import establishments_of, neighbours
from pipelines.synthetic.following import Graduate, graduates_of
from pipelines.synthetic.names import check_digit
from pipelines.synthetic.outcomes import juristic_id
from pipelines.synthetic.people import cohort
from pipelines.synthetic.quirks import QUIRKS, quirky
from pipelines.synthetic.results import Results, of_fields, results_of
from pipelines.synthetic.rows import Row, students
from pipelines.synthetic.sending import habits
from pipelines.synthetic.teaching import teachers_of
from pipelines.synthetic.working import work_of
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


@pytest.fixture(scope="module")
def drop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    generate(Order("sample", folder))
    return folder


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


def test_the_whole_country_is_as_large_as_it_must_be(country: tuple[College, ...]) -> None:
    some = country[::9]
    learners = sum(len(students(SEED, college, YEAR_BE)) for college in some)
    graduates = sum(college.graduates for college in some)
    everybody = sum(college.graduates for college in country)
    assert learners / graduates * everybody == pytest.approx(870_000, rel=0.02)
    known = {college.number: establishments_of(SEED, college) for college in some}
    rate = sum(len(found) for found in known.values()) / sum(establishments_due(college) for college in some)
    assert rate * sum(establishments_due(college) for college in country) == pytest.approx(100_000, rel=0.02)
    wanted = sum(len(demands(SEED, college, YEAR_BE, neighbours(college, country))) for college in some)
    assert wanted / sum(len(found) for found in known.values()) == pytest.approx(3.0, rel=0.05)


def establishments_due(college: College) -> float:
    return assumed.ESTABLISHMENTS_OF_A_COLLEGE + college.graduates * assumed.ESTABLISHMENTS_PER_GRADUATE


def test_no_establishment_in_it_can_exist(country: tuple[College, ...]) -> None:
    found = [one for college in country[::9] for one in establishments_of(SEED, college)]
    numbers: dict[str, list[str]] = {}
    for one in found:
        numbers.setdefault(one.kind, []).append(one.establishment_id or "")
    assert set(numbers) == set(assumed.ESTABLISHMENT_KINDS)
    begins = {"individual": "80000", "government": "09949", "community": "9-", "foreign": ""}
    for kind, ids in numbers.items():
        given = [one for one in ids if one]
        assert all(one.startswith(begins.get(kind, "0999")) for one in given), kind
        if kind not in ("community", "foreign"):
            assert all(len(one) == 13 and check_digit(one) == one[-1] for one in given), kind
    ids = [one.establishment_id for one in found if one.establishment_id]
    assert len(ids) == len(set(ids))
    assert all("ตัวอย่าง" in one.name for one in found)
    assert all(re.fullmatch(r"[A-Z]{2}-99\d{8}", one) for one in numbers["foreign"])
    assert all(re.fullmatch(r"9-\d\d-99-\d\d/\d-\d{4}", one) for one in numbers["community"])


def test_no_two_people_and_establishments_share_an_id(country: tuple[College, ...]) -> None:
    ids = [one.establishment_id for college in country for one in establishments_of(SEED, college)]
    people = [one for one in ids if one and one.startswith("8")]
    teachers = [one.national_id for college in country for one in teachers_of(SEED, college)]
    everybody = [*people, *teachers, *(one.person.national_id for one in hand_checked.people())]
    given = [one for one in everybody if one]
    twice = {one for one, count in Counter(given).items() if count > 1}
    assert twice == {hand_checked.people()[hand_checked.TWICE - 1].person.national_id}
    assert {one[:5] for one in [*people, *teachers]} == {"80000"}


def test_every_source_but_the_published_counts_is_written_and_summed(drop: Path) -> None:
    truth = json.loads((drop / "truth.json").read_text(encoding="utf-8"))
    contracts = {path.name.partition(".")[0] for path in CONTRACTS_DIR.glob("*.odcs.yaml")}
    written = {file["source"] for file in truth["files"]}
    assert written == contracts - {"outcome_counts"}
    assert {source: told["rows"] for source, told in truth["sums_of_sources"].items()} == truth["sums"]["rows_loaded"]
    assert {source for source, told in truth["sums_of_sources"].items() if len(told) == 1} == {
        "colleges", "graduates", "intentions", "followups", "round_submissions",
    }  # fmt: skip


@pytest.fixture(scope="module")
def work(country: tuple[College, ...]) -> dict[str, list[Row]]:
    """What a few colleges say of their work, by source."""
    found: dict[str, list[Row]] = {}
    for college in country[100:108]:
        learners = students(SEED, college, YEAR_BE)
        roster = said.graduates(college, YEAR_BE, graduates_of(SEED, college, YEAR_BE))
        rows = work_of(SEED, college, YEAR_BE, learners, roster, [])
        for source, of_college in (*rows.items(), ("students", learners), ("graduates", roster)):
            found.setdefault(source, []).extend(of_college)
    return found


def test_what_colleges_say_of_their_work_fits_together(work: dict[str, list[Row]]) -> None:
    learners = {(row["college_code"], row["student_id"], row["national_id"]) for row in work["students"]}
    assert {(row["college_code"], row["student_id"], row["national_id"]) for row in work["placements"]} <= learners
    registered = {(row["establishment_name"], row["establishment_province"]) for row in work["establishments"]}
    for source in ("demands", "job_postings", "agreements", "placements", "workplace_experts", "teacher_development"):
        named = {
            (row["establishment_name"], row["establishment_province"])
            for row in work[source]
            if row["establishment_name"]
        }
        assert named, source
        assert named <= registered, source
    teachers = {(row["college_code"], row["teacher_national_id"]) for row in work["teachers"]}
    for source in ("teacher_development", "teacher_skills"):
        assert {(row["college_code"], row["teacher_national_id"]) for row in work[source]} <= teachers, source
    known = {
        "teacher": {row["teacher_national_id"] for row in work["teachers"]},
        **{
            kind: {row[name] for row in work[source] for name in ("student_id", "national_id")}
            for kind, source in (("learner", "students"), ("graduate", "graduates"))
        },
    }
    assert all(row["person_id"] in known[row["person_kind"]] for row in work["certifications"])
    assert {row["person_kind"] for row in work["certifications"]} == set(known)
    assert sum(row["students"] for row in work["enrolment_counts"]) == len(work["students"])


def test_dual_learners_go_where_an_agreement_holds(work: dict[str, list[Row]]) -> None:
    signed: dict[tuple[str, str], list[date]] = {}
    for row in work["agreements"]:
        if row["dual_system"] == "yes":
            signed.setdefault((row["college_code"], row["establishment_name"]), []).append(row["signed_on"])
    dual = [row for row in work["placements"] if row["placement_kind"] == "dual"]
    inside = [row for row in dual if (row["college_code"], row["establishment_name"]) in signed]
    assert len(inside) > 0.9 * len(dual) > 0
    assert all(min(signed[row["college_code"], row["establishment_name"]]) <= row["starts_on"] for row in inside)


def centre_year(country: tuple[College, ...], manner: str) -> CentreYear:
    centre = reference.centres()["2566-07"]
    return CentreYear(SEED, centre, YEAR_BE + 1, network(centre, country[:80]), manner)


def test_centres_work_in_three_manners(country: tuple[College, ...]) -> None:
    rows = {manner: rows_of_centre(centre_year(country, manner), True, Results()) for manner in assumed.MANNERS}
    sent = {manner: sum(row["sent_on"] is not None for row in of["plans"]) for manner, of in rows.items()}
    boards = {
        manner: sum(row["meeting_kind"] == "board" for row in of["centre_meetings"]) for manner, of in rows.items()
    }
    assert sent["good"] == 3 > sent["behind"]
    assert boards["good"] >= 2 > boards["behind"]
    assert all(row["actual"] >= row["target"] for row in rows["good"]["plan_items"])
    assert any(row["actual"] is None for row in rows["behind"]["plan_items"])
    held = {(row["fiscal_year_be"], row["plan_kind"]) for row in rows["good"]["plans"]}
    assert {(row["fiscal_year_be"], row["plan_kind"]) for row in rows["good"]["plan_items"]} == held


def test_only_a_contradicting_centre_reports_what_its_rows_deny(country: tuple[College, ...]) -> None:
    figures = {"3.2-2": 200, "6.2-2": 90, "6.2-2/": 100, "4.1-2": 40}
    found = Counter({(result, YEAR_BE + 1, "การบัญชี"): figure for result, figure in figures.items()})
    due = {"3.2-2": 200, "6.2-2": 90.0, "4.1-2": 40}
    told = {}
    for manner in ("good", "contradicts"):
        rows = rows_of_centre(centre_year(country, manner), True, Results(found))["centre_activities"]
        told[manner] = {row["key_result_id"]: row["actual"] for row in rows if row["key_result_id"] in due}
    assert told["good"] == due
    assert any(told["contradicts"][name] > figure * 1.1 for name, figure in due.items() if name in told["contradicts"])


def test_a_college_and_an_establishment_are_one_pair_in_every_year_that_they_work_together() -> None:
    partner = {"college_code": "c", "establishment_name": "e"}
    signed = {"signed_on": date(2023, 10, 1), "expires_on": date(2024, 9, 30)}
    agreement = partner | signed | {"field_th": "การบัญชี, การตลาด"}
    placement = partner | {"field_th": "การบัญชี", "starts_on": date(2024, 9, 30), "safety_trained_on": None,
                           "oriented_on": None, "supervision_visits": 0, "incidents": 0}  # fmt: skip
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    rows |= {"agreements": [agreement, agreement | {"establishment_name": "f", "expires_on": None}]}
    rows |= {"placements": [placement, placement | {"starts_on": date(2024, 10, 1), "establishment_name": "g"}]}
    found = results_of(rows, 2567)
    told = {year: of_fields(found, year, ["การบัญชี", "การตลาด"]).get("1.3-1") for year in range(2566, 2570)}
    assert told == {2566: None, 2567: 2, 2568: 2, 2569: 1}


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
