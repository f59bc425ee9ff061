"""Nothing stands in the output of a command but what the command says."""

from __future__ import annotations

import subprocess
import sys

_CODE = """
import os, sys, duckdb
from pipelines.cli.app import keep_output_clean
keep_output_clean()
keep_output_clean()
with duckdb.connect() as connection:
    connection.execute("set threads = 1; set progress_bar_time = 1")
    connection.execute("select sum(hash(a.range * b.range)) from range(2000) as a, range(2000) as b")
os.write(1, b"drawn by a library")
print("ที่คำสั่งบอก")
"""


def test_what_libraries_draw_is_no_output() -> None:
    done = subprocess.run([sys.executable, "-c", _CODE], capture_output=True, check=True, timeout=60)
    assert done.stdout.decode() == "ที่คำสั่งบอก\n"
    assert b"drawn by a library" in done.stderr
