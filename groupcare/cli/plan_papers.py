"""export plan and plan-copy: a client's plan for the record, for whom they name, or for themselves to take home."""

import argparse
from typing import Any

from groupcare.acts import plan as acts
from groupcare.cli.context import Args, signed_in
from groupcare.cli.group_papers import RELEASED
from groupcare.cli.papers import STDOUT, add_file_options, give_out
from groupcare.queries import find
from groupcare.queries.outgoing import Whose
from groupcare.queries.plan_copy_paper import plan_copy
from groupcare.queries.plan_paper import plan_paper
from groupcare.queries.plans import plan_view


def add_plan_papers(own: Any, common: argparse.ArgumentParser) -> None:
    """Declare them under `export`."""
    whole = own.add_parser("plan", parents=[common], help="a client's whole plan, with where each objective stands")
    whole.add_argument("--for-member", action="store_true", help="to be handed to the member themself")
    whole.add_argument("--to", metavar="NAME", default="", help=RELEASED)
    copy = own.add_parser(
        "plan-copy",
        parents=[common],
        help="the member's copy in plain language, large print; written to a file it is kept as given to them",
    )
    for parser, run in ((whole, run_plan), (copy, run_copy)):
        parser.add_argument("client", metavar="CLIENT")
        add_file_options(parser)
        parser.set_defaults(run=run)


def run_plan(args: Args) -> int:
    """The whole plan."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        whose = Whose.member if args.for_member else Whose.house
        paper = plan_paper(who, client.id, to=args.to, whose=whose)
        return give_out(args, who, paper, paper.clients, {"reference": paper.reference})


def run_copy(args: Args) -> int:
    """The copy to take home. Only shown, nobody was given it."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        paper, plan = plan_copy(who, client.id), plan_view(who, client).plan
        done = give_out(args, who, paper, paper.clients, {"reference": paper.reference})
        shown = args.output == STDOUT or (args.text and not args.output)
        if plan is not None and not shown:
            acts.give_copy(who, plan.id)
        return done
