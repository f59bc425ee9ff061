"""A throw-away Postgres on loopback for the tests of a lake: started when first asked for, stopped when they end."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

NO_POSTGRES = "postgres is not installed: tests of the lake on Postgres are left out"
_USER = "cvm"
_PATIENCE_SECONDS = 30
_QUICKLY = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB", "autovacuum=off")
"""What it has committed it has handed to the operating system, and so survives its own death."""


@dataclass
class Postgres:
    """A server whose one user may do everything; it asks nobody for a password and is reached by loopback alone."""

    programs: Path
    folder: Path
    port: int
    _server: subprocess.Popen[str] | None = field(default=None, init=False, repr=False)

    def start(self) -> None:
        """Start it, and wait until it answers; one that was killed first waits for its children and then recovers."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            if self._server is None or self._server.poll() is not None:
                self._server = self._started()
            try:
                self.execute("select 1")
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise AssertionError((self.folder / "log").read_text(errors="replace")) from None
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop it; who is connected is cut off."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """Let it die at once, as when the power fails; its children end when they notice."""
        self._end(signal.SIGKILL)

    def execute(self, statement: str, database: str = "postgres", user: str = _USER) -> list[tuple[object, ...]]:
        """Run a statement outside any transaction; its rows where it has some."""
        where = self.connection_of(database, user)
        with psycopg.connect(where, autocommit=True) as connection:
            found = connection.execute(statement.encode())
            return found.fetchall() if found.description else []

    def connection_of(self, database: str, user: str = _USER) -> str:
        """How libpq reaches a database of it."""
        return f"dbname={database} host=127.0.0.1 port={self.port} user={user}"

    def new_store(self, database: str) -> str:
        """A setting `store` whose catalogues stand in a new, empty database of this name."""
        self.execute(f'drop database if exists "{database}" with (force)')
        self.execute(f'create database "{database}"')
        return f"ducklake:postgres:{self.connection_of(database)}"

    def _started(self) -> subprocess.Popen[str]:
        options = ["listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}", *_QUICKLY]
        told = [part for option in options for part in ("-c", option)]
        with (self.folder / "log").open("ab") as log:
            command: list[str | Path] = [
                self.programs / "postgres",
                "-D",
                self.folder / "data",
                "-p",
                str(self.port),
                *told,
            ]
            return subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **_as_its_user())

    def _end(self, by: signal.Signals) -> None:
        if self._server is not None:
            self._server.send_signal(by)
            self._server.wait(_PATIENCE_SECONDS)
            self._server = None


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server for this run of the tests; each test makes databases of its own in it. Skips where there is none."""
    programs = programs_of_postgres()
    if programs is None:
        pytest.skip(NO_POSTGRES)
    with running(programs) as server:
        yield server


@contextmanager
def running(programs: Path) -> Iterator[Postgres]:
    """A server with a folder of its own, which goes with it."""
    folder = Path(tempfile.mkdtemp(prefix="cvm-postgres-"))
    server = Postgres(programs, folder, free_port())
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        make: list[str | Path] = [
            programs / "initdb",
            "-D",
            folder / "data",
            "-A",
            "trust",
            "-U",
            _USER,
            "-E",
            "UTF8",
            "--locale=C",
        ]
        subprocess.run([*make, "--no-sync"], check=True, capture_output=True, cwd=folder, **_as_its_user())
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def new_lake(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """For a fixture of `sqlite` and `postgres`: the setting of a lake that nobody has made yet."""
    if request.param == "sqlite":
        yield f"ducklake:sqlite:{tmp_path / 'lake'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        yield server.new_store("new")


def programs_of_postgres() -> Path | None:
    """The folder of the server's programs, the newest of Debian's, which keeps them out of the path."""
    placed = [Path(found)] if (found := shutil.which("postgres")) else []
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda one: int(one.parts[-3]))
    return next((one.parent for one in (*placed, *reversed(debian)) if one.with_name("initdb").exists()), None)


def _as_its_user() -> dict[str, Any]:
    """The server refuses to run as root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
    return port
