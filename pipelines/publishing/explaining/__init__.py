"""What stands behind `explain` and `explain_file`, a question each.

`rows` (the table, its columns and the rows asked for), `definitions` (what the figure means), `behind` (the files,
by lineage), `graduates` (the persons, by outcome), `comparing` (what changed since the previous publication), `cells`
(which cells a file touched) and `opening` (publications side by side). Everything is read from publications alone.
"""
