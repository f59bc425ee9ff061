from __future__ import annotations

import re

import duckdb
import jinja2

from pipelines.publishing.log import LOG_KEY
from pipelines.settings import DBT_PROJECT_DIR, Settings

from .made_up import publish_made_up


def test_the_key_is_the_one_that_dbt_makes(settings: Settings) -> None:
    macro = (DBT_PROJECT_DIR / "macros" / "keys.sql").read_text(encoding="utf-8")
    template = jinja2.Environment(autoescape=False).from_string(macro)
    key = template.module.surrogate_key(["publication_id", "table_name"])  # type: ignore[attr-defined]
    assert re.sub(r"\s", "", LOG_KEY) == re.sub(r"\s", "", key)
    folder = publish_made_up(settings).folder
    with duckdb.connect(folder / "internal.duckdb", read_only=True) as connection:
        query = f"select count(*), count(*) filter (where publication_log_id = {key}) from publication_log"
        ((count, same),) = connection.execute(query).fetchall()
    assert count == same > 1
