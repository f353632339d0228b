"""The versions of a client's plans, from the ledger: each as it was signed, by whom and when, and what it changed."""

from datetime import date, datetime

import msgspec
from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Staff
from groupcare.rules.people import Client, full_name
from groupcare.rules.plan import Plan, PlanContent, PlanStatus
from groupcare.rules.plan_changes import PlanChange, plan_changes

SIGNED = "sign a plan"


class PlanVersion(Struct, frozen=True, kw_only=True):
    """A plan as it was signed: its number among the signed ones, 0 for what is not signed yet; who signed it or wrote
    it (a name), and the UTC instant.

    `changes` are those against the version before, none for the first one. `content` is None where an older program
    wrote it in a form that this one does not read.
    """

    number: int
    by: str
    at: datetime
    content: PlanContent | None
    changes: tuple[PlanChange, ...] = ()


class PlanHistory(Struct, frozen=True, kw_only=True):
    """One plan with its versions, the newest first; `closed_by` is a name, empty while it is not closed."""

    plan: str
    status: PlanStatus
    dated: date
    versions: tuple[PlanVersion, ...]
    closed_on: date | None = None
    closed_by: str = ""
    closed_why: str = ""


class PlanHistories(Struct, frozen=True, kw_only=True):
    """All plans that a client ever had, the newest first."""

    client: str
    client_number: int
    name: str
    plans: tuple[PlanHistory, ...]


class _Stored(Struct, frozen=True):
    content: PlanContent
    status: PlanStatus = PlanStatus.draft


def plan_versions(who: SignIn, client: Client) -> PlanHistories:
    """The plans of a client with their versions. What was erased is not there."""
    may_see(who, "plans")
    with who.db.engine.snapshot():
        names = {staff.id: staff.name for staff in who.of(Staff).all()}
        plans = tuple(_history(who, plan, names) for plan in reversed(who.of(Plan).linked(client=client.id)))
    plans = tuple(sorted(plans, key=lambda plan: plan.status is PlanStatus.closed))
    return PlanHistories(client=client.id, client_number=client.number, name=full_name(client), plans=plans)


def _history(who: SignIn, plan: Plan, names: dict[str, str]) -> PlanHistory:
    found: list[PlanVersion] = []
    before: _Stored | None = None
    closed_by, written_at = "", who.now()
    for entry, change in who.db.engine.history((plan.id,)):
        if change.after is None:
            continue
        at, by, now = datetime.fromisoformat(entry.at), names.get(entry.staff, ""), _stored(change.after)
        if entry.act == SIGNED:
            found.append(_version(who, len(found) + 1, by, at, now.content if now else None, found[-1:]))
        if now is not None and now.status is PlanStatus.closed and (before is None or before.status != now.status):
            closed_by = by
        if now is None or before is None or before.content != now.content:
            written_at = at
        before = now
    if plan.status in (PlanStatus.draft, PlanStatus.in_review):
        found.append(_version(who, 0, names.get(plan.written_by, ""), written_at, plan.content, found[-1:]))
    return PlanHistory(
        plan=plan.id,
        status=plan.status,
        dated=plan.content.dated,
        versions=tuple(reversed(found)),
        closed_on=plan.closed_on,
        closed_by=closed_by,
        closed_why=plan.closed_why,
    )


def _version(
    who: SignIn, number: int, by: str, at: datetime, content: PlanContent | None, before: list[PlanVersion]
) -> PlanVersion:
    old = before[0].content if before else None
    changes = plan_changes(old, content, who.library.measures) if old is not None and content is not None else ()
    return PlanVersion(number=number, by=by, at=at, content=content, changes=changes)


def _stored(document: str) -> _Stored | None:
    try:
        return msgspec.json.decode(document, type=_Stored)
    except (msgspec.MsgspecError, ValueError):
        return None
