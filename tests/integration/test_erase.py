"""Persons leave everything that a home keeps and stay away, and an erasure that dies is finished by the next run.

Most is tried on a small home whose marts and publications are stand-ins; that the real tables are those of a home into
which the persons never came is a proof, and one erasure goes through the whole of the sample.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import duckdb
import polars as pl
import pytest

from pipelines.erasing import erase as erasing
from pipelines.erasing import removing
from pipelines.erasing.erase import Erasure, erase, plan
from pipelines.erasing.register import read_register
from pipelines.erasing.request import read_request
from pipelines.errors import RunError
from pipelines.loading.landing import landed_batch, read_verdict
from pipelines.loading.records import insert
from pipelines.loading.warehouse import Warehouse
from pipelines.publishing import store
from pipelines.publishing.errors import PublicationErased
from pipelines.publishing.log import LogRows
from pipelines.publishing.rollback import rollback
from pipelines.reading.pseudonyms import Pseudonyms
from pipelines.running import stages
from pipelines.running.refresh import refresh
from pipelines.running.run import Run, new_stamp
from pipelines.settings import SAMPLE_INBOX, Settings
from tests.conftest import AS_OF
from tests.dying import Died, dying
from tests.integration.drops import House, colleges
from tests.integration.people import at, followed, roster, sent, unconserved
from tests.integration.searching import Search
from tests.integration.terminal import content, copied, cvm, python
from tests.judging import quick
from tests.made_files.contents import table, workbook
from tests.made_files.readings import contracts
from tests.made_files.rows import GOOD_ROW, code, college_name, national_id, student_id
from tests.profiles import LONG

LEARNER, TEACHER, OWNER = 1, 50, 60
"""Made-up persons: a learner, a teacher, and the owner of a shop."""
NOBODY_ELSE = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
KEY = Pseudonyms(b"a key of the tests")
ESTABLISHMENT = "เลขทะเบียนนิติบุคคล/รหัสสถานประกอบการ"
IDS = ("รหัสประจำตัวนักเรียน/นักศึกษา", "เลขประจำตัวประชาชน")
PERSON = "เลขประจำตัวประชาชน/รหัสประจำตัวผู้เข้าทดสอบ"
SHOP = {
    ESTABLISHMENT: national_id(OWNER),
    "ชื่อสถานประกอบการ": "ร้านของคนหนึ่ง",
    "จังหวัดของสถานประกอบการ": "นครปฐม",
}
OPTIONS = {"max_quarantined_share": 0.9}
KNOWN_BY_NAME = dict.fromkeys(IDS, "")
"""A row without any id."""


AT_THE_SHOP = "from raw.placements where establishment_id like 'N:%'"


def pseudonym(number: int) -> str:
    return str(KEY.of("person", pl.Series([national_id(number)]))[0])


def student(number: int) -> str:
    return str(KEY.of("student", pl.Series([f"{code(1)}\x1f{student_id(number)}"]))[0])


def placed(people: list[int], cells: Mapping[str, str] | None = None) -> list[dict[str, str]]:
    return at(1, GOOD_ROW["placements"], people, dict(cells or {}))


def drop() -> dict[str, bytes]:
    """Files in which each of the persons stands, in every way in which one may, among others."""
    everyone = [LEARNER, *NOBODY_ELSE]
    wrong = {"สถานะการติดตาม": "no outcome"}
    without_id = roster(1, [LEARNER], {IDS[1]: ""}) + roster(1, NOBODY_ELSE[:5])
    return {
        "colleges/register.csv": colleges({code(1): college_name(1)}),
        "students/a.csv": sent(at(1, GOOD_ROW["students"], everyone)),
        "graduates/a.xlsx": workbook({"a": table(without_id)}),
        "graduates/b.csv": sent(roster(1, [LEARNER, *NOBODY_ELSE[:5]], {"สาขาวิชา": "การบัญชี"})),
        "followups/a.csv": sent(followed(1, everyone) + followed(1, [LEARNER, 2], 2, wrong) + followed(1, [3, 4], 2)),
        "intentions/a.csv": sent(at(1, GOOD_ROW["intentions"], everyone[:6], KNOWN_BY_NAME)),
        "placements/a.csv": sent(placed(everyone[:4]) + placed([2, 3], SHOP | {"วันที่เริ่ม": "1/7/2568"})),
        "certifications/a.csv": sent(
            at(1, GOOD_ROW["certifications"], [LEARNER, 2])
            + at(1, GOOD_ROW["certifications"], [LEARNER], {PERSON: student_id(LEARNER), "วันที่ทดสอบ": "2/8/2568"})
        ),
        "teachers/a.csv": sent(at(1, GOOD_ROW["teachers"], [TEACHER, 51])),
        "teacher_skills/a.csv": sent(at(1, GOOD_ROW["teacher_skills"], [TEACHER, 51])),
        "establishments/a.csv": sent(
            [GOOD_ROW["establishments"](1, SHOP | {"ประเภทสถานประกอบการ": "บุคคลธรรมดา"}), GOOD_ROW["establishments"](2)]
        ),
        "demands/a.csv": sent(
            [
                GOOD_ROW["demands"](1, SHOP),
                GOOD_ROW["demands"](1, SHOP | {ESTABLISHMENT: "", "สาขาวิชา": "การบัญชี"}),
                GOOD_ROW["demands"](2),
            ]
        ),
    }


@contextmanager
def stand_ins() -> Iterator[list[bool]]:
    """Marts that are built of nothing, and publications that hold the pseudonyms of all who stand in `raw`."""
    built: list[bool] = []

    def build(settings: Settings, *, is_full: bool = False) -> Any:
        built.append(is_full)
        return SimpleNamespace(plan=SimpleNamespace(published=None, changed_marts=None))

    def publish(settings: Settings, info: Any, meta: Any, inputs: Any, *others: Any) -> Any:
        published_id = store.next_id(settings.published, info.published_at)
        folder = store.building_folder(settings.published, published_id)
        with duckdb.connect(str(settings.build_db), read_only=True) as warehouse:
            people = warehouse.execute("select student_key, person_key from raw.students").pl()  # noqa: F841
        with duckdb.connect(str(folder / store.INTERNAL_FILE)) as connection:
            connection.execute("create table people as from people")
        manifest: dict[str, Any] = {"publication_id": published_id, "published_at": "", "as_of": "", "inputs": inputs}
        (folder / store.MANIFEST_FILE).write_text(json.dumps(manifest), encoding="utf-8")
        store.complete(folder, published_id)
        store.point_current(settings.published, published_id)
        manifest["rows_erased"] = info.rows_erased
        return SimpleNamespace(publication_id=published_id, log_rows=LogRows(), manifest=manifest)

    with (
        quick(),
        patch("pipelines.building.marts.build_marts", build),
        patch("pipelines.publishing.publication.publish", publish),
        patch("pipelines.publishing.disclosure.disclosure_meta_from_manifest", lambda path: None),
        patch.object(stages, "audit", lambda run: None),
    ):
        yield built


@pytest.fixture
def built() -> Iterator[list[bool]]:
    with stand_ins() as built:
        yield built


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that published without any person, took the drop, a later file that replaced rows, and published."""
    home = tmp_path_factory.mktemp("erase") / "home"
    house = House(home, OPTIONS)
    first, later = "colleges/register.csv", "graduates/b.csv"
    with stand_ins():
        house.drop({first: drop()[first]})
        published(house)
        house.drop({name: sent for name, sent in drop().items() if name != later})
        house.drop({later: drop()[later]})
        published(house)
    with Warehouse(house.settings) as warehouse:
        moved = [{"publication_id": "p", "table_name": "t", "measure": "m", "rank": rank} for rank in range(3)]
        insert(warehouse.connection, "publication_changes", moved)
    return home


@pytest.fixture(scope="module")
def gone(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[House, Erasure]:
    """A copy of it out of which all three were erased, for tests to look at, and what the erasure said."""
    house = House(copied(lived, tmp_path_factory.mktemp("gone") / "home"), OPTIONS)
    (house.settings.warehouse / "mart.duckdb.1.aside").write_text(pseudonym(LEARNER), encoding="utf-8")
    for landed in list(house.settings.landing.rglob("*.parquet")):  # as a killed run leaves behind what it has read
        shutil.copy(landed, landed.with_name("read-new-0.part"))
    with stand_ins():
        return house, erased(house)


@pytest.fixture
def after(gone: tuple[House, Erasure], tmp_path: Path, built: list[bool]) -> House:
    """A copy of that, for a test to change."""
    return House(copied(gone[0].home, tmp_path / "home"), OPTIONS)


@pytest.fixture
def house(lived: Path, tmp_path: Path, built: list[bool]) -> House:
    """A copy of that home, for a test to change."""
    return House(copied(lived, tmp_path / "home"), OPTIONS)


def published(house: House) -> None:
    run = Run(house.settings, new_stamp(AS_OF, "project"))
    stages.publish(run, stages.audit(run), stages.build(run))


def request_of(folder: Path, *people: int) -> Any:
    path = folder / "persons.txt"
    path.write_text("\n".join(map(national_id, people)), encoding="utf-8")
    return read_request(path)


def erased(house: House, *people: int) -> Erasure:
    return erase(house.settings, request_of(house.home.parent, *people or (LEARNER, TEACHER, OWNER)))


def left(house: House, *people: int) -> dict[str, set[str]]:
    """Where in the home, outbox included and inbox apart, anything that leads to these persons is found."""
    secrets = [secret for one in people for secret in (national_id(one), pseudonym(one), student(one))]
    with patch("tests.integration.searching.LEFT_TO_THE_SENDER", ("inbox",)):
        return Search(secrets).found_under(house.home)


def kept(house: House) -> dict[str, Any]:
    """All rows of `raw` and of landing that tell of content, without the day and the run."""
    of_run = ("run_id", "load_id", "loaded_at", "batch", "erasure_id", "erased_at", "replaced_by_load_id")
    told = {}
    with duckdb.connect(str(house.settings.build_db), read_only=True) as connection:
        for source in [*contracts(), "files", "quarantine"]:
            frame = connection.execute(f"from raw.{source}").pl()
            frame = frame.drop(name for name in frame.columns if name in of_run)
            told[source] = sorted(map(str, frame.rows()))
    for path in sorted(house.settings.landing.rglob("*.parquet")):
        rows = pl.read_parquet(path).drop("row_id").rows()
        told[f"landing/{path.parent.name}"] = sorted(map(str, rows))
    return told


def test_nothing_of_them_is_left_and_nothing_of_others_is_lost(lived: Path, gone: tuple[House, Erasure]) -> None:
    house, done = gone
    folders = {name.split("/")[0] for name in left(House(lived), LEARNER, TEACHER, OWNER)}
    assert folders == {"landing", "warehouse", "published", "outbox"}, "the search finds them wherever they stood"
    assert left(house, LEARNER, TEACHER, OWNER) == {}
    assert done.searched is not None
    assert done.searched.files > 20
    rows = "select " + ", ".join(f"(select count(*) from raw.{source})" for source in contracts())
    before, now = House(lived).query(rows)[0], house.query(rows)[0]
    lost = {source: was - left for source, was, left in zip(contracts(), before, now, strict=True) if was != left}
    assert lost == done.found.rows
    assert lost == {
        "students": 1,
        "graduates": 2,
        "followups": 1,
        "intentions": 1,
        "placements": 1,
        "certifications": 2,
        "teachers": 1,
        "teacher_skills": 1,
        "establishments": 1,
        "demands": 2,
    }
    assert done.found.landed["followups"] == 2, "the row that was never loaded went too"
    assert unconserved(house) == []
    assert house.query("select persons, rows_erased from raw.erasures") == [(3, 13)]
    assert done.as_json()["rows_erased"] == 13
    assert house.query("select rank from raw.publication_changes") == [(0,)], "a cell would tell what one of them was"
    assert House(lived).query("select count(*) from raw.quarantine") == [(2,)]
    assert house.query("select count(*) from raw.quarantine") == [(1,)]


def test_a_landed_batch_stays_whole(gone: tuple[House, Erasure]) -> None:
    """Its verdict is about the rows that are left."""
    landing = gone[0].settings.landing
    for parquet in landing.rglob("*.parquet"):
        contract = contracts()[parquet.parent.name]
        batch = landed_batch(landing, contract.source, parquet.stem)
        verdict = read_verdict(batch, contract)
        rows = set(batch.frame(["row_id"])["row_id"])
        assert {row for row, *_ in (*verdict.not_loaded, *verdict.emptied, *verdict.cells)} <= rows


def test_publications_made_from_their_files_go_and_say_why(lived: Path, gone: tuple[House, Erasure]) -> None:
    of_nobody, of_them = store.kept_ids(lived / "published")
    settings = gone[0].settings
    assert store.kept_ids(settings.published) == [of_nobody, gone[1].publication_id]
    with pytest.raises(PublicationErased, match="held a person who was erased"):
        rollback(settings, of_them)


def test_rows_of_others_name_an_erased_owner_as_nobody(gone: tuple[House, Erasure]) -> None:
    house, done = gone
    assert done.found.cells == {"placements": 2}
    rows = house.query(f"select establishment_id, key_hash, scope_hash {AT_THE_SHOP}")
    assert [name for name, *_ in rows] == ["N:erased"] * 2
    assert len({key for _, key, _ in rows}) == 2
    assert all(key == scope for _, key, scope in rows)


def test_a_plan_changes_nothing_and_tells_what_would_go(house: House) -> None:
    def files() -> dict[str, bytes]:
        paths = (path for path in house.home.rglob("*") if path.is_file() and path.suffix != ".lock")
        return {str(path): path.read_bytes() for path in paths}

    before = files()
    told = plan(house.settings, request_of(house.home.parent, LEARNER, TEACHER, OWNER, 99))
    assert files() == before
    assert told.unknown_lines == (4,)
    assert told.found.rows["students"] == 1
    assert set(told.inbox_files) == set(told.found.paths) == set(drop()) - {"colleges/register.csv"}
    assert told.found.publications == (store.current_id(house.settings.published),)
    said = json.dumps(told.as_json()) + repr(told)
    assert not any(secret in said for secret in (national_id(LEARNER), pseudonym(LEARNER), student(LEARNER)))


def test_a_student_known_by_college_and_student_id_alone(house: House) -> None:
    path = house.home.parent / "persons.txt"
    path.write_text(f"{code(1)},{student_id(LEARNER)}", encoding="utf-8")
    told = plan(house.settings, read_request(path))
    assert told.found.rows["students"] == 1
    assert told.found.rows["certifications"] == 2, "the student id leads to the national id"


def test_what_may_be_somebody_elses_is_told(house: House) -> None:
    """A name that another of the college bears too, and a student id that stands beside another national id."""
    field = {"สาขาวิชา": "การบัญชี"}
    namesake = at(1, GOOD_ROW["students"], [20], field | {"นามสกุล": f"สมมุติ{LEARNER}"})
    mixed = followed(1, [21], 3, {IDS[0]: student_id(LEARNER)})
    house.drop({"students/b.csv": sent(namesake), "followups/b.csv": sent(mixed)})
    told = plan(house.settings, request_of(house.home.parent, LEARNER))
    assert told.found.shared_names == 1
    assert "intentions" not in told.found.rows
    assert (told.found.doubtful_rows, told.found.rows["followups"]) == (1, 2)


def test_a_file_sent_again_does_not_bring_them_back(after: House) -> None:
    before = kept(after)
    at_the_shop = f"select distinct key_hash {AT_THE_SHOP} order by all"
    keys = after.query(at_the_shop)
    told = after.drop({f"again/{name}": sent + b"\r\n" for name, sent in drop().items() if name.endswith("csv")})
    rows = {path.removeprefix("again/"): (report.rows.rows_read, report.rows_erased) for path, report in told.items()}
    assert {name: rows[f"{name}/a.csv"] for name in ("students", "followups", "demands", "intentions", "teachers")} == {
        "students": (10, 1),
        "followups": (13, 2),
        "demands": (1, 2),
        "intentions": (5, 1),
        "teachers": (1, 1),
    }
    assert after.settings.report_of("again/followups/a.csv").exists(), "its sender is told, without a copy of the rows"
    assert unconserved(after) == []
    assert left(after, LEARNER, TEACHER, OWNER) == {}
    assert after.query("select sum(rows_erased) from raw.erased_rows") == [(13,)]
    assert after.query(at_the_shop) == keys
    for source in ("students", "teachers", "establishments", "intentions", "certifications"):
        held = after.query(f"select count(*) from raw.{source} where replaced_by_load_id is null")
        assert held == [(len(before[source]),)]


def test_a_new_student_id_of_an_erased_person_is_learned(after: House) -> None:
    """What was loaded under it before, when nobody could know whose it was, goes with the next build."""
    moved = {IDS[0]: "680000777"}
    after.drop({"late/f.csv": sent(followed(1, [LEARNER], 3, moved | {IDS[1]: ""}) + followed(1, [2], 3))})
    key = KEY.of("student", pl.Series([f"{code(1)}\x1f680000777"]))[0]
    again = f"select count(*) from raw.followups where student_key = '{key}'"
    assert after.query(again) == [(1,)], "not known to be theirs"
    after.drop({"late/s.csv": sent(at(1, GOOD_ROW["students"], [LEARNER, 12], moved | {"สาขาวิชา": "การบัญชี"}))})
    assert read_register(after.settings.erased_file).begun is not None
    published(after)
    assert after.query(again) == [(0,)]
    assert read_register(after.settings.erased_file).begun is None
    assert unconserved(after) == []


def test_somebody_elses_number_beside_an_erased_student_id_is_not_learned(after: House) -> None:
    mixed = followed(1, [21], 3, {IDS[0]: student_id(LEARNER)})
    told = after.drop({"followups/c.csv": sent(mixed + followed(1, [22], 3))})
    assert (told["followups/c.csv"].rows.rows_loaded, told["followups/c.csv"].rows_erased) == (1, 1)
    told = after.drop({"students/c.csv": sent(at(1, GOOD_ROW["students"], [21], {"สาขาวิชา": "การบัญชี"}))})
    assert (told["students/c.csv"].rows.rows_loaded, told["students/c.csv"].rows_erased) == (1, 0)


def test_tables_built_before_are_not_published(house: House) -> None:
    with patch.object(stages, "build", dying(False, None)), pytest.raises(Died):
        erased(house)
    run = Run(house.settings, new_stamp(AS_OF, "project"))
    with pytest.raises(RunError, match="not finished"):
        stages.publish(run, stages.audit(run))


def test_nobody_known_is_remembered_all_the_same(after: House, built: list[bool]) -> None:
    before = kept(after), len(built)
    forgotten = after.home / "note.txt"
    forgotten.write_text(f"โทรหา {national_id(99)[:1]}-{national_id(99)[1:]}", encoding="utf-8")
    with pytest.raises(RunError, match=r"note\.txt"):
        erased(after, 99)
    forgotten.unlink()
    done = erased(after, 99)
    assert done.unknown_lines == (1,)
    assert (kept(after), len(built)) == before, "nothing is built anew"
    told = after.drop({"students/c.csv": sent(at(1, GOOD_ROW["students"], [99, 98], {"สาขาวิชา": "การบัญชี"}))})
    assert told["students/c.csv"].rows_erased == 1


@LONG
def test_an_erasure_that_has_left_something_stays_open(house: House) -> None:
    forgotten = house.home / "notes" / "list.txt"
    forgotten.parent.mkdir()
    number = national_id(LEARNER)
    forgotten.write_text(f"โทรหา {number[:1]}-{number[1:]}", encoding="utf-8")
    with pytest.raises(RunError, match=r"notes/list\.txt"):
        erased(house, LEARNER)
    assert read_register(house.settings.erased_file).begun is not None
    forgotten.unlink()
    erase(house.settings, None)
    assert read_register(house.settings.erased_file).begun is None


def test_another_key_is_refused(after: House) -> None:
    after.settings.build_db.unlink()
    with patch.dict(os.environ, {"CVM_PSEUDONYM_KEY": "another"}), pytest.raises(RunError, match="another key"):
        after.drop({"students/c.csv": drop()["students/a.csv"]})


STEPS = [
    (erasing, "write_register", True),
    (removing, "_written_anew", False),
    (removing, "_written_anew", True),
    (removing, "_rewrite_landed", False),
    (removing, "_rewrite_landed", True),
    (removing, "_rewrite_verdict", False),
    (removing, "_rewrite_verdict", True),
    (removing, "remove_reports", True),
    (stages, "audit", False),
    (store, "point_current", False),
    (store, "point_current", True),
    (erasing, "remove_publications", False),
    (erasing, "remove_publications", True),
    (erasing, "_proved", True),
]
FEW = {(removing, "_rewrite_verdict", True)}


@pytest.mark.parametrize(
    ("module", "step", "then"), [pytest.param(*step, marks=() if step in FEW else LONG) for step in STEPS]
)
def test_an_erasure_that_dies_is_finished_by_whatever_runs_next(
    module: Any, step: str, then: bool, house: House, gone: tuple[House, Erasure], built: list[bool]
) -> None:
    with patch.object(module, step, dying(then, getattr(module, step))), pytest.raises(Died):
        erased(house)
    assert read_register(house.settings.erased_file).begun is not None
    published(house)
    assert read_register(house.settings.erased_file).begun is None
    assert built[-1] is True, "all marts are made anew"
    assert kept(house) == kept(gone[0])
    assert left(house, LEARNER, TEACHER, OWNER) == {}
    assert unconserved(house) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.integration.test_erase import OPTIONS, erased, stand_ins
import pipelines.erasing.erase, pipelines.erasing.removing
from tests.integration.drops import House

place, step = sys.argv[2].split(":")
module = getattr(pipelines.erasing, place)
house = House(Path(sys.argv[1]), OPTIONS)
setattr(module, step, lambda *arguments, **named: os.kill(os.getpid(), signal.SIGKILL))
with stand_ins():
    erased(house)
"""


@LONG
@pytest.mark.parametrize(
    "step",
    ["removing:_count_out", "removing:_rewrite_verdict", "removing:remove_reports", "erase:remove_publications"],
)
def test_a_killed_erasure_is_finished_by_the_next(step: str, house: House) -> None:
    died = python(KILLED, house.home, step, CVM_PSEUDONYM_KEY="a key of the tests")
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert left(house, LEARNER) != {}
    erase(house.settings, None)
    assert left(house, LEARNER, TEACHER, OWNER) == {}
    assert unconserved(house) == []


@pytest.mark.parametrize("lang", ["th", pytest.param("en", marks=LONG)])
def test_the_command_says_what_it_does_and_never_to_whom(lang: str, house: House) -> None:
    persons = house.home.parent / "persons.txt"
    persons.write_text(f"{national_id(TEACHER)}\n{national_id(99)}", encoding="utf-8")
    command = ["erase", "--national-id-file", persons, "--home", house.home, "--lang", lang]
    planned = cvm(*command, "--dry-run")
    assert (planned.code, planned.err) == (0, "")
    assert "teacher_skills" in planned.out
    asked = cvm(*command)
    assert asked.code == 2
    assert "--yes" in asked.err
    done = cvm(*command, "--yes")
    assert (done.code, done.err) == (0, "")
    assert "inbox/teachers/a.csv" in done.out
    again = cvm(*command, "--yes", "--json").document()
    assert (again["erased"], again["rows"], again["files_left"]) == (True, {}, [])
    assert again["inbox_files"] == ["teacher_skills/a.csv", "teachers/a.csv"]
    said = planned.out + asked.out + asked.err + done.out + json.dumps(again)
    assert not any(secret in said for secret in (national_id(TEACHER), pseudonym(TEACHER)))


def test_the_command_refuses_what_it_cannot_do(house: House) -> None:
    inside = house.home / "persons.txt"
    inside.write_text(national_id(TEACHER), encoding="utf-8")
    home = ["--home", house.home, "--lang", "en"]
    assert "lies in the home" in cvm("erase", "--national-id-file", inside, *home).err
    assert "no erasure waits" in cvm("erase", *home).err
    assert "cannot be read" in cvm("erase", "--national-id-file", house.home.parent / "none.txt", *home).err


@LONG
def test_a_refresh_knows_that_an_erasure_waits(sample_home: Path, tmp_path: Path) -> None:
    """The whole of the sample: a learner, a teacher and an owner of a shop, through the command."""
    home = copied(sample_home, tmp_path / "home")
    first = store.current_id(home / "published")
    numbers = sampled(home)
    persons = tmp_path / "persons.txt"
    persons.write_text("\n".join(numbers), encoding="utf-8")
    command = ["erase", "--national-id-file", persons, "--home", home, "--inbox", SAMPLE_INBOX, "--lang", "en"]
    assert cvm(*command).err == "nobody is there to confirm; give --yes\n"
    with patch.object(stages, "build", dying(False, None)):
        assert cvm(*command, "--yes").code == 1
    with pytest.raises(PublicationErased, match="not finished"):
        rollback(Settings(home=home), str(first))
    report = refresh(Settings(home=home, inbox_dir=SAMPLE_INBOX), AS_OF)
    assert report.is_published, "nothing is new, but an erasure waits"
    assert Search(numbers).found_under(home) == {}
    assert store.kept_ids(home / "published") == [report.publication_id]
    assert not refresh(Settings(home=home, inbox_dir=SAMPLE_INBOX), AS_OF).is_published
    said = cvm("publish", "--rollback", first, "--home", home, "--lang", "en")
    assert (said.code, "held a person who was erased" in said.err) == (2, True)
    assert not any(number in cvm(*command, "--dry-run", "--json").out for number in numbers)


def sampled(home: Path) -> list[str]:
    """National ids of the sample: of a learner who stands in most sources, of a teacher, and of an owner."""
    from pipelines.reading.rows import rows_of_file

    found: dict[str, set[str]] = {}
    settings = Settings(home=home)
    for source in ("graduates", "followups", "placements", "teachers", "establishments"):
        for path in sorted((SAMPLE_INBOX / source).rglob("*.*")):
            for rows in rows_of_file(path.relative_to(SAMPLE_INBOX), path.read_bytes(), contracts(), settings):
                for column in ("national_id", "teacher_national_id", "establishment_id"):
                    if column in rows.cells.columns:
                        for number in rows.cells[column]:
                            found.setdefault(number, set()).add(source)

    def first(*sources: str) -> str:
        return min(number for number, told in found.items() if number.startswith("8") and told >= {*sources})

    return [first("graduates", "followups", "placements"), first("teachers"), first("establishments")]


@LONG
def test_the_tables_are_those_of_a_home_into_which_they_never_came(sample_home: Path, tmp_path: Path) -> None:
    home, other = copied(sample_home, tmp_path / "home"), tmp_path / "other"
    persons = tmp_path / "persons.txt"
    persons.write_text("\n".join(sampled(home)), encoding="utf-8")
    erase(Settings(home=home, inbox_dir=SAMPLE_INBOX), read_request(persons))
    erase(Settings(home=other, inbox_dir=SAMPLE_INBOX), read_request(persons))
    with quick():
        refresh(Settings(home=other, inbox_dir=SAMPLE_INBOX), AS_OF)
    ours, theirs = content(home), content(other)
    # the scorecards count what the rules said of the files as they were sent
    assert {name for name in ours if ours[name] != theirs[name]} <= {
        "internal.duckdb/sender_scorecard",
        "public.duckdb/sender_scorecard",
    }
