"""Great Expectations: imported once, when something is first judged, and kept quiet.

The guard and the audit judge through it. It is the one place that knows how the library is set up: no analytics, no
progress bars, no chatter, no values of cells in a result.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas


def expectation(kind: str, kwargs: Mapping[str, Any], **meta: Any) -> Any:
    """One expectation by its snake-case name; `meta` comes back with its result.

    Raises:
        Exception: the library's own, where there is no such expectation or its arguments do not fit.
    """
    _, _, implementation = _library()
    return implementation(kind)(**kwargs, meta=meta or None)


def validate(frame: pandas.DataFrame, expectations: Sequence[Any], keys: Sequence[str]) -> list[Any]:
    """Results of the expectations on an Arrow-backed frame, in no certain order.

    Failing rows are named by the columns `keys`: every one of them, never the values at fault.
    """
    gx, frames, _ = _library()
    outcome = frames.get_batch({"dataframe": frame}).validate(
        gx.ExpectationSuite(name="suite", expectations=list(expectations)),
        result_format={
            "result_format": "COMPLETE",
            "partial_unexpected_count": 0,
            "exclude_unexpected_values": True,
            "return_unexpected_index_query": False,
        },
    )
    # the library would look up every key of every row by itself; it names places of rows, and the keys stand there
    for result in outcome.results:
        places = result.result.get("unexpected_index_list") or []
        result.result["unexpected_index_list"] = [frame[key].iloc[places].tolist() for key in keys]
    return list(outcome.results)


def failing_keys(result: Any) -> list[tuple[Any, ...]]:
    """The key values of the rows that fail."""
    return list(zip(*result.result.get("unexpected_index_list") or (), strict=True))


def raised(result: Any) -> str | None:
    """The message of the exception that an expectation raised; they stand flat or, per metric, one level down."""
    info = result.exception_info or {}
    for found in (info, *(entry for entry in info.values() if isinstance(entry, Mapping))):
        if found.get("raised_exception"):
            return str(found.get("exception_message"))
    return None


@cache
def _library() -> tuple[Any, Any, Any]:
    """The library, what takes a frame for it, and the look-up of expectations (importing it takes seconds)."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with _loaded_when_used("altair", "scipy.stats"):
        import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.execution_engine import pandas_execution_engine
    from great_expectations.expectations.registry import get_expectation_impl

    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    # it would hash every cell of a frame for a fingerprint that nothing asks for
    pandas_execution_engine.HASH_THRESHOLD = 0
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    frames = context.data_sources.add_pandas("frames").add_dataframe_asset("frame")
    return gx, frames.add_batch_definition_whole_dataframe("whole"), get_expectation_impl


class _WhenUsed(ModuleType):
    """Stands for a module until something of it is asked for; then it is imported as ever."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


@contextmanager
def _loaded_when_used(*names: str) -> Iterator[None]:
    """What is imported inside and only mentions these modules does not load them.

    The library draws charts and compares distributions with them, which no rule here asks for: a third of its import.
    """
    absent = {name: _WhenUsed(name) for name in names if name not in sys.modules}
    sys.modules.update(absent)
    try:
        yield
    finally:
        for name, module in absent.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
