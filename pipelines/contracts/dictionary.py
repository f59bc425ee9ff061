"""The dictionary of all sources as one page, made from the contracts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.contracts import Column, Contract, Rule
from pipelines.contracts.rules import heading_of
from pipelines.settings import CONTRACTS_DIR

DICTIONARY_FILE = CONTRACTS_DIR / "README.md"

_TITLE = "# พจนานุกรมข้อมูลของทุกแหล่ง · The dictionary of all sources"
_INTRODUCTION = """\
หน้านี้สร้างจากไฟล์ `*.odcs.yaml` ในโฟลเดอร์นี้ แก้ไขที่ไฟล์เหล่านั้น แล้วสั่ง `python -m pipelines.contracts` ·
This page is made from the contracts beside it; mend those and make it again.

**K** คีย์ key · **R** ต้องกรอก required · **D** ข้อมูลส่วนบุคคล อ่านแล้วทิ้ง identifies a person: read and dropped ·
**Q** ไม่เผยแพร่รายบุคคล not published one by one · **H** ใช้เทียบกับทะเบียน only compared with the register ·
**M** ระบบสร้าง made by the reader, no cell of its own.

`snapshot` ไฟล์ใหม่แทนที่ทั้งขอบเขต a file replaces what stood in its scope · `upsert` แถวล่าสุดของคีย์ the newest row
of a key counts.

ทุกแหล่งตรวจด้วยว่าคีย์ไม่ซ้ำ ช่องที่ต้องกรอกไม่ว่าง ค่าอยู่ในรายการ ตัวเลขและวันที่อ่านได้และเป็นไปได้ กฎที่เทียบกับแหล่งอื่นอยู่ใน
`dbt_project/seeds/reference/cross_source_rules.csv` · Beside its own rules every source is held to: keys unique,
required cells filled, values in their lists, numbers and dates readable and plausible; the rules between sources stand
in that seed.
"""
_SEVERITIES = {"error": "ต้องแก้ไข error", "warning": "ควรตรวจสอบ warning", "note": "หมายเหตุ note"}
_COLUMNS = ("หัวคอลัมน์ Heading", "ชื่อ Name", "", "ชนิด Type", "ความหมาย Meaning", "ค่าที่รับ Values", "หัวอื่นที่รับ Also accepted")
_RULES = ("ระดับ Severity", "กฎ Rule", "ช่อง Cells", "ข้อความถึงผู้ส่ง What the sender is told", "วิธีแก้ Remedy")
_MOST_VALUES = 16


def rendered(contracts: Sequence[Contract]) -> str:
    """The text of the page."""
    index = [
        (f"[{one.source}](#{one.source})", one.title_th, one.grain, one.mode, len(one.columns), len(one.own_rules))
        for one in contracts
    ]
    heading = ("แหล่งข้อมูล Source", "ชื่อ Title", "หนึ่งแถวคือ One row", "การแทนที่ Mode", "คอลัมน์ Columns", "กฎ Rules")
    parts = [_TITLE, "", _INTRODUCTION, *_table(heading, index)]
    for contract in contracts:
        parts += ["", *_source(contract)]
    return "\n".join(parts) + "\n"


def _source(contract: Contract) -> list[str]:
    scope = ", ".join(contract.scope) or ", ".join(contract.key)
    layouts = " · ".join(layout.title for layout in contract.layouts)
    return [
        f'## <a id="{contract.source}"></a>{contract.source} · {contract.title_th}',
        "",
        f"{contract.description_th} · {contract.description_en}",
        "",
        f"- หนึ่งแถวคือ · One row: {contract.grain}",
        f"- คีย์ · Key: {', '.join(contract.key)}",
        f"- การแทนที่ · Mode: {contract.mode} ({scope})",
        f"- รูปแบบไฟล์ · Layouts: {layouts}",
        "",
        *_table(_COLUMNS, [_column(contract, column) for column in contract.columns]),
        *(["", *_table(_RULES, [_rule(contract, rule) for rule in contract.own_rules])] if contract.own_rules else []),
    ]


def _column(contract: Contract, column: Column) -> tuple[str, ...]:
    stored = f" → {column.stored_as}" if column.stored_as != column.name else ""
    marks = [
        ("K", column.key_position is not None),
        ("R", column.is_required),
        ("D", column.is_direct),
        ("Q", column.classification == "quasi"),
        ("H", column.is_check),
        ("M", column.made is not None),
    ]
    return (
        column.heading_th,
        f"{column.name}{stored}",
        " ".join(mark for mark, holds in marks if holds),
        column.resolve or column.parser if not column.made else column.logical_type,
        f"{column.description_th} · {column.description_en}",
        _values(contract, column),
        "; ".join(column.synonyms),
    )


def _values(contract: Contract, column: Column) -> str:
    if column.made:
        return "จาก from " + ", ".join(contract.by_name[name].heading_th for name in column.made_of)
    if column.enum:
        shown = [f"{value.value} {value.label}" for value in column.enum[:_MOST_VALUES]]
        return "; ".join(shown) + (" …" if len(column.enum) > _MOST_VALUES else "")
    if column.plausible_range:
        return column.plausible_range
    bounds = [
        f"{sign} {column.options[end]}" for sign, end in (("≥", "minimum"), ("≤", "maximum")) if end in column.options
    ]
    return ", ".join(bounds) or column.options.get("pattern", "")


def _rule(contract: Contract, rule: Rule) -> tuple[str, ...]:
    return (
        _SEVERITIES[rule.severity],
        rule.name,
        heading_of(contract, rule.column),
        f"{rule.message_th} · {rule.message_en}",
        f"{rule.remedy_th} · {rule.remedy_en}",
    )


def _table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    lines = [heading, ["---"] * len(heading), *rows]
    return ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines]
