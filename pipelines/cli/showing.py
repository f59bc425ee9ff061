"""`cvm dashboard`: the publication as a site that opens from a file share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli import texts
from pipelines.cli.texts import HomeOption, JsonOption, LangOption, say


def dashboard(
    folder: Annotated[Path, typer.Option("--out", metavar="DIR", help="โฟลเดอร์ของเว็บไซต์ · folder of the site")],
    is_public: Annotated[
        bool, typer.Option("--public/--internal", help="ชุดเผยแพร่ หรือชุดใช้ภายใน · the public file or the internal")
    ] = True,
    home: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001
) -> None:
    """เว็บไซต์ที่เปิดจากโฟลเดอร์ได้เลย ไม่ต้องมีเครื่องแม่ข่าย · A static site; it opens from a file share, without a server.

    ตัวอย่าง · Example:  cvm dashboard --out ~/dashboard
    """
    from pipelines.reporting.dashboard.placing import write_site

    folder = folder.expanduser()
    with texts.counting_bar(as_json, "สร้างหน้า", "making pages") as tell:
        site = write_site(texts.settings_of(home), folder, is_public=is_public, tell=tell)
    opening = folder / "index.html"
    if as_json:
        texts.print_json(
            {
                "publication_id": site.publication_id,
                "audience": "public" if site.is_public else "internal",
                "opens_with": str(opening),
                "files": site.files,
                "bytes": site.bytes,
            }
        )
        return
    megabytes = f"{site.bytes / 1e6:.1f} MB"
    say(
        f"เปิด {opening} ในเบราว์เซอร์ · {site.files:,} ไฟล์ {megabytes} จากชุดเผยแพร่ {site.publication_id}",
        f"open {opening} in a browser · {site.files:,} files, {megabytes}, publication {site.publication_id}",
    )
    if not site.is_public:
        say("เว็บไซต์นี้ใช้ภายในสำนักงาน ห้ามเผยแพร่ต่อ", "this site is for the office alone; do not pass it on")
