"""session show, start, mark, close and cancel; session homework set, hand-in and review. What moves sessions is in
rescheduling.py."""

import argparse
from typing import Any

from groupcare.acts import NotFound, SignIn
from groupcare.acts import homework as homework_acts
from groupcare.acts import session as acts
from groupcare.cli import rescheduling
from groupcare.cli.context import DONE, Args, answer, answer_json, say, signed_in, table
from groupcare.cli.words import a_date
from groupcare.queries import find
from groupcare.queries import groups as query
from groupcare.rules.attendance import Mark, Mode
from groupcare.rules.group import Group, Session
from groupcare.rules.homework import Barrier, Homework, Practice, done
from groupcare.rules.people import client_number, group_number
from groupcare.rules.words import day

MARKS = {
    "present": Mark.attended,
    "excused": Mark.excused,
    "absent": Mark.absent,
    "held": Mark.held,
    "cancelled": Mark.cancelled,
}


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    own = commands.add_parser("session", help="run a session").add_subparsers(required=True, metavar="COMMAND")

    def command(under: Any, name: str, help_: str, run: Any, *, member: bool = False) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = under.add_parser(name, parents=[common], help=help_)
        parser.add_argument("group", metavar="GROUP")
        parser.add_argument("number", type=int, metavar="NUMBER", help="the session's number in its group")
        if member:
            parser.add_argument("member", metavar="MEMBER", help="a client's number or name")
        parser.set_defaults(run=run)
        return parser

    command(own, "show", "who is expected, and what is marked", run_show)
    command(own, "start", "begin it", run_start)
    mark = command(own, "mark", "mark one member, beginning the session if it has not begun", run_mark, member=True)
    mark.add_argument("mark", choices=sorted(MARKS))
    mark.add_argument("--late", type=int, default=0, metavar="MINUTES")
    mark.add_argument("--left", type=int, default=0, metavar="MINUTES", help="left so many minutes early")
    mark.add_argument("--remote", action="store_true")
    mark.add_argument("--location", default="", help="where a remote member is today")
    mark.add_argument("--phone", default="", help="the number to reach a remote member today")
    mark.add_argument("--mood", type=int, metavar="0-10")
    close = command(own, "close", "close it as held", run_close)
    close.add_argument("--covered", type=int, action="append", metavar="MODULE", help="a module that was delivered")
    cancel = command(own, "cancel", "cancel it before it is held", run_cancel)
    cancel.add_argument("--reason", required=True)

    rescheduling.add_session_commands(own, command)

    homework = own.add_parser("homework", help="homework of a session").add_subparsers(required=True, metavar="COMMAND")
    set_ = command(homework, "set", "set the module's homework", run_set)
    set_.add_argument("--member", action="append", metavar="MEMBER", help="only for this member")
    set_.add_argument("--days", type=int, metavar="D", help="on how many days; by default it follows the gap")
    set_.add_argument("--objective", metavar="KEY", help="the objective of the member's plan that it serves")
    hand_in = command(homework, "hand-in", "record what a member did", run_hand_in, member=True)
    hand_in.add_argument("--days", type=int, required=True, metavar="D")
    hand_in.add_argument("--on", type=a_date, metavar="DATE", help="the day it was handed in; by default today")
    hand_in.add_argument("--minutes", type=int)
    hand_in.add_argument("--difficulty", type=int, metavar="0-10")
    hand_in.add_argument("--barrier", choices=[str(b) for b in Barrier])
    hand_in.add_argument("--helped", default="", metavar="WORDS")
    hand_in.add_argument("--while-absent", action="store_true", help="sent in without attending")
    review = command(homework, "review", "review what was handed in", run_review, member=True)
    review.add_argument("--quality", type=int, metavar="0-4")
    review.add_argument("--comment", default="")
    command(homework, "show", "what was set, done and reviewed", run_homework_show)


def _meant(who: SignIn, args: Args) -> tuple[Group, Session]:
    group = find.group(who, args.group)
    return group, find.session(who, group, args.number)


def _homework_of(who: SignIn, args: Args) -> Homework:
    group, session = _meant(who, args)
    member = find.member(who, group, args.member)
    for homework in who.of(Homework).linked(session=session.id):
        if homework.member == member.id:
            return homework
    raise NotFound("No homework was set for this member at that session.")


def run_show(args: Args) -> int:
    """One session's sheet."""
    with signed_in(args) as who:
        _, session = _meant(who, args)
        sheet = query.session_sheet(who, session)
        if args.json:
            answer_json(_sheet(sheet))
            return DONE
        when = day(session.date, who.today(session.zone))
        answer(
            [f"{sheet.group} · session {session.number} · {', '.join(sheet.titles)} · {when} · {session.status}", ""]
        )
        rows = [
            [
                client_number(line.client_number),
                line.name,
                "■" if line.held else "",
                _mark_words(line),
                _homework_words(line.homework),
            ]
            for line in sheet.lines
        ]
        answer(table(["Client", "Name", "Hold", "Here", "Homework"], rows) if rows else ["Nobody is expected."])
    return DONE


def _mark_words(line: query.SheetLine) -> str:
    if line.attendance is None:
        return "not marked"
    words = [str(line.attendance.mark)]
    if line.attendance.late:
        words.append(f"{line.attendance.late} min late")
    if line.attendance.left_early:
        words.append(f"left {line.attendance.left_early} min early")
    if line.attendance.mode is Mode.remote:
        words.append("remote")
    return ", ".join(words)


def _homework_words(homework: Homework | None) -> str:
    if homework is None:
        return "none set"
    days = done(homework)
    if days is None:
        return f"{homework.days_set} days set, not handed in"
    reviewed = "" if homework.review else ", to review"
    return f"{days} of {homework.days_set} days{reviewed}"


def _sheet(sheet: query.SessionSheet) -> dict[str, Any]:
    session = sheet.session
    return {
        "session": session.id,
        "number": session.number,
        "date": session.date,
        "status": session.status,
        "modules": session.modules,
        "members": [
            {
                "client": client_number(line.client_number),
                "member": line.member,
                "held": line.held,
                "mark": line.attendance.mark if line.attendance else None,
                "minutes": line.attendance.minutes if line.attendance else None,
                "homework": _homework(line.homework) if line.homework else None,
            }
            for line in sheet.lines
        ],
    }


def _homework(homework: Homework) -> dict[str, Any]:
    review = homework.review
    return {
        "homework": homework.id,
        "what": homework.task.what,
        "kind": homework.task.kind,
        "days_set": homework.days_set,
        "days_done": done(homework),
        "handed_in": homework.practice.on if homework.practice else None,
        "reviewed": review is not None,
        "quality": review.quality if review else None,
        "comment": review.comment if review else None,
    }


def _told(args: Args, group: Group, session: Session, words: str) -> int:
    if args.json:
        answer_json({"group": group_number(group.number), "number": session.number, "status": session.status})
    else:
        answer([f"{group.name}, session {session.number}: {words}."])
    return DONE


def run_start(args: Args) -> int:
    """Begin a session."""
    with signed_in(args) as who:
        group, session = _meant(who, args)
        return _told(args, group, acts.start_session(who, session.id), "in progress")


def run_mark(args: Args) -> int:
    """Mark one member."""
    with signed_in(args) as who:
        group, session = _meant(who, args)
        member = find.member(who, group, args.member)
        details = acts.Details(
            late=args.late,
            left_early=args.left,
            mode=Mode.remote if args.remote else Mode.in_person,
            location=args.location,
            phone=args.phone,
            mood=args.mood,
        )
        kept, remarks = acts.mark(who, session.id, member.id, MARKS[args.mark], details)
        for remark in remarks:
            say(f"warning: {remark}")
        if args.json:
            answer_json({"attendance": kept.id, "member": member.id, "mark": kept.mark, "minutes": kept.minutes})
        else:
            answer([f"{group.name}, session {session.number}: {args.member} marked {kept.mark}."])
    return DONE


def run_close(args: Args) -> int:
    """Close a session."""
    with signed_in(args) as who:
        group, session = _meant(who, args)
        return _told(args, group, acts.close_session(who, session.id, args.covered), "held")


def run_cancel(args: Args) -> int:
    """Cancel a session."""
    with signed_in(args) as who:
        group, session = _meant(who, args)
        return _told(args, group, acts.cancel_session(who, session.id, args.reason), "cancelled")


def run_set(args: Args) -> int:
    """Set homework."""
    with signed_in(args) as who:
        group, session = _meant(who, args)
        members = [find.member(who, group, m).id for m in args.member] if args.member else None
        given = homework_acts.set_homework(who, session.id, members=members, days=args.days, objective=args.objective)
        if args.json:
            answer_json([_homework(h) for h in given])
        else:
            task = given[0].task
            answer([f"Set for {len(given)}: {task.what}", f"On {given[0].days_set} days until the next meeting."])
    return DONE


def run_hand_in(args: Args) -> int:
    """Record what a member did."""
    with signed_in(args) as who:
        practice = Practice(
            days=args.days,
            on=args.on or who.today(),
            minutes=args.minutes,
            difficulty=args.difficulty,
            barrier=Barrier(args.barrier) if args.barrier else None,
            helped=args.helped,
            while_absent=args.while_absent,
        )
        return _homework_told(args, homework_acts.hand_in(who, _homework_of(who, args).id, practice))


def run_review(args: Args) -> int:
    """Review what was handed in."""
    with signed_in(args) as who:
        homework = _homework_of(who, args)
        made = homework_acts.review(who, homework.id, quality=args.quality, comment=args.comment)
        return _homework_told(args, made)


def _homework_told(args: Args, homework: Homework) -> int:
    if args.json:
        answer_json(_homework(homework))
    else:
        answer([f"{_homework_words(homework)}."])
    return DONE


def run_homework_show(args: Args) -> int:
    """What was set, done and reviewed."""
    with signed_in(args) as who:
        _, session = _meant(who, args)
        sheet = query.session_sheet(who, session)
        if args.json:
            answer_json(
                [{"client": client_number(x.client_number), **_homework(x.homework)} for x in sheet.lines if x.homework]
            )
        else:
            answer(
                table(
                    ["Client", "Name", "Homework"],
                    [[client_number(x.client_number), x.name, _homework_words(x.homework)] for x in sheet.lines],
                )
            )
    return DONE
