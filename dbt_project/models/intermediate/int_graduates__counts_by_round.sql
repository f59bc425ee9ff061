{{ config(meta={"slices": "rows"}) }}
-- Graduates on records in additive counts as of each round that their year holds: what every cell by round adds up.
{%- set place = ['academic_year_be', 'region_th', 'province_code', 'institute_name', 'ownership', 'college_code', 'level',
                 'subject_type_th', 'field_th', 'branch_th', 'study_system', 'sex'] %}
with graduates as (
    select
        {%- for column in place %}
        graduates.{{ column }},
        {%- endfor %}
        rounds.round,
        {{ or_no_record('outcomes') }}
    from {{ sliced(ref('fct_graduate_outcome')) }} as graduates
    inner join {{ ref('int_rounds__held') }} as rounds on graduates.academic_year_be = rounds.academic_year_be
    left join {{ sliced(ref('int_graduates__outcomes_by_round')) }} as outcomes
        on graduates.graduate_key = outcomes.graduate_key
        and rounds.round = outcomes.as_of_round
    where graduates.exclusion_reason is null
)

select
    {{ place | join(',\n    ') }},
    round,
    sum(records)::bigint as records,
    sum(records_late)::bigint as records_late,
    {{ counts_of_graduates() }}
from graduates
group by all
