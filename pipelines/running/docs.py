"""dbt's documentation of the project as one page: models, columns, tests, lineage, and what reads the marts.

`make docs` runs it on the home of the settings, which must have been built once; the page opens from any folder.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from pipelines.building.marts import home_of
from pipelines.building.parsed import project_folder
from pipelines.errors import HouseError, RunError, UsageError
from pipelines.running.run import only_writer
from pipelines.settings import REPOSITORY, Settings

PAGE = REPOSITORY / "build" / "docs" / "index.html"
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:"
)
"""dbt's page would load a counter of visits; with this it reaches for nothing outside of itself."""


def write_docs(settings: Settings, page: Path = PAGE) -> Path:
    """Writes the page.

    Raises:
        UsageError: the home has not been built.
        RunError: another run is writing to this home, or dbt has failed.
    """
    if not settings.build_db.exists():
        raise UsageError(
            f"ยังไม่มีตารางใน {settings.home} ให้สั่ง make demo หรือ cvm refresh ก่อน",
            f"there are no tables in {settings.home}; run make demo or cvm refresh first",
        )
    with only_writer(settings), project_folder(), tempfile.TemporaryDirectory() as made:
        _generate(settings, made)
        text = (Path(made) / "static_index.html").read_text(encoding="utf-8")
    page.parent.mkdir(parents=True, exist_ok=True)
    written = page.with_suffix(".new")
    written.write_text(shut_in(text), encoding="utf-8")
    return written.replace(page)


def shut_in(page: str) -> str:
    """The page with a policy before everything else that lets it reach for nothing."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    head = re.search(r"<head\b[^>]*>", page)
    if head is None:
        raise RunError("หน้าเอกสารของ dbt มีรูปแบบที่ไม่รู้จัก", "dbt's page has no head: its form is not known")
    return page[: head.end()] + meta + page[head.end() :]


def _generate(settings: Settings, folder: str) -> None:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    arguments = ["--quiet", "--log-level-file", "none", "docs", "generate", "--static", "--target-path", folder]
    with home_of(settings):
        outcome = dbtRunner().invoke([*arguments, "--project-dir", ".", "--profiles-dir", "."])
        DuckDBConnectionManager.close_all_connections()
    if not outcome.success:
        raise RunError(
            f"สร้างเอกสารไม่สำเร็จ: {outcome.exception}", f"the documentation could not be made: {outcome.exception}"
        )


def main() -> int:
    """Writes the page and says where it is; the exit code."""
    try:
        print(write_docs(Settings()))
    except HouseError as error:
        print(f"{error.message_th}\n{error.message_en}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
