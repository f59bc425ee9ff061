{{ config(materialized="view") }}
-- The rules that hold any row against the register and the lists.
{{ rows_judged_by_register() }}
