{{ config(materialized="view") }}
-- The rules that hold graduates against the learners of their year, the curriculum and a roster that supersedes them.
{{ graduates_judged() }}
