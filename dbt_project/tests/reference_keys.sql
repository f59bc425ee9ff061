-- What: no key twice in any reference list; one test for all, since dbt's fixed cost is by the test.
-- When it matters: after an edit of a seed; a key that stands twice doubles every row that is joined to it.
-- How to resolve: delete one of the two rows from seeds/reference/<reference>.csv.
{%- set keys = {
    'calendar': ['event_id'],
    'centre_fields': ['level', 'field_th', 'branch_th', 'centre_id'],
    'college_code_alias': ['alias_code'],
    'cross_source_rules': ['rule', 'source'],
    'cvm_centres': ['centre_id'],
    'emvs_issues': ['fiscal_year_be', 'issue_code'],
    'field_crosswalk': ['level', 'field_th', 'valid_from_academic_year_be'],
    'fields_2567': ['level', 'field_code'],
    'fields_observed_ay2566': ['level', 'subject_type_th', 'field_th'],
    'graduation_dates': ['term'],
    'indicator_definitions': ['definition_id'],
    'indicator_terms': ['definition_id', 'part', 'term'],
    'key_results': ['key_result_id'],
    'levels': ['level'],
    'match_weights': ['weight_id'],
    'minimum_wages': ['province_code', 'effective_from'],
    'name_aliases': ['kind', 'alias'],
    'policy_rules': ['rule_id'],
    'policy_weights': ['weight_id'],
    'pressure_classes': ['pressure'],
    'provinces': ['province_code'],
    'quality_bands': ['definition_id', 'band'],
    'regions': ['region_th'],
    'scenarios': ['scenario_id'],
    'target_industries': ['target_industry_id'],
    'vcop_status_codes': ['code', 'label_th'],
    'working_group_duties': ['duty_id'],
    'working_group_duty_events': ['duty_id', 'event_id'],
    'working_group_offices': ['office'],
    'year_cases': ['what'],
} %}
{%- for reference, columns in keys.items() %}
select '{{ reference }}' as reference, concat_ws(' / ', {{ columns | join(', ') }}) as key, count(*) as rows_with_key
from {{ ref(reference) }}
group by {{ columns | join(', ') }}
having count(*) > 1
{{ 'union all' if not loop.last }}
{%- endfor %}
