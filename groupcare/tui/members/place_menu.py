"""What can be done with a member's place, in one list: from the roster, the coverage and the chart."""

from functools import partial
from typing import Any

from groupcare.acts import RecordError, places
from groupcare.queries.places import PlaceView, groups_to_move_to, place
from groupcare.rules.words import count, day
from groupcare.tui.dialogs import Choice, Choose, Confirm
from groupcare.tui.members import place_dialogs as dialogs
from groupcare.tui.members import place_words as said
from groupcare.tui.members.clinician import choose_clinician
from groupcare.tui.page import Page

WAITLIST = "waitlist"
ACTS = {
    said.END: "end a place",
    said.FINISH: "end a place",
    said.HOLD: "put a place on hold",
    said.RESUME: "put a place on hold",
    said.TRANSFER: "transfer",
    said.RETURN: "bring a member back",
    said.WAIVE: "waive a module",
    said.LOOKED: "look at a plan",
    said.FOLLOW: "add a contact",
    said.MAKE_UP: "arrange a make-up",
    said.CLINICIAN: "set a clinician",
}


async def place_menu(page: Page[Any], member_id: str) -> None:
    """Ask what is to be done with this place, then do it in its own dialog. Inside a worker."""
    try:
        view = place(page.who, member_id)
    except RecordError as refused:
        page.app.tell(str(refused))
        return
    name, today = page.named(view.name, view.client_number), page.who.today()
    words = said.standing_words(view, today)
    chosen = await page.app.push_screen_wait(Choose(f"{name} · {view.group}", said.choices(view, today), words))
    if chosen is not None:
        await do(page, view, chosen)


async def do(page: Page[Any], view: PlaceView, chosen: str) -> None:
    """One of the things that can be done with a place."""
    name, today = page.named(view.name, view.client_number), page.who.today()
    if not page.may(ACTS[chosen]):
        return
    match chosen:
        case said.END:
            page.app.push_screen(dialogs.end_dialog(view, name, today))
        case said.FINISH:
            page.app.push_screen(dialogs.finish_dialog(view, name, today))
        case said.HOLD:
            page.app.push_screen(dialogs.hold_dialog(view, name, today))
        case said.RESUME:
            page.app.push_screen(dialogs.resume_dialog(view, name, today))
        case said.WAIVE:
            page.app.push_screen(dialogs.waive_dialog(view, name, view.coverage.next or 0))
        case said.FOLLOW:
            page.app.push_screen(dialogs.follow_up_dialog(view, name, today))
        case said.LOOKED:
            page.do(lambda who: places.look_at_plan(who, view.member.id), f"looked at the plan of {name}")
        case said.CLINICIAN:
            await choose_clinician(page, view, name)
        case said.MAKE_UP:
            await make_up(page, view)
        case said.TRANSFER | said.RETURN:
            await move(page, view, name, back=chosen == said.RETURN)


async def make_up(page: Page[Any], view: PlaceView) -> None:
    """Of which module; the one that is needed next stands first."""
    today = page.who.today()
    on = {step.module: step.on for step in view.coverage.path}
    order = {step.module: place for place, step in enumerate(view.coverage.path)}
    missing = sorted(view.missing, key=lambda m: (on.get(m[0]) is not None, order.get(m[0], 99)))
    if not missing:
        page.app.tell("They have had every module.")
        return
    choices = []
    for number, title in missing:
        comes = on.get(number)
        detail = f"comes {day(comes, today)}" if comes is not None else "to make up"
        choices.append(Choice(str(number), "", f"{number} {title}", detail, "quiet" if comes is not None else ""))
    name = page.named(view.name, view.client_number)
    chosen = await page.app.push_screen_wait(Choose(f"Make-up · {name}", choices))
    if chosen is not None:
        page.app.open_place("make-up", view.member.id, chosen)


async def move(page: Page[Any], view: PlaceView, name: str, *, back: bool) -> None:
    """To which group, with every reason against each; then it is said what happens, and done."""
    preview = places.preview_return if back else places.preview_transfer
    plans, choices = {}, []
    for number, group in enumerate(groups_to_move_to(page.who, view.member.id), 1):
        try:
            plan = await page.app.writing(partial(preview, page.app.writer, view.member.id, group.id))
        except RecordError as refused:
            page.app.tell(str(refused))
            return
        plans[group.id] = group.name, plan
        starts = f"from {day(plan.starts, page.who.today())}" if plan.starts is not None else ""
        detail = f"✗ {count(len(plan.against), 'reason')} against" if plan.against else starts
        choices.append(
            Choice(group.id, str(number) if number < 10 else "", group.name, detail, "quiet" if plan.against else "")
        )
    if back:
        choices.append(Choice(WAITLIST, "w", "the waitlist", "a seat is given later"))
    if not choices:
        page.app.tell(f"No other group that runs {view.curriculum} is open.")
        return
    title = f"{name} comes back to" if back else f"Transfer {name} to"
    chosen = await page.app.push_screen_wait(Choose(title, choices))
    if chosen is None:
        return
    if chosen == WAITLIST:
        question = f"{name} goes back to the waitlist of {view.curriculum}. What they had counts on."
        if await page.app.push_screen_wait(Confirm(question, yes="to the waitlist")):
            page.do(lambda who: places.bring_back(who, view.member.id), f"back on the waitlist: {name}")
        return
    to, plan = plans[chosen]
    if plan.against:
        page.app.tell(" ".join(plan.against))
        return
    today = page.who.today()
    if back:
        starts = f" from {day(plan.starts, today)}" if plan.starts is not None else ""
        question = " ".join([f"{name} comes back to {to}{starts}. What they had counts on.", *plan.remarks])
        if await page.app.push_screen_wait(Confirm(question, yes="seat them")):
            page.do(lambda who: places.bring_back(who, view.member.id, chosen), f"{name} came back to {to}")
        return
    question = said.transfer_words(view, name, to, plan.starts, today, list(plan.remarks))
    if await page.app.push_screen_wait(Confirm(question, yes="transfer")):
        page.do(lambda who: places.transfer(who, view.member.id, chosen), f"transferred {name} to {to}")
