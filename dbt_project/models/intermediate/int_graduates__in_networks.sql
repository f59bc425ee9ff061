-- The rows of graduates once in each CVM network they belong to; networks overlap.
{{ in_networks(ref('int_graduates__with_college')) }}
