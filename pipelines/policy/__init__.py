"""Policy findings: rules that policy staff write as rows, and the query that puts them to the published tables.

Belongs here: what a rule may say, what is wrong with one, and the rows of the tables that it looks at.
Does not belong here: which of these rows are findings, how they are ranked and told (dbt: `policy_findings`).
"""
