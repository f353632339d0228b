"""session homework set, hand-in, review and show."""

import argparse
from typing import Any

import msgspec

from groupcare.acts import NotFound, Refused, SignIn
from groupcare.acts import homework as acts
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in, table
from groupcare.cli.words import a_date
from groupcare.queries import find
from groupcare.queries import groups as query
from groupcare.rules.curriculum import HomeworkKind, HomeworkTask
from groupcare.rules.group import Group, Session
from groupcare.rules.homework import Barrier, Homework, Practice, done, marks_of
from groupcare.rules.homework_log import counted_in, times_in
from groupcare.rules.log_line import NotALog, log_line, read_log
from groupcare.rules.people import client_number


def add_homework_commands(own: Any, common: argparse.ArgumentParser) -> None:
    """Declare them, under `session`."""
    commands = own.add_parser("homework", help="homework of a session").add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, help_: str, run: Any, *, member: bool = False) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = commands.add_parser(name, parents=[common], help=help_)
        parser.add_argument("group", metavar="GROUP")
        parser.add_argument("number", type=int, metavar="NUMBER", help="the session's number in its group")
        if member:
            parser.add_argument("member", metavar="MEMBER", help="a client's number or name")
        parser.set_defaults(run=run)
        return parser

    set_ = command("set", "set the module's homework", run_set)
    set_.add_argument("--member", action="append", metavar="MEMBER", help="only for this member")
    set_.add_argument("--days", type=int, metavar="D", help="on how many days; by default it follows the gap")
    set_.add_argument("--what", metavar="WORDS", help="in other words than the module's")
    set_.add_argument("--kind", choices=[str(k) for k in HomeworkKind], help="of another kind")
    set_.add_argument("--minutes", type=int, metavar="M", help="minutes a time")
    set_.add_argument("--unit", metavar="UNIT", help="of a paced activity that is not counted in minutes")
    set_.add_argument("--amount", type=float, metavar="A", help="how many of that unit a time")
    set_.add_argument("--objective", metavar="KEY", help="the objective of the member's plan that it serves")
    hand_in = command("hand-in", "record what a member did", run_hand_in, member=True)
    hand_in.add_argument("--days", type=int, metavar="D", help="needed where there is no log")
    hand_in.add_argument("--log", metavar="LINE", help="the paper log: 15 15 0 20, 1101-01, 4/7, 6/4 5/5 (by kind)")
    hand_in.add_argument("--on", type=a_date, metavar="DATE", help="the day it was handed in; by default today")
    hand_in.add_argument("--minutes", type=int)
    hand_in.add_argument("--difficulty", type=int, metavar="0-10")
    hand_in.add_argument("--barrier", choices=[str(b) for b in Barrier])
    hand_in.add_argument("--helped", default="", metavar="WORDS")
    hand_in.add_argument("--while-absent", action="store_true", help="sent in without attending")
    review = command("review", "review what was handed in", run_review, member=True)
    review.add_argument("--quality", type=int, metavar="0-4")
    review.add_argument("--comment", default="")
    link = command("link", "say which objective of the member's plan it serves", run_link, member=True)
    link.add_argument("objective", metavar="KEY", help="such as 1.2; none for none")
    command("show", "what was set, done and reviewed", run_show)


def _session_of(who: SignIn, args: Args) -> tuple[Group, Session]:
    group = find.group(who, args.group)
    return group, find.session(who, group, args.number)


def homework_words(homework: Homework | None) -> str:
    """4 of 5 days ●●○●●, to review."""
    if homework is None:
        return "none set"
    days = done(homework)
    if days is None:
        return f"{homework.days_set} days set, not handed in"
    reviewed = "" if homework.review else ", to review"
    marks = f" {marks_of(homework)}" if marks_of(homework) else ""
    return f"{days} of {homework.days_set} {counted_in(homework.task)}s{marks}{reviewed}"


def homework_json(homework: Homework) -> dict[str, Any]:
    """A piece of homework for machines; `log` is in its short form."""
    review = homework.review
    return {
        "homework": homework.id,
        "what": homework.task.what,
        "kind": homework.task.kind,
        "days_set": homework.days_set,
        "days_done": done(homework),
        "log": log_line(homework.practice.log) if homework.practice and homework.practice.log else None,
        "objective": homework.objective,
        "handed_in": homework.practice.on if homework.practice else None,
        "reviewed": review is not None,
        "quality": review.quality if review else None,
        "comment": review.comment if review else None,
    }


def _homework_of(who: SignIn, args: Args) -> Homework:
    group, session = _session_of(who, args)
    member = find.member(who, group, args.member)
    for homework in who.of(Homework).linked(session=session.id):
        if homework.member == member.id:
            return homework
    raise NotFound("No homework was set for this member at that session.")


def run_set(args: Args) -> int:
    """Set homework."""
    with signed_in(args) as who:
        group, session = _session_of(who, args)
        members = [find.member(who, group, m).id for m in args.member] if args.member else None
        given = acts.set_homework(
            who,
            session.id,
            members=members,
            task=_task(group, session, args),
            days=args.days,
            objective=args.objective,
        )
        if args.json:
            answer_json([homework_json(h) for h in given])
        else:
            task = given[0].task
            answer([f"Set for {len(given)}: {task.what}", f"On {given[0].days_set} days until the next meeting."])
    return DONE


def _task(group: Group, session: Session, args: Args) -> HomeworkTask | None:
    """The module's task with what is other about it; None where nothing is."""
    other = {name: getattr(args, name) for name in ("what", "minutes", "unit", "amount")}
    other = {name: value for name, value in other.items() if value is not None}
    if args.kind:
        other["kind"] = HomeworkKind(args.kind)
    if not other:
        return None
    module = group.curriculum.find(session.modules[-1]) if session.modules else None
    if module is not None:
        return msgspec.structs.replace(module.homework, **other)
    if "what" not in other:
        raise Refused("This session delivers no module: --what says what is set.")
    return HomeworkTask(days=args.days or 7, **{"kind": HomeworkKind.own_task, **other})


def run_hand_in(args: Args) -> int:
    """Record what a member did."""
    with signed_in(args) as who:
        piece = _homework_of(who, args)
        try:
            log = read_log(args.log, piece.task) if args.log else None
        except NotALog as fault:
            raise Refused(str(fault)) from None
        if args.days is None and log is None:
            raise Refused("Say how much was done: --days, or --log with what was written day by day.")
        practice = Practice(
            days=args.days if args.days is not None else times_in(log) if log else 0,
            on=args.on or who.today(),
            minutes=args.minutes,
            difficulty=args.difficulty,
            barrier=Barrier(args.barrier) if args.barrier else None,
            helped=args.helped,
            while_absent=args.while_absent,
            log=log,
        )
        return _homework_told(args, acts.hand_in(who, piece.id, practice))


def run_link(args: Args) -> int:
    """Link it to an objective."""
    with signed_in(args) as who:
        key = None if args.objective == "none" else args.objective
        kept = acts.link_homework(who, _homework_of(who, args).id, key)
        if args.json:
            answer_json(homework_json(kept))
        else:
            answer([f"Serves {key}." if key else "Serves no objective."])
    return DONE


def run_review(args: Args) -> int:
    """Review what was handed in."""
    with signed_in(args) as who:
        homework = _homework_of(who, args)
        made = acts.review(who, homework.id, quality=args.quality, comment=args.comment)
        return _homework_told(args, made)


def _homework_told(args: Args, homework: Homework) -> int:
    if args.json:
        answer_json(homework_json(homework))
    else:
        answer([f"{homework_words(homework)}."])
    return DONE


def run_show(args: Args) -> int:
    """What was set, done and reviewed."""
    with signed_in(args) as who:
        _, session = _session_of(who, args)
        sheet = query.session_sheet(who, session)
        if args.json:
            answer_json(
                [
                    {"client": client_number(x.client_number), **homework_json(x.homework)}
                    for x in sheet.lines
                    if x.homework
                ]
            )
        else:
            answer(
                table(
                    ["Client", "Name", "Homework"],
                    [[client_number(x.client_number), x.name, homework_words(x.homework)] for x in sheet.lines],
                )
            )
    return DONE
