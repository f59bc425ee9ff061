{{ config(materialized="view") }}
-- Every row that counts of the sources about people, in one shape, with what the register says of its college.
with people as (
    {%- set sources = {
        'students': 'stg_students',
        'graduates': 'int_graduates__one_roster',
        'intentions': 'int_intentions__with_learner',
        'followups': 'stg_followups',
        'round_submissions': 'stg_round_submissions',
    } %}
    {%- for source, model in sources.items() %}
    select
        '{{ source }}' as source,
        academic_year_be,
        {{ 'round' if source in ('followups', 'round_submissions') else 'null::integer as round' }},
        college_code,
        {%- if source == 'round_submissions' %}
        null::varchar as student_key,
        null::varchar as level,
        null::varchar as field_th,
        {%- elif source == 'followups' %}
        student_key,
        reported_level as level,
        reported_field_th as field_th,
        {%- else %}
        student_key,
        level,
        field_th,
        {%- endif %}
        check_college_name_th,
        check_province_code,
        college_match,
        {{ place_of_row() }}
    from {{ ref(model) }}
    {%- if source == 'intentions' %}
    where match_state <> 'ambiguous'
    {%- endif %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    people.*,
    colleges.college_code is not null as is_college_known,
    colleges.college_name_th,
    colleges.province_code,
    colleges.institute_name
from people
left join {{ ref('int_colleges__by_academic_year') }} as colleges
    on people.college_code = colleges.college_code
    and people.academic_year_be = colleges.academic_year_be
