"""`cvm erase`: a person leaves everything that the home, or the lake it works in, keeps (PDPA)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli import texts
from pipelines.cli.texts import HomeOption, JsonOption, LangOption, pick, say
from pipelines.errors import UsageError

if TYPE_CHECKING:
    from pipelines.erasing.erase import Erasure


def erase(
    national_id_file: Annotated[
        Path | None,
        typer.Option("--national-id-file", metavar="FILE", help="ไฟล์เลขประจำตัว บรรทัดละคน · one person a line"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="บอกว่าจะลบอะไร · say what would go")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="ยืนยันโดยไม่ต้องถาม · do not ask")] = False,
    inbox: Annotated[Path | None, typer.Option("--inbox", help="โฟลเดอร์รับไฟล์ · inbox (else the home's inbox/)")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001 - read by its callback
) -> None:
    """ลบข้อมูลของบุคคลตาม PDPA แล้วค้นยืนยันว่าไม่เหลือ · Erase persons everywhere, and prove it by a search.

    ไฟล์มีเลขประจำตัวประชาชนบรรทัดละหนึ่งเลข หรือ รหัสสถานศึกษา,รหัสนักเรียน · A line of the file is a national id, or a
    college's code and a student id with a comma between them. Without a file, an erasure that died is finished.

    ตัวอย่าง · Example:  cvm erase --national-id-file persons.txt --dry-run
    """
    from pipelines.erasing.erase import erase as carry_out
    from pipelines.erasing.erase import plan
    from pipelines.erasing.request import read_request
    from pipelines.erasing.shared import register_of

    settings = texts.settings_of(home, inbox)
    if national_id_file and national_id_file.resolve().is_relative_to(settings.home.resolve()):
        raise UsageError(
            "ไฟล์เลขประจำตัวอยู่ในโฟลเดอร์หลัก ให้ย้ายไปไว้ที่อื่นก่อน",
            "the file of numbers lies in the home; move it elsewhere first",
        )
    request = read_request(national_id_file) if national_id_file else None
    if request is None and (dry_run or register_of(settings).begun is None):
        raise UsageError(
            "ต้องระบุ --national-id-file ไม่มีการลบที่ค้างอยู่", "give --national-id-file; no erasure waits to be finished"
        )
    if request is not None and (dry_run or not yes):
        told = plan(settings, request)
        if dry_run and as_json:
            texts.print_json(told.as_json())
            return
        if not as_json:
            _tell_found(told)
        if dry_run:
            return
        _ask(request.persons)
    with texts.progress_bar(as_json) as progress:
        done = carry_out(settings, request, progress)
    if as_json:
        texts.print_json(done.as_json())
    else:
        if yes and request is not None:
            _tell_found(done)
        _tell_done(done)
        if settings.store != "duckdb":
            _tell_others()


def _ask(persons: int) -> None:
    """Lets a person at a terminal confirm.

    Raises:
        UsageError: nobody is there to be asked, or the answer is no.
    """
    question = pick(
        f"ลบข้อมูลของ {persons} คน? ย้อนกลับไม่ได้ พิมพ์ yes เพื่อยืนยัน: ",
        f"Erase {persons} person(s)? This cannot be undone. Type yes to go on: ",
    )
    if not sys.stdin.isatty():
        raise UsageError("ไม่มีผู้ยืนยัน ให้ใส่ --yes", "nobody is there to confirm; give --yes")
    print(question, end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() != "yes":
        raise UsageError("ไม่ได้ยืนยัน ยังไม่มีการลบ", "not confirmed; nothing has been erased")


def _tell_found(told: Erasure) -> None:
    """What the home holds of the persons: counts and names of files, never whom."""
    found = told.found
    say(f"ขอให้ลบ {told.persons} คน", f"{told.persons} person(s) to be erased")
    if told.unknown_lines:
        lines = ", ".join(map(str, told.unknown_lines))
        say(
            f"บรรทัดที่ {lines}: ไม่พบในคลังข้อมูล (จะจำไว้ว่าไม่รับเข้า)",
            f"line {lines}: not found here (remembered all the same, and never taken in)",
        )
    sources = sorted({*found.rows, *found.landed, *found.cells})
    if sources:
        headings = [
            pick("แหล่งข้อมูล", "source"),
            pick("แถวในคลัง", "rows loaded"),
            pick("แถวที่อ่านไว้", "rows landed"),
            pick("แถวของผู้อื่นที่อ้างถึง", "named in rows of others"),
        ]
        counts = [
            (source, found.rows.get(source, 0), found.landed.get(source, 0), found.cells.get(source, 0))
            for source in sources
        ]
        texts.print_table(headings, counts, numbers=range(1, 4))
    if found.publications:
        listed = ", ".join(found.publications)
        say(f"ชุดเผยแพร่ที่มีข้อมูลนี้: {listed}", f"Publications made from their files: {listed}")
    if found.doubtful_rows:
        say(
            f"{found.doubtful_rows} แถวมีรหัสนักเรียนเดียวกันแต่เลขประจำตัวประชาชนของผู้อื่น แถวเหล่านี้จะถูกลบด้วย",
            f"{found.doubtful_rows} rows bear the same student id and another national id; they go as well",
        )
    if found.shared_names:
        say(
            f"ชื่อเดียวกันในสถานศึกษาเดียวกันมีผู้อื่นใช้ {found.shared_names} ชื่อ คำตอบที่ไม่มีเลขประจำตัวจะไม่ถูกลบ",
            f"{found.shared_names} names are borne by others of the same college: answers without an id stay",
        )


def _tell_done(done: Erasure) -> None:
    searched = done.searched.files if done.searched else 0
    if done.publication_id:
        say(f"\nเผยแพร่ชุดใหม่แล้ว {done.publication_id}", f"\nPublished anew: {done.publication_id}")
    say(
        f"ลบแล้ว {done.persons} คน ค้นทุกไฟล์และตารางที่เก็บไว้ {searched} แห่ง ไม่พบ",
        f"Erased {done.persons} person(s); all {searched} files and tables that are kept were searched and hold none "
        "of them",
    )
    for path in done.inbox_files:
        say(
            f"  ยังอยู่ในไฟล์ต้นฉบับ inbox/{path}: ให้ผู้ส่งลบแถวนั้นแล้วส่งใหม่ หรือลบไฟล์นี้ (ระบบจะไม่นำแถวนั้นเข้าอีก)",
            f"  still in the sender's file inbox/{path}: have it replaced, or remove it (its rows are never taken in)",
        )
    say(
        "ทำลายไฟล์เลขประจำตัวที่ใช้สั่ง และสำเนาสำรองของโฟลเดอร์หลักที่ทำไว้ก่อนหน้านี้",
        "Destroy the file of numbers you gave, and backups of the home that were made before",
    )


def _tell_others() -> None:
    """What of a lake one home cannot reach."""
    say(
        "คลังข้อมูลกลางไม่มีบุคคลนี้แล้ว แต่คลังข้อมูลของหน่วยงานอื่นที่ใช้ร่วมกันอาจยังมีในไฟล์ที่อ่านไว้ รายงาน และชุดเผยแพร่ "
        "ให้ทุกหน่วยงานสั่ง cvm refresh หนึ่งครั้ง ระบบจะลบและค้นยืนยันที่นั่นเอง",
        "The lake holds them no more. Other homes that share it may, in landed files, reports and publications: let "
        "each run cvm refresh once, which removes them there and searches",
    )
    say(
        "ทำลายสำเนาสำรองของ lake (แคตตาล็อกและไฟล์) บันทึก WAL และเครื่องสำรองของ Postgres และสำเนาที่นักวิเคราะห์ทำไว้ ก่อนหน้านี้",
        "Destroy backups of the lake (catalogue and files), archived logs and standbys of Postgres, and copies that "
        "analysts have made",
    )
