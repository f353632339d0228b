"""member clinician: the own clinician of one member, of all in a group who have none, or of everybody in it."""

import argparse
from typing import Any

from groupcare.acts import Refused, SignIn, caseload
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in, table
from groupcare.queries import find
from groupcare.queries.caseload import in_care_of
from groupcare.rules.group import Group
from groupcare.rules.people import client_number, group_number
from groupcare.rules.words import count


def add_to(own: Any, common: argparse.ArgumentParser) -> None:
    """Declare it among the other commands on members."""
    parser = own.add_parser("clinician", parents=[common], help="members' own clinicians: show them, or set them")
    parser.add_argument("group", metavar="GROUP")
    parser.add_argument("member", metavar="MEMBER", nargs="?", help="a client's number or name; else who has none")
    to = parser.add_mutually_exclusive_group()
    to.add_argument("--to", metavar="NAME", help="a clinician who works here")
    to.add_argument("--nobody", action="store_true", help="none of their own: whoever signed or wrote the plan")
    parser.add_argument("--all", action="store_true", help="everybody in the group, whoever they have now")
    parser.set_defaults(run=run_clinician)


def run_clinician(args: Args) -> int:
    """Set members' own clinicians; without --to or --nobody only show them."""
    with signed_in(args) as who:
        group = find.group(who, args.group)
        if args.to is not None or args.nobody:
            to = find.staff(who, args.to).id if args.to is not None else None
            changed = caseload.set_clinician(who, _meant(who, group, args), to)
            if not args.json:
                whose = f"in the care of {find.staff(who, to).name}" if to is not None else "without one of their own"
                answer([f"{group.name}: {count(len(changed), 'member')} {whose}."])
                return DONE
        found = in_care_of(who, group)
        if args.json:
            lines = [{"client": client_number(m.client_number), "clinician": m.clinician or None} for m in found]
            answer_json({"group": group_number(group.number), "members": lines})
        else:
            rows = [[client_number(m.client_number), m.name, m.clinician or "–"] for m in found]
            answer(table(["Client", "Name", "Clinician"], rows))
    return DONE


def _meant(who: SignIn, group: Group, args: Args) -> list[str]:
    if args.member is not None:
        return [find.member(who, group, args.member).id]
    if args.nobody and not args.all:
        raise Refused("Say whose, or --all for everybody in the group. Nothing was done.")
    found = [m.member for m in in_care_of(who, group) if args.all or not m.clinician]
    if not found:
        raise Refused("Everybody here has a clinician: name a member, or say --all. Nothing was done.")
    return found
