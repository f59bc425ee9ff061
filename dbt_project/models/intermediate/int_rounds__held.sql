{{ config(materialized="view") }}
-- The rounds of which an academic year holds a record of a graduate.
select distinct academic_year_be, round
from {{ ref('int_followups__in_window') }}
