"""`cvm template`: which workbooks are written, what is refused, and that a blank one is no data for `cvm check`."""

from __future__ import annotations

from pathlib import Path

from pipelines.contracts import load_contracts
from tests.integration.terminal import cvm


def test_every_source_has_a_template(tmp_path: Path) -> None:
    said = cvm("template", "--out", tmp_path / "new" / "folder", "--json")
    assert (said.code, said.err) == (0, "")
    written = said.document()
    contracts = load_contracts()
    assert [one["source"] for one in written] == list(contracts)
    for one in written:
        path = tmp_path / "new" / "folder" / f"{one['source']}.xlsx"
        assert Path(one["path"]) == path
        assert path.read_bytes()[:2] == b"PK"
        assert one["title_th"] == contracts[one["source"]].title_th


def test_named_sources_alone_are_written_and_told_in_thai(tmp_path: Path) -> None:
    said = cvm("template", "graduates", "followups", "--out", tmp_path, "--lang", "th")
    assert said.code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["followups.xlsx", "graduates.xlsx"]
    assert "ผู้สำเร็จการศึกษา" in said.out
    assert "cvm check" in said.out


def test_a_workbook_that_may_be_filled_in_is_never_written_over(tmp_path: Path) -> None:
    assert cvm("template", "graduates", "--out", tmp_path).code == 0
    assert cvm("template", "graduates", "--out", tmp_path).code == 0
    mine = tmp_path / "graduates.xlsx"
    mine.write_bytes(b"mine")
    said = cvm("template", "colleges", "graduates", "--out", tmp_path, "--lang", "en")
    assert (said.code, said.out) == (2, "")
    assert "graduates.xlsx" in said.err
    assert mine.read_bytes() == b"mine"
    assert not (tmp_path / "colleges.xlsx").exists()


def test_what_cannot_be_done_is_told_without_a_traceback(tmp_path: Path) -> None:
    unknown = cvm("template", "graduate", "--out", tmp_path, "--lang", "en")
    assert unknown.code == 2
    assert "graduates" in unknown.err
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    blocked = cvm("template", "graduates", "--out", in_the_way / "folder", "--lang", "en")
    assert blocked.code == 2
    assert cvm("template", "graduates").code == 2
    for said in (unknown, blocked):
        assert "Traceback" not in said.err


def test_a_blank_template_is_told_to_hold_no_rows(tmp_path: Path) -> None:
    cvm("template", "students", "--out", tmp_path)
    said = cvm("check", tmp_path / "students.xlsx", "--json")
    assert said.code == 3
    assert [fault["code"] for file in said.document() for fault in file["faults"]] == ["no_rows"]
