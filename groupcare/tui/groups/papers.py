"""The key for papers: a small choice of those that make sense where one stands, each shown to be read and saved."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from groupcare.acts import RecordError, SignIn
from groupcare.acts import plan as acts
from groupcare.queries.certificate_paper import certificate, certificates
from groupcare.queries.handout_paper import blank_log, handout, member_log
from groupcare.queries.note_paper import group_note, member_note, member_notes
from groupcare.queries.outgoing import Whose, released_to
from groupcare.queries.permissions import can_see
from groupcare.queries.person_papers import person_papers
from groupcare.queries.plan_copy_paper import goals_in_our_words, plan_copy
from groupcare.queries.plan_paper import plan_paper
from groupcare.queries.roster_paper import expected_on, roster
from groupcare.queries.sign_in_paper import sign_in_sheet, sign_in_slips
from groupcare.rules.group import Session, SessionStatus
from groupcare.rules.paper import Paper
from groupcare.rules.plan import Plan
from groupcare.rules.reflow import OVER
from groupcare.rules.words import day
from groupcare.tui.dialogs import Choice, Choose
from groupcare.tui.page import AnyPage
from groupcare.tui.paper_page import HIDDEN, PaperPage, Then

Make = Callable[[SignIn], Paper]
NOT_FOR_THE_ROOM = "not for the room to see"
NO_RELEASE = "To send it to somebody else, record a release to them on the overview of the chart first."


class Offer(NamedTuple):
    """One paper to choose. `view` is what a role must see for it. Of one that may go to somebody, `gone` makes it for a
    named person, or empty for whom it is then, `client` is whose it is, and `whose` are the hands without a release.
    `then` is what the record keeps once it is saved.
    """

    letter: str
    words: str
    view: str
    make: Make
    detail: str = ""
    gone: Callable[[SignIn, str, Whose], Paper] | None = None
    client: str = ""
    whose: tuple[Whose, ...] = ()
    then: Then | None = None


async def choose_paper(page: AnyPage, title: str, offers: Iterable[Offer]) -> None:
    """Ask which, and for whom where it may leave; show it, or say why none is made. Call it in a worker of the page."""
    if page.app.names_hidden:
        page.app.tell(HIDDEN)
        return
    known = [offer for offer in offers if can_see(page.who, offer.view)]
    if not known:
        page.app.tell("There is no paper to make here yet, or none that your role sees.")
        return
    choices = [Choice(str(n), offer.letter, offer.words, offer.detail) for n, offer in enumerate(known)]
    chosen = await page.app.push_screen_wait(Choose(title, choices))
    if chosen is None:
        return
    offer = known[int(chosen)]
    make = await _to_whom(page, offer)
    if make is None:
        return
    try:
        make(page.who)
    except RecordError as refused:
        page.app.tell(str(refused))
        return
    page.app.push_screen(PaperPage(make, then=offer.then))


async def _to_whom(page: AnyPage, offer: Offer) -> Make | None:
    """Where it goes: nowhere, to the person, or to somebody whom a release in force names."""
    if offer.gone is None:
        return offer.make
    hands = {Whose.house: ("r", "for the record", "it stays in the house"),
             Whose.member: ("m", "for the member", "handed to them")}  # fmt: skip
    choices = [Choice(str(whose), *hands[whose]) for whose in offer.whose]
    names = released_to(page.who, offer.client)
    choices += [Choice(f"to {n}", "", f"to {name}", "a release is in force") for n, name in enumerate(names)]
    words = "" if names else NO_RELEASE
    chosen = await page.app.push_screen_wait(Choose(f"{offer.words}: for whom?", choices, words))
    if chosen is None:
        return None
    if chosen.startswith("to "):
        return partial(_gone, offer.gone, names[int(chosen.removeprefix("to "))], Whose.house)
    return partial(_gone, offer.gone, "", Whose(chosen))


def _gone(gone: Callable[[SignIn, str, Whose], Paper], to: str, whose: Whose, who: SignIn) -> Paper:
    return gone(who, to, whose)


# --- what there is to choose ----------------------------------------------------------------------------------------


def of_session(session: Session, *, in_room: bool = False) -> Iterator[Offer]:
    """Papers of one session; `in_room` where the group may look on. Nobody signs in where none is held, and notes are
    there once it was."""
    shy = NOT_FOR_THE_ROOM if in_room else ""
    if session.status not in OVER:
        yield Offer("s", "sign-in sheet", "groups", partial(sign_in_sheet, session_id=session.id), "names and initials")
        yield Offer("c", "sign-in slips", "groups", partial(sign_in_slips, session_id=session.id), "one each, to cut")
    if modules := session.covered or session.modules:
        make = partial(handout, group_id=session.group, modules=modules)
        yield Offer("h", "handout", "groups", make, "for members to take home")
        yield Offer("l", "homework log", "groups", partial(blank_log, session_id=session.id), "blank, for anybody")
    if session.status is SessionStatus.held:
        yield Offer("g", "group note", "notes", partial(group_note, session_id=session.id), shy)
        yield Offer("n", "member notes", "notes", partial(member_notes, session_id=session.id), shy or "a page each")


def of_member(session_id: str, member: str, whose: str) -> Iterator[Offer]:
    """The paper of one member at a session that they take home; `whose` says of whom, or what it is."""
    make = partial(member_log, session_id=session_id, member_id=member)
    yield Offer("o", "homework log", "homework", make, whose)


def of_group(group_id: str) -> Iterator[Offer]:
    """The paper of a whole group."""
    yield Offer("r", "roster", "members", partial(roster, group_id=group_id), "phones, needs: staff's copy")


def of_note(session: Session, member: str, client: str, today: date) -> Offer:
    """A member's note on a session."""
    return Offer(
        letter="",
        words=f"session note, {day(session.date, today)}",
        view="notes",
        make=partial(member_note, session_id=session.id, member_id=member),
        gone=lambda who, to, whose: member_note(who, session.id, member, to=to, whose=whose),
        client=client,
        whose=(Whose.house, Whose.member),
    )


def of_all_finished(group_id: str) -> Iterator[Offer]:
    """The certificates of a whole group."""
    yield Offer("a", "certificates", "members", partial(certificates, group_id=group_id), "of all who have finished")


def of_finished(member: str, client: str, detail: str) -> Offer:
    """The certificate of somebody who has finished; `detail` says whose, or of what."""
    return Offer(
        letter="c",
        words="certificate",
        view="members",
        make=partial(certificate, member_id=member),
        detail=detail,
        gone=lambda who, to, whose: certificate(who, member, to=to),
        client=client,
        whose=(Whose.member,),
    )


def of_plan(plan: Plan) -> Iterator[Offer]:
    """Somebody's plan: the copy to take home, and the whole of it."""
    client, ours = plan.client, goals_in_our_words(plan)
    taken_home = "large print, to take home"
    if ours:
        taken_home = f"goal {', '.join(map(str, ours))} not in their own words"
    then = Then(lambda who: acts.give_copy(who, plan.id), "kept that they were given this copy of their plan")
    yield Offer("p", "plan, their copy", "plans", partial(plan_copy, client_id=client), taken_home, then=then)
    yield Offer(
        letter="w",
        words="whole plan",
        view="plans",
        make=partial(plan_paper, client_id=client),
        detail="as the record has it",
        gone=lambda who, to, whose: plan_paper(who, client, to=to, whose=whose),
        client=client,
        whose=(Whose.house, Whose.member),
    )


def of_person(who: SignIn, client: str) -> Iterator[Offer]:
    """Papers about one person."""
    found = person_papers(who, client)
    if found.plan is not None:
        yield from of_plan(found.plan)
    if found.log is not None:
        yield from of_member(found.log[1], found.log[0], "what was set last")
    for member, group in found.finished:
        yield of_finished(member, client, group)
    for member, session in found.notes:
        yield of_note(session, member, client, who.today())


def of_days(today: date, meeting: Iterable[date]) -> Iterator[Offer]:
    """Who is expected today, tomorrow, and on the other days of the week on which groups meet."""
    letters = {today: ("t", "today"), today + timedelta(days=1): ("m", "tomorrow")}
    for on in sorted({*letters, *meeting}):
        letter, words = letters.get(on, ("", day(on, today)))
        yield Offer(letter, f"who is expected {words}", "groups", partial(expected_on, on=on), "all groups")
