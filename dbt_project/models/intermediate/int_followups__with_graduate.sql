{{ config(materialized="view") }}
-- Every follow-up record in force with its graduate; one without a graduate waits for its roster.
{{ followups_with_graduate(ref('stg_followups'), ref('int_graduates__one_roster')) }}
