"""Tables out: the current publication as workbooks, CSV and Parquet, each with a data dictionary.

Belongs here: which rows and columns go into a file, how they look there, and what the files say of themselves.
Everything is read through `pipelines.publishing.connection`, so nothing is in a file that is not in the publication,
but for the words of the key results, which are those of the CVM manual (`seeds/reference/key_results.csv`).
Does not belong here: what a figure means or what the public may see (dbt's models, `publishing.disclosure`).

The modules, in the order an export meets them: `described` (the tables and what they say), `frames` (their rows),
`cells` and `workbook` (xlsx), `delimited` (csv and parquet), `wording` and `notes` (what is said of a file),
`pages` (sheets of words), `dictionary` (html and xlsx), `centres` (which rows are of a centre), `folder` (where files
may be written) and `export`, which does it all.
"""
