"""The same refresh written the usual way: pandas with openpyxl, one validation for each file, dbt's command line.

What a competent team would write for a few clean files without this house: vectorised pandas, one Great Expectations
context for all files, one transaction, one `dbt build` of the very same models and tests. It does less than the house:
no publication, no reports to senders, no titles, spellings or faults of files to cope with. Run as
`python -m tests.bench.usual INBOX HOME` on a home in which the register of the colleges was loaded; prints the rows
loaded as JSON.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import great_expectations as gx
import pandas as pd
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations.registry import get_expectation_impl

from pipelines.building.parsed import TARGET
from pipelines.contracts import Contract, load_contracts, rules_of
from pipelines.contracts.rules import UNIQUE, UNIQUE_KEY
from pipelines.settings import DBT_PROJECT_DIR, Settings
from tests.bench.processes import AS_OF, BIN

_SOURCES = ("graduates", "followups")
_HASHED = {"key_hash": "key", "scope_hash": "scope_columns", "wide_scope_hash": "wide_scope_columns"}


def main(inbox: Path, home: Path) -> None:
    """Reads, validates and loads every file, then builds the marts."""
    settings = Settings(home=home)
    key = settings.key_file.read_bytes()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("files")
    accepted: dict[str, list[pd.DataFrame]] = {}
    for name in _SOURCES:
        contract = load_contracts()[name]
        batches = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("whole")
        suite: gx.ExpectationSuite | None = None
        for path in sorted((inbox / name).rglob("*.xlsx")):
            frame = read(path, contract, key)
            suite = suite or suite_of(contract, frame)
            failed = failing(batches.get_batch({"dataframe": frame}).validate(suite, result_format=_COMPLETE))
            accepted.setdefault(name, []).append(frame[~frame["row_number"].isin(failed)])
    with duckdb.connect(str(settings.build_db)) as connection:
        connection.execute("begin")
        for name, frames in accepted.items():
            connection.register("accepted", pd.concat(frames, ignore_index=True))
            connection.execute(f"insert into raw.{name} by name select * exclude ({UNIQUE_KEY}) from accepted")
        connection.execute("commit")
    target = str(TARGET.relative_to(DBT_PROJECT_DIR))
    subprocess.run(
        [BIN / "dbt", "build", "--exclude-resource-type", "unit_test", "--target-path", target],
        cwd=DBT_PROJECT_DIR,
        env={**os.environ, "CVM_HOME": str(home), "DBT_PROFILES_DIR": ".", "DO_NOT_TRACK": "1"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    print(json.dumps(sum(len(frame) for frames in accepted.values() for frame in frames)))


_COMPLETE = {"result_format": "COMPLETE", "unexpected_index_column_names": ["row_number"]}


def read(path: Path, contract: Contract, key: bytes) -> pd.DataFrame:
    """The rows of one workbook with the columns of the source's raw table and the key that must be unique."""
    frame = pd.read_excel(path, engine="openpyxl", dtype=str)
    frame = frame.rename(columns={column.heading_th: column.name for column in contract.columns})
    for column in [column for column in contract.columns if column.name in frame.columns]:
        cells = frame[column.name].str.strip()
        if column.enum:
            labels = {value.label: value.value for value in column.enum}
            frame[column.name] = cells.map(labels).fillna(cells.where(~cells.isin(labels)))
        elif column.physical_type == "DATE":
            frame[column.name] = pd.to_datetime(cells)
        elif column.physical_type in ("INTEGER", "DOUBLE"):
            frame[column.name] = pd.to_numeric(cells)
        elif column.parser == "money_band":
            frame["income_low"] = frame["income_high"] = pd.to_numeric(cells)
    students = frame["college_code"] + "\x1f" + frame.pop("student_id")
    frame["student_key"] = [_pseudonym(key, student) for student in students]
    frame["person_key"] = [_pseudonym(key, person) for person in frame.pop("national_id")]
    frame["identified_by"], frame["national_id_state"], frame["student_id_state"] = "national_id", "valid", "valid"
    for name, columns in _HASHED.items():
        # columns of the key that this file lacks are empty for all its rows
        given = [column for column in getattr(contract, columns) if column in frame.columns]
        texts = frame[given].astype(str).agg("\x1f".join, axis=1)
        frame[name] = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    frame[UNIQUE_KEY] = frame["key_hash"]
    frame["row_number"] = range(1, len(frame) + 1)
    frame["source_sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    frame["sheet"], frame["arrived_on"], frame["load_id"] = "Sheet1", pd.Timestamp(AS_OF), "usual"
    return frame


def suite_of(contract: Contract, frame: pd.DataFrame) -> gx.ExpectationSuite:
    """The rules of the contract on single columns that the files have."""
    rules = [rule for rule in rules_of(contract) if rule.column in frame.columns]
    if not any(rule.expectation == UNIQUE for rule in rules):
        raise ValueError(f"{contract.source}: the suite does not judge the key")
    return gx.ExpectationSuite(
        name=contract.source, expectations=[get_expectation_impl(rule.expectation)(**rule.kwargs) for rule in rules]
    )


def failing(outcome: Any) -> set[int]:
    """The numbers of the rows that fail any rule.

    Raises:
        ValueError: a rule failed without naming a row.
    """
    rows: set[int] = set()
    for result in outcome.results:
        named = {entry["row_number"] for entry in result.result.get("unexpected_index_list") or ()}
        if not result.success and not named:
            raise ValueError(f"{result.expectation_config.type} failed without naming a row")
        rows |= named
    return rows


def _pseudonym(key: bytes, identity: str) -> str:
    return hmac.new(key, identity.encode(), hashlib.sha256).hexdigest()[:32]


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
