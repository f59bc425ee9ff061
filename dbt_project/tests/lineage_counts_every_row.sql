-- What: lineage counts, for a table that every source stands behind, exactly the rows of each source that count; and
--   behind the cube stand the sources of its figures, not those that only make an academic year known.
-- When it matters: always; `cvm explain` names files by it.
-- How to resolve: a source that is missing altogether has no branch in lineage's scopes; add it there.
{%- set counted = {
    'outcome_counts': 'stg_outcome_counts',
    'enrolment_counts': 'stg_enrolment_counts',
    'network_members': 'stg_network_members',
    'colleges': 'stg_colleges__history',
    'students': 'stg_students',
    'graduates': 'int_graduates__one_roster',
    'followups': 'stg_followups',
    'round_submissions': 'stg_round_submissions',
} %}
{%- for source in ['establishments', 'demands', 'job_postings', 'agreements', 'placements', 'curriculum_units',
                   'short_courses', 'teachers', 'workplace_experts', 'teacher_development', 'teacher_skills',
                   'certifications', 'assessment_centres', 'working_group_orders', 'working_groups', 'plans',
                   'plan_items', 'centre_meetings', 'centre_boards', 'centre_activities', 'knowledge_assets',
                   'sar_scores', 'emvs_progress', 'event_reports', 'recommendations'] %}
{%- do counted.update({source: 'stg_' ~ source}) %}
{%- endfor %}
{%- set behind_cube = ['outcome_counts', 'enrolment_counts', 'network_members', 'colleges', 'graduates', 'followups',
                       'students'] %}
with that_count as (
    {%- for source, model in counted.items() %}
    select '{{ source }}' as source, count(*) as row_count from {{ ref(model) }}
    union all
    {%- endfor %}
    select 'intentions', count(*) from {{ ref('int_intentions__with_learner') }} where match_state <> 'ambiguous'
),

expected as (
    select 'dim_field' as table_name, source, row_count
    from that_count
    union all
    select 'employment_one_year', source, row_count
    from that_count
    where source in ('{{ behind_cube | join("', '") }}')
),

in_lineage as (
    select table_name, source, sum(row_count) as row_count
    from {{ ref('lineage') }}
    where table_name in ('dim_field', 'employment_one_year')
    group by all
)

select table_name, source, expected.row_count, in_lineage.row_count as row_count_in_lineage
from expected
full join in_lineage using (table_name, source)
where coalesce(expected.row_count, 0) <> coalesce(in_lineage.row_count, 0)
