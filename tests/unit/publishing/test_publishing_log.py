from __future__ import annotations

import re

import duckdb
import jinja2

from pipelines.publishing.log import LOG_TABLES
from pipelines.settings import DBT_PROJECT_DIR, Settings

from .made_up import change, publish_made_up


def test_the_keys_are_those_that_dbt_makes(published: Settings) -> None:
    change(published, "update employment_one_year set graduates = graduates + 1")
    folder = publish_made_up(published, minute=1).folder
    macro = (DBT_PROJECT_DIR / "macros" / "keys.sql").read_text(encoding="utf-8")
    template = jinja2.Environment(autoescape=False).from_string(macro)
    for table in LOG_TABLES:
        key = template.module.surrogate_key(list(table.made_of))  # type: ignore[attr-defined]
        assert re.sub(r"\s", "", table.key_expression) == re.sub(r"\s", "", key)
        with duckdb.connect(folder / "internal.duckdb", read_only=True) as connection:
            query = f"select count(*), count(*) filter (where {table.key} = {key}) from {table.name}"
            ((count, same),) = connection.execute(query).fetchall()
        assert count == same > 1
