"""The command line `cvm`: one module a family of commands, thin. What a command does stands elsewhere.

Nothing heavy is imported before a command needs it, so `cvm --help` answers at once.
"""

from pipelines.cli.app import main

__all__ = ["main"]
