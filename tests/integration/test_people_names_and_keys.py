"""Files about people that cannot be taken as they are: names nobody knows yet, another key, a year that is in doubt."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fastexcel
import pytest
from pydantic import SecretStr

from pipelines.errors import RunError
from pipelines.reading.resolution import read_seed
from pipelines.running.refresh import refresh
from pipelines.settings import Settings
from tests.integration.drops import DAY, House, codes
from tests.integration.people import (
    CODE,
    at,
    followed,
    roster,
    sent,
    standing,
    unconserved,
    unreachable,
    vcop,
    without,
)
from tests.integration.terminal import cvm
from tests.made_files import rows as made
from tests.made_files.rows import Row, code, college_name
from tests.profiles import LONG

KNOWN, LATE = 1, 2
"""A college that the register holds from the beginning, and one that it comes to hold."""

pytestmark = pytest.mark.usefixtures("quickly")


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def register(*numbers: int) -> bytes:
    return sent([made.college(number) for number in numbers])


def by_name(rows: list[Row]) -> list[Row]:
    """The rows as colleges send them that do not know their code."""
    return without([CODE], rows)


def people() -> dict[str, bytes]:
    """Ten rows of every source of people, eight of the college that is known."""
    here, there = range(1, 9), range(11, 13)
    rows = {
        "students": [*at(KNOWN, made.student, here), *at(LATE, made.student, there)],
        "graduates": [*roster(KNOWN, here), *roster(LATE, there)],
        "intentions": [*at(KNOWN, made.intention, here), *at(LATE, made.intention, there)],
        "followups": [*followed(KNOWN, here), *followed(LATE, there)],
        "round_submissions": [
            *(row for number in (1, 2, 3) for row in at(KNOWN, made.submission, [1], {"รอบที่": str(number)})),
            *(at(KNOWN, made.submission, [1], {"ปีการศึกษา": "2566"})),
            *at(LATE, made.submission, [2]),
        ],
    }
    return {f"{source}.csv": sent(by_name(of_source)) for source, of_source in rows.items()}


def judgements(house: House) -> dict[str, list[tuple[Any, ...]]]:
    """Verdict and rows read, loaded and quarantined of each judgement of a file, in order."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for path, *said in house.query(
        "select path, verdict, rows_read, rows_loaded, rows_quarantined from raw.files order by run_id"
    ):
        found.setdefault(path, []).append(tuple(said))
    return found


def test_rows_wait_for_the_register_and_arrive_as_with_their_file(house: House, tmp_path: Path) -> None:
    house.drop({"register.csv": register(KNOWN)})
    reports = house.drop(people())
    assert {report.verdict for report in reports.values()} == {"loaded_with_quarantine"}
    assert all("college_unknown" in codes(report.faults) for report in reports.values())
    assert house.query("select distinct college_code from raw.followups") == [(code(KNOWN),)]
    waiting = house.query("select source, count(*) from raw.quarantine where rules = 'college_unknown' group by 1")
    assert dict(waiting) == {name.removesuffix(".csv"): 1 if "round" in name else 2 for name in people()}

    assert house.drop({}) == {}, "nothing is judged again without another name"
    again = house.drop({"register 2.csv": register(KNOWN, LATE)})
    assert set(again) == {*people(), "register 2.csv"}
    told = judgements(house)
    for path in people():
        before, after = told[path]
        assert before[0] == "loaded_with_quarantine"
        assert after == ("loaded", before[1], before[1], 0)
    assert unconserved(house) == []
    assert house.drop({}) == {}

    # there is no room in memory for files that wait, so they are read again
    first = House(tmp_path / "first", {"batch_rows": 1})
    first.drop({"register.csv": register(KNOWN, LATE), **people()})
    assert standing(house) == standing(first)
    for source in ("students", "graduates", "followups", "intentions"):
        assert len(standing(house)[source]) == 10


def test_the_sender_is_told_the_nearest_colleges(house: House) -> None:
    house.drop({"register.csv": register(KNOWN)})
    name = "วิทยาลัยเทคนิคตัวอย่าง 9"
    rows = [*followed(KNOWN, range(1, 10)), *at(9, made.followup, [11])]
    report = house.drop({"a.csv": sent(by_name(rows))})["a.csv"]
    (fault,) = [fault for fault in report.faults if fault.rule == "college_unknown"]
    assert (fault.severity, fault.rows_failed, report.rows.rows_quarantined) == ("error", 1, 1)
    book = fastexcel.read_excel(house.settings.report_of("a.csv"))
    sheets = [book.load_sheet(name, header_row=None, dtypes="string").to_polars() for name in book.sheet_names]
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell]
    assert any(code(KNOWN) in cell and college_name(KNOWN) in cell for cell in cells)
    assert any(name in cell for cell in cells)


def test_rows_wait_for_an_alias_as_well(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    nickname = "วิทยาลัยริมน้ำตัวอย่าง"
    rows = [*followed(KNOWN, range(1, 10)), *followed(LATE, [11], 1, {"ชื่อสถานศึกษา": nickname})]
    named = [row | {"ชื่อสถานศึกษา": nickname} if row[CODE] == code(LATE) else row for row in rows]
    house.drop({"register.csv": register(KNOWN, LATE), "a.csv": sent(by_name(named))})
    assert judgements(house)["a.csv"] == [("loaded_with_quarantine", 10, 9, 1)]

    alias = {"kind": "college", "alias": nickname, "name": college_name(LATE), "confidence": "1"}
    monkeypatch.setattr(
        "pipelines.reading.colleges.read_seed",
        lambda name: [*read_seed(name), alias] if name == "name_aliases" else read_seed(name),
    )
    assert set(house.drop({"b.csv": sent(followed(KNOWN, range(1, 10), 2))})) == {"a.csv", "b.csv"}
    assert judgements(house)["a.csv"][-1] == ("loaded", 10, 10, 0)
    found = house.query(f"select college_code, college_match from raw.followups where college_code = '{code(LATE)}'")
    assert found == [(code(LATE), "alias")]
    assert unconserved(house) == []


def test_what_came_between_stands_over_rows_that_waited(house: House) -> None:
    house.drop({"register.csv": register(KNOWN)})
    house.drop({"a.csv": sent(by_name([*followed(KNOWN, range(1, 9)), *followed(LATE, [11, 12])]))})
    house.drop({"b.csv": sent(unreachable(LATE, [11]))})
    house.drop({"register 2.csv": register(LATE)})
    rows = house.query(
        "select files.path, outcome, replaced_by_load_id is null from raw.followups "
        "join (select distinct path, source_sha256 from raw.files) as files using (source_sha256) "
        f"where college_code = '{code(LATE)}' order by all"
    )
    assert rows == [("a.csv", "employed", False), ("a.csv", "employed", False), ("b.csv", "unreachable", True)]
    assert unconserved(house) == []


def test_a_file_of_unknown_names_alone_comes_in_whole_after_the_register(house: House) -> None:
    """Whether it is held until the office accepts it or waits by itself."""
    before = house.drop({"a.csv": sent(by_name(roster(LATE, range(1, 7))))})["a.csv"]
    assert before.rows.rows_loaded == 0
    accept = [before.sha256] if before.verdict == "held" else []
    house.drop({"register.csv": register(LATE)}, accept=accept)
    assert house.holding("graduates", "college_code, college_match") == [(code(LATE), "exact")] * 6
    assert unconserved(house) == []
    assert house.drop({}) == {}


def written(house: House) -> list[tuple[str, bytes]]:
    """Everything under the home but the databases and what was sent, with the rows of every table."""
    found = [
        (path.relative_to(house.home).as_posix(), path.read_bytes())
        for folder in ("landing", "outbox", "published")
        for path in sorted((house.home / folder).rglob("*"))
        if path.is_file()
    ]
    tables = house.query("select table_name from duckdb_tables() where schema_name = 'raw' order by 1")
    return [
        *found,
        *((name, repr(house.query(f"select * from raw.{name} order by all")).encode()) for (name,) in tables),
    ]


def test_another_key_given_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    house = House(tmp_path, {"pseudonym_key": "the key"})
    house.drop({"a.csv": sent(roster(1, range(1, 4)))})
    before = written(house)
    house.put({"b.csv": sent(followed(1, range(1, 4)))})
    with pytest.raises(RunError) as refused:
        refresh(Settings(home=tmp_path, pseudonym_key=SecretStr("another key")), DAY)
    for message in (refused.value.message_th, refused.value.message_en):
        assert "CVM_PSEUDONYM_KEY" in message
        assert str(house.settings.key_file) in message
    assert "นำ" in refused.value.message_th
    assert "ชุดสำรอง" in refused.value.message_th
    assert "backup" in refused.value.message_en
    assert written(house) == before
    assert set(house.drop({})) == {"b.csv"}


def test_another_key_file_is_refused_until_the_first_is_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CVM_PSEUDONYM_KEY")
    house.drop({"a.csv": sent(roster(1, range(1, 4)))})
    key_file = house.settings.key_file
    first = key_file.read_text()
    before = written(house)
    house.put({"b.csv": sent(followed(1, range(1, 4)))})
    for other in ("f" * 64, None):
        key_file.unlink() if other is None else key_file.write_text(other)
        said = cvm("refresh", "--home", house.home, "--as-of", DAY, "--lang", "en")
        assert said.code == 1
        assert "CVM_PSEUDONYM_KEY" in said.err
        assert written(house) == before
    said = cvm("refresh", "--home", house.home, "--as-of", DAY, "--lang", "th")
    assert (said.code, "กุญแจ" in said.err) == (1, True)
    key_file.write_text(first)
    assert set(house.drop({})) == {"b.csv"}
    graduates, records = (dict(house.holding(source, "student_key, 1")) for source in ("graduates", "followups"))
    assert graduates == records


TITLES = ("รายงานการติดตาม ปีการศึกษา 2567", "รอบการติดตามที่ : 1")
IN_DOUBT = {
    "ติดตาม 2566.csv": "year_conflict",
    "2566/ติดตาม.csv": "year_conflict",
    "ติดตาม รอบ2.csv": "round_conflict",
    "รอบที่ 3/ติดตาม.csv": "round_conflict",
}


@pytest.mark.parametrize("path", IN_DOUBT)
def test_a_file_whose_year_or_round_is_in_doubt_is_held_until_accepted(house: House, path: str) -> None:
    rows = without(["ปีการศึกษา", "รอบที่"], followed(1, range(1, 4)))
    held = house.drop({path: sent(rows, TITLES)})[path]
    assert (held.verdict, codes(held.faults)) == ("held", {IN_DOUBT[path]})
    assert held.rows.rows_read == held.rows.rows_held
    assert house.holding("followups", "round") == []
    assert house.drop({}) == {}
    accepted = house.drop({}, accept=[held.sha256[:10]])[path]
    assert (accepted.verdict, accepted.rows.rows_loaded) == ("loaded", 3)
    assert house.holding("followups", "academic_year_be, round") == [(2567, 1)] * 3
    assert unconserved(house) == []


@pytest.mark.parametrize(
    ("source", "full", "fewer"),
    [
        pytest.param(
            "students", sent(at(1, made.student, range(1, 11))), sent(at(1, made.student, range(1, 8))), marks=LONG
        ),
        ("graduates", sent(roster(1, range(1, 11))), sent(roster(1, range(1, 8)))),
        pytest.param("followups", sent(followed(1, range(1, 11))), sent(followed(1, range(1, 8))), marks=LONG),
        ("followups", vcop(1, range(1, 11)), vcop(1, range(1, 8))),
    ],
    ids=["students", "graduates", "followups", "vcop"],
)
def test_a_file_that_would_remove_too_many_people_is_held_until_accepted(
    house: House, source: str, full: bytes, fewer: bytes
) -> None:
    house.drop({"a.csv": full})
    before = standing(house)
    held = house.drop({"b.csv": fewer})["b.csv"]
    assert (held.verdict, codes(held.faults) & {"would_remove_rows"}) == ("held", {"would_remove_rows"})
    assert standing(house) == before
    house.drop({}, accept=[held.sha256[:8]])
    assert len(standing(house)[source]) == 7
    assert unconserved(house) == []
