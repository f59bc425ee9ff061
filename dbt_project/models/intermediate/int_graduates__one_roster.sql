{{ config(meta={"slices": "rows"}) }}
-- The roster of graduates that counts: see the macro and models/marts/employment/README.md.
{{ one_roster(sliced(ref('stg_graduates'))) }}
