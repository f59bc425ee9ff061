{{ config(meta={"slices": "rows"}) }}
-- The rows of graduates once in each CVM network they belong to; networks overlap.
{{ in_networks(sliced(ref('int_graduates__with_college'))) }}
