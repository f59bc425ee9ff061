{{ config(materialized="view") }}
-- The rules between the sources about people.
{{ people_judged(ref('int_graduates__judged')) }}
