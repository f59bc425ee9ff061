{{ config(meta={"slices": "rows"}) }}
with rows_of_one as (
    select graduate_key, count(*)::integer as student_ids
    from {{ sliced(ref('int_graduates__one_roster')) }}
    group by graduate_key
),

judged as (
    select
        roster.graduate_key,
        {{ window_ends_on('roster.graduated_on') }} as window_ends_on,
        run.as_of > {{ window_ends_on('roster.graduated_on') }} as is_window_closed,
        {{ or_no_record('outcomes') }},
        last_known.recorded_on as last_known_recorded_on,
        last_known.round as last_known_round,
        job.job_matches_field,
        job.income_low,
        job.income_high,
        job.work_province_code,
        job.work_country,
        job.establishment_id,
        outcomes.first_work_started_on,
        case
            when outcomes.first_work_started_on > roster.graduated_on
                then outcomes.first_work_started_on - roster.graduated_on
            when outcomes.first_work_started_on is not null then 0
        end::integer as days_to_work,
        roster.graduated_on_basis <> 'reported' as is_graduated_on_assumed,
        coalesce(deciding.recorded_on_basis <> 'reported', outcomes.has_assumed_record, false) as is_recorded_on_assumed,
        is_graduated_on_assumed or is_recorded_on_assumed as has_assumed_dates,
        deciding.outcome as deciding_outcome,
        deciding.round as deciding_round,
        deciding.recorded_on as deciding_recorded_on,
        deciding.source_sha256 as deciding_source_sha256,
        deciding.sheet as deciding_sheet,
        deciding.row_number as deciding_row_number
    from {{ sliced(ref('int_graduates__one_roster')) }} as roster
    cross join {{ ref('stg_runs') }} as run
    left join {{ sliced(ref('int_graduates__outcomes_by_round')) }} as outcomes
        on roster.graduate_key = outcomes.graduate_key
        and outcomes.as_of_round = 3
    left join {{ sliced(ref('int_followups__in_window')) }} as job
        on outcomes.graduate_key = job.graduate_key
        and outcomes.job_sequence = job.sequence
    left join {{ sliced(ref('int_followups__in_window')) }} as last_known
        on outcomes.graduate_key = last_known.graduate_key
        and outcomes.last_known_sequence = last_known.sequence
    left join {{ sliced(ref('int_followups__in_window')) }} as deciding
        on outcomes.graduate_key = deciding.graduate_key
        and outcomes.deciding_sequence = deciding.sequence
    where roster.exclusion_reason is null
)

select
    {{ surrogate_key(['roster.academic_year_be', 'roster.college_code', 'roster.student_key']) }} as graduate_id,
    roster.graduate_key,
    roster.academic_year_be,
    roster.college_code,
    colleges.region_th,
    colleges.province_code,
    colleges.institute_name,
    colleges.ownership,
    roster.student_key,
    roster.person_key,
    roster.level,
    roster.subject_type_th,
    roster.field_th,
    roster.branch_th,
    roster.curriculum_be,
    roster.study_system,
    roster.sex,
    roster.birth_year_be,
    roster.term,
    roster.graduated_on,
    roster.graduated_on_basis,
    roster.has_phone,
    roster.has_contact,
    roster.exclusion_reason,
    rows_of_one.student_ids,
    -- Of a row that does not count nothing is said from here on.
    judged.* exclude (graduate_key)
from {{ sliced(ref('int_graduates__one_roster')) }} as roster
inner join rows_of_one on roster.graduate_key = rows_of_one.graduate_key
left join judged
    -- a condition on the left side alone would make DuckDB compare every row with every other
    on if(roster.exclusion_reason is null, roster.graduate_key, null) = judged.graduate_key
left join {{ ref('int_colleges__by_academic_year') }} as colleges
    on roster.college_code = colleges.college_code
    and roster.academic_year_be = colleges.academic_year_be
