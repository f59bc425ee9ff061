{{ config(meta={"slices": "rows"}) }}
-- The newest answer of each learner of the final year, with what became of who graduated that year.
with by_student as (
    select academic_year_be, college_code, student_key, graduate_key
    from {{ sliced(ref('int_graduates__one_roster')) }}
),

by_person as (
    select academic_year_be, college_code, person_key, graduate_key
    from {{ sliced(ref('int_graduates__one_roster')) }}
    where {{ is_known_by_number('identified_by') }}
    qualify row_number() over (
        partition by academic_year_be, college_code, person_key order by graduated_on desc, student_key desc
    ) = 1
),

answers as (
    select
        intentions.*,
        coalesce(by_student.graduate_key, by_person.graduate_key) as graduate_key
    from {{ sliced(ref('int_intentions__with_learner')) }} as intentions
    left join by_student
        on intentions.academic_year_be = by_student.academic_year_be
        and intentions.college_code = by_student.college_code
        and intentions.learner_key = by_student.student_key
    left join by_person
        on intentions.academic_year_be = by_person.academic_year_be
        and intentions.college_code = by_person.college_code
        and intentions.learner_person_key = by_person.person_key
    where intentions.is_newest
    qualify row_number() over (
        partition by intentions.academic_year_be, intentions.college_code,
            coalesce(by_student.graduate_key::varchar, by_person.graduate_key::varchar, intentions.learner_key)
        order by intentions.surveyed_on desc nulls last, intentions.load_id desc, intentions.source_sha256 desc,
            intentions.row_number desc
    ) = 1
)

select
    answers.academic_year_be,
    colleges.region_th,
    colleges.province_code,
    colleges.ownership,
    answers.college_code,
    coalesce(graduates.level, answers.level) as level,
    coalesce(graduates.field_th, answers.field_th) as field_th,
    answers.intention,
    graduates.graduate_key is not null as is_graduate,
    {{ or_no_record('graduates') }},
    case answers.intention
        when 'study' then graduates.is_further_study
        when 'work' then graduates.is_employed
        when 'work_study' then graduates.is_obtained_work and graduates.is_further_study
        when 'self_employ' then graduates.is_ever_self_employed
        when 'military' then coalesce(graduates.last_known_outcome = 'military', false)
    end as is_as_intended
from answers
left join {{ sliced(ref('fct_graduate_outcome')) }} as graduates
    on answers.graduate_key = graduates.graduate_key
    and graduates.exclusion_reason is null
left join {{ ref('int_colleges__by_academic_year') }} as colleges
    on answers.college_code = colleges.college_code
    and answers.academic_year_be = colleges.academic_year_be
