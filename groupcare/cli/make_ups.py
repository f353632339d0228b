"""make-up find, arrange, list, done, missed and cancel."""

import argparse
from typing import Any

from groupcare.acts import NotFound, Refused, SignIn, make_ups
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in, table
from groupcare.cli.words import a_date
from groupcare.queries import find
from groupcare.queries.make_ups import make_up_choices, make_ups_of, where_words
from groupcare.rules.group import Member
from groupcare.rules.make_up import MakeUp, MakeUpStatus
from groupcare.rules.people import group_number
from groupcare.rules.words import day, span


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    own = commands.add_parser("make-up", help="a module made up").add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, help_: str, run: Any, *, module: bool = True) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = own.add_parser(name, parents=[common], help=help_)
        parser.add_argument("group", metavar="GROUP", help="the member's own group")
        parser.add_argument("member", metavar="MEMBER", help="a client's number or name")
        if module:
            parser.add_argument("module", type=int, metavar="MODULE")
        parser.set_defaults(run=run)
        return parser

    command("find", "where a member can have a module", run_find)
    arrange = command("arrange", "as a guest of another group, or alone with you", run_arrange)
    arrange.add_argument("--at", nargs=2, metavar=("GROUP", "NUMBER"), help="the session of another group")
    arrange.add_argument("--on", type=a_date, metavar="DATE", help="alone, on that day; by default today")
    command("list", "all make-ups of a member", run_list, module=False)
    done = command("done", "one alone with somebody took place", run_done)
    done.add_argument("--minutes", type=int, required=True, metavar="M")
    done.add_argument("--on", type=a_date, metavar="DATE")
    done.add_argument("--words", default="")
    command("missed", "they did not come to one alone with somebody", run_missed).add_argument("--words", default="")
    command("cancel", "call off one that was arranged", run_cancel).add_argument("--words", default="")


def _member(who: SignIn, args: Args) -> Member:
    return find.member(who, find.group(who, args.group), args.member)


def _arranged(who: SignIn, args: Args) -> MakeUp:
    for one in make_ups_of(who, _member(who, args).id):
        if one.module == args.module and one.status is MakeUpStatus.arranged:
            return one
    raise NotFound(f"No make-up of module {args.module} is arranged for this member.")


def _shown(who: SignIn, one: MakeUp) -> dict[str, Any]:
    return {
        "make_up": one.id,
        "module": one.module,
        "on": one.on,
        "session": one.session,
        "where": where_words(who, one),
        "status": one.status,
        "minutes": one.minutes,
    }


def _told(args: Args, who: SignIn, one: MakeUp) -> int:
    if args.json:
        answer_json(_shown(who, one))
    else:
        when = day(one.on, who.today())
        answer([f"Make-up of module {one.module}, {where_words(who, one)}, {when}: {one.status}."])
    return DONE


def run_find(args: Args) -> int:
    """Where a module can be had."""
    with signed_in(args) as who:
        found = make_up_choices(who, _member(who, args).id, args.module)
        if args.json:
            answer_json(
                {
                    "module": found.module,
                    "sessions": [
                        {
                            "group": group_number(o.group_number),
                            "session": o.number,
                            "date": o.date,
                            "start": f"{o.start:%H:%M}",
                            "free": o.free,
                            "against": o.against,
                        }
                        for o in found.openings
                    ],
                    "alone_against": found.alone_against,
                }
            )
            return DONE
        today = who.today()
        rows = [
            [
                group_number(o.group_number),
                o.number,
                day(o.date, today),
                span(o.start, o.minutes),
                o.free,
                " ".join(o.against) or "can be arranged",
            ]
            for o in found.openings
        ]
        answer(table(["Group", "Session", "Date", "Time", "Free", ""], rows) if rows else [])
        answer([] if rows else ["No other group of this curriculum has a session to come with it."])
        answer([f"Alone with a member of staff: {' '.join(found.alone_against) or 'can be arranged'}"])
    return DONE


def run_arrange(args: Args) -> int:
    """Arrange one."""
    with signed_in(args) as who:
        member, session = _member(who, args), None
        if args.at is not None:
            if not args.at[1].isdecimal():
                raise Refused(f"{args.at[1]!r} is not the number of a session.")
            session = find.session(who, find.group(who, args.at[0]), int(args.at[1])).id
        return _told(args, who, make_ups.arrange(who, member.id, args.module, session=session, on=args.on))


def run_list(args: Args) -> int:
    """All make-ups of a member."""
    with signed_in(args) as who:
        found = make_ups_of(who, _member(who, args).id)
        if args.json:
            answer_json([_shown(who, one) for one in found])
            return DONE
        today = who.today()
        rows = [[one.module, day(one.on, today), where_words(who, one), one.status] for one in found]
        answer(table(["Module", "Date", "Where", ""], rows) if rows else ["No make-ups."])
    return DONE


def run_done(args: Args) -> int:
    """One took place."""
    with signed_in(args) as who:
        one = _arranged(who, args)
        return _told(args, who, make_ups.done(who, one.id, minutes=args.minutes, words=args.words, on=args.on))


def run_missed(args: Args) -> int:
    """They did not come."""
    with signed_in(args) as who:
        return _told(args, who, make_ups.missed(who, _arranged(who, args).id, args.words))


def run_cancel(args: Args) -> int:
    """Call one off."""
    with signed_in(args) as who:
        return _told(args, who, make_ups.cancel(who, _arranged(who, args).id, args.words))
