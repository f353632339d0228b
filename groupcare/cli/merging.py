"""merge: two records of one person become one."""

import argparse
from typing import Any

from groupcare.acts import Refused
from groupcare.acts.merging import merge
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in
from groupcare.queries import find
from groupcare.rules.merging import differing
from groupcare.rules.people import Client, client_number, full_name
from groupcare.rules.words import count


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare it."""
    own = commands.add_parser("merge", parents=[common], help="two records of one person become one; never undone")
    own.add_argument("keep", metavar="CLIENT", help="whose record and number stay")
    own.add_argument("other", metavar="OTHER", help="whose everything moves there")
    own.add_argument("--because", required=True, metavar="WHY", help="how it is known that they are one person")
    own.add_argument("--take", metavar="FACTS", help="facts in which the other is right, such as phone,email")
    own.set_defaults(run=run_merge)


def run_merge(args: Args) -> int:
    """Merge, once every fact in which they differ is decided."""
    with signed_in(args) as who:
        keep, other = find.client(who, args.keep), find.client(who, args.other)
        differ = differing(keep, other)
        if differ and args.take is None:
            raise Refused(
                f"The two differ in {_differences(keep, other)}. Name with --take those in which {args.other} is "
                "right, or say --take '' where none is. Nothing was merged."
            )
        take = [name for name in (args.take or "").split(",") if name]
        done = merge(who, keep.id, other.id, args.because, take)
        if args.json:
            answer_json({"client": client_number(done.client.number), "gone": done.gone, "moved": done.moved})
        else:
            answer(
                [
                    f"{client_number(done.client.number)} {full_name(done.client)}: {count(done.moved, 'document')} of "
                    f"{done.gone} moved here, findings and holds with them. {done.gone} still finds this person."
                ]
            )
    return DONE


def _differences(keep: Client, other: Client) -> str:
    return ", ".join(f"{name} ({a} or {b})" for name, (a, b) in differing(keep, other).items())
