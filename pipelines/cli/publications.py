"""`cvm explain` and `cvm publish`: where a figure comes from, and which publication is current."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli import texts
from pipelines.cli.texts import HomeOption, JsonOption, LangOption, pick, say


def explain(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="ตารางที่เผยแพร่ · a published table")],
    where: Annotated[str | None, typer.Option("--where", metavar="SQL", help="เงื่อนไข · a condition")] = None,
    metric: Annotated[
        str | None, typer.Option("--metric", metavar="NAME", help="คอลัมน์หรือนิยาม · a column or a definition")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001
) -> None:
    """ตัวเลขมาจากไหน: นิยาม แถว ไฟล์ และสิ่งที่เปลี่ยน · Where a figure comes from: definition, rows, files, change.

    ตัวอย่าง · Example:  cvm explain employment_rates --metric ovec_one_year --where "breakdown = 'nation'"
    """
    from pipelines.publishing.explain import explain as explain_table

    found = explain_table(texts.settings_of(home).home, table, where, metric)
    if as_json:
        texts.print_json(found.as_dict())
        return
    print(f"{found.table}\n{found.description or ''}")
    if found.definition:
        print("\n" + "\n".join(f"  {name}: {value}" for name, value in found.definition.items() if value is not None))
    elif found.metric_description:
        print(f"\n{found.metric}: {found.metric_description}")
    say(f"\n{found.row_count:,} แถว", f"\n{found.row_count:,} rows")
    for row in found.rows:
        print("  · " + ", ".join(f"{name} = {value}" for name, value in row.items() if value is not None))
    if found.row_count > len(found.rows):
        say(f"  … แสดง {len(found.rows)} แถวแรก", f"  … the first {len(found.rows)} are shown")
    say(f"\nไฟล์ที่มา {len(found.files)} ไฟล์", f"\n{len(found.files)} files behind them")
    for file in found.files:
        rows = pick(f"{file.rows_behind:,} แถว", f"{file.rows_behind:,} rows")
        print(f"  · {file.path or '–'} ({file.source}, SHA-256 {file.source_sha256[:12]}…, {file.arrived_on}) {rows}")
    changed = {
        True: ("เปลี่ยนจากชุดก่อน", "changed since the previous one"),
        False: ("เหมือนชุดก่อน", "as in the previous one"),
    }
    what = (
        changed.get(found.is_changed, ("ชุดแรก", "the first one"))
        if found.is_changed is not None
        else ("ชุดแรก", "the first one")
    )
    print(f"\n{pick('ชุดเผยแพร่', 'publication')} {found.publication_id} · {found.as_of} · {pick(*what)}")


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
    from pipelines.publishing.rollback import rollback as point_back
    from pipelines.publishing.store import kept_publications
    from pipelines.running.run import only_writer

    settings = texts.settings_of(home)
    if rollback is not None:
        with only_writer(settings):
            point_back(settings, rollback)
    kept = kept_publications(settings.published)
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
