-- Each judgement of a self-assessment once in every network of its college: one of the whole college, or of a centre's field.
select
    members.academic_year_be,
    members.centre_id,
    members.college_code,
    scores.standard_set,
    scores.field_th,
    scores.standard,
    scores.indicator_code,
    scores.indicator_title,
    scores.percent,
    scores.score,
    scores.submitted_on
from {{ ref('int_centres__networks') }} as members
inner join {{ ref('stg_sar_scores') }} as scores
    on members.academic_year_be = scores.academic_year_be
    and members.college_code = scores.college_code
left join (select * from {{ ref('int_centres__field_names') }} where level = 'any') as names
    on members.academic_year_be = names.academic_year_be
    and members.centre_id = names.centre_id
    and scores.field_th = names.field_th
where scores.field_th is null or names.field_th is not null
