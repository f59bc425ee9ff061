"""A small made-up publication, written without the code that publishes: every type, hostile texts, two networks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from pipelines.settings import Settings

PUBLICATION = "20261121T010203004Z"
HOSTILE = [
    "=1+1",
    "+66 2 281 5555",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "'=1",
    "''=1",
    ' =HYPERLINK("http://a.example")',
    "＝1",
    "http://a.example/?a=1&b=2",
    "<r><t>x</t></r>",
    "<script>alert(1)</script>",
    "a\x07b_x0041_x0042_",
    "line\nbreak, \"quoted\"; 'so'",
    " ผู้เรียน น้ำ กำลังคน ",
    "0012",
    "1E5",
    "",
]
_TYPES = """
    create table kinds (
        kind_id uuid primary key, academic_year_be integer, province_code varchar, told varchar, persons bigint,
        work_rate double, difference double, amount decimal(18, 4), is_told boolean, told_on date,
        loaded_at timestamptz, large bigint, old_on date, spread double
    );
    comment on table kinds is 'ทุกชนิด

All kinds of values & <b>marks</b>.

**Grain:** kind.

**Rules:** one rule.

another <i>rule</i>.

**Caution:** mind the gap.

**Example:** `select 1`';
    comment on column kinds.kind_id is 'รหัส
Key.';
    comment on column kinds.academic_year_be is 'ปีการศึกษา (พ.ศ.) ปีการศึกษา 2567 เริ่ม 16 พฤษภาคม 2567
Year.';
    comment on column kinds.told is 'ข้อความ: ใด ๆ ก็ได้ <b>
Text & <script>.';
"""
_ROWS = """
    insert into kinds values
        ('00000000-0000-0000-0000-000000000001', 2567, '01', 'ก', 0, 0.25, -0.5, -57.6546, true, '2024-05-16',
         '2026-11-21 01:02:03.004+00', 9007199254740993, '1899-12-31', 'nan'),
        ('00000000-0000-0000-0000-000000000002', 2566, null, null, null, null, null, null, null, null, null, null, null,
         null),
        ('00000000-0000-0000-0000-000000000003', 2567, '10', 'ข', -5, 1, 0.1, 0, false, '1900-03-01',
         '2026-12-31 17:00:00+00', 1, '0001-01-01', 'inf');
"""
_DIMENSIONS = """
    create table dim_province (province_code varchar primary key, province_name_th varchar, province_name_en varchar);
    insert into dim_province values ('01', '=กรุงเทพ', 'Bangkok'), ('10', 'ชลบุรี', 'Chon Buri');
    create table dim_academic_year (academic_year_be integer primary key, supply_fiscal_year_be integer);
    insert into dim_academic_year values (2566, 2567), (2567, 2568), (2568, 2569);
    create table dim_cvm_centre (centre_id varchar primary key, centre_name_th varchar);
    insert into dim_cvm_centre values ('2564-01', '2564-01 หนึ่ง'), ('2564-02', 'สอง'), ('2564-03', 'สาม');
    create table dim_network_member (
        network_member_id uuid primary key, academic_year_be integer, centre_id varchar, college_code varchar
    );
    insert into dim_network_member select uuid(), * from (values
        (2566, '2564-01', 'a'), (2566, '2564-01', 'b'), (2567, '2564-01', 'a'), (2567, '2564-01', 'c'),
        (2567, '2564-02', 'c'), (2567, '2564-02', 'd')
    );
    create table of_centre (centre_id varchar primary key, computed double);
    insert into of_centre values ('2564-01', 1), ('2564-02', 2);
    create table of_college (
        college_code varchar, academic_year_be integer, primary key (college_code, academic_year_be)
    );
    insert into of_college
        select code, year from unnest(['a', 'b', 'c', 'd']) codes (code), unnest([2565, 2566, 2567, 2568]) years (year);
    create table of_fiscal (college_code varchar, fiscal_year_be integer, primary key (college_code, fiscal_year_be));
    insert into of_fiscal select college_code, academic_year_be + 1 from of_college;
    create table of_any_year (college_code varchar primary key);
    insert into of_any_year values ('a'), ('b'), ('c'), ('d');
    create table of_nation (academic_year_be integer primary key, graduates bigint);
    insert into of_nation values (2567, 10);
    create table lineage (college_code varchar primary key);
    insert into lineage values ('a');
"""
_PERSONS = """
    create table person_rows (person_id uuid primary key, college_code varchar);
    insert into person_rows values ('00000000-0000-0000-0000-00000000000a', 'a');
"""


def published(home: Path) -> Settings:
    """A home with this one publication."""
    folder = home / "published" / PUBLICATION
    folder.mkdir(parents=True)
    tables: dict[str, dict[str, Any]] = {}
    for file in ("public.duckdb", "internal.duckdb"):
        with duckdb.connect(folder / file) as connection:
            connection.execute(_TYPES)
            connection.execute(_ROWS)
            connection.execute(_DIMENSIONS)
            connection.execute("create table hostile (sort_order integer primary key, told varchar)")
            connection.executemany("insert into hostile values (?, ?)", list(enumerate(HOSTILE)))
            if file == "internal.duckdb":
                connection.execute(_PERSONS)
            names = connection.execute("select table_name from duckdb_tables()").fetchall()
        tables[file] = {"tables": {name: {"rows": 0} for (name,) in names}}
    shown: dict[str, dict[str, Any]] = {
        name: {"disclosure": "copy", "columns": {}} for name in tables["internal.duckdb"]["tables"]
    }
    shown["person_rows"]["disclosure"] = "internal"
    shown["kinds"] = {"disclosure": "round", "columns": {"persons": "persons", "work_rate": "rate"}}
    manifest = {
        "publication_id": PUBLICATION,
        "published_at": "2026-11-21T01:02:03.004+00:00",
        "as_of": "2026-11-21",
        "files": tables,
        "disclosure": {
            "rules": {
                "thresholds": {"rounding_base": 5, "minimum_rate_denominator": 20, "minimum_median_count": 10},
                "tables": shown,
            },
        },
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (home / "published" / "current").symlink_to(PUBLICATION, target_is_directory=True)
    return Settings(home=home, inbox_dir=home.parent / "inbox")
