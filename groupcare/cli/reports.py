"""report list, show and write: the clinic's questions, about a period, a curriculum or a group."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from groupcare.acts import Refused, SignIn, access
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in, table
from groupcare.cli.papers import add_file_options, give_out
from groupcare.cli.words import a_date
from groupcare.exchange.report_csv import AlreadyThere, report_csv, write_file
from groupcare.queries import find, reports
from groupcare.queries.outcome_paper import answers, outcome_paper
from groupcare.queries.report_scope import scope_reference
from groupcare.rules.report_scope import PERIODS, period
from groupcare.rules.reports import QUESTIONS, Answer, Scope
from groupcare.rules.shared import shared
from groupcare.rules.words import count

ABOUT = (
    "Groups are chosen by their first day, referrals by the day they were received; each answer says so. A shared copy "
    "(--shared) hides every number that stands on fewer than 5 people, and what would give one away."
)


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    own = commands.add_parser("report", help="who stays, who practises, how long people wait; the outcome report")
    own = own.add_subparsers(required=True, metavar="COMMAND")
    own.add_parser("list", parents=[common], help="the questions and their keys").set_defaults(run=run_list)
    show = own.add_parser("show", parents=[common], help="answer one question", epilog=ABOUT)
    show.add_argument("key", metavar="KEY", help=f"one of {', '.join(QUESTIONS)}")
    _add_scope(show)
    show.add_argument("-o", "--output", type=Path, metavar="FILE.csv", help="write the table as CSV, for a spreadsheet")
    show.add_argument("--force", action="store_true", help="replace a file of that name")
    show.set_defaults(run=run_show)
    write = own.add_parser(
        "write", parents=[common], help="the outcome report: all questions as one document", epilog=ABOUT
    )
    _add_scope(write)
    add_file_options(write)
    write.add_argument("--csv", type=Path, metavar="DIR", help="write each table as CSV into this folder instead")
    write.set_defaults(run=run_write)


def _add_scope(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--period", choices=[name for name in PERIODS if name], help="a period that has a name")
    parser.add_argument("--since", type=a_date, metavar="DATE", help="from this day on")
    parser.add_argument("--until", type=a_date, metavar="DATE", help="up to this day")
    parser.add_argument("--curriculum", metavar="ID", default="")
    parser.add_argument("--group", metavar="ID", default="")
    parser.add_argument("--shared", action="store_true", help="a copy for others: small numbers are hidden")


def _scope(args: Args, who: SignIn) -> Scope:
    since, until = args.since, args.until
    if args.period:
        if since or until:
            raise Refused("Say either --period or --since and --until.")
        since, until = period(args.period, who.today())
    group = find.group(who, args.group).id if args.group else ""
    return Scope(since=since, until=until, curriculum=args.curriculum, group=group)


def run_list(args: Args) -> int:
    """List the questions."""
    if args.json:
        answer_json([{"key": key, "question": question} for key, question in QUESTIONS.items()])
    else:
        answer(table(("Key", "Question"), list(QUESTIONS.items())))
    return DONE


def run_show(args: Args) -> int:
    """Answer one question, on the screen or as a file."""
    with signed_in(args) as who:
        scope = _scope(args, who)
        found = reports.answer(who, args.key, scope)
        found = shared(found) if args.shared else found
        if args.output:
            _write(who, args.output, found, replace=args.force)
        if args.json:
            answer_json({**_told(found), **({"file": str(args.output)} if args.output else {})})
        elif args.output:
            answer([f"{count(len(found.rows), 'row')} written to {args.output}; no client is named in it."])
        else:
            answer(_lines(found))
    return DONE


def run_write(args: Args) -> int:
    """Write all of them, as one document or as tables."""
    with signed_in(args) as who:
        scope = _scope(args, who)
        if args.csv is None:
            paper = outcome_paper(who, scope, share=args.shared)
            return give_out(args, who, paper, (), {"about": paper.about})
        if args.output or args.text:
            raise Refused("--csv writes tables into a folder: leave out -o and --text.")
        copy = "-shared" if args.shared else ""
        ending = f"{copy}-{scope_reference(who, scope)}-{who.today().isoformat()}.csv"
        found = answers(who, scope, share=args.shared)
        paths = [args.csv / f"{one.name}{ending}" for one in found]
        for one, path in zip(found, paths, strict=True):
            _write(who, path, one, replace=args.force)
        if args.json:
            answer_json({"about": found[0].about, "shared": args.shared, "files": [str(path) for path in paths]})
        else:
            answer([f"{count(len(paths), 'table')} written to {args.csv}; no client is named in them."])
    return DONE


def _write(who: SignIn, path: Path, found: Answer, *, replace: bool) -> None:
    try:
        write_file(path, report_csv(found), replace=replace)
    except AlreadyThere:
        raise Refused(f"{path} is there already; nothing was changed there. --force puts this in its place.") from None
    access.note(who, f"export of report {found.key}")


def _lines(found: Answer) -> Iterator[str]:
    yield found.question
    if found.about:
        yield found.about
    yield found.sentence
    if found.rows:
        yield ""
        yield from table(found.headings, [[cell.shown for cell in row.cells] for row in found.rows])
    yield ""
    yield from found.definition


def _told(found: Answer) -> dict[str, Any]:
    rows = [
        {h: (cell.shown if found.shared and cell.value is None and cell.shown != "–" else cell.value)
         for h, cell in zip(found.headings, row.cells, strict=True)}
        for row in found.rows
    ]  # fmt: skip
    return {
        "key": found.key,
        "question": found.question,
        "about": found.about,
        "shared": found.shared,
        "sentence": found.sentence,
        "rows": rows,
        "definition": found.definition,
        "by": found.by,
        "at": found.at,
        "head": found.head,
    }
