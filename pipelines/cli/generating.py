"""`cvm generate`: a made-up drop to try the house on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli import texts
from pipelines.cli.texts import JsonOption, LangOption, say
from pipelines.errors import UsageError

_MOST_YEARS = 10


def generate(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="โฟลเดอร์ปลายทาง · folder to write into")],
    scale: Annotated[
        str, typer.Option("--scale", metavar="sample|province|national", help="ขนาด · how much of the country")
    ] = "sample",
    years: Annotated[int, typer.Option("--years", help="จำนวนปีการศึกษา · academic years, up to the latest")] = 1,
    seed: Annotated[int, typer.Option("--seed", help="เลขตั้งต้น เลขเดิมได้ไฟล์เดิม · same seed, same bytes")] = 2567,
    faults: Annotated[
        float,
        typer.Option("--faults", metavar="SHARE", help="สัดส่วนไฟล์ที่ใส่ข้อผิดพลาดไว้ · share of files with planted faults"),
    ] = 0.0,
    as_json: JsonOption = False,
    lang: LangOption = None,  # noqa: ARG001 - read by its callback
) -> None:
    """สร้างข้อมูลสังเคราะห์ ไม่มีบุคคลหรือสถานศึกษาจริง · Write a synthetic drop: no person or college in it is real.

    DIR/inbox คือไฟล์ที่สถานศึกษาส่ง ใช้กับ --inbox ได้ ส่วน DIR/truth.json คือผลที่ต้องได้ ·
    DIR/inbox holds the files as colleges send them, DIR/truth.json what must come of them.

    ตัวอย่าง · Example:  cvm generate --scale province --faults 0.1 --out ~/synthetic
    """
    from pipelines.synthetic.drop import Order, generate, scale_of

    if not 1 <= years <= _MOST_YEARS:
        raise UsageError(f"--years ต้องอยู่ระหว่าง 1 ถึง {_MOST_YEARS}", f"--years must lie between 1 and {_MOST_YEARS}")
    if not 0 <= faults <= 1:
        raise UsageError("--faults ต้องอยู่ระหว่าง 0 ถึง 1", "--faults must lie between 0 and 1")
    if (out / "inbox").exists() and any((out / "inbox").iterdir()):
        raise UsageError(f"{out / 'inbox'} มีไฟล์อยู่แล้ว", f"{out / 'inbox'} already holds files")
    truth = generate(Order(scale_of(scale), out, seed=seed, years=years, faults=faults))
    if as_json:
        texts.print_json({"out": str(out), **truth["sums"]})
        return
    sums = truth["sums"]
    say(
        f"ข้อมูลสังเคราะห์ {sums['files']:,} ไฟล์ ของสถานศึกษาสมมติ {sums['colleges']:,} แห่ง อยู่ใน {out / 'inbox'}",
        f"Synthetic data: {sums['files']:,} files of {sums['colleges']:,} made-up colleges in {out / 'inbox'}",
    )
