"""Who may do what with a lake in Postgres: three roles, each with no more than it needs, made as often as one likes.

A role is a group of no login; the administrator grants it to the accounts of people and programs. What a role may read
in Postgres is the catalogue alone: the folders of the data must be withheld by the file system (or the bucket) as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.errors import RunError, UsageError
from pipelines.storing.lake import INTERNAL, PUBLIC, Lake

if TYPE_CHECKING:
    from pipelines.settings import Settings

LOADER, INTERNAL_READER, PUBLIC_READER = "cvm_loader", "cvm_internal_reader", "cvm_public_reader"
CATALOGUES = ("build", "mart", INTERNAL, PUBLIC)
READS = {INTERNAL_READER: (INTERNAL, PUBLIC), PUBLIC_READER: (PUBLIC,)}
"""A reader of `internal` looks up in `public` which publication is current."""


def make_roles(settings: Settings) -> tuple[str, ...]:
    """Make the roles and the catalogues, or bring both up to what they should be; return the names of the roles.

    The catalogues come to belong to the loader. Accounts that load must act as that role (`alter role NAME set role
    cvm_loader`), so that the tables that they make belong to it as well, and to the readers' grants.

    Raises:
        UsageError: the store is no lake in Postgres.
        RunError: whoever asks may not make roles there, or the server cannot be reached.
    """
    if not settings.store.startswith("ducklake:postgres:"):
        raise UsageError(
            "บทบาทมีเฉพาะคลังใน Postgres ให้ตั้ง CVM_STORE=ducklake:postgres:CONNECTION",
            "roles are for a lake in Postgres alone; set CVM_STORE=ducklake:postgres:CONNECTION",
        )
    import psycopg

    lake = Lake.of(settings)
    for name in CATALOGUES:
        lake.database(name).make()
    try:
        with psycopg.connect(lake.place) as connection:
            connection.execute("select pg_advisory_xact_lock(hashtext('cvm roles'))")
            for statement in _statements():
                connection.execute(statement.encode())
    except psycopg.Error as error:
        raise RunError(
            f"สร้างบทบาทใน Postgres ไม่ได้ ให้ใช้บัญชีที่มีสิทธิ์ CREATEROLE และเป็นเจ้าของฐานข้อมูล ({error})",
            f"the roles cannot be made; use an account with CREATEROLE that owns the database ({error})",
        ) from error
    return LOADER, *READS


def _statements() -> list[str]:
    """Nothing for everybody, all four schemas for the loader, and reading for the readers."""
    found = [
        f"do $$ begin create role {role} nologin; exception when duplicate_object then null; end $$"
        for role in (LOADER, *READS)
    ]
    found += [
        "do $$ begin execute format('revoke create, temporary on database %I from public', current_database()); "
        f"execute format('grant temporary on database %I to {LOADER}', current_database()); end $$",
        "revoke create on schema public from public",
        f"grant {LOADER} to current_user",
    ]
    for name in CATALOGUES:
        found += _of_schema(f"cvm_{name}", [role for role, names in READS.items() if name in names])
    return found


def _of_schema(schema: str, readers: list[str]) -> list[str]:
    """One schema and what is in it belong to the loader; so what a loader makes later is granted as it makes it."""
    everybody = ", ".join(("public", *READS))
    later = f"alter default privileges for role {LOADER} in schema {schema}"
    return [
        f"alter schema {schema} owner to {LOADER}",
        f"do $$ declare one record; begin for one in select tablename from pg_tables where schemaname = '{schema}' "
        f"loop execute format('alter table {schema}.%I owner to {LOADER}', one.tablename); end loop; end $$",
        f"revoke all on schema {schema} from {everybody}",
        f"revoke all on all tables in schema {schema} from {everybody}",
        f"{later} revoke all on tables from {everybody}",
        *(
            statement
            for role in readers
            for statement in (
                f"grant usage on schema {schema} to {role}",
                f"grant select on all tables in schema {schema} to {role}",
                f"{later} grant select on tables to {role}",
            )
        ),
    ]
