"""erase: lawful erasure of one person."""

import argparse
import sys
from collections.abc import Collection
from typing import Any

from groupcare.acts import Refused
from groupcare.acts.erasing import erase, names_elsewhere
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in
from groupcare.queries import find
from groupcare.rules.people import client_number
from groupcare.rules.text import name_key
from groupcare.rules.words import count


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare it."""
    own = commands.add_parser(
        "erase", parents=[common], help="take out everything about a person, on a legal authority"
    )
    own.add_argument("client", metavar="CLIENT")
    own.add_argument("--authority", required=True, metavar="TEXT", help="the request and the law; name nobody")
    own.add_argument(
        "--leave",
        action="append",
        default=[],
        metavar="WORD",
        help="a word of the name that stays in texts about others, because it is also a word of the language",
    )
    own.add_argument("--yes", action="store_true", help="do not ask again")
    own.set_defaults(run=run_erase)


def run_erase(args: Args) -> int:
    """Erase a person, after asking for the number once more."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        number = client_number(client.number)
        if not args.yes:
            _ask_again(number, names_elsewhere(who, client.id), args.leave)
        done = erase(who, client.id, args.authority, args.leave)
        if args.json:
            answer_json(done)
        else:
            answer(
                [
                    f"{done.number} is erased: {done.documents:,} documents, and all that the ledger held of them.",
                    f"Their name went out of {count(done.others, 'document')} about others of their groups; contacts "
                    "and plans of others were not looked through.",
                    "Backups, exports and papers made before still hold the person: they are yours to delete.",
                ]
            )
    return DONE


def _ask_again(number: str, elsewhere: dict[str, int], leave: Collection[str]) -> None:
    if not sys.stdin.isatty():
        raise Refused("Erasing cannot be undone: run this in a terminal, or say --yes. Nothing was erased.")
    left = {name_key(word) for word in leave}
    for word, times in elsewhere.items():
        if times and name_key(word) not in left:
            print(
                f"“{word}” goes out of {count(times, 'document')} about others (--leave {word} leaves it).",
                file=sys.stderr,
            )
    print(f"Erasing cannot be undone. Type {number} to erase this person: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().upper() != number:
        raise Refused("That is another number. Nothing was erased.")
