"""dbt's description of schema `raw` and of the staging models that show it as it is, made from the contracts.

A column that dbt's doc blocks describe is described there, one of a source in its contract, and the few that only
`raw` has, here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from pipelines.contracts import Contract
from pipelines.contracts.raw_tables import RUN_TABLES, TRAILER
from pipelines.settings import DBT_PROJECT_DIR

STAGING_DIR = DBT_PROJECT_DIR / "models" / "staging"
SOURCES_FILE = STAGING_DIR / "_sources.yml"
STAGING_FILE = STAGING_DIR / "_staging_of_contracts.yml"
ROWS_IN_FORCE = ("source_sha256", "sheet", "row_number", "arrived_on", "load_id")
"""What the macro `rows_in_force` gives beside the columns of a source."""

_HEAD = "# Made by `python -m pipelines.contracts` from the contracts; mend those and make it again.\n"
_RAW = (
    "แถวที่ผ่านการตรวจแล้วทุกแถว เพิ่มอย่างเดียวไม่แก้ไขย้อนหลัง",
    "Rows accepted at the door, append-only; written by the loading stage",
)
_RUN_TABLES = {
    "run": ("การประมวลผลครั้งล่าสุด หนึ่งแถว", "The run in hand: exactly one row, rewritten by every refresh"),
    "calendar": (
        "ปฏิทินของการประมวลผลครั้งล่าสุด",
        "The events in force when the run in hand began, rewritten by every refresh: the seed's and the office's",
    ),
    "files": ("ไฟล์ที่อ่านในแต่ละครั้ง", "Files read, one row a file and source for each run that read it"),
    "rule_results": ("ผลการตรวจตามกฎทุกข้อของแต่ละไฟล์", "Every rule judged at the door on every file, passed ones too"),
    "quarantine": ("แถวที่รอแก้ไข พร้อมเหตุผลทุกข้อ", "Rows that were not taken, with every reason; no value of theirs"),
    "publication_changes": (
        "สิ่งที่การเผยแพร่แต่ละครั้งเปลี่ยน ยอดรวมและช่องที่เปลี่ยนมากที่สุด",
        "What each publication changed: totals, and the cells that moved most",
    ),
    "publications": ("การเผยแพร่แต่ละครั้ง แยกตามตาราง", "Publications, one row for each publication and table"),
}
# what a column of a table of the runs is described as, where its name means something else elsewhere
_BLOCKS = {
    ("calendar", "system"): "event_system",
    ("calendar", "year_kind"): "event_year_kind",
    ("calendar", "year_be"): "event_year_be",
    ("calendar", "source"): "source_document",
    ("publication_changes", "measure"): "moved_measure",
    ("publication_changes", "unit"): "measure_unit",
    ("publication_changes", "rank"): "move_rank",
    ("publication_changes", "cell"): "moved_cell",
    ("publication_changes", "cell_key"): "moved_cell_key",
}
_COLUMNS = {
    "batch": ("ชุดไฟล์ที่นำเข้าพร้อมกัน", "The files of a source that were loaded together"),
    "key_hash": ("ค่าแฮชของคีย์ของแถว", "Hash of the key columns of the row"),
    "scope_hash": ("ค่าแฮชของขอบเขตที่ไฟล์แทนที่ข้อมูลเดิม", "Hash of the columns within which a later file replaces rows"),
    "wide_scope_hash": (
        "ค่าแฮชของส่วนของขอบเขตที่ทุกไฟล์ต้องมี",
        "Hash of the scope columns that no file may lack; a file without the others covers all of them",
    ),
    "rules": ("รหัสของกฎที่แถวไม่ผ่าน คั่นด้วยจุลภาค", "Codes of the rules the row failed, comma separated"),
    "key_fingerprint": (
        "ลายนิ้วมือของกุญแจนามแฝง บอกได้เพียงว่ากุญแจเดิมหรือไม่",
        "Fingerprint of the key of the pseudonyms; it tells only whether the key is still the same",
    ),
    "names_fingerprint": (
        "ลายนิ้วมือของชื่อสถานศึกษาที่รู้จักเมื่อตรวจไฟล์",
        "Fingerprint of the names of colleges that were known when the file was judged",
    ),
    "calendar_fingerprint": (
        "ลายนิ้วมือของปฏิทินที่ใช้ตรวจไฟล์ที่อ้างถึงกิจกรรม",
        "Fingerprint of the calendar by which a file that refers to events was judged; NULL for other sources",
    ),
    "project_fingerprint": (
        "ลายนิ้วมือของกฎและโปรแกรมที่ใช้ตรวจ",
        "Fingerprint of the rules and the program that judged the file",
    ),
}


def rendered(contracts: Iterable[Contract]) -> str:
    """The text of `_sources.yml`."""
    tables = [_source_table(contract) for contract in contracts]
    tables += [_table(name, _RUN_TABLES[name], _run_columns(name, columns)) for name, columns in RUN_TABLES.items()]
    source = {"name": "raw", "description": _text(*_RAW), "database": "build", "schema": "raw", "tables": tables}
    return _dumped({"version": 2, "sources": [source]})


def rendered_staging(contracts: Iterable[Contract]) -> str:
    """The text of `_staging_of_contracts.yml`: the models that show the rows in force of a source as they are."""
    models = [_staging_model(contract) for contract in contracts if _is_shown_as_it_is(contract)]
    return _dumped({"version": 2, "models": models})


def _is_shown_as_it_is(contract: Contract) -> bool:
    path = STAGING_DIR / f"stg_{contract.source}.sql"
    return path.exists() and f"rows_in_force('{contract.source}')" in path.read_text(encoding="utf-8")


def _staging_model(contract: Contract) -> dict[str, Any]:
    grain = f"{contract.description_en}; rows in force.\n\n**Grain:** {contract.grain}.\n"
    columns = [*_own_columns(contract), *_shared({name: TRAILER[name] for name in ROWS_IN_FORCE})]
    return {
        "name": f"stg_{contract.source}",
        "description": f"{contract.description_th} เฉพาะแถวที่ใช้อยู่\n\n{grain}",
        "columns": [{"name": column["name"], "description": column["description"]} for column in columns],
    }


def _dumped(document: dict[str, Any]) -> str:
    return _HEAD + yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def _source_table(contract: Contract) -> dict[str, Any]:
    words = (contract.description_th, contract.description_en)
    return _table(contract.source, words, _own_columns(contract) + _shared(TRAILER))


def _own_columns(contract: Contract) -> list[dict[str, str]]:
    return [
        _column(column.stored_as, column.physical_type, _text(column.description_th, column.description_en))
        for column in contract.stored
    ]


def _table(name: str, words: tuple[str, str], columns: list[dict[str, str]]) -> dict[str, Any]:
    return {"name": name, "description": _text(*words), "columns": columns}


def _run_columns(table: str, columns: Mapping[str, str]) -> list[dict[str, str]]:
    described = _shared(columns)
    for column in described:
        if block := _BLOCKS.get((table, column["name"])):
            column["description"] = f"{{{{ doc('{block}') }}}}"
    return described


def _shared(columns: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        _column(name, kind, _text(*_COLUMNS[name]) if name in _COLUMNS else f"{{{{ doc('{name}') }}}}")
        for name, kind in columns.items()
    ]


def _column(name: str, kind: str, description: str) -> dict[str, str]:
    return {"name": name, "data_type": kind.lower(), "description": description}


def _text(thai: str, english: str) -> str:
    return f"{thai}\n{english}\n"


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks."""


def _block(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _block)
