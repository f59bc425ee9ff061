{{ config(meta={"slices": "rows"}) }}
-- Every record that has a graduate, whether it counts, in the order of their age.
{%- set roster = sliced(ref('int_graduates__one_roster')) %}
{#- The view would join all records of all years before it looked for the slice. #}
{%- set records = '(' ~ followups_with_graduate(sliced(ref('stg_followups')), roster) ~ ')' %}
{{ records_in_window(records if slice('rows') else ref('int_followups__with_graduate'), roster) }}
