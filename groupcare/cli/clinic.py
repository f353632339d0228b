"""clinic show, set, on-call, close, open."""

import argparse
from datetime import date
from typing import Any

from groupcare.acts import Refused
from groupcare.acts import clinic as acts
from groupcare.cli.context import DONE, Args, answer, answer_json, say, signed_in
from groupcare.queries.planning_needs import planned_on
from groupcare.rules.clinic import Clinic, OnCall

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    own = commands.add_parser("clinic", help="who is on call, closed days, how soon screens lock").add_subparsers(
        required=True, metavar="COMMAND"
    )
    own.add_parser("show", parents=[common], help="what is known of the clinic").set_defaults(run=run_show)
    change = own.add_parser("set", parents=[common], help="change what is given")
    change.add_argument("--name", metavar="CLINIC")
    change.add_argument("--zone", metavar="IANA")
    change.add_argument("--country", metavar="US")
    change.add_argument("--subdivision", metavar="MA", help="'' for none")
    change.add_argument("--working-days", type=_days, metavar="1,2,3,4,5", help="Monday is 1")
    change.add_argument("--crisis-line", metavar="WORDS")
    change.add_argument("--emergency", metavar="WORDS", help="what to do in danger")
    change.add_argument("--lock-minutes", type=int, metavar="N", help="screens lock after so many idle minutes")
    change.set_defaults(run=run_set)
    on_call = own.add_parser("on-call", parents=[common], help="whom to phone about safety, in place of those before")
    on_call.add_argument(
        "--person", nargs="+", action="append", default=[], metavar="NAME PHONE [HOURS]", help="once for each, in order"
    )
    on_call.add_argument("--nobody", action="store_true", help="nobody is on call; the crisis line is named instead")
    on_call.set_defaults(run=run_on_call)
    close = own.add_parser("close", parents=[common], help="a day without groups")
    close.add_argument("on", type=date.fromisoformat, metavar="DATE")
    close.add_argument("reason", metavar="WHY")
    close.set_defaults(run=run_close)
    open_ = own.add_parser("open", parents=[common], help="a day that was noted as closed is none")
    open_.add_argument("on", type=date.fromisoformat, metavar="DATE")
    open_.set_defaults(run=run_open)


def _days(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError("numbers with commas between, as 1,2,3,4,5") from None


def run_show(args: Args) -> int:
    """What is known."""
    with signed_in(args) as who:
        return _shown(args, who.clinic)


def run_set(args: Args) -> int:
    """Change what is given."""
    with signed_in(args) as who:
        changed = acts.change_clinic(
            who,
            name=args.name,
            zone=args.zone,
            country=args.country,
            subdivision=args.subdivision,
            working_days=args.working_days,
            crisis_line=args.crisis_line,
            emergency=args.emergency,
            lock_minutes=args.lock_minutes,
        )
        return _shown(args, changed)


def run_on_call(args: Args) -> int:
    """Whom to phone."""
    if not args.person and not args.nobody:
        raise Refused(
            "Name them in order, each with --person NAME PHONE [HOURS]; or say --nobody. Nothing was changed."
        )
    people = [OnCall(name=said[0], phone="".join(said[1:2]), hours=" ".join(said[2:])) for said in args.person]
    with signed_in(args) as who:
        return _shown(args, acts.set_on_call(who, people))


def run_close(args: Args) -> int:
    """A closed day."""
    with signed_in(args) as who:
        changed = acts.close_on(who, args.on, args.reason)
        for group, session in planned_on(who, args.on):
            say(
                f"warning: {group}, session {session.number}, falls on it: "
                f"groupcare session push|merge|add|drop moves or drops it, Today says so, too."
            )
        return _shown(args, changed)


def run_open(args: Args) -> int:
    """No closed day."""
    with signed_in(args) as who:
        return _shown(args, acts.open_on(who, args.on))


def _shown(args: Args, clinic: Clinic) -> int:
    if args.json:
        answer_json(clinic)
        return DONE
    place = " ".join(part for part in (clinic.country, clinic.subdivision) if part)
    answer(
        [
            f"{clinic.name} · {clinic.zone}{f' · holidays of {place}' if place else ''}",
            f"Works {', '.join(WEEKDAYS[day - 1] for day in clinic.working_days)}; "
            f"screens lock after {clinic.lock_minutes} minutes.",
            *(f"On call: {' '.join(part for part in (o.name, o.phone, o.hours) if part)}" for o in clinic.on_call),
            *(() if clinic.on_call else ("Nobody is on call in this record.",)),
            f"Crisis line: {clinic.crisis_line}. In danger: {clinic.emergency}.",
            *(f"Closed {closure.on.isoformat()}: {closure.reason}" for closure in clinic.closures),
        ]
    )
    return DONE
