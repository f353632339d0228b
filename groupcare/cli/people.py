"""apart: two people who must not sit in one group."""

import argparse
from typing import Any

from groupcare.acts import person
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in
from groupcare.queries import find
from groupcare.queries.apart import together_in
from groupcare.rules.people import client_number


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare it."""
    own = commands.add_parser("apart", parents=[common], help="keep two people out of one group, or let them together")
    own.add_argument("client", metavar="CLIENT")
    own.add_argument("other", metavar="OTHER")
    own.add_argument("--because", required=True, metavar="TEXT", help="why, in words")
    own.add_argument("--together", action="store_true", help="they may sit in one group again")
    own.set_defaults(run=run_apart)


def run_apart(args: Args) -> int:
    """Keep two people apart, or let them sit together again."""
    with signed_in(args) as who:
        one, other = find.client(who, args.client), find.client(who, args.other)
        do = person.let_together if args.together else person.keep_apart
        do(who, one.id, other.id, args.because)
        numbers = [client_number(one.number), client_number(other.number)]
        both = () if args.together else together_in(who, one.id, other.id)
        if args.json:
            answer_json({"apart": numbers, "are": "together" if args.together else "apart", "both_in": list(both)})
        else:
            pair = " and ".join(numbers)
            answer([f"{pair} may sit in one group again." if args.together else f"No group seats {pair} both."])
            answer(f"They are both in {group} now: that stays until a person changes it." for group in both)
    return DONE
