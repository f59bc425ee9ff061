"""What a run leaves out of what it reads: rows of persons who were erased, as if they did not stand in the file.

They are not rows that were read, as blank rows are none; how many they were is kept beside the record of the file. A
row that shows an erased person under a student id that was not known yet adds that to the list.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

import duckdb
import polars as pl

from pipelines.erasing.finding import Relation, find, further_keys, keys_present, opened, relations
from pipelines.erasing.register import Begun, Register, write_register
from pipelines.erasing.shared import read_shared, register_of, write_shared
from pipelines.erasing.theirs import Theirs, columns_of, marks_of
from pipelines.errors import PassingError, RunError
from pipelines.loading.landing import Batch
from pipelines.reading.batches import Gathered
from pipelines.reading.canonical import frame_schema
from pipelines.reading.parts import Parts
from pipelines.running.run import Run
from pipelines.sql import literal


def leave_out(run: Run, gathered: Gathered) -> dict[tuple[str, str], int]:
    """Takes the rows of erased persons out of what was read; how many, by source and SHA-256 of the file.

    Raises:
        RunError: the list of erased persons cannot be read, or was made under another key.
    """
    register = kept_register(run)
    run.left_out = register.marks
    if not register.marks:
        return {}
    counted: dict[tuple[str, str], int] = defaultdict(int)
    with duckdb.connect() as connection:
        found = []
        for source, path in gathered.parts.each():
            contract = run.contracts[source]
            theirs = Theirs(contract, list(frame_schema(contract)))
            if theirs.has_persons:
                found.append(Relation(source, f"read_parquet({literal(path)})", theirs, path))
        keys = _keys(connection, run, register, found)
        for relation in found:
            _leave_out_of(connection, relation, keys, counted)
    return dict(counted)


def kept_register(run: Run) -> Register:
    """The list of erased persons that binds this home.

    Raises:
        RunError: it cannot be read, or was made under another key, by which nobody in it would be known.
    """
    register = register_of(run.settings)
    require_key(run, register)
    return register


def require_key(run: Run, register: Register) -> None:
    """Nothing, where a list was made under the key of this run.

    Raises:
        RunError: nobody in it would be known.
    """
    if register.key_fingerprint and register.key_fingerprint != run.pseudonyms.fingerprint:
        raise RunError(
            f"รายการผู้ที่ถูกลบ {run.settings.erased_file} ทำด้วยกุญแจนามแฝงอื่น ให้นำ {run.settings.key_file} "
            "(หรือ CVM_PSEUDONYM_KEY) เดิมจากชุดสำรองกลับมา หากไม่มี ให้ย้ายรายการนี้ไปเก็บที่อื่น แล้วสั่งลบบุคคลเหล่านั้นใหม่",
            f"the list of erased persons {run.settings.erased_file} was made under another key; bring "
            f"{run.settings.key_file} (or CVM_PSEUDONYM_KEY) back from a backup; without one move the list aside and "
            "erase those persons again",
        )


def tell_lake(run: Run, register: Register) -> None:
    """Replaces the list of a lake, whatever tables it had."""
    with run.warehouse() as warehouse:
        warehouse.create_tables(run.contracts.values())
    write_shared(run.settings, register)


def _keys(connection: duckdb.DuckDBPyConnection, run: Run, register: Register, found: list[Relation]) -> frozenset[str]:
    """The keys of erased persons in what was read; those that are new are added to the list first."""
    known = keys_present(connection, found, register.marks, run.pseudonyms)
    new = further_keys(connection, found, known) if known else known
    if new:
        with run.alone():
            register = learn(run, kept_register(run), marks_of(new, run.pseudonyms), new)
            run.left_out = register.marks
    return known | new


def learn(run: Run, register: Register, marks: Collection[str], keys: Collection[str]) -> Register:
    """Adds marks to the list; rows of these keys that were loaded before go before the run in hand builds.

    In a lake who learns is alone there.
    """
    begun = register.begun
    with opened(run.settings) as connection:
        files = find(connection, run.settings, relations(connection, run.settings, run.contracts), keys).files
    if files:
        before = begun or Begun(secrets.token_hex(8), 0, ())
        begun = replace(before, erasure_id=secrets.token_hex(8), files=tuple(sorted({*before.files, *files})))
    told = replace(
        register,
        marks=register.marks | {*marks},
        key_fingerprint=run.pseudonyms.fingerprint,
        begun=begun,
        files=tuple(sorted({*register.files, *files})) if run.is_shared else (),
    )
    if run.is_shared:
        tell_lake(run, told)
    else:
        write_register(run.settings.erased_file, told)
    return told


def require_left_out(run: Run, batch: Batch) -> None:
    """Lets no row into a lake of somebody who was erased there after the row was read.

    Raises:
        PassingError: there is one; the next run reads the file again.
    """
    later = read_shared(run.settings).marks - run.left_out
    if not later:
        return
    with duckdb.connect() as connection:
        sql = f"read_parquet({literal(batch.parquet)})"
        read = Relation(
            batch.source, sql, Theirs(run.contracts[batch.source], columns_of(connection, sql)), batch.parquet
        )
        if keys_present(connection, [read], later, run.pseudonyms):
            raise PassingError(
                "มีการลบข้อมูลบุคคลในคลังข้อมูลกลางระหว่างที่อ่านไฟล์นี้ จึงยังไม่นำเข้า ไม่มีอะไรหาย ให้สั่ง cvm refresh อีกครั้ง",
                "persons of this file were erased in the lake while it was being read, so it is not loaded yet; "
                "nothing is lost: run cvm refresh again",
            )


def _leave_out_of(
    connection: duckdb.DuckDBPyConnection,
    relation: Relation,
    keys: frozenset[str],
    counted: dict[tuple[str, str], int],
) -> None:
    """Writes a part anew without the rows and cells of these persons, where it has any."""
    theirs, path = relation.theirs, relation.path
    assert path is not None
    condition, named = theirs.rows(keys), theirs.named_in_cells(keys)
    gone = connection.execute(
        f"select source_sha256, count(*) from {relation.sql} where {condition} group by all"
    ).fetchall()
    for sha, count in gone:
        counted[relation.source, sha] += count
    if not gone and not connection.execute(f"select 1 from {relation.sql} where {named} limit 1").fetchone():
        return
    changed, schema = theirs.cells(keys), pl.read_parquet_schema(path)
    columns = (f"{changed[name]} as {name}" if name in changed else name for name in schema)
    # a file is read in the order of its rows
    rows = connection.execute(f"select {', '.join(columns)} from {relation.sql} where not {condition}").pl()
    Parts.write(path, rows.cast(dict(schema)))  # type: ignore[arg-type]
