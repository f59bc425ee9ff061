-- The rows of supply once in each CVM network they belong to; networks overlap.
{{ in_networks(ref('int_supply__with_labour')) }}
