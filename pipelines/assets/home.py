"""The home folder as a resource of Dagster: held locked from the first step of a run to its last.

With the in-process executor a resource lives as long as the run, so two runs never write to one home: the second waits,
and where that takes too long it ends before its first step and says why. Nothing about stages belongs here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import dagster as dg
from pydantic import Field, PrivateAttr

from pipelines.running.demo import set_demo_aside
from pipelines.running.run import Run, only_writer, stamp_of_last_run
from pipelines.running.state import project_fingerprint
from pipelines.settings import Settings


class Home(dg.ConfigurableResource):
    """Where a run writes and where files arrive; what is not given comes from `Settings`, when the run begins."""

    home: str | None = None
    inbox: str | None = None
    patience_seconds: float = Field(default=3600, description="how long a run waits for another that writes here")
    _settings: Settings = PrivateAttr()

    @property
    def settings(self) -> Settings:
        """The settings of this run."""
        return self._settings

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Self]:  # noqa: ARG002 - Dagster's name
        """Holds the home's lock for the length of the run.

        Raises:
            RunError: another run has been writing to this home for longer than the patience.
        """
        given = {"home": self.home, "inbox_dir": self.inbox}
        places: dict[str, Any] = {name: Path(value) for name, value in given.items() if value}
        self._settings = Settings(**places)
        set_demo_aside(self._settings)
        with only_writer(self._settings, self.patience_seconds):
            yield self

    def run(self) -> Run:
        """The run that the inbox began, for the steps after it.

        Raises:
            RunError: no run has begun in this home.
        """
        return Run(self.settings, stamp_of_last_run(self.settings, project_fingerprint(self.settings)))
