"""export summary and reply: papers about one referral, as HTML that prints well or as text."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from groupcare.acts import Refused, SignIn, access
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in
from groupcare.exchange.paper_html import paper_html
from groupcare.exchange.paper_text import paper_text
from groupcare.exchange.report_csv import AlreadyThere, write_file
from groupcare.queries import find
from groupcare.queries.reply_paper import NoRelease, acknowledgement, reply_to_referrer
from groupcare.queries.summary_paper import screening_summary
from groupcare.rules.paper import Paper, file_name

STDOUT = "-"


def add_papers(own: Any, common: argparse.ArgumentParser) -> None:
    """Declare them under `export`."""
    for name, help_, run in (
        ("summary", "the screening of a referral on one page", run_summary),
        ("reply", "what was decided, for whoever referred the person, where a release to them is in force", run_reply),
    ):
        parser = own.add_parser(name, parents=[common], help=help_)
        parser.add_argument("referral", metavar="REFERRAL")
        add_file_options(parser, "--to")
        if name == "reply":
            parser.add_argument(
                "--acknowledge", action="store_true", help="say only that the referral was received; needs no release"
            )
        parser.set_defaults(run=run)


def add_file_options(parser: argparse.ArgumentParser, *more: str) -> None:
    """Where a paper goes, and in which form; `more` are further names of the option that says where."""
    parser.add_argument(
        "-o", "--output", *more, dest="output", metavar="FILE",
        help="the file, or - for stdout; by default named by number and day",
    )  # fmt: skip
    parser.add_argument("--text", action="store_true", help="plain text, not HTML; to stdout unless a file is named")
    parser.add_argument("--force", action="store_true", help="replace a file of that name")


def run_summary(args: Args) -> int:
    """The screening summary."""
    return _paper(args, screening_summary)


def run_reply(args: Args) -> int:
    """The reply to the referrer, or the acknowledgement."""
    if args.acknowledge:
        return _paper(args, acknowledgement)
    try:
        return _paper(args, reply_to_referrer)
    except NoRelease as refused:
        raise Refused(f"{refused} Nothing was written; --acknowledge makes that.") from None


def _paper(args: Args, make: Callable[[SignIn, str], Paper]) -> int:
    with signed_in(args) as who:
        referral = find.referral(who, args.referral)
        paper = make(who, referral.id)
        return give_out(args, who, paper, (referral.client,), {"referral": paper.reference})


def give_out(args: Args, who: SignIn, paper: Paper, clients: Sequence[str], told: dict[str, Any]) -> int:
    """Write a paper where the arguments say, and note it for each of these clients' ids; `told` is for --json."""
    text = "\n".join(paper_text(paper)) + "\n" if args.text else paper_html(paper)
    to = args.output or (STDOUT if args.text else file_name(paper, "html"))
    for client in clients or ("",):
        access.note(who, f"export of {paper.kind} {paper.reference}", client)
    if to != STDOUT:
        _write(Path(to), text, replace=args.force)
    if args.json:
        told = {"paper": paper.kind, **told}
        answer_json({**told, "content": text} if to == STDOUT else {**told, "file": to})
    elif to == STDOUT:
        sys.stdout.write(text)
    else:
        answer([f"Written to {to}; only you can read it. It may hold people's data: keep it where it belongs."])
    return DONE


def _write(path: Path, text: str, *, replace: bool) -> None:
    try:
        write_file(path, text.encode("utf-8"), replace=replace)
    except AlreadyThere:
        raise Refused(f"{path} is there already; nothing was changed. --force puts this paper in its place.") from None
