"""Files that name their college by its name alone wait for the registers, in memory only as long as there is room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from pipelines.contracts import load_contracts
from pipelines.reading.batches import Gathering
from pipelines.reading.parts import Parts
from pipelines.reading.rows import SourceRows

CODE = "1399510001"


def rows(source: str, code: str) -> SourceRows:
    """A row of a college with this code, or without one."""
    contract = load_contracts()[source]
    cells = pl.DataFrame({"college_code": [code], "college_name_th": ["วิทยาลัยตัวอย่าง"]})
    return SourceRows(contract, contract.layouts[0], "", cells, {}, ())


def test_what_has_no_room_is_put_off_until_the_names_are_known(tmp_path: Path) -> None:
    reading: Any = None
    gathering = Gathering(reading, Parts(tmp_path, "new"), 2)
    named, unnamed, register = rows("followups", CODE), rows("followups", ""), rows("colleges", CODE)
    for sha in "ab":
        assert gathering.has_room([unnamed])
        gathering.add(sha, unnamed)
    assert gathering.has_room([named])
    assert gathering.has_room([unnamed, register])
    assert not gathering.has_room([unnamed])
    assert not gathering.has_room([named, unnamed])
    gathering.know(reading)
    assert gathering.has_room([unnamed])
