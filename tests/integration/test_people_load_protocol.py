"""What becomes of files about people at the door (02 section 9): orders, splits, corrections, wider scopes.

That the order does not matter to what is published either is proved with the status of the rounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.integration.drops import House
from tests.integration.people import (
    FIELD,
    LEVEL,
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
from tests.made_files import rows as made
from tests.made_files.contents import table, text_file, vcop_lines, workbook
from tests.made_files.rows import Row, code
from tests.profiles import LONG

ROUNDS = (1, 2, 3)
HIGH: Row = {LEVEL: "ปวส.", FIELD: "เทคนิคเครื่องกล"}
PEOPLE = {1: range(1, 9), 2: range(11, 19), 3: range(21, 27)}
"""The roster of each college; 3 has V-COP reports of some of its own and of others too."""
VCOP = (3, range(23, 31))


def rosters() -> dict[str, bytes]:
    return {"graduates.csv": sent([row for college, people in PEOPLE.items() for row in roster(college, people)])}


def round_files(number: int) -> dict[str, bytes]:
    """Follow-ups of two colleges, of which one person more is out of reach each round, and a report."""
    rows = [
        row
        for college in (1, 2)
        for row in [
            *followed(college, PEOPLE[college][number:], number),
            *unreachable(college, PEOPLE[college][:number], number),
        ]
    ]
    return {f"followups-{number}.csv": sent(rows), f"vcop-{number}.csv": vcop(*VCOP, number)}


def part(number: int) -> dict[str, bytes]:
    """What arrives together: the rosters come with the first round."""
    return round_files(number) | (rosters() if number == 1 else {})


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> House:
    house = House(tmp_path_factory.mktemp("once"))
    reports = house.drop({name: content for number in ROUNDS for name, content in part(number).items()})
    assert {report.verdict for report in reports.values()} == {"loaded"}
    return house


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def fast(quickly: None) -> Iterator[None]:
    """No workbooks for the senders either."""
    with patch("pipelines.running.stages.tell_batch"):
        yield


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize(
    "order",
    [pytest.param(one, marks=() if one in (ROUNDS, ROUNDS[::-1]) else LONG) for one in permutations(ROUNDS)],
    ids=str,
)
def test_rounds_may_arrive_in_any_order(at_once: House, house: House, order: tuple[int, ...]) -> None:
    for number in order:
        house.drop(part(number))
    assert standing(house) == standing(at_once)
    assert len(standing(house)["followups"]) == len(ROUNDS) * 24
    assert unconserved(house) == []


def learners() -> dict[str, list[Row]]:
    """Two levels of one college, of each source of people that comes class by class."""
    makers = {"students": made.student, "graduates": made.graduate, "followups": made.followup}
    return {
        source: [*at(1, maker, range(1, 9)), *at(1, maker, range(11, 15), HIGH)] for source, maker in makers.items()
    }


Split = Callable[[list[Row]], list[list[Row]]]


def by_level(rows: list[Row]) -> list[list[Row]]:
    return [[row for row in rows if row[LEVEL] == level] for level in ("ปวช.", "ปวส.")]


def by_class(rows: list[Row]) -> list[list[Row]]:
    """Three classes that cross the levels; the first learner stands in two lists."""
    return [rows[0::3], [*rows[1::3], rows[0]], rows[2::3]]


@pytest.fixture(scope="module")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> House:
    house = House(tmp_path_factory.mktemp("one"))
    house.drop({f"{source}.xlsx": _book(rows) for source, rows in learners().items()})
    return house


def _book(rows: list[Row]) -> bytes:
    return workbook({"แผ่น1": table(rows)})


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize(("split", "twice"), [(by_level, 0), (by_class, 1)])
def test_a_roster_in_several_workbooks_is_one_roster(one_file: House, house: House, split: Split, twice: int) -> None:
    books = {
        f"{source}-{place}.xlsx": _book(rows)
        for source, all_rows in learners().items()
        for place, rows in enumerate(split(all_rows))
    }
    reports = house.drop(books)
    assert {report.verdict for report in reports.values()} == {"loaded"}
    assert sum(report.rows.rows_duplicate for report in reports.values()) == 3 * twice
    assert standing(house) == standing(one_file)
    assert [len(standing(house)[source]) for source in learners()] == [12, 12, 12]
    assert unconserved(house) == []


KEYS = "college_code, level, round, student_key, outcome"


@pytest.mark.usefixtures("fast")
def test_a_correction_replaces_its_scope_and_nothing_else(house: House) -> None:
    rest = [*followed(1, range(11, 14), 1, HIGH), *followed(2, range(21, 24))]
    house.drop({"a.csv": sent([*followed(1, range(1, 9)), *rest]), "b.csv": sent(followed(1, range(1, 9), 2))})
    before = house.holding("followups", KEYS)
    # one is lost, one is new, one is told otherwise
    report = house.drop({"c.csv": sent([*followed(1, range(2, 8)), *unreachable(1, [8]), *followed(1, [9])])})["c.csv"]
    assert report.verdict == "loaded"
    after = house.holding("followups", KEYS)
    gone, come = set(before) - set(after), set(after) - set(before)
    assert {row[:3] for row in gone | come} == {(code(1), "voc_cert", 1)}
    assert (len(gone), len(come), len(after)) == (2, 2, len(before))
    history = house.query(
        "select path, count(*), count(replaced_by_load_id), count(distinct replaced_by_load_id) "
        "from raw.followups join (select distinct path, source_sha256 from raw.files) using (source_sha256) "
        "group by path order by path"
    )
    assert history == [("a.csv", 14, 8, 1), ("b.csv", 8, 0, 0), ("c.csv", 8, 0, 0)]
    replacing = house.query("select distinct replaced_by_load_id from raw.followups where replaced_by_load_id notnull")
    assert replacing == house.query("select run_id from raw.files where path = 'c.csv'")
    assert house.query("select path, rows_loaded from raw.files order by path") == [
        ("a.csv", 14), ("b.csv", 8), ("c.csv", 8)
    ]  # fmt: skip


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize("order", [("roster.csv", "vcop.csv"), ("vcop.csv", "roster.csv")])
def test_a_vcop_report_replaces_no_roster_and_no_roster_it(house: House, order: tuple[str, ...]) -> None:
    files = {"roster.csv": sent(roster(1, range(1, 7))), "vcop.csv": vcop(1, range(4, 12), 2)}
    for name in order:
        assert house.drop({name: files[name]})[name].verdict == "loaded"
    counted = "select report_round, count(*), count(replaced_by_load_id) from raw.graduates group by all order by all"
    assert house.query(counted) == [(2, 8, 0), (None, 6, 0)]
    house.drop({"again.csv": sent(roster(1, range(1, 8))), "round 3.csv": vcop(1, range(4, 12), 3)})
    assert house.query(counted) == [(2, 8, 0), (3, 8, 0), (None, 13, 6)]


TOLD = (
    "รหัสสถานะการติดตาม", "สถานะการติดตาม", "ชื่อสถานที่ทำงาน", "ตำแหน่งงาน", "เงินเดือน", "ทำงานตรงสาย ไม่ตรงสาย",
)  # fmt: skip


@pytest.mark.usefixtures("fast")
def test_a_report_of_a_round_in_which_nobody_was_asked_holds_graduates_and_no_records(house: House) -> None:
    silent = [made.vcop_report(number) | dict.fromkeys(TOLD, "") for number in range(1, 7)]
    dropped = house.drop({"silent.csv": text_file(vcop_lines(silent, 1, 1)), "vcop.csv": vcop(2, range(11, 15), 1)})
    assert {report.verdict for report in dropped.values()} == {"loaded"}
    told = house.query("select source, path, verdict, rows_read, rows_loaded from raw.files order by all")
    assert told == [
        ("followups", "silent.csv", "loaded", 0, 0),
        ("followups", "vcop.csv", "loaded", 4, 4),
        ("graduates", "silent.csv", "loaded", 6, 6),
        ("graduates", "vcop.csv", "loaded", 4, 4),
    ]


def whole_college(rows: list[Row]) -> bytes:
    """A file that tells neither level nor field covers a college and round as a whole."""
    return sent(without([LEVEL, FIELD], rows))


@pytest.mark.usefixtures("fast")
def test_a_file_of_the_whole_college_replaces_all_levels_of_its_round(house: House) -> None:
    levels = [*followed(1, range(1, 6)), *followed(1, range(11, 16), 1, HIGH)]
    house.drop({"a.csv": sent([*levels, *followed(2, range(21, 26))]), "b.csv": sent(followed(1, range(1, 6), 2))})
    report = house.drop({"c.csv": whole_college([*followed(1, [*range(2, 6), *range(11, 17)])])})["c.csv"]
    assert (report.verdict, report.rows.rows_loaded) == ("loaded", 10)
    found = house.query(
        "select college_code, round, level, count(*) from raw.followups where replaced_by_load_id is null "
        "group by all order by all"
    )
    assert found == [(code(1), 1, None, 10), (code(1), 2, "voc_cert", 5), (code(2), 1, "voc_cert", 5)]


@pytest.mark.usefixtures("fast")
def test_a_file_of_one_level_moves_its_people_out_of_that_of_the_whole_college(house: House) -> None:
    house.drop({"a.csv": whole_college(followed(1, range(1, 9)))})
    house.drop({"b.csv": sent(followed(1, range(1, 4)))})
    counted = "select level, count(*) from raw.followups where replaced_by_load_id is null group by all order by all"
    assert house.query(counted) == [("voc_cert", 3), (None, 5)]
    held = house.drop({"c.csv": whole_college(followed(1, range(1, 4)))})["c.csv"]
    assert (held.verdict, [fault.rule for fault in held.faults if fault.severity == "error"]) == (
        "held",
        ["would_remove_rows"],
    )
    assert house.query(counted) == [("voc_cert", 3), (None, 5)]
