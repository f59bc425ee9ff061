"""Policy findings as a person asks for them: of a place, ranked, with the rows behind each."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.publishing.connection import connect
from pipelines.publishing.errors import NoFindings, UnknownName
from pipelines.publishing.explaining.rows import column_names, records
from pipelines.publishing.naming import CENTRES, COLLEGES, PROVINCES, codes_named
from pipelines.publishing.owed import newest_publication

if TYPE_CHECKING:
    import duckdb

LISTING = "cvm findings --json"


@dataclass(frozen=True)
class Place:
    """What is asked about, None where it does not matter: a college or a province by code or name."""

    centre: str | None = None
    field: str | None = None
    province: str | None = None
    college: str | None = None


@dataclass(frozen=True)
class Findings:
    """The answer.

    Attributes:
        asked: what was understood: `centre_id`, `field_th` (its names), `province_code`, `college_code`.
        findings: rows of `policy_findings` as JSON has them, the highest priority first; `evidence_keys` is a list.
    """

    publication_id: str
    as_of: str
    asked: dict[str, Any]
    findings: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        """The document of `cvm findings --json`."""
        return asdict(self)


# The fields of a centre and a field of another curriculum meet in one name.
_FIELDS = """
    select distinct name, unnest([name, meeting_field_th]) as field_th
    from (select field_th as name, coalesce(meeting_field_th, field_th) as meeting_field_th from dim_field)
    order by all
"""
_FINDINGS = """
    select findings.* replace (string_split(evidence_keys, ', ') as evidence_keys)
    from policy_findings as findings
    where ($centre_id is null or centre_id = $centre_id)
        and ($province_code is null or province_code = $province_code)
        and ($college_code is null or college_code = $college_code)
        and (
            $field_th is null or list_contains($field_th, field_th)
            or centre_id in (select centre_id from dim_cvm_centre where list_contains($field_th, field_th))
        )
    order by priority desc, rule_id, finding_id
"""


def findings(home: Path | str | None, place: Place) -> Findings:
    """What the current publication of a home finds about a place, or everywhere.

    Raises:
        NothingPublished, NoFindings: there is no publication, or it holds no findings.
        UnknownName: a place is not known; the error names what is near it.
    """
    with connect(home) as connection:
        if not column_names(connection, "policy_findings"):
            raise NoFindings
        asked = _understood(connection, place)
        found = records(connection.sql(_FINDINGS, params=asked))
        publication_id, as_of, _ = newest_publication(connection)
        return Findings(publication_id, as_of, asked, found)


def _understood(connection: duckdb.DuckDBPyConnection, place: Place) -> dict[str, Any]:
    def one(thai: str, english: str, given: str | None, query: str) -> list[str] | None:
        return None if given is None else codes_named(connection, (thai, english), given, query, LISTING)

    centres = one("ศูนย์", "centre", place.centre, CENTRES)
    provinces = one("จังหวัด", "province", place.province, PROVINCES)
    colleges = one("สถานศึกษา", "college", place.college, COLLEGES)
    if colleges and len(colleges) > 1:
        raise UnknownName("สถานศึกษา", "college", place.college or "", colleges, LISTING)
    return {
        "centre_id": centres and centres[0],
        "field_th": one("สาขาวิชา", "field", place.field, _FIELDS),
        "province_code": provinces and provinces[0],
        "college_code": colleges and colleges[0],
    }
