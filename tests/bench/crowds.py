"""Lines of many at once in one lake: readers who ask it, and loaders who load into it; each is a process of its own.

`python -m tests.bench.crowds HOME STORE` is one reader: it opens the public tables, says so, waits for a line, and asks
the ten worked questions of `data/README.md` again and again for some seconds; it prints how often.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from pipelines.settings import REPOSITORY
from tests.bench.processes import Measured, module
from tests.bench.table import Line

READERS = (1, 2, 4, 8)
LOADERS = (1, 2, 4)
_ASKING_SECONDS = 5
_READY = "ready"


class Readers:
    """So many readers at once, who ask the same questions."""

    def __init__(self) -> None:
        self._rounds: dict[int, list[float]] = {number: [] for number in READERS}

    def measure(self, home: Path, store: str) -> None:
        """Once: each number of readers, all of them through when they begin to ask."""
        for number, found in self._rounds.items():
            command = [sys.executable, "-m", "tests.bench.crowds", str(home), store]
            readers = started([command] * number, _READY)
            found.append(sum(json.loads(out) for out in ended(readers)))

    def lines(self) -> list[Line]:
        """What one round of questions takes each of them."""
        seconds = {
            number: number * _ASKING_SECONDS / statistics.median(found) for number, found in self._rounds.items()
        }
        return [
            Line(
                f"… ten questions, {number} readers at once",
                seconds[number],
                seconds[number] / seconds[READERS[0]],
                "one reader alone",
                runs=tuple(number * _ASKING_SECONDS / rounds for rounds in self._rounds[number]),
            )
            for number in READERS[1:]
        ]


class Loaders:
    """So many loaders at once, each with as many files; in Postgres, where it is installed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: dict[int, list[float]] = {number: [] for number in LOADERS}
        self._kind = ""

    def measure(self) -> None:
        """Once: each number of loaders, into a lake of their own."""
        told = module(Measured(), "loading", self._folder, *LOADERS).printed
        self._kind = told["kind"]
        for number, found in self._found.items():
            found.append(told["seconds"][str(number)])

    def lines(self) -> list[Line]:
        """Until the last of them is through."""
        seconds = {number: statistics.median(found) for number, found in self._found.items()}
        return [
            Line(
                f"{number} loader(s) at once into a lake ({self._kind}), each a few small files",
                seconds[number],
                seconds[number] / (number * seconds[LOADERS[0]]),
                "as many one after the other",
                runs=tuple(self._found[number]),
            )
            for number in LOADERS
        ]


def started(commands: list[list[str]], ready: str) -> list[subprocess.Popen[str]]:
    """Processes that have all said that they are ready, and were then told to go."""
    processes = [
        subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for command in commands
    ]
    for process in processes:
        assert process.stdin is not None and process.stdout is not None
        if process.stdout.readline().strip() != ready:
            raise SystemExit(f"{' '.join(map(str, process.args))}: it did not begin")  # type: ignore[arg-type]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    return processes


def ended(processes: list[subprocess.Popen[str]]) -> list[str]:
    """What each of them printed.

    Raises:
        SystemExit: one failed.
    """
    printed = [process.communicate()[0] for process in processes]
    if any(process.returncode for process in processes):
        raise SystemExit("one of many at once failed; its error stands above")
    return printed


def ask(home: Path, store: str) -> int:
    """How often the questions were asked."""
    from pipelines.publishing.connection import connect
    from tests.first_hour import PAGE, questions

    os.environ["CVM_STORE"] = store
    asked = questions(PAGE.read_text(encoding="utf-8"))
    rounds = 0
    with connect(home, "public") as connection:
        print(_READY, flush=True)
        sys.stdin.readline()
        until = time.perf_counter() + _ASKING_SECONDS
        while time.perf_counter() < until:
            for question in asked:
                connection.execute(question.sql).fetchall()
            rounds += 1
    return rounds


if __name__ == "__main__":
    print(ask(Path(sys.argv[1]), sys.argv[2]))
