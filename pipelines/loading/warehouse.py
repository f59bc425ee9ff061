"""The one writer of `build`: its tables, and the transaction that takes a judged batch into `raw`.

Raw is append-only. An accepted row stays for ever; what a later submission replaces is marked with the load that
replaced it (02 section 9).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import date
from types import TracebackType
from typing import Self

import polars as pl

from pipelines.contracts import Contract
from pipelines.contracts.raw_tables import raw_tables, source_columns
from pipelines.guarding.expectations import ROW_ID
from pipelines.loading.landing import Batch, Verdict, read_verdict
from pipelines.loading.records import insert, record_batch, record_results
from pipelines.loading.registry import LOADED
from pipelines.loading.stamp import RunStamp
from pipelines.office.calendar import load_calendar
from pipelines.reading.colleges import CollegeName
from pipelines.settings import Settings
from pipelines.storing.databases import build_database, opened, transaction


class Warehouse:
    """A connection to the database `build`, open for seconds; use it in a `with` block."""

    def __init__(self, settings: Settings):
        settings.warehouse.mkdir(parents=True, exist_ok=True)
        self._is_shared = settings.store != "duckdb"
        self._closing = ExitStack()
        self.connection = self._closing.enter_context(opened(build_database(settings), settings, is_written=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()

    def create_tables(self, contracts: Iterable[Contract]) -> None:
        """Creates what is missing: tables, and columns that a contract has gained; all of it or nothing."""
        with transaction(self.connection):
            self.connection.execute("create schema if not exists raw")
            existing: dict[str, set[str]] = {}
            for table, column in self.connection.execute(
                "select table_name, column_name from duckdb_columns() "
                "where schema_name = 'raw' and database_name = current_database()"
            ).fetchall():
                existing.setdefault(table, set()).add(column)
            for table, columns in raw_tables(contracts).items():
                if table not in existing:
                    listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
                    self.connection.execute(f"create table raw.{table} ({listed})")
                for name in columns.keys() - existing.get(table, columns.keys()):
                    self.connection.execute(f"alter table raw.{table} add column {name} {columns[name]}")

    def begin_run(self, run: RunStamp, settings: Settings, key_fingerprint: str) -> None:
        """Writes what tells dbt what this run is: one row with its date and settings, and the calendar in force.

        Raises:
            RunError: the office's calendar cannot be read.
        """
        events = load_calendar(settings.home)
        with transaction(self.connection):
            self.connection.execute("delete from raw.calendar")
            insert(self.connection, "calendar", [asdict(event) for event in events])
            self.connection.execute("delete from raw.run")
            insert(
                self.connection,
                "run",
                [
                    {
                        "run_id": run.run_id,
                        "as_of": run.as_of,
                        "academic_year_start_month": settings.academic_year_start_month,
                        "academic_year_start_day": settings.academic_year_start_day,
                        "supply_year_offset": settings.supply_year_offset,
                        "key_fingerprint": key_fingerprint,
                    }
                ],
            )

    def has_begun(self, contracts: Iterable[Contract]) -> bool:
        """Whether every table has its columns, and a run has told what it is."""
        existing = set(
            self.connection.execute(
                "select table_name, column_name from duckdb_columns() "
                "where schema_name = 'raw' and database_name = current_database()"
            ).fetchall()
        )
        wanted = {(table, name) for table, columns in raw_tables(contracts).items() for name in columns}
        return wanted <= existing and self.as_of() is not None

    def as_of(self) -> date | None:
        """The business date of the run that was written down last."""
        row = self.connection.execute("select max(as_of) from raw.run").fetchone()
        return row[0] if row else None

    def registered_files(self, source: str) -> int:
        """How many records the register holds of a source."""
        row = self.connection.execute(f"select count(*) from raw.files where source = '{source}'").fetchone()
        return row[0] if row else 0

    def standing(self, contract: Contract, batch: Batch) -> pl.DataFrame:
        """The scopes and keys of what holds now, in the scopes that the batch contains."""
        return self.connection.execute(
            f"""
            with arriving as (select distinct scope_hash from read_parquet(?))
            select scope_hash, wide_scope_hash, key_hash from raw.{contract.source}
            where replaced_by_load_id is null
                and (scope_hash in (from arriving) or wide_scope_hash in (from arriving))
            """,
            [str(batch.parquet)],
        ).pl()

    def college_names(self) -> list[CollegeName]:
        """Every name that a code of the register has, or had, with its province."""
        rows = self.connection.execute(
            "select distinct college_code, college_name_th, province_code from raw.colleges order by all"
        ).fetchall()
        return [CollegeName(*row) for row in rows]

    def batches_of(self, run: RunStamp, files: Collection[str]) -> list[tuple[str, str, str]]:
        """(file, source, batch) of what this run has already loaded of these files for any source."""
        return self.connection.execute(
            "select source_sha256, source, batch from raw.files "
            "where run_id = ? and source_sha256 in (select unnest(?)) and batch is not null order by all",
            [run.run_id, list(files)],
        ).fetchall()

    def load(
        self,
        contract: Contract,
        batch: Batch,
        run: RunStamp,
        before_commit: Callable[[], None] = lambda: None,
    ) -> Verdict:
        """Takes a judged batch into raw, all of it or nothing.

        Args:
            before_commit: raises what speaks against it at the last moment.

        Raises:
            LandingError: the batch has no recorded verdict about these rows and rules.
        """
        connection = self.connection
        with transaction(connection):
            verdict = self._without_taken(batch, read_verdict(batch, contract), run)
            self._arrive(batch, verdict)
            self._replace(contract, batch, run)
            self._insert(contract, batch, verdict, run)
            insert(connection, "quarantine", _quarantined(batch, verdict, run))
            record_batch(connection, run, batch, verdict.files)
            record_results(connection, run, [(contract.source, result) for result in verdict.results])
            connection.execute("drop table arriving")
            before_commit()
        return verdict

    def _without_taken(self, batch: Batch, verdict: Verdict, run: RunStamp) -> Verdict:
        """Of a file that another run has loaded while this one read it, every row is there already."""
        if not self._is_shared or batch.taken_in:
            return verdict
        named = ", ".join(f"'{file.source_sha256}'" for file in batch.files)
        states = ", ".join(f"'{state}'" for state in LOADED)
        found = self.connection.execute(
            f"""
            select distinct source_sha256 from raw.files
            where source = '{batch.source}' and source_sha256 in ({named}) and verdict in ({states})
                and run_id != '{run.run_id}'
            """
        ).fetchall()
        taken = [sha for (sha,) in found]
        if not taken:
            return verdict
        known = {row for row, _, _ in verdict.not_loaded}
        rows = batch.frame([ROW_ID, "source_sha256"]).filter(pl.col("source_sha256").is_in(taken))[ROW_ID]
        again = tuple((row, "duplicate", "") for row in rows if row not in known)
        files = tuple(
            replace(file, rows_loaded=0, rows_duplicate=file.rows_duplicate + file.rows_loaded)
            if file.source_sha256 in taken
            else file
            for file in verdict.files
        )
        return replace(verdict, files=files, not_loaded=(*verdict.not_loaded, *again))

    def _arrive(self, batch: Batch, verdict: Verdict) -> None:
        """Where the rows that are to be loaded belong, as the temporary table `arriving`."""
        kept_out = pl.DataFrame({ROW_ID: [row for row, _, _ in verdict.not_loaded]}, schema={ROW_ID: pl.Int64})
        self.connection.register("kept_out", kept_out)
        self.connection.execute(
            f"""
            create or replace temp table arriving as
            select {ROW_ID}, source_sha256, sheet, row_number, key_hash, scope_hash, wide_scope_hash,
                null::varchar as replaced_by_load_id
            from read_parquet(?) as landed anti join kept_out using ({ROW_ID})
            """,
            [str(batch.parquet)],
        )
        self.connection.unregister("kept_out")
        quarantined = [row for row, state, _ in verdict.not_loaded if state == "quarantined"]
        self.connection.execute(
            f"""
            create or replace temp table repaired_later as
            select distinct key_hash from read_parquet(?) where {ROW_ID} in (select unnest(?::bigint[]))
            """,
            [str(batch.parquet), quarantined],
        )

    def _insert(self, contract: Contract, batch: Batch, verdict: Verdict, run: RunStamp) -> None:
        """The whole rows of what arrives; cells that a rule empties are NULL."""
        emptied = pl.DataFrame(list(verdict.emptied), schema={ROW_ID: pl.Int64(), "name": pl.String()}, orient="row")
        if unknown := set(emptied["name"]) - contract.by_stored_name.keys():
            raise KeyError(*sorted(unknown))
        cells = {name: f"landed.{name}" for name in source_columns(contract)} | {
            name: f"if({ROW_ID} in (select {ROW_ID} from emptied where name = '{name}'), null, landed.{name})"
            for name in emptied["name"].unique()
        }
        cells |= {"arrived_on": "?::date", "load_id": "?", "replaced_by_load_id": "arriving.replaced_by_load_id"}
        self.connection.register("emptied", emptied)
        self.connection.execute(
            f"""
            insert into raw.{contract.source} ({", ".join(cells)})
            select {", ".join(cells.values())}
            from read_parquet(?) as landed join arriving using ({ROW_ID})
            order by {ROW_ID}
            """,
            [run.as_of, run.run_id, str(batch.parquet)],
        )
        self.connection.unregister("emptied")

    def _replace(self, contract: Contract, batch: Batch, run: RunStamp) -> None:
        """Marks what the arriving rows replace; the row of a key whose new row is quarantined stands."""
        where = "key_hash in (select key_hash from arriving where replaced_by_load_id is null)"
        if batch.taken_in:
            self._keep_late_rows(contract, batch.taken_in)
        elif contract.mode == "snapshot":
            # a file that lacks columns of the scope arrives in the wider one, and replaces all that lies in it
            where += """
                or ((scope_hash in (select scope_hash from arriving)
                        or wide_scope_hash in (select scope_hash from arriving))
                    and key_hash not in (select key_hash from repaired_later))"""
        self.connection.execute(
            f"""
            update raw.{contract.source} set replaced_by_load_id = ?
            where replaced_by_load_id is null and ({where})
            """,
            [run.run_id],
        )
        self.connection.execute("drop table repaired_later")

    def _keep_late_rows(self, contract: Contract, taken_in: str) -> None:
        """Of a file that is judged again only the rows that were missing arrive, as if they had arrived with it.

        What a later submission holds of their key, or has replaced of their scope, replaces them at once.
        """
        table = f"raw.{contract.source}"
        self.connection.execute(
            f"""
            delete from arriving where exists (
                select 1 from {table} as taken
                where taken.source_sha256 = arriving.source_sha256
                    and taken.sheet is not distinct from arriving.sheet and taken.row_number = arriving.row_number
            )
            """
        )
        scopes = "or later.scope_hash in (arriving.scope_hash, arriving.wide_scope_hash)"
        self.connection.execute(
            f"""
            update arriving set replaced_by_load_id = (
                select min(later.load_id) from {table} as later
                where later.load_id > ? and later.source_sha256 != arriving.source_sha256
                    and (later.key_hash = arriving.key_hash {scopes if contract.mode == "snapshot" else ""})
            )
            """,
            [taken_in],
        )


def _quarantined(batch: Batch, verdict: Verdict, run: RunStamp) -> list[dict[str, object]]:
    codes_of = {row: codes for row, state, codes in verdict.not_loaded if state == "quarantined"}
    if not codes_of:
        return []
    columns = [ROW_ID, "source_sha256", "sheet", "row_number", "key_hash"]
    rows = batch.frame(columns).filter(pl.col(ROW_ID).is_in(list(codes_of)))
    return [
        {
            "run_id": run.run_id,
            "source": batch.source,
            "source_sha256": sha,
            "sheet": sheet,
            "row_number": number,
            "key_hash": key,
            "rules": codes_of[row],
        }
        for row, sha, sheet, number, key in rows.select(columns).iter_rows()
    ]
