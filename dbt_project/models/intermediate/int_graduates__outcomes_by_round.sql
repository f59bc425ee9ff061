{{ config(meta={"slices": "rows"}) }}
-- What became of each graduate of whom there is a record, as of each round.
{{ outcomes_as_of(sliced(ref('int_followups__in_window')), [1, 2, 3]) }}
