"""`cvm publish`: which publications are kept, and which of them is current."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli import texts
from pipelines.cli.texts import HomeOption, JsonOption, LangOption, pick, say


def publish(
    rollback: Annotated[
        str | None, typer.Option("--rollback", metavar="ID", help="กลับไปใช้ชุดเดิม · point back to an earlier publication")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001
) -> None:
    """ชุดที่เผยแพร่ และย้อนกลับไปชุดก่อน · The publications kept; point back to one of them.

    ตัวอย่าง · Example:  cvm publish --rollback 20261121T090000Z
    """
    from pipelines.publishing.rollback import kept_publications
    from pipelines.publishing.rollback import rollback as point_back
    from pipelines.running.run import only_writer

    settings = texts.settings_of(home)
    if rollback is not None:
        with only_writer(settings):
            point_back(settings, rollback)
    kept = kept_publications(settings)
    if as_json:
        texts.print_json([publication.as_dict() for publication in kept])
        return
    if not kept:
        say("ยังไม่มีชุดเผยแพร่ ให้สั่ง cvm refresh ก่อน", "nothing is published yet; run cvm refresh first")
        return
    texts.print_table(
        [pick("ชุดเผยแพร่", "publication"), pick("ณ วันที่", "as of"), pick("ใช้อยู่", "current")],
        [(found.publication_id, found.as_of, "✓" if found.is_current else "") for found in kept],
    )
