"""Who stays, who practises and how long people wait, counted by hand from the stored documents: no rule, query or
Struct of the program is asked."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from statistics import mean
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

Document = Mapping[str, Any]
Tables = Mapping[str, list[Document]]
COUNTED = ("group", "member", "session", "attendance", "homework", "referral", "screening", "decision", "handoff")
GONE = ("finished", "cancelled")
ENOUGH = 0.75
"""The share of the sessions from which on somebody has completed, in both curricula."""


class Stayed(NamedTuple):
    """A row of "Who stays?" up to what was attended of what was held."""

    began: int
    completed: int
    left: int
    less: int
    running: int
    never: int
    to_come: int
    held: tuple[int, int]


def stayed(tables: Tables, group: Document) -> Stayed:
    """Of one group in which nobody is on hold and nobody comes to a module twice."""
    sessions = [
        s for s in tables["session"] if s["group"] == group["id"] and s["status"] not in ("cancelled", "not held")
    ]
    courses: Counter[str] = Counter()
    done = marked = 0
    for member in (m for m in tables["member"] if m["group"] == group["id"]):
        marks = {a["session"]: a["mark"] for a in tables["attendance"] if a["member"] == member["id"]}
        theirs = [s for s in sessions if s["date"] >= member["start"] and marks.get(s["id"]) != "held by us"]
        attended = sum(marks.get(s["id"]) == "attended" for s in theirs)
        until = [s for s in theirs if s["status"] == "held" and s["date"] <= (member["end"] or "9999")]
        done += sum(marks[s["id"]] == "attended" for s in until)
        marked += len(until)
        ended = member["status"] in GONE or group["status"] == "finished"
        if not attended:
            courses["never" if ended else "to come"] += 1
        elif not ended:
            courses["running"] += 1
        elif attended >= ENOUGH * len(theirs):
            courses["completed"] += 1
        else:
            courses["left" if member["status"] in GONE else "less"] += 1
    began = sum(courses[c] for c in ("running", "completed", "less", "left"))
    rest = (courses[c] for c in ("completed", "left", "less", "running", "never", "to come"))
    return Stayed(began, *rest, held=(done, marked))


class Practised(NamedTuple):
    """A row of "Who practises?" up to the quality; each rate as so many of so many."""

    members: int
    half: tuple[int, int]
    known: tuple[int, int]
    with_unknown: tuple[int, int]
    not_handed_in: int
    to_come: int
    quality: float | None


def practised(tables: Tables, group: str, today: date) -> Practised:
    """Of one group."""
    tasks = [h for h in tables["homework"] if h["group"] == group]
    due = [h for h in tasks if h["practice"] or _hand_in(h) < today]
    known = [h for h in due if h["practice"]]
    by_member: dict[str, list[Document]] = {}
    for task in known:
        by_member.setdefault(task["member"], []).append(task)
    half = sum(2 * _days(of) >= sum(h["days_set"] for h in of) for of in by_member.values())
    rated = [h["review"]["quality"] for h in due if h["review"] and h["review"]["quality"] is not None]
    return Practised(
        len({h["member"] for h in tasks}),
        (half, len(by_member)),
        (_days(known), sum(h["days_set"] for h in known)),
        (_days(known), sum(h["days_set"] for h in due)),
        len(due) - len(known),
        len(tasks) - len(due),
        mean(rated) if rated else None,
    )


def _days(tasks: Iterable[Document]) -> int:
    return sum(min(h["practice"]["days"], h["days_set"]) for h in tasks)


def _hand_in(task: Document) -> date:
    if task["hand_in_by"]:
        return date.fromisoformat(task["hand_in_by"])
    return date.fromisoformat(task["set_on"]) + timedelta(days=7)


class Waited(NamedTuple):
    """A row of "How long do people wait?"."""

    people: int
    came: int
    half: int | None
    longest: int | None
    waiting: int
    longest_so_far: int | None
    ended: int


def waited(tables: Tables, zone: str, today: date) -> dict[str, Waited]:
    """All referrals, by step."""
    steps: dict[str, list[tuple[int, str]]] = {"first screening": [], "decision": [], "first session": []}
    for referral in tables["referral"]:
        own = {name: [d for d in tables[name] if d.get("referral") == referral["id"]] for name in COUNTED}
        received = date.fromisoformat(referral["received_on"])
        screened = [date.fromisoformat(s["on"]) for s in own["screening"]]
        decided = [datetime.fromisoformat(d["at"]).astimezone(ZoneInfo(zone)).date() for d in own["decision"]]
        seats = [date.fromisoformat(m["start"]) for m in own["member"] if m["group"]]
        over = None
        if referral["status"] in ("ended", "individual care"):
            over = max([*decided, *(date.fromisoformat(h["sent_on"]) for h in own["handoff"])], default=received)
        for step, days in zip(steps, (screened, decided, [d for d in seats if d <= today]), strict=True):
            until, how = (min(days), "came") if days else (over, "ended") if over else (today, "waits")
            steps[step].append((max(0, (until - received).days), how))
    return {step: _waits(of) for step, of in steps.items()}


def _waits(every: list[tuple[int, str]]) -> Waited:
    by = {how: [days for days, one in every if one == how] for how in ("came", "waits", "ended")}
    return Waited(
        len(every),
        len(by["came"]),
        _half(every),
        max(by["came"], default=None),
        len(by["waits"]),
        max(by["waits"], default=None),
        len(by["ended"]),
    )


def _half(every: list[tuple[int, str]]) -> int | None:
    """Day by day: the share of those still there to whom it did not come on that day, multiplied up."""
    left = 1.0
    for day in range(max(days for days, _ in every) + 1):
        there = [one for one in every if one[0] >= day]
        left *= 1 - sum(one == (day, "came") for one in there) / len(there)
        if left <= 0.5 + 1e-9:
            return day
    return None
