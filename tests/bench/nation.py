"""A made-up nation written straight into `raw`: five years of graduates with three rounds, for the models alone.

Run as `python -m tests.bench.nation HOME YEARS` on a home that was refreshed once; `… HOME without` takes the last
round of the last year away, `… HOME with` lays it back. Every value follows from the row's number, so that two runs
measure the same rows.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

GRADUATES, COLLEGES, LAST_YEAR_BE = 270_000, 876, 2567

# Of a text a number that looks drawn, the same on every machine.
_DRAWN = "create macro drawn(text, sides) as (hash(text) % sides)::integer"
_TRAIL = """
    'nation' as source_sha256, '' as sheet, date '2025-12-31' as arrived_on, 'nation' as load_id,
    md5('scope') as scope_hash, md5('scope') as wide_scope_hash
"""
_COLLEGES = f"""
    insert into raw.colleges by name
    select printf('1399%06d', i) as college_code, 'วิทยาลัยตัวอย่าง ' || i as college_name_th,
           if(i % 2 = 0, 'public', 'private') as ownership, provinces.province_code, i::integer as row_number,
           md5('college' || i) as key_hash, {_TRAIL}
    from range(1, {COLLEGES} + 1) as numbers (i)
    inner join (
        select province_code, row_number() over (order by province_code) - 1 as place
        from build.seeds.provinces
    ) as provinces on i % 77 = provinces.place
"""
_PEOPLE = f"""
    create temp table people as
    with fields as (
        select levels.level, seen.field_th, seen.subject_type_th, count(*) over () as fields,
               row_number() over (order by seen.level, seen.subject_type_th, seen.field_th) - 1 as place
        from build.seeds.fields_observed_ay2566 as seen
        inner join build.seeds.levels as levels on seen.level in (levels.level, levels.label_th)
    )
    select year_be, i, printf('1399%06d', 1 + college) as college_code, level, field_th, subject_type_th,
           md5('student' || year_be || '-' || i) as student_key, md5('person' || year_be || '-' || i) as person_key,
           if(drawn('sex' || i, 2) = 0, 'female', 'male') as sex,
           if(drawn('system' || i, 4) = 0, 'dual', 'regular') as study_system,
           make_date(year_be - 542, 3, 31) - if(drawn('term' || i, 10) = 0, 151, 0) as graduated_on
    from (select unnest(range({LAST_YEAR_BE} - $years + 1, {LAST_YEAR_BE} + 1)) as year_be)
    cross join (select i, (i % {COLLEGES})::integer as college from range({GRADUATES}) as numbers (i))
    inner join fields on (college * 7 + drawn('field' || i, 8)) % fields.fields = fields.place
"""
_GRADUATES = f"""
    insert into raw.graduates by name
    select year_be as academic_year_be, college_code, student_key, person_key, 'national_id' as identified_by, sex,
           level, subject_type_th, field_th, study_system, graduated_on, true as has_phone, i::integer as row_number,
           student_key as key_hash, {_TRAIL}
    from people
"""
_RECORDS = f"""
    create or replace temp table records as
    select year_be as academic_year_be, round, college_code, student_key, person_key, 'national_id' as identified_by,
           level, field_th, outcome,
           if(is_work, ['private', 'private', 'government', null][1 + drawn('sector' || i, 4)], null)
               as employer_sector,
           if(is_work, ['yes', 'no', null][1 + drawn('match' || i, 3)], null) as job_matches_field,
           if(is_work, 8000 + 100 * drawn('income' || i, 200), null)::double as income_low,
           income_low as income_high,
           if(is_work, graduated_on + drawn('start' || i, 300), null) as started_on,
           if(is_work, lpad((10 + drawn('place' || i, 50))::varchar, 2, '0'), null) as work_province_code,
           graduated_on + 60 + 90 * round - if(drawn('late' || i, 20) = 0, 40, 0) as recorded_on,
           i::integer as row_number, student_key || round as key_hash, {_TRAIL}
    from (
        select *,
            [
                'employed', 'employed', 'studying', 'studying', 'waiting', 'unemployed', 'self_employed', 'unreachable',
                'unreachable', 'military', 'other', 'employed_studying'
            ][1 + drawn('outcome' || i || '-' || round // 2, 12)] as outcome,
            outcome in ('employed', 'self_employed', 'employed_studying') as is_work
        from people cross join (select unnest([1, 2, 3]) as round)
        where drawn('asked' || i || '-' || round, 100) > 2
    )
"""
_LAST_ROUND = f"academic_year_be = {LAST_YEAR_BE} and round = 3 and load_id = 'nation'"


def fill(home: Path, years: int) -> None:
    """Writes the nation into the home's `raw`, of academic years 2567 and before."""
    with duckdb.connect(str(home / "warehouse" / "build.duckdb")) as connection:
        connection.execute(f"use build; {_DRAWN}")
        for statement in (_COLLEGES, _PEOPLE.replace("$years", str(years)), _GRADUATES, _RECORDS):
            connection.execute(statement)
        connection.execute("insert into raw.followups by name select * from records")
        connection.execute("drop macro drawn")


def last_round(home: Path, is_there: bool) -> None:
    """Takes the last round of the last year out of what is in force, or back into it."""
    replaced = "null" if is_there else "'nobody'"
    with duckdb.connect(str(home / "warehouse" / "build.duckdb")) as connection:
        connection.execute(f"update raw.followups set replaced_by_load_id = {replaced} where {_LAST_ROUND}")


if __name__ == "__main__":
    if sys.argv[2].isdigit():
        fill(Path(sys.argv[1]), int(sys.argv[2]))
    else:
        last_round(Path(sys.argv[1]), sys.argv[2] == "with")
