"""Seeds every fault and writes `build/proof/mutations.md`; ends with 1 where one is not caught or cannot be judged."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from pipelines.settings import REPOSITORY
from tests.mutation.bench import Bench, BenchError, Verdict
from tests.mutation.faults import FAULTS
from tests.mutation.homes import COLLEGES, made_up_home

OUT = REPOSITORY / "build" / "proof" / "mutations.md"


def main() -> int:
    """Judges all faults on one home of made-up colleges."""
    for name in [name for name in os.environ if name.startswith("CVM_")]:
        del os.environ[name]
    os.environ["CVM_PSEUDONYM_KEY"] = "a key of the tests"  # the order of pseudonyms, which decides some ties, is given
    verdicts: list[Verdict] = []
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        home = made_up_home(Path(folder) / "first", COLLEGES)
        try:
            bench = Bench(home, Path(folder))
        except BenchError as error:
            print(error)
            return 1
        for fault in FAULTS:
            try:
                verdicts.append(bench.judge(fault))
                print(_row(verdicts[-1]), flush=True)
            except BenchError as error:
                wrong.append(str(error))
                print(error, flush=True)
    wrong += [f"{verdict.fault.name}: not caught" for verdict in verdicts if not verdict.is_caught]
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(_report(verdicts, wrong)) + "\n", encoding="utf-8")
    caught = sum(verdict.is_caught for verdict in verdicts)
    print(f"{caught} of {len(FAULTS)} faults caught; {OUT.relative_to(REPOSITORY)}", *wrong, sep="\n")
    return 1 if wrong else 0


def _report(verdicts: list[Verdict], wrong: list[str]) -> list[str]:
    caught = sum(verdict.is_caught for verdict in verdicts)
    title = f"# Seeded faults: {caught} of {len(FAULTS)} caught on {COLLEGES} made-up colleges"
    head = ["| fault | what is wrong | file | caught by the oracle in | caught by dbt |", "|---|---|---|---|---|"]
    return [title, "", *head, *map(_row, verdicts), *(f"\n**{one}**" for one in wrong)]


def _row(verdict: Verdict) -> str:
    fault = verdict.fault
    tables, tests = ", ".join(verdict.tables), ", ".join(verdict.tests)
    return f"| {fault.name} | {fault.what} | {fault.path} | {tables} | {tests} |"


if __name__ == "__main__":
    sys.exit(main())
