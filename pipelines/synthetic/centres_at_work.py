"""The work of a CVM centre in a fiscal year: members, plans, meetings, the board, knowledge, reports, recommendations.

The centres are the real ones of the list; that their own colleges belong to them is a fact, everything else is made
up. A centre works in one of three manners: well, behind, or reporting what the rows deny.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from pipelines.synthetic import assumptions as assumed
from pipelines.synthetic import reference
from pipelines.synthetic.chance import Chance, Table
from pipelines.synthetic.colleges_at_work import event_report
from pipelines.synthetic.reference import Centre
from pipelines.synthetic.rows import Row
from pipelines.synthetic.shapes import COLLEGE_NAME_OF_ROW
from pipelines.synthetic.world import College
from pipelines.years import be, day_of_be

FIVE_YEAR_BE = 2566
_ASSETS = {
    "infrastructure": ("room", "network"),
    "learning": ("ebook", "elearning", "econtent", "simulator", "lms"),
    "collaboration": ("partnership",),
    "management": ("elibrary", "research", "other"),
}
_REPORTS = {"1.2-3": "bigdata-report", "1.3-2": "matching-report", "7.2-1": "management-report"}
_MEETING_RESULTS = {"1.1-a3": "board", "1.1-a4": "directors", "1.1-a5": "establishments"}


@dataclass(frozen=True)
class CentreYear:
    """One centre in one fiscal year with its network: the colleges that teach its field, largest first."""

    seed: int
    centre: Centre
    fiscal_year_be: int
    members: tuple[College, ...]
    manner: str

    @property
    def key(self) -> Row:
        """The columns that every row of a centre begins with."""
        return {"fiscal_year_be": self.fiscal_year_be, "centre": self.centre.centre_id}

    def chance(self, what: str) -> Chance:
        """Draws of one kind."""
        return Chance(self.seed, what, self.centre.centre_id, self.fiscal_year_be)

    def day(self, month: int, day: int) -> date:
        """A day of the fiscal year, which begins in October."""
        return day_of_be(self.fiscal_year_be - (month >= 10), month, day)


def manner_of(seed: int, centre: Centre) -> str:
    """How a centre works, in every year."""
    return Chance(seed, "manner", centre.centre_id).draw(Table(assumed.MANNERS))


def network(centre: Centre, colleges: Sequence[College]) -> tuple[College, ...]:
    """The colleges that teach a centre's field, those with most graduates in it first."""
    sizes = [sum(taught.graduates for taught in one.taught if taught.field_th in centre.fields) for one in colleges]
    places = sorted((place for place, size in enumerate(sizes) if size), key=lambda place: (-sizes[place], place))
    return tuple(colleges[place] for place in places)


def network_members(work: CentreYear) -> list[Row]:
    """Rows of `network_members`: the centre's own college, and the others in the order of their size."""
    chance = work.chance("members")
    rows: list[Row] = [work.key | {"college_code": work.centre.college_code, "tier": "cvm", "joined_on": None}]
    for place, member in enumerate(work.members):
        share = place / len(work.members)
        tier = "excellent" if share < assumed.TIERS["excellent"] else "standard"
        if tier == "standard" and share < sum(assumed.TIERS.values()):
            tier = "expert"
        joined = work.day(10, 1) if chance.happens(assumed.JOINED_TOLD) else None
        rows.append(work.key | {"college_code": member.code, "tier": tier, "joined_on": joined})
    return rows


def plans_and_items(work: CentreYear, *, is_first: bool) -> tuple[list[Row], list[Row]]:
    """Rows of `plans` and `plan_items`; the five-year plan stands with the first year of a drop.

    A plan that a centre is behind with is approved and not sent, or is not there at all.
    """
    chance = work.chance("plans")
    plans: list[Row] = []
    items: list[Row] = []
    kinds = (["five_year"] if is_first else []) + ["action", "teacher"]
    for kind in kinds:
        if not chance.happens(assumed.PLAN_HELD[work.manner]):
            continue
        approved = work.day(10, 5) + timedelta(days=chance.below(40))
        year_be = work.fiscal_year_be
        if kind == "five_year":
            approved, year_be = date(2023, 1, 10) + timedelta(days=chance.below(60)), FIVE_YEAR_BE
        fewest, more = assumed.DAYS_TO_SEND[work.manner]
        sent = approved + timedelta(days=fewest + chance.below(more))
        key = work.key | {"fiscal_year_be": year_be, "plan_kind": kind}
        is_sent = chance.happens(assumed.PLAN_SENT[work.manner])
        plans.append(
            key
            | {
                "approved_on": approved,
                "sent_on": sent if is_sent else None,
                "reported_on": work.day(9, 1) + timedelta(days=chance.below(28))
                if work.manner != "behind" and kind != "five_year"
                else None,
            }
        )
        items += [key | item for item in _items(work, chance)]
    return plans, items


def _items(work: CentreYear, chance: Chance) -> list[Row]:
    fewest, most = assumed.PLAN_ITEMS
    known = list(dict.fromkeys((row["activity_code"], row["activity_th"]) for row in reference.key_results()))
    rows: list[Row] = []
    for code, title in chance.shuffled(known)[: fewest + chance.below(most - fewest + 1)]:
        target, budget = 5 * (1 + chance.below(8)), 10_000 * (1 + chance.below(20))
        is_reached = chance.happens(assumed.ITEM_REACHED[work.manner])
        begins = work.day(11, 1) + timedelta(days=chance.below(150))
        member = chance.of(work.members) if work.members else None
        rows.append(
            {
                "item_no": len(rows) + 1,
                "activity_code": code,
                "project_title": title,
                "college_code": member.code if member else None,
                COLLEGE_NAME_OF_ROW: member.name_th if member else None,
                "target": target,
                "unit": "คน",
                "actual": target + chance.below(5) if is_reached else None,
                "budget": budget,
                "spent": budget - 500 * chance.below(10) if is_reached else None,
                "starts_on": begins,
                "ends_on": begins + timedelta(days=10 + chance.below(90)),
            }
        )
    return sorted(rows, key=lambda row: int(row["item_no"]))


def centre_meetings(work: CentreYear) -> list[Row]:
    """Rows of `centre_meetings`, on days of the fiscal year."""
    chance = work.chance("meetings")
    rows = []
    for kind, (fewest, most) in assumed.MEETINGS[work.manner].items():
        count = fewest + chance.below(most - fewest + 1)
        for place in range(count):
            colleges = min(len(work.members), 3 + chance.below(40)) if kind != "establishments" else 0
            establishments = chance.below(12) if kind in ("board", "establishments") else 0
            met = work.day(10, 20) + timedelta(days=place * (320 // count) + chance.below(60) // count)
            rows.append(
                work.key
                | {
                    "meeting_kind": kind,
                    "met_on": met,
                    "attendees": colleges + establishments + 3 + chance.below(10),
                    "colleges": colleges,
                    "establishments": establishments,
                    "evidence": "รายงานการประชุม (สังเคราะห์)",
                }
            )
    return rows


def centre_boards(work: CentreYear) -> list[Row]:
    """Rows of `centre_boards`: a chair from establishments and a secretary from a college, as the manual asks."""
    chance = work.chance("board")
    if not chance.happens(assumed.HAS_BOARD[work.manner]):
        return []
    fewest, most = assumed.SEATS_OF_A_BOARD
    ordered = work.day(10, 3) + timedelta(days=chance.below(30))
    order_no = f"{1 + chance.below(200)}/{be(ordered.year)}"
    chair = "college" if chance.happens(assumed.CHAIR_IS_OF_A_COLLEGE) else "establishment"
    seats = [("advisers", "adviser", "professional_body"), ("board", "chair", chair)]
    seats.append(("board", "vice_chair", "college"))
    sectors = ("establishment", "establishment", "college", "professional_body")
    members = fewest + chance.below(most - fewest + 1) - 5
    seats += [("board", "member", chance.of(sectors)) for _ in range(members)]
    seats += [("board", "secretary", "college"), ("board", "assistant_secretary", "college")]
    return [
        work.key
        | {
            "seat_no": place,
            "board_body": body,
            "board_position": position,
            "sector": sector,
            "order_no": order_no,
            "ordered_on": ordered,
        }
        for place, (body, position, sector) in enumerate(seats, start=1)
    ]


def knowledge_assets(work: CentreYear) -> list[Row]:
    """Rows of `knowledge_assets`: one to three of every college that publishes."""
    chance = work.chance("assets")
    rows: list[Row] = []
    for member in work.members[: assumed.MOST_PUBLISHERS]:
        if not chance.happens(assumed.HAS_ASSETS[work.manner]):
            continue
        for place in range(1 + chance.below(3)):
            component = chance.of(list(_ASSETS))
            number = f"{work.centre.centre_id}-{work.fiscal_year_be % 100}-{place + 1:02d}"
            rows.append(
                {
                    "college_code": member.code,
                    COLLEGE_NAME_OF_ROW: member.name_th,
                    "asset_id": f"KB-{number}",
                    **work.key,
                    "component": component,
                    "kind": chance.of(_ASSETS[component]),
                    "asset_title": f"สื่อตัวอย่าง {work.centre.field_th} {place + 1}",
                    "url": f"https://example.com/{number}/{member.number}"
                    if chance.happens(assumed.ASSET_IS_ONLINE)
                    else None,
                    "published_on": work.day(10, 10) + timedelta(days=chance.below(340)),
                }
            )
    return rows


def centre_activities(work: CentreYear, said: Mapping[str, float], own: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Rows of `centre_activities`: the results as the rows have them; a contradicting centre overstates some.

    Args:
        said: results of the network from the rows of its colleges (empty for a year of which there are none).
        own: the centre's own rows of the year by source.
    """
    chance = work.chance("activities")
    figures = dict(said) | _own_results(work, own)
    if figures.get("1.2-2"):
        figures["1.2-1"] = 1
    rows = []
    for result in reference.key_results():
        name = result["key_result_id"]
        if name not in figures or not chance.happens(assumed.REPORTS_RESULT[work.manner]):
            continue
        actual = figures[name]
        if work.manner == "contradicts" and chance.happens(assumed.OVERSTATES):
            is_percent = result["unit"] == "percent"
            actual = min(100, actual + 20) if is_percent else int(actual * assumed.OVERSTATED_BY) + 1
        rows.append(
            work.key
            | {
                "key_result_id": name,
                "target": float(result["target"]) if result["target"] else None,
                "actual": actual,
                "reported_on": work.day(9, 1) + timedelta(days=chance.below(28)),
                "evidence": "รายงานผลการดำเนินงาน (สังเคราะห์)",
            }
        )
    return rows


def _own_results(work: CentreYear, own: Mapping[str, Sequence[Row]]) -> dict[str, float]:
    """The results that the centre's own rows show."""
    meetings = [row["meeting_kind"] for row in own["centre_meetings"]]
    held = {row["plan_kind"] for row in own["plans"]}
    sent = {row["plan_kind"] for row in own["plans"] if row["sent_on"]}
    acting = {row["college_code"] for row in own["plan_items"] if row["plan_kind"] == "action" and row["actual"]}
    assets = own["knowledge_assets"]
    events = {row["event_id"] for row in own["event_reports"]}
    return {
        "1.1-1": int(bool(own["centre_boards"])),
        **{name: meetings.count(kind) for name, kind in _MEETING_RESULTS.items()},
        "1.4-1": len({row["college_code"] for row in assets}),
        "1.4-3": 1,
        **({"2.1-1": int("five_year" in sent)} if "five_year" in held else {}),
        "2.2-1": int("action" in sent),
        "2.2-2": len(acting - {None}),
        "5.1-1": int("teacher" in held),
        "6.1-2": 10 * len(work.members),
        "7.2-2": int(any(row["submitted_on"] for row in own["recommendations"])),
        **{result: 1 for result, event in _REPORTS.items() if f"cvm-{work.fiscal_year_be}-{event}" in events},
    }


def recommendations(work: CentreYear) -> list[Row]:
    """Rows of `recommendations`; a draft has no day on which it was submitted."""
    chance = work.chance("recommendations")
    fewest, most = assumed.RECOMMENDATIONS[work.manner]
    rows: list[Row] = []
    for topic, text, addressed_to in assumed.RECOMMENDED[: fewest + chance.below(most - fewest + 1)]:
        status = chance.draw(_statuses())
        submitted = work.day(7, 1) + timedelta(days=chance.below(80))
        rows.append(
            work.key
            | {
                "item_no": len(rows) + 1,
                "topic": topic,
                "text": f"{text} (สาขา{work.centre.field_th})",
                "evidence_table": None,
                "evidence_key": None,
                "addressed_to": addressed_to,
                "submitted_on": None if status == "draft" else submitted,
                "status": status,
            }
        )
    return rows


def centre_event_reports(work: CentreYear) -> list[Row]:
    """Rows of `event_reports` of a centre, told by the first college of its network; a centre behind tells nothing."""
    if not work.members or work.manner == "behind":
        return []
    rows: list[Row] = []
    for event in reference.reported_events():
        if event.applies_to == "centre" and event.year_be == work.fiscal_year_be:
            chance = work.chance(event.event_id)
            is_good = work.manner == "good"
            row = event_report(chance, event, work.members[0].code, work.centre.centre_id, is_punctual=is_good)
            rows += [row] if row else []
    return rows


@cache
def _statuses() -> Table[str]:
    return Table(assumed.RECOMMENDATION_STATUS)
