"""What came of a build, whoever carried it out."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.building.plan import Plan
from pipelines.errors import RunError


@dataclass(frozen=True)
class NodeResult:
    """What was done with one seed, model or test. `failures` are the rows a test found."""

    unique_id: str
    resource_type: str
    status: str
    seconds: float
    failures: int
    message: str


@dataclass(frozen=True)
class Build:
    """One plan carried out: the nodes in the order they finished, and the warnings that dbt gave."""

    plan: Plan
    nodes: tuple[NodeResult, ...]
    warnings: tuple[str, ...]


class BuildFailed(RunError):
    """A model could not be built, a test failed, or dbt could not start. `nodes` are those that finished."""

    def __init__(self, nodes: tuple[NodeResult, ...], what: str, why: str):
        self.nodes = nodes
        told = f"{what} ({why})" if why else what
        super().__init__(
            f"สร้างตารางไม่สำเร็จ: {told} ชุดเผยแพร่เดิมยังใช้ได้ ตรวจด้วย cvm doctor",
            f"the tables could not be built: {told}; the earlier publication stands; see cvm doctor",
        )


def failure_of(nodes: tuple[NodeResult, ...], otherwise: str) -> BuildFailed:
    """The error that names the nodes that failed, or says `otherwise` where none did."""
    failed = [node for node in nodes if node.status in ("error", "fail", "runtime error")]
    what = ", ".join(node.unique_id.split(".", 2)[-1] for node in failed) or otherwise
    return BuildFailed(nodes, what, _in_one_line(failed[0].message) if failed else "")


def _in_one_line(message: str) -> str:
    """What went wrong; of a model in Python where and the error itself, without the traceback between them."""
    lines = [" ".join(line.split()) for line in message.splitlines() if line.strip()]
    return " ".join([lines[0], lines[-1]] if any(line.startswith("Traceback ") for line in lines) else lines)
