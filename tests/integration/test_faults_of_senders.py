"""One drop with every fault a sender makes: each is named to them, the rest still loads, and nobody's data leaks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines.building.parsed import TARGET
from pipelines.settings import Settings
from pipelines.synthetic.sample_files import Row, delimited, workbook
from tests.integration.drops import DAY, FIRST, OUTCOME_HEADINGS, SECOND, Outcome, colleges, members, outcomes
from tests.integration.terminal import Said, cvm

THAI = re.compile(r"[\u0e00-\u0e7f]")
NAME, NUMBER, PHONE = "สมหมายลับสุดยอด", "0000123456789", "0899912345"
PERSON = (NAME, NUMBER, PHONE)
FOUND = "ช่างยนต์พยาน"
"""A field's name that must be found where the names of persons must not be: the search itself is tested by it."""
TITLES: list[Row] = [[f"ผู้ส่ง นาย{NAME} โทร {PHONE} เลขประจำตัว {NUMBER}"], []]
OPEN_DATA = (
    "เลขรหัสสถานศึกษา", "จังหวัด", "ขื่อโรงเรียน", "ประเภทสถานศึกษา", "ระดับชั้น", "ประเภทวิชา", *OUTCOME_HEADINGS[4:],
)  # fmt: skip


def _rows() -> list[Row]:
    """Twenty-five good rows below two titles and the heading, with three bad ones and a column of names."""
    good = [Outcome(5, 1, field_th=f"{FOUND}{number}").cells() for number in range(25)]
    bad = [
        Outcome(4, 5, field_th="ก").cells(),  # row 29: more followed than graduated
        Outcome(9, 5, field_th="ข", private=4).cells(),  # row 30: does not add up
        Outcome(f"{NAME} {NUMBER}", 5, field_th="ค").cells(),  # row 31: text in a number
    ]
    return [*TITLES, [*OUTCOME_HEADINGS, f"ชื่อผู้กรอก {NAME}"], *([*row, f"{NAME} {PHONE}"] for row in good + bad)]


def _without(heading: str) -> bytes:
    place = OUTCOME_HEADINGS.index(heading)
    rows: list[Row] = [OUTCOME_HEADINGS, *(Outcome(7).cells() for _ in range(2))]
    return delimited([[*row[:place], *row[place + 1 :]] for row in rows], "utf-8")


def _person_in(*cells: object) -> bytes:
    """A file in which most rows hold a person where something else is due: it is held."""
    rows: list[Row] = [Outcome(8, field_th=f"{FOUND} {place}").cells() for place in range(3)]
    wrong = [[*Outcome(8, field_th="ง").cells()] for _ in cells]
    for row, (place, text) in zip(wrong, enumerate(cells), strict=True):
        row[place] = text
    return delimited([*TITLES, OUTCOME_HEADINGS, *rows, *wrong], "utf-8")


DROP: dict[str, bytes] = {
    "colleges/register.csv": colleges({FIRST: "วิทยาลัยตัวอย่างหนึ่ง", SECOND: "วิทยาลัยตัวอย่างสอง"}),
    "network_members/members.csv": members(FIRST, SECOND),
    "outcome_counts/good.csv": outcomes(Outcome(30, 20, college=SECOND), Outcome(40, 25, level="ปวส.", college=SECOND)),
    "rows.xlsx": workbook({"ข้อมูล": _rows()}),
    "broken.xlsx": b"PK\x03\x04 no workbook: " + NAME.encode(),
    "letter.pdf": b"%PDF " + NAME.encode(),
    "schedule.csv": f"วันที่,หัวข้อ\n1,{NAME}\n".encode(),
    "encoding.csv": outcomes(Outcome(12)) + b"\xdb\xfc\xff" + NAME.encode("cp874"),
    "column.csv": _without("อื่น ๆ"),
    "heading.csv": b"\n" * 30 + outcomes(Outcome(13)),
    "year.csv": delimited([OPEN_DATA, [FIRST, "", "", "", "ปวช.", "", "ก", 1, 1, 0, 0, 0, 0, 1, 0, 0]], "cp874"),
    "unregistered.csv": outcomes(Outcome(14, college="1399199999")),
    "persons.csv": _person_in(f"ปี {NUMBER}", NUMBER, NAME, None, None, PHONE + NAME),
    "quotes.csv": outcomes(Outcome(15)) + f'"{NAME}\n'.encode(),
    "shifted.csv": outcomes(*(Outcome(16, year=2560 + n) for n in range(6)), Outcome(17)).rstrip()
    + f",{NAME},{NUMBER}\n".encode(),
}
GOOD = ("colleges/register.csv", "network_members/members.csv", "outcome_counts/good.csv")
REFUSED = {
    "broken.xlsx": "unreadable_file",
    "letter.pdf": "unknown_format",
    "schedule.csv": "unknown_layout",
    "encoding.csv": "wrong_encoding",
    "column.csv": "missing_column",
    "heading.csv": "unknown_layout",
    "year.csv": "year_unknown",
    "quotes.csv": "unreadable_file",
}


@dataclass(frozen=True)
class Drop:
    """The home after the drop, what the command said, and the entry of each file."""

    home: Path
    said: Said
    files: dict[str, dict[str, Any]]

    def faults(self, path: str) -> dict[str, dict[str, Any]]:
        """Faults of a file by code."""
        return {fault["code"]: fault for fault in self.files[path]["faults"]}


@pytest.fixture(scope="module")
def drop(tmp_path_factory: pytest.TempPathFactory) -> Drop:
    home = tmp_path_factory.mktemp("faults")
    for name, sent in DROP.items():
        path = home / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sent)
    said = cvm("refresh", "--home", home, "--as-of", DAY, "--json")
    return Drop(home, said, {file["path"]: file for file in said.document()["files"]})


def test_the_run_publishes_and_says_that_not_all_was_good(drop: Drop) -> None:
    assert drop.said.code == 3
    assert drop.said.document()["published"] is True
    assert drop.files.keys() == DROP.keys()


@pytest.mark.parametrize("path", GOOD)
def test_the_good_files_load(drop: Drop, path: str) -> None:
    assert drop.files[path]["verdict"] == "loaded"
    assert drop.files[path]["rows_loaded"] == drop.files[path]["rows_read"] == 2


@pytest.mark.parametrize(("path", "code"), REFUSED.items())
def test_a_file_that_cannot_be_taken_is_refused_by_name(drop: Drop, path: str, code: str) -> None:
    file = drop.files[path]
    assert file["verdict"] == "rejected"
    assert [file[key] for key in file if key.startswith("rows_")] == [0] * 6
    assert list(drop.faults(path)) == [code]


def test_the_missing_column_is_named(drop: Drop) -> None:
    assert "อื่น ๆ" in drop.faults("column.csv")["missing_column"]["message_th"]


@pytest.mark.parametrize(
    ("code", "row"), [("followed_above_graduates", 29), ("outcomes_do_not_add_up", 30), ("not_a_number", 31)]
)
def test_a_bad_row_is_named_with_sheet_and_row(drop: Drop, code: str, row: int) -> None:
    file = drop.files["rows.xlsx"]
    assert (file["verdict"], file["rows_loaded"], file["rows_quarantined"]) == ("loaded_with_quarantine", 25, 3)
    fault = drop.faults("rows.xlsx")[code]
    assert (fault["count"], fault["rows"], fault["severity"]) == (1, f"ข้อมูล!{row}", "error")


def test_text_in_a_number_names_its_column(drop: Drop) -> None:
    assert drop.faults("rows.xlsx")["not_a_number"]["column"] == "graduates"


def test_a_row_with_too_many_cells_is_kept_out(drop: Drop) -> None:
    assert drop.faults("shifted.csv")["too_many_cells"]["rows"] == "8"
    assert drop.files["shifted.csv"]["rows_quarantined"] == 1


def test_a_code_outside_the_register_loads_waits_and_is_told(drop: Drop) -> None:
    assert drop.files["unregistered.csv"]["rows_loaded"] == 1
    fault = drop.faults("unregistered.csv")["waiting_for_colleges"]
    assert (fault["count"], fault["rows"]) == (1, "2")


def test_a_file_of_faults_is_held(drop: Drop) -> None:
    file = drop.files["persons.csv"]
    assert (file["verdict"], file["rows_held"]) == ("held", file["rows_read"])
    assert {"too_many_faults", "not_a_year", "not_a_code", "not_in_list"} <= drop.faults("persons.csv").keys()


def test_every_fault_says_in_both_languages_what_to_do(drop: Drop) -> None:
    told = [fault for file in drop.files.values() for fault in file["faults"]]
    assert len(told) > 15
    for fault in told:
        assert THAI.search(fault["message_th"])
        assert THAI.search(fault["remedy_th"])
        assert re.search(r"[A-Za-z]{3}", fault["message_en"])
        assert re.search(r"[A-Za-z]{3}", fault["remedy_en"])
        assert "{" not in fault["message_th"] + fault["message_en"] + fault["remedy_th"] + fault["remedy_en"]


def test_rows_are_conserved(drop: Drop) -> None:
    for file in drop.files.values():
        parts = ("rows_loaded", "rows_quarantined", "rows_held", "rows_duplicate")
        assert file["rows_read"] == sum(file[part] for part in parts)


def test_every_faulty_file_has_its_report_and_no_good_one(drop: Drop) -> None:
    settings = Settings(home=drop.home)
    at_the_door = {*REFUSED, "rows.xlsx", "persons.csv", "shifted.csv"}
    assert {path for path in DROP if settings.report_of(path).exists()} == at_the_door
    for path in at_the_door:
        told = pl.read_excel(settings.report_of(path), sheet_id=1, has_header=False).to_series(-1).to_list()
        assert told[-1] in drop.faults(path)


def test_a_mended_file_takes_its_report_away(drop: Drop) -> None:
    from tests.integration.drops import House

    house = House(drop.home.parent / "mended")
    report = house.settings.report_of("a.csv")
    house.drop({"a.csv": b"nothing known"})
    assert report.exists()
    house.drop({"a.csv": outcomes(Outcome(30))})
    assert not report.exists()


def _texts(home: Path) -> dict[str, str]:
    """Everything a home keeps as text: databases and Parquet decoded, other files by their bytes."""
    kept = {}
    for path in sorted(path for path in home.rglob("*") if path.is_file() and not path.is_symlink()):
        relative = path.relative_to(home)
        if relative.parts[0] in ("inbox", "outbox"):
            continue
        name = relative.as_posix()
        if path.suffix == ".duckdb":
            kept[name] = _database_text(path)
        elif path.suffix == ".parquet":
            kept[name] = pl.read_parquet(path).write_ndjson()
        kept[f"{name} (bytes)"] = _decoded(path.read_bytes())
    return kept


def _database_text(path: Path) -> str:
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        texts = []
        for schema, table in tables:
            rows = connection.execute(f'select * from "{schema}"."{table}"').fetchall()
            texts += [str(value) for row in rows for value in row if value is not None]
    return "\n".join(texts)


def _decoded(content: bytes) -> str:
    """Bytes as text in each way in which Thai may have been written."""
    escaped = content.decode("ascii", errors="ignore")
    if "\\u0e" in escaped:
        escaped = re.sub(r"\\u(0e[0-9a-f]{2})", lambda found: chr(int(found[1], 16)), escaped)
    return "\n".join([escaped, *(content.decode(name, errors="ignore") for name in ("utf-8", "cp874", "utf-16-le"))])


def test_nothing_that_is_kept_holds_a_person(drop: Drop) -> None:
    kept = _texts(drop.home)
    assert any(name.startswith("landing/") and FOUND in text for name, text in kept.items())
    assert any(name.endswith("build.duckdb") and FOUND in text for name, text in kept.items())
    assert any(name.endswith("public.duckdb") and FOUND in text for name, text in kept.items())
    kept |= {f"dbt {path.name}": _decoded(path.read_bytes()) for path in TARGET.rglob("*") if path.is_file()}
    assert [(name, marker) for name, text in kept.items() for marker in PERSON if marker in text] == []


def test_nothing_that_is_said_holds_a_person(drop: Drop) -> None:
    spoken = cvm("refresh", "--home", drop.home, "--as-of", DAY, "--lang", "th")
    for said in (drop.said, spoken):
        assert [marker for marker in PERSON if marker in said.out + said.err] == []
