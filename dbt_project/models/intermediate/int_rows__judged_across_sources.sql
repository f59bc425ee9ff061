{%- set first_row -%}
    min({'source_sha256': source_sha256, 'sheet': sheet, 'row_number': row_number, 'load_id': load_id})
{%- endset -%}
-- Every row (or first row of a group) that a rule between sources judges, passed or not. Rules never drop a row.
with all_rows as (
    select * from {{ ref('int_rows__with_college') }}
),

-- One rule a line: what is judged, and what is not judged because there is nothing to compare.
row_rules as (
    select 'waiting_for_colleges' as rule, is_college_known as is_passed, *
    from all_rows

    union all
    select 'name_differs', {{ comparable_name('check_college_name_th') }} = {{ comparable_name('college_name_th') }}, *
    from all_rows
    where check_college_name_th is not null and college_name_th is not null

    union all
    select 'province_differs', check_province_code = province_code, *
    from all_rows
    where check_province_code is not null and province_code is not null

    union all
    select 'ownership_differs', check_ownership = ownership, *
    from all_rows
    where check_ownership is not null and ownership is not null

    union all
    select
        'field_not_listed',
        (level, field_th) in (select (listed.level, listed.field_th) from {{ ref('int_fields__listed') }} as listed),
        *
    from all_rows
    where field_th is not null
),

-- The first row of a group stands for it.
levels_followed as (
    select
        academic_year_be,
        college_code,
        level,
        sum(followed) not in (0, sum(graduates)) as is_passed,
        {{ first_row }} as first_row
    from {{ ref('stg_outcome_counts') }}
    group by all
    having sum(graduates) >= {{ var('min_level_graduates') }}
),

levels_enrolled as (
    select
        academic_year_be,
        college_code,
        level,
        sum(learners) as learners,
        {{ first_row }} as first_row
    from {{ ref('stg_enrolment_counts') }}
    group by all
),

enrolment_changes as (
    select
        this_year.first_row,
        abs(this_year.learners - last_year.learners) <= {{ var('max_enrolment_change') }} * last_year.learners
            as is_passed
    from levels_enrolled as this_year
    inner join levels_enrolled as last_year
        on this_year.college_code = last_year.college_code
        and this_year.level = last_year.level
        and this_year.academic_year_be = last_year.academic_year_be + 1
    where last_year.learners > 0
),

centre_tiers as (
    select
        count(*) filter (where tier = 'cvm') = 1 as is_passed,
        {{ first_row }} as first_row
    from {{ ref('stg_network_members') }}
    group by fiscal_year_be, centre_id
),

group_rules as (
    select 'followed_all_or_none' as rule, 'outcome_counts' as source, is_passed, first_row
    from levels_followed

    union all
    select 'enrolment_change', 'enrolment_counts', is_passed, first_row
    from enrolment_changes

    union all
    select 'no_or_many_cvm_tier', 'network_members', is_passed, first_row
    from centre_tiers
),

judged as (
    select rule, source, is_passed, source_sha256, sheet, row_number, load_id
    from row_rules

    union all
    select rule, source, is_passed, unnest(first_row)
    from group_rules
)

select
    judged.rule,
    judged.source,
    judged.source_sha256,
    judged.sheet,
    judged.row_number,
    rules.column_name,
    judged.load_id,
    judged.is_passed
from judged
inner join {{ ref('cross_source_rules') }} as rules
    on judged.rule = rules.rule and judged.source = rules.source
