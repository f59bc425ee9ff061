"""What becomes of rows and files at the door (02 section 9), on the raw tables themselves."""

from __future__ import annotations

import getpass
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import UsageError
from pipelines.loading.landing import Batch, Verdict
from pipelines.running import stages
from pipelines.running.run import Run
from tests.integration.drops import (
    ACCOUNTS,
    COMMERCE,
    DAY,
    FIRST,
    INDUSTRY,
    MECHANICS,
    SECOND,
    House,
    Outcome,
    codes,
    colleges,
    members,
    outcomes,
)

pytestmark = pytest.mark.usefixtures("quickly")
SHOWN = "college_code, subject_type_th, field_th, graduates"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_snapshot_replaces_inside_its_own_scopes_alone(house: House) -> None:
    house.drop({"a.csv": outcomes(Outcome(10), Outcome(20, field_th=ACCOUNTS), Outcome(30, college=SECOND))})
    house.drop({"b.csv": outcomes(Outcome(11))})
    assert house.holding("outcome_counts", SHOWN) == [
        (FIRST, INDUSTRY, ACCOUNTS, 20),
        (FIRST, INDUSTRY, MECHANICS, 11),
        (SECOND, INDUSTRY, MECHANICS, 30),
    ]


def test_snapshot_takes_away_what_its_scope_no_longer_names(house: House) -> None:
    tens = [f"13991000{number:02}" for number in range(10)]
    house.drop({"a.csv": members(*tens), "b.csv": members(FIRST, centre="2564-02")})
    house.drop({"c.csv": members(*tens[:9])})
    assert house.holding("network_members", "centre_id, college_code") == sorted(
        [("2564-01", code) for code in tens[:9]] + [("2564-02", FIRST)]
    )


def test_upsert_takes_the_newest_row_of_a_key_and_removes_nothing(house: House) -> None:
    house.drop({"a.csv": colleges({FIRST: "วิทยาลัยตัวอย่างหนึ่ง", SECOND: "วิทยาลัยตัวอย่างสอง"})})
    report = house.drop({"b.csv": colleges({FIRST: "วิทยาลัยตัวอย่างหนึ่งใหม่"})})
    assert report["b.csv"].verdict == "loaded"
    assert house.holding("colleges", "college_code, college_name_th") == [
        (FIRST, "วิทยาลัยตัวอย่างหนึ่งใหม่"),
        (SECOND, "วิทยาลัยตัวอย่างสอง"),
    ]


def test_files_of_one_scope_in_one_refresh_are_one_submission(house: House) -> None:
    house.drop({"a.csv": outcomes(Outcome(10)), "b.csv": outcomes(Outcome(20, subject=COMMERCE))})
    assert house.holding("outcome_counts", SHOWN) == [
        (FIRST, COMMERCE, MECHANICS, 20),
        (FIRST, INDUSTRY, MECHANICS, 10),
    ]


def test_equal_rows_of_a_submission_load_once_and_are_counted(house: House) -> None:
    reports = house.drop(
        {"a.csv": outcomes(Outcome(10), Outcome(10)), "b.csv": outcomes(Outcome(10), Outcome(7, year=2565))}
    )
    assert sum(report.rows.rows_duplicate for report in reports.values()) == 2
    assert house.holding("outcome_counts", "graduates") == [(7,), (10,)]


def test_one_key_with_two_contents_quarantines_every_row_of_it(house: House) -> None:
    rest = [Outcome(5, field_th=f"{MECHANICS}{number}") for number in range(10)]
    reports = house.drop({"a.csv": outcomes(Outcome(10), *rest[:5]), "b.csv": outcomes(Outcome(11), *rest[5:])})
    for report in reports.values():
        assert (report.verdict, codes(report.faults)) == ("loaded_with_quarantine", {"key_conflict"})
    assert house.query("select rules, count(*) from raw.quarantine group by all") == [("key_conflict", 2)]
    assert MECHANICS not in dict(house.holding("outcome_counts", "field_th, graduates"))


def test_the_old_row_stands_while_its_new_one_is_in_quarantine(house: House) -> None:
    good = [Outcome(5, 1, field_th=f"{MECHANICS}{number}") for number in range(9)]
    house.drop({"a.csv": outcomes(Outcome(10, 4), *good)})
    reports = house.drop({"b.csv": outcomes(Outcome(12, 14), *good[:8], Outcome(6, 1, field_th=good[8].field_th))})
    assert reports["b.csv"].verdict == "loaded_with_quarantine"
    standing = dict(house.holding("outcome_counts", "field_th, graduates"))
    assert (standing[MECHANICS], standing[good[8].field_th]) == (10, 6)
    house.drop({"c.csv": outcomes(Outcome(12, 12))})
    assert dict(house.holding("outcome_counts", "field_th, graduates"))[MECHANICS] == 12


def test_a_row_in_quarantine_keeps_its_old_one_though_its_scope_arrives(house: House) -> None:
    """Two subject types share one scope: one of them arrives well, the other does not."""
    rest = [Outcome(5, field_th=f"{MECHANICS}{number}") for number in range(9)]
    house.drop({"a.csv": outcomes(Outcome(10), Outcome(20, subject=COMMERCE), *rest)})
    house.drop({"b.csv": outcomes(Outcome(11), Outcome(21, 22, subject=COMMERCE), *rest)})
    where = house.holding("outcome_counts", SHOWN)
    assert (FIRST, INDUSTRY, MECHANICS, 11) in where
    assert (FIRST, COMMERCE, MECHANICS, 20) in where


def test_raw_keeps_what_was_replaced_and_by_which_load(house: House) -> None:
    house.drop({"a.csv": outcomes(Outcome(10))}, day=date(2026, 11, 1))
    house.drop({"b.csv": outcomes(Outcome(11))}, day=DAY)
    rows = house.query(
        "select graduates, arrived_on, load_id, replaced_by_load_id from raw.outcome_counts order by load_id"
    )
    (old, new) = rows
    assert old[:2] == (10, date(2026, 11, 1))
    assert new[:2] == (11, DAY)
    assert old[3] == new[2] > old[2]
    assert new[3] is None


def test_a_snapshot_that_would_remove_too_much_is_held_until_accepted(house: House) -> None:
    house.drop({"a.csv": outcomes(Outcome(10), Outcome(20, subject=COMMERCE))})
    reports = house.drop({"b.csv": outcomes(Outcome(11))})
    held = reports["b.csv"]
    assert (held.verdict, held.rows.rows_read, held.rows.rows_held) == ("held", 1, 1)
    assert codes(held.faults) == {"would_remove_rows"}
    assert len(house.holding("outcome_counts", SHOWN)) == 2
    assert house.drop({}) == {}, "a held file is not read again by itself"

    released = house.drop({}, accept=[held.sha256[:8].upper()])
    assert released["b.csv"].verdict == "loaded"
    assert house.holding("outcome_counts", SHOWN) == [(FIRST, INDUSTRY, MECHANICS, 11)]
    who = house.query(
        "select verdict, accepted_by, accepted_at is not null from raw.files where path = 'b.csv' order by run_id"
    )
    assert who == [("held", None, False), ("loaded", getpass.getuser(), True)]
    assert house.drop({}) == {}


def test_a_fifth_of_a_scope_may_go_and_more_may_not(house: House) -> None:
    tens = [f"13991000{number:02}" for number in range(10)]
    house.drop({"a.csv": members(*tens)})
    assert house.drop({"b.csv": members(*tens[:8])})["b.csv"].verdict == "loaded"
    assert house.drop({"c.csv": members(*tens[:6])})["c.csv"].verdict == "held"


def test_a_held_file_holds_back_no_other(house: House) -> None:
    house.drop({"a.csv": outcomes(Outcome(10), Outcome(20, subject=COMMERCE))})
    reports = house.drop({"b.csv": outcomes(Outcome(11)), "c.csv": outcomes(Outcome(9, college=SECOND))})
    assert {path: report.verdict for path, report in reports.items()} == {"b.csv": "held", "c.csv": "loaded"}


def test_two_halves_of_a_scope_do_not_remove_each_other(house: House) -> None:
    whole = {"a.csv": outcomes(Outcome(10), Outcome(20, subject=COMMERCE))}
    house.drop(whole)
    reports = house.drop({"b.csv": outcomes(Outcome(11)), "c.csv": outcomes(Outcome(21, subject=COMMERCE))})
    assert {report.verdict for report in reports.values()} == {"loaded"}


@pytest.mark.parametrize("prefix", ["ffffffffffff", "", "no-sha"])
def test_a_prefix_that_names_no_held_file_is_wrong_usage(house: House, prefix: str) -> None:
    house.drop({"a.csv": outcomes(Outcome(10), Outcome(20, subject=COMMERCE))})
    held = house.drop({"b.csv": outcomes(Outcome(11))})["b.csv"]
    with pytest.raises(UsageError, match=held.sha256[:12]):
        house.drop({}, accept=[prefix])


def test_a_loaded_file_cannot_be_accepted(house: House) -> None:
    loaded = house.drop({"a.csv": outcomes(Outcome(10))})["a.csv"]
    with pytest.raises(UsageError, match="--accept"):
        house.drop({}, accept=[loaded.sha256])


def test_an_accepted_file_still_leaves_its_bad_rows_out(house: House) -> None:
    bad = house.drop({"a.csv": outcomes(Outcome(10), Outcome(10, 11, field_th=ACCOUNTS))})["a.csv"]
    assert (bad.verdict, codes(bad.faults)) == ("held", {"too_many_faults", "followed_above_graduates"})
    accepted = house.drop({}, accept=[bad.sha256])["a.csv"]
    assert (accepted.verdict, accepted.rows.rows_loaded, accepted.rows.rows_quarantined) == (
        "loaded_with_quarantine",
        1,
        1,
    )


def test_sources_that_are_not_asked_for_wait(house: House) -> None:
    files = {"a.csv": outcomes(Outcome(10)), "b.csv": members(FIRST)}
    assert set(house.drop(files, only=["network_members"])) == {"b.csv"}
    assert set(house.drop({})) == {"a.csv"}


def test_a_run_that_dies_between_batches_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    years = {f"{year}.csv": outcomes(Outcome(10, year=year), Outcome(20, year=year)) for year in (2564, 2565, 2566)}
    files = {**years, "again.csv": outcomes(Outcome(10, year=2566), Outcome(7, year=2567))}
    whole, dying = House(tmp_path / "whole"), House(tmp_path / "dying", {"batch_rows": 1})
    whole.drop(files)
    load = stages.load
    loaded: list[Batch] = []

    def load_once(run: Run, batch: Batch) -> Verdict:
        if loaded:
            raise KeyboardInterrupt
        loaded.append(batch)
        return load(run, batch)

    with monkeypatch.context() as patch:
        patch.setattr(stages, "load", load_once)
        with pytest.raises(KeyboardInterrupt):
            dying.drop(files)
    assert len(dying.query("from raw.files")) == 1
    dying.drop({})
    assert len(dying.query("select distinct batch from raw.files")) == 3
    assert dying.records("outcome_counts") == whole.records("outcome_counts")
    landed = {path.name.split(".")[0] for path in dying.settings.landing.rglob("*") if path.is_file()}
    assert landed == {batch for (batch,) in dying.query("select batch from raw.files")}
