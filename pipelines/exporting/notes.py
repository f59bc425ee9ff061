"""What a workbook says of itself: where it comes from, how to read it, what its tables and figures mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.exporting.cells import MOST_LETTERS
from pipelines.exporting.described import Publication, Table
from pipelines.exporting.wording import (
    INTERNAL_EN,
    INTERNAL_TH,
    PUBLIC_EN,
    PUBLIC_TH,
    SYNTHETIC_EN,
    SYNTHETIC_TH,
    day_in_words,
    moment_in_words,
    shown_in_words,
    table_shown_in_words,
    type_in_words,
)
from pipelines.publishing.disclosure import BASIS_COLUMN
from pipelines.publishing.explaining.rows import column_names

if TYPE_CHECKING:
    import duckdb

Cell = str | int | None

TITLE_TH, TITLE_EN = "คลังข้อมูลกำลังคนอาชีวศึกษา", "The CVM warehouse"

_READING = (
    (
        "ช่องว่างหมายถึงไม่ทราบ ไม่เกี่ยวข้องกับแถวนั้น หรือปิดไว้เพื่อคุ้มครองข้อมูลบุคคล ไม่ใช่ศูนย์",
        "An empty cell is unknown, does not apply to the row, or is hidden to protect persons; it is never 0.",
    ),
    (
        "อัตราและสัดส่วนเก็บเป็นเศษส่วน 0–1 และแสดงเป็น % ให้อ่านคู่กับตัวหารและนิยามเสมอ",
        "Rates and shares are fractions from 0 to 1; read them with their denominator and their definition.",
    ),
    (
        "เครือข่ายศูนย์ CVM ซ้อนทับกัน สถานศึกษาหนึ่งอยู่ได้หลายเครือข่าย ห้ามบวกเครือข่ายเข้าด้วยกัน",
        "CVM networks overlap: a college is in several, so never add networks up.",
    ),
    (
        "แต่ละแถวเป็นของชุดมิติเดียว (breakdown) ก่อนบวกให้กรองชุดมิติเดียว มิฉะนั้นจะนับซ้ำ",
        "A row belongs to one breakdown: keep one of them before adding rows up, or persons are counted twice.",
    ),
    (
        "เชื่อมตารางด้วยรหัส ไม่ใช่ด้วยชื่อ ชื่อสาขาวิชาของหลักสูตรเดิมและใหม่ต่างกัน (ดู dim_field)",
        "Join tables by codes and never by names; the old and the new curricula name fields differently (dim_field).",
    ),
)
_SHEETS = (
    (
        "หัวตารางมีสองแถว แถวแรกเป็นภาษาไทย แถวที่สองเป็นชื่อคอลัมน์สำหรับโปรแกรม",
        "Two rows of headings: Thai, and below the names of the columns for programs (pandas: header=1).",
    ),
    (
        "รหัสเป็นข้อความ ชื่อของรหัสอยู่คอลัมน์ถัดไป (ลงท้าย _label_th) และมีเฉพาะในสมุดงาน",
        "Codes are text; their Thai names stand beside them (…_label_th), in workbooks alone.",
    ),
    (
        "วันที่เป็นวันที่จริง แสดงเป็น พ.ศ. เวลาเป็นเวลาประเทศไทย",
        "Dates are real dates shown in the Buddhist Era; times are Bangkok's.",
    ),
)
_OF_TABLES = (
    "แผ่นงาน · Sheet", "ตาราง · Table", "แถว · Rows", "หนึ่งแถวคือ · A row is", "ในชุดสาธารณะ · In the public file",
)  # fmt: skip
_OPEN_DATA = (
    "แถวที่มาจากข้อมูลเปิดซึ่งเผยแพร่แล้ว (basis = counts) ไม่ปัด เว้นแต่คอลัมน์ที่มาจากข้อมูลอื่น",
    "Rows from open data published already (basis = counts) are not rounded, but for columns that rest on other data.",
)
_DEFINITION = "definition_id"
_FORMULAS = (
    "definition_id", "name_th", "name_en", "numerator_terms", "denominator_terms", "used_by_th", "used_by_en",
)  # fmt: skip


@dataclass(frozen=True)
class Block:
    """A part of a sheet: a title, perhaps a heading, and rows; in `is_linked` ones the first cell names a sheet."""

    title: str
    rows: Sequence[Sequence[Cell]]
    heading: Sequence[str] = ()
    is_linked: bool = False


@dataclass(frozen=True)
class Sheeted:
    """What the notes tell of a table: its sheets, its rows, its columns with texts that are too long for a cell."""

    table: Table
    sheets: Sequence[str]
    rows: int
    cut_columns: Sequence[str] = ()


def about(publication: Publication, scope: str | None = None) -> Block:
    """Where the file comes from and who may have it; `scope` says of what it is, if not of everything."""
    manifest = publication.manifest
    audience = f"{PUBLIC_TH} · {PUBLIC_EN}" if publication.is_public else f"{INTERNAL_TH} · {INTERNAL_EN}"
    rows: list[Sequence[Cell]] = [
        ("การเปิดเผย · Audience", audience),
        ("ชุดเผยแพร่ · Publication", publication.publication_id),
        ("เผยแพร่เมื่อ · Published", moment_in_words(manifest["published_at"])),
        ("ข้อมูล ณ วันที่ · As of", day_in_words(manifest["as_of"])),
    ]
    if scope:
        rows.insert(0, ("ขอบเขต · Scope", scope))
    if publication.is_synthetic:
        rows.insert(0, ("ข้อควรทราบ · Mind", f"{SYNTHETIC_TH} · {SYNTHETIC_EN}"))
    return Block(f"{TITLE_TH} · {TITLE_EN}", rows)


def reading(publication: Publication, tables: Sequence[Table]) -> Block:
    """How the tables are to be read, whatever the format of the file."""
    return Block("วิธีอ่าน · How to read", [*_READING, *_protected(publication, tables)])


def notes(
    connection: duckdb.DuckDBPyConnection,
    publication: Publication,
    sheeted: Sequence[Sheeted],
    scope: str | None = None,
    without_rows: Sequence[Table] = (),
) -> list[Block]:
    """The blocks of the sheet of notes of a workbook."""
    tables = [one.table for one in sheeted]
    in_sheets = [*_SHEETS, *_of_size(sheeted)]
    blocks = [
        about(publication, scope),
        Block("วิธีอ่าน · How to read", [*_READING, *in_sheets, *_protected(publication, tables)]),
        Block(
            "ตาราง · Tables",
            [
                (sheet, one.table.title_th, one.rows if place == 0 else None, one.table.grain,
                 " · ".join(filter(None, table_shown_in_words(one.table))))
                for one in sheeted
                for place, sheet in enumerate(one.sheets)
            ],
            _OF_TABLES,
            is_linked=True,
        ),
    ]  # fmt: skip
    if without_rows:
        rows = [(table.name, table.title_th) for table in without_rows]
        blocks.append(Block("ตารางที่ไม่มีแถวในขอบเขตนี้ · Tables without a row in this scope", rows))
    return blocks + definitions(connection, tables)


def definitions(connection: duckdb.DuckDBPyConnection, tables: Iterable[Table]) -> list[Block]:
    """The definitions of the rates of these tables; none where no table has rates by definition."""
    if not any(_DEFINITION in table.names for table in tables):
        return []
    if not set(_FORMULAS) <= column_names(connection, "dim_indicator"):
        return []
    found = connection.execute(
        f"select {', '.join(_FORMULAS)} from dim_indicator order by sort_order, definition_id"
    ).fetchall()
    rows = [
        (name, f"{thai} · {english}", None, f"{numerator} ÷ ({denominator})", f"{used_th} · {used_en}")
        for name, thai, english, numerator, denominator, used_th, used_en in found
    ]
    return [
        Block(
            "นิยามของอัตรา · Definitions of the rates",
            rows,
            ("definition_id", "ชื่อ · Name", "", "สูตร · Formula", "ผู้ใช้ · Used by"),
        )
    ]


def dictionary(publication: Publication, tables: Iterable[Table]) -> Block:
    """Every column of these tables in a row."""
    rows: list[Sequence[Cell]] = []
    for table in tables:
        for column in table.columns:
            shown = " · ".join(filter(None, shown_in_words(publication, table, column)))
            rows.append(
                (
                    table.name,
                    column.name,
                    column.heading_th,
                    column.description_th,
                    column.description_en,
                    " · ".join(type_in_words(column)),
                    "✓" if column.is_key else None,
                    shown or None,
                )
            )
    heading = (
        "ตาราง · Table", "คอลัมน์ · Column", "หัวคอลัมน์ · Heading", "ความหมาย · Thai", "Meaning · English",
        "ชนิด · Type", "กุญแจหลัก · Key", "ในชุดสาธารณะ · In the public file",
    )  # fmt: skip
    return Block("พจนานุกรมข้อมูล · Data dictionary", rows, heading)


def _protected(publication: Publication, tables: Sequence[Table]) -> list[Sequence[Cell]]:
    """What protection did to a public file of these tables."""
    if not publication.is_public or not any(table.disclosure == "round" for table in tables):
        return []
    limits = publication.thresholds
    open_data = (
        [_OPEN_DATA] if any(table.disclosure == "round" and BASIS_COLUMN in table.names for table in tables) else []
    )
    return [
        (
            f"จำนวนคนปัดเป็นพหุคูณของ {limits['rounding_base']} ที่ใกล้ที่สุด ยอดรวมปัดแยกต่างหาก ผลบวกของส่วนย่อยจึงอาจไม่เท่ายอดรวม "
            f"และ 0 อาจหมายถึง 0–{limits['rounding_base'] // 2} คน "
            f"อัตราเป็นร้อยละจำนวนเต็ม แสดงเมื่อตัวหารจริงไม่น้อยกว่า {limits['minimum_rate_denominator']} คน",
            f"Counts of persons are rounded to the nearest {limits['rounding_base']}, totals on their own, so parts "
            f"need not add up and 0 may be up to {limits['rounding_base'] // 2}; rates are whole percent over at least "
            f"{limits['minimum_rate_denominator']}.",
        ),
        *open_data,
        (
            "จำนวนหรืออัตราที่อาจทำให้คำนวณจำนวน 1–4 คนกลับได้ถูกปิดไว้ ช่องเหล่านี้จึงว่าง",
            "What would let a count of 1 to 4 be worked out is hidden; such cells are empty.",
        ),
    ]


def _of_size(sheeted: Sequence[Sheeted]) -> list[Sequence[Cell]]:
    """What has to be told where a table is larger than a sheet or a text longer than a cell."""
    rows: list[Sequence[Cell]] = []
    if split := [one.table.name for one in sheeted if len(one.sheets) > 1]:
        names = ", ".join(split)
        rows.append(
            (
                f"ตารางที่ยาวเกินหนึ่งแผ่นงานแบ่งเป็นหลายแผ่น ต่อกันตามลำดับ: {names}",
                f"Tables longer than a sheet go on in the next one: {names}",
            )
        )
    if cut := [f"{one.table.name}.{name}" for one in sheeted for name in one.cut_columns]:
        names = ", ".join(cut)
        rows.append(
            (
                f"ข้อความที่ยาวเกิน {MOST_LETTERS:,} ตัวอักษรถูกตัดท้าย ข้อความเต็มอยู่ใน csv และ parquet: {names}",
                f"Texts of more than {MOST_LETTERS:,} letters lack their ends here; csv and parquet hold them: {names}",
            )
        )
    return rows
