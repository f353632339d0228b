"""consent add, revoke and list."""

import argparse
from typing import Any

from groupcare.acts import NotFound, Refused, access
from groupcare.acts.consents import record_consent, revoke_consent
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in, table
from groupcare.cli.words import a_date
from groupcare.queries import find
from groupcare.queries.consents import ConsentLine, consent_lines
from groupcare.rules.consent import Consent, ConsentHow, ConsentKind, called
from groupcare.rules.people import client_number
from groupcare.rules.text import name_key
from groupcare.rules.words import day


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    own = commands.add_parser("consent", help="what a person has agreed to, or refused").add_subparsers(
        required=True, metavar="COMMAND"
    )
    for name, help_, run in (
        ("add", "record that it was given, or refused", run_add),
        ("revoke", "record that the person has taken it back", run_revoke),
        ("list", "list a person's consents and how each stands", run_list),
    ):
        parser = own.add_parser(name, parents=[common], help=help_)
        parser.add_argument("client", metavar="CLIENT")
        parser.set_defaults(run=run)
        if name == "list":
            continue
        parser.add_argument("kind", metavar="KIND", choices=[kind.name for kind in ConsentKind],
                            help=", ".join(kind.name for kind in ConsentKind))  # fmt: skip
        parser.add_argument("--to", default="", metavar="NAME", help="whom a release goes to, or the guardian")
        parser.add_argument("--on", type=a_date, metavar="DATE", help="the day it was said or signed, by default today")
        if name == "add":
            parser.add_argument("--refused", action="store_true", help="it was refused")
            parser.add_argument("--until", type=a_date, metavar="DATE", help="the last day on which it holds")
            parser.add_argument("--how", choices=[how.name for how in ConsentHow], default="paper")
            parser.add_argument("--note", default="", metavar="WORDS")


def run_add(args: Args) -> int:
    """Record a consent, or a refusal."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        kept = record_consent(
            who,
            client.id,
            ConsentKind[args.kind],
            given=not args.refused,
            to=args.to,
            signed_on=args.on,
            expires_on=args.until,
            how=ConsentHow[args.how],
            note=args.note,
        )
        lines = consent_lines(who, client)
        return _told(args, client.number, next(line for line in lines if line.consent.id == kept.id))


def run_revoke(args: Args) -> int:
    """Take back the consent of that kind that counts."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        found = _meant(consent_lines(who, client), ConsentKind[args.kind], args.to)
        revoke_consent(who, found.id, on=args.on)
        lines = consent_lines(who, client)
        return _told(args, client.number, next(line for line in lines if line.consent.id == found.id))


def _meant(lines: tuple[ConsentLine, ...], kind: ConsentKind, to: str) -> Consent:
    """Raises NotFound where none is recorded, Refused where several are and nobody is named."""
    found = [line.consent for line in lines if line.counts and line.consent.kind is kind]
    if to:
        found = [consent for consent in found if name_key(consent.to) == name_key(to)]
    if not found:
        raise NotFound(f"No consent to {kind}{' naming ' + to if to else ''} is recorded. Nothing was changed.")
    if len(found) > 1:
        names = ", ".join(consent.to for consent in found)
        raise Refused(f"Several are recorded: {names}. Say which with --to. Nothing was changed.")
    return found[0]


def _told(args: Args, number: int, line: ConsentLine) -> int:
    if args.json:
        answer_json({"client": client_number(number), **_as_json(line)})
    else:
        answer([f"{client_number(number)}: {called(line.consent)}: {line.state}."])
    return DONE


def run_list(args: Args) -> int:
    """List them."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        lines = consent_lines(who, client)
        access.note(who, "consents", client.id)
        if args.json:
            answer_json([_as_json(line) for line in lines])
            return DONE
        rows = [
            [called(line.consent), line.state, day(line.consent.signed_on, who.today()), str(line.consent.how), line.by]
            for line in lines
        ]
        none = [f"No consent of {client_number(client.number)} is recorded; groupcare consent add records one."]
        answer(table(["Consent", "Stands", "Signed", "How", "Recorded by"], rows) if rows else none)
    return DONE


def _as_json(line: ConsentLine) -> dict[str, Any]:
    consent = line.consent
    return {
        "kind": consent.kind.name,
        "to": consent.to,
        "given": consent.given,
        "state": line.state,
        "signed_on": consent.signed_on,
        "expires_on": consent.expires_on,
        "revoked_on": consent.revoked_on,
        "how": consent.how.name,
        "by": line.by,
        "note": consent.note,
    }
