"""Work done in processes forked off this one, which die or fail at a chosen step, or die at a chosen moment."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

WRITES = {
    "_duckdb": {"execute", "executemany", "begin", "commit"},
    "posix": {"copy_file_range", "fsync", "mkdir", "rename", "replace", "symlink"},
}
"""Statements, and calls that need room on the disk or the right to write."""
STEPS = {
    "_duckdb": WRITES["_duckdb"],
    "posix": WRITES["posix"] | {"chmod", "open", "remove", "rmdir", "unlink"},
    "io": {"open"},
}
"""All that may stand between two states of a home."""
Named = dict[str, set[str]]


@dataclass(frozen=True)
class Ended:
    """How a forked process ended: the signal that killed it (0 if none), what its work gave, and what it took."""

    signal: int
    value: Any = None
    steps: int = 0
    seconds: float = 0.0


class Steps:
    """Counts the steps of all threads; before the fatal one `stop` is called with its module."""

    def __init__(self, named: Named, fatal: int = 0, stop: Callable[[str], None] | None = None) -> None:
        self.count, self._named, self._fatal, self._stop = 0, named, fatal, stop
        self._lock = threading.Lock()

    def __enter__(self) -> Steps:
        threading.setprofile(self._see)
        sys.setprofile(self._see)
        return self

    def __exit__(self, *_: object) -> None:
        threading.setprofile(None)
        sys.setprofile(None)

    def _see(self, frame: Any, event: str, called: Any) -> None:
        if event != "c_call" or called.__name__ not in self._named.get(called.__module__ or "", ()):
            return
        with self._lock:
            self.count += 1
            is_fatal = self.count == self._fatal
        if is_fatal and self._stop is not None:
            self._stop(called.__module__)


def killed(module: str) -> None:
    """Ends this process as kill -9 does."""
    os.kill(os.getpid(), signal.SIGKILL)


def forked(work: Callable[[], Any], *, steps: Steps | None = None, fatal_second: float | None = None) -> Ended:
    """Does work in a process of its own.

    Args:
        steps: watches it.
        fatal_second: the process is killed after so many seconds of CPU time.

    Raises:
        RuntimeError: the work failed.
    """
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        _work(work, write, steps, fatal_second)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return Ended(os.WTERMSIG(status))
    ended, failure = pickle.loads(told)
    if failure:
        raise RuntimeError(failure)
    found: Ended = ended
    return found


def _work(work: Callable[[], Any], write: int, steps: Steps | None, fatal_second: float | None) -> None:
    """Never returns."""
    ended, failure = Ended(0), ""
    try:
        if fatal_second is not None:
            # what the signal does unless told otherwise: the process is gone, as by kill -9
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_PROF, fatal_second)
        if steps is None:
            value = work()
        else:
            with steps:
                value = work()
        signal.setitimer(signal.ITIMER_PROF, 0)
        ended = Ended(0, value, steps.count if steps else 0, sum(os.times()[:2]))
    except BaseException:
        failure = traceback.format_exc()
    with os.fdopen(write, "wb") as pipe:
        pickle.dump((ended, failure), pipe)
    os._exit(0)
