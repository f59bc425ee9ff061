"""`cvm check`: the same reading and the same checks as a refresh, with nothing loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli import texts
from pipelines.cli.telling import tell_faults
from pipelines.cli.texts import JsonOption, LangOption, say
from pipelines.printable import report_beside
from pipelines.settings import Settings, today


def check(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE…", help="ไฟล์ที่จะตรวจ · files to check")],
    source: Annotated[
        str | None, typer.Option("--source", metavar="NAME", help="แหล่งข้อมูลของไฟล์ · the source of the files")
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001
) -> None:
    """ตรวจไฟล์ก่อนส่ง ไม่นำเข้า เขียนผลลงใน <ไฟล์>.report.xlsx · Check files before sending; nothing is loaded.

    ตัวอย่าง · Example:  cvm check workforce2566.csv
    """
    from pipelines.running.checking import check_file

    checked = [(path, report) for path in paths for report in check_file(path, source, Settings(), today())]
    reports = [report for _, report in checked]
    if as_json:
        texts.print_json([report.as_json() for report in reports])
    else:
        for path, report in checked:
            tell_faults(report, report_beside(path))
            if not report.has_errors:
                say(
                    f"{report.path}: ส่งได้ · {report.rows.rows_read:,} แถว ({report.source})",
                    f"{report.path}: ready to send · {report.rows.rows_read:,} rows ({report.source})",
                )
    raise typer.Exit(3 if any(report.has_errors for report in reports) else 0)
