"""`cvm store`: moves the tables into a lake and back, and keeps a lake small."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.cli import texts
from pipelines.cli.texts import HomeOption, JsonOption, LangOption, pick, say

commands = typer.Typer(
    name="store",
    help="ที่เก็บตาราง: ไฟล์ของโฟลเดอร์หลัก หรือ lake · Where the tables are kept: files of the home, or a lake.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)

_HASH_SHOWN = 12


@commands.command("migrate", short_help="ย้ายตารางไปอีกที่เก็บ พร้อมพิสูจน์ · copy the tables, and prove it")
def migrate(
    to: Annotated[str, typer.Option("--to", metavar="STORE", help="ที่เก็บปลายทาง · a CVM_STORE, empty as yet")],
    source: Annotated[
        str | None, typer.Option("--from", metavar="STORE", help="ที่เก็บต้นทาง · a CVM_STORE (else the present one)")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001 - read by its callback
) -> None:
    """คัดลอกตารางและชุดเผยแพร่ที่เก็บไว้ไปยังที่เก็บอื่น แล้วพิสูจน์ทีละตารางว่าเท่ากัน ·
    Copy all tables and every kept publication into another store, and prove each table equal.

    ไม่แก้ต้นทาง และไม่เปลี่ยนค่าตั้งให้เอง · The source stays as it is and nothing is switched: it says what to set.

    ตัวอย่าง · Example:  cvm store migrate --to ducklake:sqlite:/srv/lake · cvm store migrate --to duckdb
    """
    from pipelines.publishing.rollback import kept_publications
    from pipelines.storing.migrating import migrate as copy_over

    settings = texts.settings_of(home)
    if source is not None:
        settings = settings.model_copy(update={"store": source})
    with texts.counting_bar(as_json, "คัดลอก", "copying") as progress:
        rows = [one.as_json() for one in copy_over(settings, to, progress=progress)]
    publications = kept_publications(settings.model_copy(update={"store": to}))
    if as_json:
        kept = [one.as_dict() for one in publications]
        texts.print_json({"from": settings.store, "to": to, "are_equal": True, "tables": rows, "publications": kept})
        return
    texts.print_table(
        [
            pick("ชุดเผยแพร่", "publication"),
            pick("ตาราง", "table"),
            pick("แถว", "rows"),
            pick("ลายนิ้วมือเนื้อหา", "content"),
            pick("เท่ากัน", "equal"),
        ],
        [
            (
                row["publication_id"] or "",
                f"{row['database']}.{row['schema']}.{row['name']}",
                row["rows"],
                row["content_hash"][:_HASH_SHOWN],
                "✓",
            )
            for row in rows
        ],
        numbers=(2,),
    )
    current = next((one.publication_id for one in publications if one.is_current), "-")
    say(
        f"\nคัดลอกแล้ว {len(rows)} ตารางและมุมมอง ทุกแถว คอลัมน์ และคำอธิบายเท่ากับต้นทาง\n"
        f"ที่เก็บใหม่มีชุดเผยแพร่ {len(publications)} ชุด ชุดที่ใช้อยู่: {current}\n"
        f"ยังไม่ได้เปลี่ยนค่าตั้ง ให้ตั้ง CVM_STORE='{to}' เพื่อใช้ที่เก็บใหม่",
        f"\n{len(rows)} tables and views copied; every row, column and comment is equal to the source\n"
        f"The new store keeps {texts.counted(len(publications), 'publication')}; the current one: {current}\n"
        f"Nothing has been switched: set CVM_STORE='{to}' to use the new store",
    )


@commands.command("keep", short_help="ดูแล lake ให้เล็ก · merge small files, free what nobody needs")
def keep(
    home: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001 - read by its callback
) -> None:
    """รวมไฟล์เล็กใน lake และคืนพื้นที่ของสิ่งที่ไม่มีใครใช้แล้ว · Merge a lake's small files and free what nobody needs.

    สถานะเก่ากว่า CVM_LAKE_SNAPSHOT_DAYS วันหมดอายุ · Working tables as they stood earlier than that many days ago go;
    ไฟล์ที่เลิกใช้อยู่ต่ออีก CVM_LAKE_FILE_DAYS วัน · a file that is no longer needed stays so many days for its readers.

    ตัวอย่าง · Example:  cvm store keep · cvm store keep --json
    """
    from pipelines.storing.keeping import keep as keep_lake

    settings = texts.settings_of(home)
    kept = keep_lake(settings, lambda: say("รอหน่วยงานอื่นให้เสร็จ", "waiting for another office's run", is_error=True))
    rows = [one.as_json() for one in kept]
    if as_json:
        texts.print_json({"store": settings.store, "catalogues": rows})
        return
    if settings.store == "duckdb":
        say("ตารางเป็นไฟล์ของโฟลเดอร์หลัก ไม่มีอะไรต้องดูแล", "the tables are files of the home; there is nothing to do")
        return
    if not rows:
        say("lake นี้ยังไม่มีตาราง ไม่มีอะไรต้องดูแล", "the lake holds no tables yet; there is nothing to do")
    for row in rows:
        say(
            "{catalogue}: คืนแล้ว {freed_files} ไฟล์ {freed_mb} MB และ {freed_snapshots} สแนปช็อต "
            "เหลือ {files} ไฟล์ {mb} MB และ {snapshots} สแนปช็อต รอลบอีก {waiting_files} ไฟล์".format_map(row),
            "{catalogue}: freed {freed_files} files, {freed_mb} MB and {freed_snapshots} snapshots; it holds {files} "
            "files, {mb} MB and {snapshots} snapshots; {waiting_files} files wait for their readers".format_map(row),
        )


@commands.command("roles", short_help="บทบาทใน Postgres · the roles in Postgres")
def roles(home: HomeOption = None, as_json: JsonOption = False, lang: LangOption = None) -> None:  # noqa: ARG001
    """สร้างบทบาทใน Postgres ให้ผู้นำเข้าและผู้อ่าน · Make the roles of loaders and readers in Postgres.

    ตัวอย่าง · Example:  cvm store roles
    """
    from pipelines.storing.roles import make_roles

    made = make_roles(texts.settings_of(home))
    if as_json:
        texts.print_json(list(made))
        return
    say(f"มีบทบาท {', '.join(made)} แล้ว", f"the roles {', '.join(made)} are as they should be")
