"""From the finished marts to what readers open: audit, disclosure control, atomic switch, explanation.

Here belongs everything that happens after dbt has filled `mart.duckdb`. Nothing here reads a sender's
file, writes `build.duckdb` or knows how it was called (no Dagster, no typer).

The modules, in the order a publication meets them: `audit` (expectations on the marts), `publication`
(builds the folder and switches `current`) with `files` (the two databases), `fingerprints` (content hashes),
`disclosure` (what the public file may show) and `store` (the folder `published/`); then `connection`,
`explain` and `rollback` for those who read.
"""
