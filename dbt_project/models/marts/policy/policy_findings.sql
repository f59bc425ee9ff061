with colleges as (
    select *
    from {{ ref('dim_college') }}
    qualify row_number() over (partition by college_code order by valid_from desc nulls last) = 1
),

named as (
    select
        -- the name of a centre ends with that of its own college
        if(
            ranked.college_code = centres.college_code, null, coalesce(colleges.college_name_th, ranked.college_code)
        ) as told_college,
        ranked.* exclude (region_th, province_code, institute_name),
        coalesce(ranked.region_th, provinces.region_th, colleges.region_th) as region_th,
        coalesce(ranked.province_code, colleges.province_code) as province_code,
        coalesce(ranked.institute_name, colleges.institute_name) as institute_name,
        concat_ws(
            ' ', ranked.region_th, provinces.province_name_th, ranked.institute_name, centres.centre_name_th,
            told_college, levels.level_label_th, ranked.field_th
        ) as told_place_th,
        concat_ws(
            ', ', regions.region_name_en, provinces.province_name_en, ranked.institute_name, centres.centre_name_th,
            told_college, levels.level_name_en, ranked.field_th
        ) as told_place_en
    from {{ ref('int_findings__ranked') }} as ranked
    left join {{ ref('dim_region') }} as regions on ranked.region_th = regions.region_th
    left join {{ ref('dim_province') }} as provinces on ranked.province_code = provinces.province_code
    left join {{ ref('dim_cvm_centre') }} as centres on ranked.centre_id = centres.centre_id
    left join colleges on ranked.college_code = colleges.college_code
    left join {{ ref('dim_level') }} as levels on ranked.level = levels.level
),

told as (
    select
        named.*,
        rules.* exclude (rule_id),
        coalesce(nullif(named.told_place_th, ''), 'ทั้งประเทศ') as place_th,
        coalesce(nullif(named.told_place_en, ''), 'the whole country') as place_en,
        coalesce(
            case rules.year_column
                when 'academic_year_be' then 'ปีการศึกษา '
                when 'fiscal_year_be' then 'ปีงบประมาณ '
                when 'curriculum_be' then 'หลักสูตร '
            end || named.year_be,
            'ปัจจุบัน'
        ) as year_th,
        coalesce(
            case rules.year_column
                when 'academic_year_be' then 'academic year '
                when 'fiscal_year_be' then 'fiscal year '
                when 'curriculum_be' then 'curriculum '
            end || named.year_be,
            'now'
        ) as year_en,
        {{ told_beside('named.value', 'rules.threshold', 'rules.unit') }} as told_value,
        {{ told_beside('named.value_before', 'rules.threshold', 'rules.unit') }} as told_before,
        {{ told_number('rules.threshold', 'rules.unit') }} as told_threshold,
        format('{:,}', named.n) as told_n,
        format('{:,}', named.rows_behind) as told_rows,
        coalesce(named.years_held, 1)::varchar as told_years,
        if(rules.comparison in ('below', 'at_most'), 1, -1) as direction
    from named
    inner join {{ ref('policy_rules') }} as rules on named.rule_id = rules.rule_id
)

select
    finding_id,
    rule_id,
    topic,
    manual_section,
    severity,
    year_be,
    region_th,
    province_code,
    institute_name,
    centre_id,
    college_code,
    level,
    field_th,
    place_th,
    place_en,
    {%- for column in ['finding', 'action'] %}
    {%- for language in ['th', 'en'] %}
    {{ finding_text(column, language, ['place', 'year', 'threshold']) }} as {{ column }}_{{ language }},
    {%- endfor %}
    {%- endfor %}
    {%- for language in ['th', 'en'] %}
    {{ finding_text('text', language, ['place', 'year', 'threshold', 'value', 'before', 'n', 'rows', 'years']) }}
        as text_{{ language }},
    {%- endfor %}
    metric,
    unit,
    comparison,
    threshold,
    value,
    low as ci_low,
    high as ci_high,
    n,
    minimum_n,
    value_before,
    case
        when told_before is null then null
        when told_before = told_value then 'same'
        when direction * (value - value_before) > 0 then 'better'
        else 'worse'
    end as trend,
    years_held,
    certainty,
    round(severity_weight * size_factor * persistence_factor * certainty, 4) as priority,
    audience,
    persons_column is not null as rests_on_persons,
    persons,
    evidence_table,
    row_keys as evidence_keys,
    rows_behind,
    taken_up_by,
    taken_up_status
from told
-- the order of rows reaches the public file: none that was measured
order by rule_id, finding_id
