"""“What I did”: activities that came back, in the member's own words; put right, and taken back."""

from datetime import date
from typing import Any

from groupcare.acts.act import act
from groupcare.record.errors import Refused
from groupcare.record.lookups import open_plan
from groupcare.record.sign_in import SignIn
from groupcare.rules.people import Client
from groupcare.rules.regained import Regained
from groupcare.rules.text import PROSE, clean


def keep_regained(
    who: SignIn,
    client: str,
    activity: str,
    *,
    on: date | None = None,
    words: str = "",
    mattered: str = "",
    session: str | None = None,
) -> Regained:
    """Keep that somebody does something again, today by default, with their open plan if there is one. Raises Refused
    without the activity, and for a day to come."""
    with act(who, "keep what was regained"):
        who.of(Client).get(client)
        plan = open_plan(who, client)
        found = Regained(
            client=client,
            by=who.staff_id,
            plan=plan.id if plan is not None else None,
            session=session,
            **_said(who, activity, on or who.today(), words, mattered),
        )
        return who.of(Regained).add(found)


def correct_regained(
    who: SignIn,
    regained_id: str,
    activity: str,
    *,
    on: date,
    words: str = "",
    mattered: str = "",
    over_rev: int | None = None,
) -> Regained:
    """Put it right. Raises Refused as `keep_regained` does, and Stale where somebody did so since."""
    with act(who, "keep what was regained"):
        found = who.of(Regained).get(regained_id)
        rev = found.rev if over_rev is None else over_rev
        return who.of(Regained).change(found, rev=rev, **_said(who, activity, on, words, mattered))


def take_back_regained(who: SignIn, regained_id: str) -> None:
    """Take it back as a mistake; the ledger keeps that it was there."""
    with act(who, "keep what was regained"):
        every = who.of(Regained)
        every.table.remove(doc_ids=[every.get(regained_id).id])


def _said(who: SignIn, activity: str, on: date, words: str, mattered: str) -> dict[str, Any]:
    what = clean(activity, of="The activity")
    if not what:
        raise Refused("Say what they do again.")
    if on > who.today():
        raise Refused("What somebody did is of today or of a day before.")
    return {
        "activity": what,
        "on": on,
        "words": clean(words, of="Their words", limit=PROSE, lines=True),
        "mattered": clean(mattered, of="What mattered", limit=PROSE, lines=True),
    }
