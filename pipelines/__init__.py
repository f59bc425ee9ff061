"""Files in, trusted tables out: the warehouse of Thailand's vocational education.

`pipelines.connect(home, which)` opens the current publication. Nothing else is offered at the top, and
importing the package touches no file, network or secret.
"""

from typing import Any

__all__ = ["connect"]


def __getattr__(name: str) -> Any:
    if name == "connect":
        from pipelines.publishing.connection import connect

        return connect
    raise AttributeError(name)
