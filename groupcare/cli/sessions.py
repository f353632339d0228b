"""session show, start, mark, close and cancel. What moves sessions is in rescheduling.py."""

import argparse
from typing import Any

from groupcare.acts import session as acts
from groupcare.cli import noting, rescheduling
from groupcare.cli.context import DONE, Args, answer, answer_json, say, signed_in, table
from groupcare.cli.homework import add_homework_commands, homework_json, homework_words
from groupcare.cli.noting import meant, told
from groupcare.queries import find
from groupcare.queries import groups as query
from groupcare.rules.attendance import Mark, Mode
from groupcare.rules.people import client_number
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
    noting.add_commands(own, command)
    close = command(own, "close", "close it as held", run_close)
    close.add_argument("--covered", type=int, action="append", metavar="MODULE", help="a module that was delivered")
    cancel = command(own, "cancel", "cancel it before it is held", run_cancel)
    cancel.add_argument("--reason", required=True)
    rescheduling.add_session_commands(own, command)
    add_homework_commands(own, common)


def run_show(args: Args) -> int:
    """One session's sheet."""
    with signed_in(args) as who:
        _, session = meant(who, args)
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
                f"{line.name} (guest)" if line.guest else line.name,
                "■" if line.held else "",
                _mark_words(line),
                homework_words(line.homework),
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
                "guest": line.guest,
                "mark": line.attendance.mark if line.attendance else None,
                "minutes": line.attendance.minutes if line.attendance else None,
                "homework": homework_json(line.homework) if line.homework else None,
            }
            for line in sheet.lines
        ],
    }


def run_start(args: Args) -> int:
    """Begin a session."""
    with signed_in(args) as who:
        group, session = meant(who, args)
        return told(args, group, acts.start_session(who, session.id), "in progress")


def run_mark(args: Args) -> int:
    """Mark one member."""
    with signed_in(args) as who:
        group, session = meant(who, args)
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
        group, session = meant(who, args)
        return told(args, group, acts.close_session(who, session.id, args.covered), "held")


def run_cancel(args: Args) -> int:
    """Cancel a session."""
    with signed_in(args) as who:
        group, session = meant(who, args)
        return told(args, group, acts.cancel_session(who, session.id, args.reason), "cancelled")
