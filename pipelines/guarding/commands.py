"""A command in a remedy as it is told for one home: whole, so that it can be copied as it stands."""

from __future__ import annotations

import shlex

from pipelines.settings import Settings

_ACCEPT = "cvm refresh --accept"


def complete_command(text: str, settings: Settings) -> str:
    """A remedy whose command names the home and the inbox where these are not the usual ones."""
    if _ACCEPT not in text:
        return text
    default = Settings()
    options = [("--inbox", settings.inbox_dir, default.inbox_dir), ("--home", settings.home, default.home)]
    given = "".join(f" {name} {shlex.quote(str(path))}" for name, path, usual in options if path and path != usual)
    return text.replace(_ACCEPT, _ACCEPT.replace("refresh", f"refresh{given}"))
