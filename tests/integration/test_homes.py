"""`cvm demo`, `check` and `doctor`: where made-up and real figures live, and what is said of a file or a home."""

from __future__ import annotations

import importlib.metadata
import os
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.publishing.store import current_id
from pipelines.running import doctor
from pipelines.running.demo import demo_settings
from pipelines.settings import SAMPLE_INBOX, SYNTHETIC_MARKER, Settings
from pipelines.synthetic.sample_files import workbook
from tests.integration.drops import FIRST, OUTCOME_HEADINGS, House, Outcome, colleges, members, outcomes
from tests.integration.terminal import content, copied, cvm
from tests.profiles import LONG


@pytest.mark.usefixtures("quickly")
@LONG
def test_the_demonstration_from_nothing_and_again(sample_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    said = cvm("demo", "--home", home, "--lang", "th")
    assert said.code == 0, "whatever faults the sample holds"
    assert (home / SYNTHETIC_MARKER).exists()
    for text in ("ข้อมูลสังเคราะห์", "ไม่รับไฟล์", "รอการยืนยัน", "ปวส.", "เชื่อถือได้", "cvm status", str(home)):
        assert text in said.out
    assert content(home).keys() == content(sample_home).keys()

    before = current_id(home / "published"), content(home)
    again = cvm("demo", "--home", home, "--json")
    assert (again.code, again.document()["published"]) == (0, False)
    assert (current_id(home / "published"), content(home)) == before

    (home / "inbox").mkdir()
    nothing = cvm("refresh", "--home", home, "--json")
    assert (home / SYNTHETIC_MARKER).exists(), "an empty inbox brings no real files"
    assert nothing.document()["published"] is False

    (home / "inbox" / "register.csv").write_bytes(colleges({FIRST: "วิทยาลัยตัวอย่างหนึ่ง"}))
    (home / "inbox" / "real.csv").write_bytes(outcomes(Outcome(30, 10)))
    real = cvm("refresh", "--home", home, "--lang", "th")
    assert real.code == 0
    assert "โฟลเดอร์ demo" in real.out
    assert not (home / SYNTHETIC_MARKER).exists()
    assert (home / "demo" / SYNTHETIC_MARKER).exists()
    assert content(home / "demo") == before[1]
    years = _years(home)
    assert years == [(2566, 30)], "nothing of the demonstration is left among the real figures"

    beside = cvm("demo", "--home", home, "--json")
    assert (beside.code, beside.document()["published"]) == (0, False)
    assert _years(home) == years


def _years(home: Path) -> list[Any]:
    from pipelines.publishing.connection import connect

    with connect(home) as connection:
        return connection.execute(
            "select academic_year_be, graduates from employment_one_year where breakdown = 'nation' order by all"
        ).fetchall()


@pytest.mark.parametrize("kept", ["warehouse/build.duckdb", "published/20260101T000000000Z/manifest.json"])
def test_a_home_with_real_data_gives_the_demonstration_a_folder_of_its_own(tmp_path: Path, kept: str) -> None:
    (tmp_path / kept).parent.mkdir(parents=True)
    (tmp_path / kept).touch()
    assert demo_settings(Settings(home=tmp_path)).home == tmp_path / "demo"
    assert not (tmp_path / SYNTHETIC_MARKER).exists()


def test_real_files_are_not_looked_for_where_there_is_no_inbox(tmp_path: Path) -> None:
    (tmp_path / SYNTHETIC_MARKER).touch()
    assert cvm("refresh", "--home", tmp_path).code == 2
    assert (tmp_path / SYNTHETIC_MARKER).exists()


class TestCheck:
    """The same reading and the same rules, and nothing loaded."""

    def test_a_good_file_may_be_sent(self, tmp_path: Path) -> None:
        (tmp_path / "good.csv").write_bytes(outcomes(Outcome(30, 10)))
        said = cvm("check", tmp_path / "good.csv", "--lang", "th")
        assert (said.code, said.err) == (0, "")
        assert "ส่งได้" in said.out
        assert [path.name for path in tmp_path.iterdir()] == ["good.csv"]

    def test_a_bad_file_gets_its_report_beside_it(self, tmp_path: Path) -> None:
        path = tmp_path / "bad.xlsx"
        rows = [Outcome(20, 5, field_th=f"ช่าง{number}").cells() for number in range(9)]
        path.write_bytes(workbook({"ข้อมูล": [OUTCOME_HEADINGS, *rows, Outcome(4, 5).cells()]}))
        said = cvm("check", path, "--json")
        (document,) = said.document()
        assert said.code == 3
        assert (document["verdict"], document["rows_read"], document["rows_quarantined"]) == (
            "loaded_with_quarantine",
            10,
            1,
        )
        (fault,) = document["faults"]
        assert (fault["code"], fault["rows"]) == ("followed_above_graduates", "ข้อมูล!11")
        report = path.with_name("bad.xlsx.report.xlsx")
        sent = pl.read_excel(report, sheet_name="ข้อมูลที่ส่งมา", has_header=False)
        assert sent.row(10)[4:7] == ("ช่างยนต์", "4", "5")

        path.write_bytes(workbook({"ข้อมูล": [OUTCOME_HEADINGS, *rows]}))
        assert cvm("check", path).code == 0
        assert not report.exists(), "a mended file has no report"

    def test_it_says_what_a_refresh_would_say(self, sample_home: Path, tmp_path: Path) -> None:
        """Of each file of the sample alone; waiting, duplicates across files and what stands are a refresh's."""
        told = {file.name: file for file in SAMPLE_INBOX.rglob("*") if file.parent.name == "faulty"}
        for name, path in told.items():
            (tmp_path / name).write_bytes(path.read_bytes())
        reports = {
            Path(one["path"]).name: one
            for one in cvm("check", *(tmp_path / name for name in told), "--json").document()
        }
        from tests.oracle.comparison import published

        history = published(sample_home, "load_history").filter(pl.col("path").str.starts_with("faulty/"))
        for row in history.iter_rows(named=True):
            report = reports[Path(row["path"]).name]
            assert report["verdict"] == row["verdict"], row["path"]
            assert report["rows_read"] == row["rows_read"]
            assert report["rows_quarantined"] == row["rows_quarantined"]

    def test_its_report_is_not_loaded_by_the_next_refresh(self, tmp_path: Path) -> None:
        house = House(tmp_path)
        house.put({"bad.csv": outcomes(Outcome(30, 10), Outcome(4, 5, year=2565))})
        assert cvm("check", tmp_path / "inbox" / "bad.csv").code == 3
        assert (tmp_path / "inbox" / "bad.csv.report.xlsx").exists()
        assert set(house.drop({})) == {"bad.csv"}

    @pytest.mark.parametrize("arguments", [["nowhere.csv"], ["--source", "alumni", __file__], [], ["/"]])
    def test_wrong_usage(self, arguments: list[str]) -> None:
        for lang in ("th", "en"):
            said = cvm("check", *arguments, "--lang", lang)
            assert (said.code, said.out) == (2, "")
            assert "Traceback" not in said.err

    def test_a_source_can_be_named(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_bytes(members(FIRST))
        assert cvm("check", tmp_path / "a.csv", "--source", "network_members").code == 0
        said = cvm("check", tmp_path / "a.csv", "--source", "outcome_counts", "--json")
        assert (said.code, said.document()[0]["verdict"]) == (3, "rejected")


class TestLongNames:
    """A Thai name of eighty letters fills the 255 bytes of a file system; its report must still be written."""

    NAME = "ผ" * 82 + ".csv"

    def test_in_a_refresh(self, tmp_path: Path) -> None:
        house = House(tmp_path)
        assert house.drop({self.NAME: b"nothing known"})[self.NAME].verdict == "rejected"
        assert house.settings.report_of(self.NAME).exists()

    def test_in_a_check(self, tmp_path: Path) -> None:
        (tmp_path / self.NAME).write_bytes(b"nothing known")
        assert cvm("check", tmp_path / self.NAME).code == 3
        assert len(list(tmp_path.iterdir())) == 2


def test_a_name_that_is_no_utf8_loads_like_any_other(tmp_path: Path) -> None:
    house = House(tmp_path)
    (tmp_path / "inbox").mkdir()
    raw = os.fsencode(tmp_path / "inbox") + b"/" + "ผล.csv".encode("cp874")
    try:
        Path(os.fsdecode(raw)).write_bytes(outcomes(Outcome(10), Outcome(4, 5, year=2565)))
    except OSError:
        pytest.skip("this file system takes UTF-8 names alone")
    assert house.drop({})["ผล.csv"].verdict == "held"
    assert house.settings.report_of("ผล.csv").exists()


class TestDoctor:
    """Each fault is found and has a remedy in both languages."""

    def finding(self, home: Path, check: str) -> dict[str, Any]:
        said = cvm("doctor", "--home", home, "--json")
        found: dict[str, Any] = next(one for one in said.document() if one["check"] == check)
        assert said.code == (0 if all(one["is_well"] for one in said.document()) else 1)
        assert found["is_well"] or (found["remedy_th"] and found["remedy_en"])
        return found

    def test_a_good_home_is_well(self, sample_home: Path) -> None:
        said = cvm("doctor", "--home", sample_home, "--lang", "th")
        assert said.code == 0, said.out
        assert "✗" not in said.out

    def test_a_package_of_another_version(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        real = importlib.metadata.version
        monkeypatch.setattr(doctor, "version", lambda name: "9.9" if name == "polars" else real(name))
        found = self.finding(tmp_path, "polars")
        assert not found["is_well"]
        assert "9.9" in found["seen"]
        assert self.finding(tmp_path, "duckdb")["is_well"]

    def test_an_old_python(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor, "_MINIMUM_PYTHON", (99, 0))
        assert not self.finding(tmp_path, "python")["is_well"]

    def test_a_home_nobody_may_write_to(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        assert not self.finding(tmp_path / "file" / "home", "home")["is_well"]
        said = cvm("refresh", "--home", tmp_path / "file" / "home", "--inbox", tmp_path, "--lang", "en")
        assert (said.code, said.out) == (1, "")
        assert "cannot write to" in said.err

    def test_a_full_disk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor, "_SPARE_BYTES", 10**18)
        assert not self.finding(tmp_path, "disk")["is_well"]

    def test_a_damaged_database_and_its_remedy(self, sample_home: Path, tmp_path: Path) -> None:
        home = copied(sample_home, tmp_path / "home")
        (home / "warehouse" / "build.duckdb").write_bytes(b"no database")
        found = self.finding(home, "build.duckdb")
        assert not found["is_well"]
        assert "from a backup" in found["remedy_en"]
        said = cvm("refresh", "--home", home, "--inbox", SAMPLE_INBOX, "--lang", "en")
        assert (said.code, said.out) == (1, "")
        assert "cvm doctor" in said.err

    def test_damaged_marts_are_mended(self, sample_home: Path, tmp_path: Path) -> None:
        home = copied(sample_home, tmp_path / "home")
        (home / "warehouse" / "mart.duckdb").write_bytes(b"no database")
        said = cvm("doctor", "--home", home, "--lang", "en")
        assert said.code == 0, said.out
        assert "+ mart.duckdb (mended): " in said.out
        assert "the next refresh builds it anew" in said.out

    def test_a_link_that_points_nowhere(self, tmp_path: Path) -> None:
        (tmp_path / "published").mkdir()
        (tmp_path / "published" / "current").symlink_to("20260101T000000000Z")
        assert not self.finding(tmp_path, "publication")["is_well"]

    def test_a_key_that_others_can_read(self, tmp_path: Path) -> None:
        key = tmp_path / "secrets" / "pseudonym.key"
        key.parent.mkdir()
        key.write_bytes(b"k")
        key.chmod(0o644)
        assert not self.finding(tmp_path, "key")["is_well"]
        key.chmod(0o600)
        assert self.finding(tmp_path, "key")["is_well"]
