{%- set place = finding_place() | join(', ') %}
with judged as (
    select
        rows_judged.*,
        rules.threshold,
        rules.unit,
        rows_judged.is_met and coalesce(rows_judged.size >= rules.minimum_n, true) and case rules.comparison
            when 'below' then rows_judged.value < rules.threshold
            when 'at_most' then rows_judged.value <= rules.threshold
            when 'above' then rows_judged.value > rules.threshold
            else rows_judged.value >= rules.threshold
        end as is_found,
        -- the larger, the better
        if(rules.comparison in ('below', 'at_most'), 1, -1) as direction
    from {{ ref('int_findings__measured') }} as rows_judged
    inner join {{ ref('policy_rules') }} as rules on rows_judged.rule_id = rules.rule_id
    cross join {{ ref('stg_runs') }} as run
    where coalesce(
        case rules.year_column
            when 'academic_year_be' then if(
                rules.years = 'ended',
                {{ academic_year_end('rows_judged.year_be') }} < run.as_of,
                {{ academic_year_start('rows_judged.year_be') }} <= run.as_of
            )
            when 'fiscal_year_be' then if(
                rules.years = 'ended',
                {{ fiscal_year_end('rows_judged.year_be') }} < run.as_of,
                {{ fiscal_year_start('rows_judged.year_be') }} <= run.as_of
            )
        end,
        true
    )
),

placed as (
    select
        *,
        -- what the public file shows lies beyond the threshold, too
        is_found and (unit not in ('percent', 'ratio') or direction * round(value, 2) < direction * threshold) as is_shown,
        row_number() over (
            partition by rule_id, {{ place }}, year_be
            order by is_found desc, direction * value, size desc nulls last, row_key
        ) as place_no
    from judged
)

select
    rule_id,
    {{ place }},
    year_be,
    bool_or(is_found) as is_found,
    count(*) filter (where is_found) as rows_behind,
    max(value) filter (where place_no = 1) as value,
    max(size) filter (where place_no = 1) as size,
    max(low) filter (where place_no = 1) as low,
    max(high) filter (where place_no = 1) as high,
    max(share) filter (where place_no = 1) as share,
    max(persons) filter (where is_shown) as persons,
    string_agg(row_key, ', ' order by place_no) filter (where is_found) as row_keys
from placed
group by rule_id, {{ place }}, year_be
order by rule_id, {{ place }}, year_be
