"""Every hostile file is refused by its name, in little time and memory, and harms no file beside it."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePath

import pytest

from pipelines.contracts.faults import FAULTS
from pipelines.reading.formats import open_file
from pipelines.reading.found import FileFault
from pipelines.settings import REPOSITORY, Settings
from tests.attacks import old_workbooks, parquets, texts, workbooks
from tests.attacks.gallery import ATTACKS, BIG, Attack, laid
from tests.integration.drops import FIRST, House, Outcome, outcomes
from tests.integration.terminal import cvm
from tests.made_files.contents import table, text_file, workbook
from tests.made_files.readings import SETTINGS, cells_read
from tests.made_files.rows import outcome

SECONDS, MEGABYTES = 1, 100
SLACK = 3
"""A machine that does other work is given so many times the seconds."""

HARMLESS = {
    f"{what}{kind.SUFFIX}": build
    for kind in (workbooks, old_workbooks, texts, parquets)
    for what, build in kind.HARMLESS.items()
}
EXPECTED = cells_read(text_file(table([outcome(1), outcome(2)]))).cells.drop("sheet")


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("attacks") / "gallery"
    laid(folder)
    yield folder
    shutil.rmtree(folder)


def small(gallery: Path) -> list[Attack]:
    return [attack for attack in ATTACKS if (gallery / attack.name).stat().st_size <= BIG]


def test_names_are_told_apart() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) > 100


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_refused_by_its_name(attack: Attack) -> None:
    with pytest.raises(FileFault) as error:
        open_file(PurePath(attack.name), attack.build(), SETTINGS)
    assert error.value.code == attack.code
    assert "{" not in error.value.message_th + error.value.message_en


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_only_said_and_not_so_does_no_harm(name: str) -> None:
    found = cells_read(HARMLESS[name](), f"file{PurePath(name).suffix}")
    assert found.cells.drop("sheet").equals(EXPECTED)


def test_every_attack_is_refused_in_a_second_and_a_hundred_megabytes(gallery: Path) -> None:
    """The seconds are those of the process alone; its memory is the most that it held meanwhile."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.attacks.measuring", str(gallery)],
        cwd=REPOSITORY, capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    measured = json.loads(done.stdout)
    assert {name: code for name, (code, _, _) in measured.items()} == {attack.name: attack.code for attack in ATTACKS}
    assert {name: seconds for name, (_, seconds, _) in measured.items() if seconds > SECONDS * SLACK} == {}
    assert {name: grown for name, (_, _, grown) in measured.items() if grown > MEGABYTES} == {}


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    """Ten gigabytes that are not there: to read or to hash them would take far longer than the test may."""
    path = tmp_path / "inbox" / "large.csv"
    path.parent.mkdir()
    with path.open("wb") as file:
        file.truncate(10_000_000_000)
    house = House(tmp_path)
    found = house.drop({"good.csv": outcomes(Outcome())})
    assert {name: (one.verdict, one.faults[0].rule if one.faults else "") for name, one in found.items()} == {
        "good.csv": ("loaded", ""),
        "large.csv": ("rejected", "file_too_large"),
    }
    (checked,) = cvm("check", path, "--json").document()
    assert [fault["code"] for fault in checked["faults"]] == ["file_too_large"]


def test_a_check_names_every_fault_with_its_remedy(gallery: Path) -> None:
    attacks = small(gallery)
    said = cvm("check", *[gallery / attack.name for attack in attacks], "--json")
    assert (said.code, said.err) == (3, "")
    for attack, told in zip(attacks, said.document(), strict=True):
        (fault,) = told["faults"]
        assert (told["verdict"], fault["code"]) == ("rejected", attack.code)
        assert fault["remedy_th"] and fault["remedy_en"] and fault["message_th"]
        assert not re.search(r"Traceback|Error\(|Exception", json.dumps(told))
        report = gallery / f"{attack.name}.report.xlsx"
        assert report.exists()
        report.unlink()
    some = attacks[::12]
    spoken = cvm("check", *[gallery / attack.name for attack in some], "--lang", "th")
    assert "Traceback" not in spoken.out + spoken.err
    for attack in some:
        assert FAULTS[attack.code].remedy_th in spoken.out
        (gallery / f"{attack.name}.report.xlsx").unlink()


def test_the_good_file_beside_them_is_loaded(gallery: Path, tmp_path: Path) -> None:
    attacks = {f"a/{attack.name}": attack for attack in small(gallery)}
    inbox = tmp_path / "inbox" / "a"
    inbox.mkdir(parents=True)
    for attack in attacks.values():
        (inbox / attack.name).hardlink_to(gallery / attack.name)
    house = House(tmp_path)
    found = house.drop({"outcome_counts/good.csv": outcomes(Outcome(college=FIRST))})
    good = found.pop("outcome_counts/good.csv")
    assert (good.verdict, good.rows.rows_loaded) == ("loaded", 1)
    told = {name: {fault.rule for fault in report.faults} for name, report in found.items()}
    first = {(gallery / attack.name).read_bytes(): name for name, attack in reversed(attacks.items())}
    assert told == {name: {attacks[name].code} for name in first.values()}
    assert len(house.holding("outcome_counts", "college_code")) == 1
    for name in found:
        report = house.settings.report_of(name)
        assert report.exists()
        assert open_file(report, report.read_bytes(), SETTINGS).sheets


def _letters(chance: random.Random, count: int) -> str:
    """Letters that cannot be packed well."""
    return chance.randbytes(count // 2).hex()


@pytest.mark.parametrize(
    ("limit", "name", "code"),
    [
        ("max_file_megabytes", "texts", "file_too_large"),
        ("max_rows", "texts", "table_too_large"),
        ("max_columns", "texts", "table_too_large"),
        ("max_cells", "workbooks", "table_too_large"),
        ("max_cell_characters", "texts", "cell_too_long"),
        ("max_line_kilobytes", "texts", "line_too_long"),
        ("max_container_parts", "workbooks", "unpacks_too_large"),
        ("max_unpacked_megabytes", "workbooks", "unpacks_too_large"),
        ("max_growth", "growing", "unpacks_too_large"),
        ("max_sheets", "sheets", "table_too_large"),
    ],
)
def test_every_limit_is_a_setting(limit: str, name: str, code: str) -> None:
    letters = partial(_letters, random.Random(1))
    lines = table([outcome(number) for number in range(1, 8)])
    wide = [["x" * 999] * 40] * 40
    contents = {
        "texts": ("a.csv", text_file([*lines, ["x" * 3_000] * 1_000])),
        "workbooks": ("a.xlsx", workbook({"a": [[letters(5_000)] for _ in range(300)]})),
        "growing": ("a.xlsx", workbook({"a": [[letters(5_000)] for _ in range(2_200)]})),
        "sheets": ("a.xlsx", workbook({"a": wide, "b": wide})),
    }
    path, content = contents[name]
    settings = Settings(max_line_kilobytes=4_000)
    assert open_file(PurePath(path), content, settings).sheets
    with pytest.raises(FileFault) as error:
        open_file(PurePath(path), content, settings.model_copy(update={limit: 1}))
    assert error.value.code == code


def test_the_description_of_every_limit_stands_beside_it() -> None:
    limits = {name: field for name, field in Settings.model_fields.items() if name.startswith("max_")}
    assert len(limits) >= 10
    assert all(field.description for field in limits.values())
