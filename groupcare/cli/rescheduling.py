"""session not-held, push, merge, add, drop and substitute; group move, add-session, calls, told and month.

Each change says its effect; with --dry-run nothing is saved.
"""

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any

from groupcare.acts import Refused, notices, rescheduling
from groupcare.acts.effects import Effect
from groupcare.cli.context import DONE, Args, answer, answer_json, say, signed_in, table
from groupcare.cli.words import a_date, a_time, weekdays
from groupcare.queries import call_sheet as sheet_query
from groupcare.queries import find
from groupcare.queries import month as month_query
from groupcare.rules.group import Session, SessionKind, SessionStatus
from groupcare.rules.people import client_number, group_number
from groupcare.rules.reflow import MoveTo, Way
from groupcare.rules.words import day, moment, span

WAYS = {
    Way.push: "move it and all after it one meeting day on",
    Way.merge: "give its modules to the next session",
    Way.add: "give its modules a date of their own, at the end or on --on",
    Way.drop: "drop its modules",
}
Command = Callable[[Any, str, str, Any], argparse.ArgumentParser]


def add_session_commands(own: Any, command: Command) -> None:
    """Declare what is done with one session."""
    not_held = command(own, "not-held", "it was not held: say why; nothing else moves", run_not_held)
    not_held.add_argument("--reason", required=True)
    not_held.add_argument("--dry-run", action="store_true", help="show the effect and save nothing")
    for way, words in WAYS.items():
        lost = command(own, str(way), f"it cannot be held, or was not: {words}", run_lose)
        lost.set_defaults(way=way, on=None)
        lost.add_argument("--reason", default="", help="needed to save it")
        lost.add_argument("--dry-run", action="store_true", help="show the effect and save nothing")
        if way is Way.add:
            lost.add_argument("--on", type=a_date, metavar="DATE")
    other = command(own, "substitute", "who leads this session alone, or its room", run_substitute)
    other.add_argument("--leader", action="append", metavar="NAME", help="once for each; '' for the group's own")
    other.add_argument("--room", metavar="ROOM", help="'' for the group's own")
    other.add_argument("--dry-run", action="store_true", help="show the effect and save nothing")


def add_group_commands(own: Any, common: argparse.ArgumentParser) -> None:
    """Declare what is done with a whole group's dates."""

    def command(name: str, help_: str, run: Any) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = own.add_parser(name, parents=[common], help=help_)
        parser.add_argument("group", metavar="ID")
        parser.set_defaults(run=run)
        return parser

    move = command("move", "move all sessions still to come", run_move)
    move.add_argument("--start", type=a_date, metavar="DATE", help="the first new date")
    move.add_argument("--days", type=weekdays, metavar="tue[,thu]")
    move.add_argument("--time", type=a_time, metavar="HH:MM")
    move.add_argument("--room")
    move.add_argument("--reason", default="")
    move.add_argument("--dry-run", action="store_true", help="show the effect and save nothing")
    add = command("add-session", "add a session, a booster or a follow-up", run_add)
    add.add_argument("--on", type=a_date, metavar="DATE")
    add.add_argument("--modules", type=_modules, default=(), metavar="3[+4]")
    add.add_argument("--kind", type=SessionKind, choices=list(SessionKind), default=SessionKind.module)
    add.add_argument("--time", type=a_time, metavar="HH:MM")
    add.add_argument("--after", default="", metavar="WORDS", help="such as 'booster 3 months, follow-up 6 months'")
    add.add_argument("--dry-run", action="store_true", help="show the effect and save nothing")
    command("calls", "whom to tell of what changed", run_calls)
    told = command("told", "somebody has been told", run_told)
    told.add_argument("member", metavar="MEMBER", help="a client's number or name")
    told.add_argument("--how", default="phone", metavar="WORDS", help="by default phone")
    told.add_argument("--need-not", action="store_true", help="they need not be told")
    month = own.add_parser("month", parents=[common], help="all groups' sessions of a month, with clashes")
    month.add_argument("month", nargs="?", type=_a_month, metavar="2026-10", help="by default this one")
    month.set_defaults(run=run_month)


def _modules(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split("+"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"modules such as 3 or 3+4, not {text!r}") from None


def _a_month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"a month such as 2026-10, not {text!r}") from None


# --- changes --------------------------------------------------------------------------------------------------------


def run_not_held(args: Args) -> int:
    """A session was not held."""
    with signed_in(args) as who:
        session = find.session(who, find.group(who, args.group), args.number)
        status = SessionStatus.not_held
        if args.dry_run:
            return show_effect(args, rescheduling.preview_loss(who, session.id, Way.drop, status=status))
        return show_effect(args, rescheduling.lose_session(who, session.id, Way.drop, args.reason, status=status))


def run_lose(args: Args) -> int:
    """A session is lost."""
    with signed_in(args) as who:
        session = find.session(who, find.group(who, args.group), args.number)
        if args.dry_run:
            return show_effect(args, rescheduling.preview_loss(who, session.id, args.way, args.on))
        return show_effect(args, rescheduling.lose_session(who, session.id, args.way, args.reason, args.on))


def run_substitute(args: Args) -> int:
    """Others lead it."""
    if args.leader is None and args.room is None:
        raise Refused("Say who leads it with --leader NAME, or where it is with --room. Nothing was changed.")
    with signed_in(args) as who:
        session = find.session(who, find.group(who, args.group), args.number)
        leaders = None if args.leader is None else [name for name in args.leader if name]
        act = rescheduling.preview_substitute if args.dry_run else rescheduling.substitute
        return show_effect(args, act(who, session.id, leaders, args.room))


def run_move(args: Args) -> int:
    """Move the group."""
    with signed_in(args) as who:
        group = find.group(who, args.group)
        to = MoveTo(first=args.start, weekdays=args.days, start=args.time, room=args.room)
        if args.dry_run:
            return show_effect(args, rescheduling.preview_move(who, group.id, to))
        return show_effect(args, rescheduling.move_group(who, group.id, to, args.reason))


def run_add(args: Args) -> int:
    """Add sessions."""
    if bool(args.after) == bool(args.on):
        raise Refused("Say when: --on DATE, or --after 'booster 3 months'. Nothing was changed.")
    with signed_in(args) as who:
        group = find.group(who, args.group)
        if args.after:
            later = rescheduling.preview_afterwards if args.dry_run else rescheduling.add_afterwards
            return show_effect(args, later(who, group.id, args.after))
        act = rescheduling.preview_session if args.dry_run else rescheduling.add_session
        return show_effect(args, act(who, group.id, args.on, args.modules, args.kind, args.time))


def show_effect(args: Args, effect: Effect) -> int:
    """What a change of sessions does, or would do."""
    if args.json:
        plan = effect.plan
        answer_json(
            {
                "group": group_number(effect.group.number),
                "saved": not args.dry_run,
                "changes": [{"before": _session(c.before), "after": _session(c.after)} for c in plan.changes],
                "added": [_session(s) for s in plan.added],
                "dropped": plan.dropped,
                "last_before": plan.last_before,
                "last": plan.last,
                "to_tell": effect.tell,
                "warnings": effect.warnings,
            }
        )
        return DONE
    answer([f"{effect.group.name}{' (nothing saved)' if args.dry_run else ''}", *effect.sentences])
    for warning in effect.warnings:
        say(f"warning: {warning}")
    return DONE


def _session(session: Session) -> dict[str, Any]:
    return {
        "number": session.number,
        "kind": session.kind,
        "modules": session.modules,
        "date": session.date,
        "start": f"{session.start:%H:%M}",
        "status": session.status,
        "sequence": session.sequence,
        "room": session.room,
    }


# --- the call sheet and the month -----------------------------------------------------------------------------------


def run_calls(args: Args) -> int:
    """Whom to tell."""
    with signed_in(args) as who:
        found = sheet_query.call_sheet(who, find.group(who, args.group))
        if args.json:
            answer_json([{**_line(x), "what": x.what, "due": x.due, "told_at": x.told_at} for x in found.lines])
            return DONE
        today, zone = who.today(), who.clinic.zone
        rows = [
            [
                client_number(x.client_number),
                x.name,
                x.phone or "no number",
                x.safe,
                x.interpreter,
                f"by {day(x.due, today)}"
                if x.due
                else f"{x.how} {moment(x.told_at, zone, today) if x.told_at else ''}",
            ]
            for x in found.lines
        ]
        if not rows:
            answer(["Nobody is to be told anything."])
            return DONE
        answer([f"{found.group.name}: {found.to_tell} to tell"])
        answer(dict.fromkeys(x.what for x in found.lines if x.due))
        answer(["", *table(["Client", "Name", "Phone", "Safe way", "Interpreter", "Told"], rows)])
    return DONE


def _line(line: sheet_query.CallLine) -> dict[str, Any]:
    return {
        "client": client_number(line.client_number),
        "phone": line.phone,
        "safe_contact": line.safe,
        "preferred_name": line.preferred_name,
        "interpreter": line.interpreter,
        "how": line.how,
    }


def run_told(args: Args) -> int:
    """Somebody has been told of everything that is open for them."""
    with signed_in(args) as who:
        group = find.group(who, args.group)
        client = find.client(who, args.member)
        open_ = [x for x in sheet_query.call_sheet(who, group).lines if x.due and x.client == client.id]
        if not open_:
            raise Refused("Nothing is open for them on this group's call sheet.")
        for line in open_:
            if args.need_not:
                notices.need_not_be_told(who, line.notice)
            else:
                notices.told(who, line.notice, args.how)
        left = sheet_query.to_tell(who, group.id)
        if args.json:
            answer_json({"client": client_number(client.number), "to_tell": left})
        else:
            answer(
                [f"{client_number(client.number)}: {'need not be told' if args.need_not else args.how}. {left} left."]
            )
    return DONE


def run_month(args: Args) -> int:
    """A month of all groups."""
    with signed_in(args) as who:
        found = month_query.month(who, args.month or who.today())
        if args.json:
            answer_json(found.sessions)
            return DONE
        rows = [
            [
                day(s.date, found.today),
                span(s.start, s.minutes),
                s.name,
                s.number,
                s.room,
                "" if s.status is SessionStatus.planned else s.status,
                "; ".join(s.against),
            ]
            for s in found.sessions
        ]
        head = ["Date", "Time", "Group", "No", "Room", "Status", "Clashes"]
        answer(table(head, rows) if rows else [f"No sessions in {found.first:%B %Y}."])
    return DONE
