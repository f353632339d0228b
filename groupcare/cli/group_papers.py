"""export sign-in, roster, tomorrow, handout, log, group-note, member-note and certificate: the papers of a group."""

import argparse
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from groupcare.acts import Refused, SignIn
from groupcare.cli.context import Args, signed_in
from groupcare.cli.papers import add_file_options, give_out
from groupcare.cli.words import a_date
from groupcare.queries import find
from groupcare.queries.certificate_paper import certificate, certificates
from groupcare.queries.handout_paper import blank_log, handout, member_log
from groupcare.queries.note_paper import group_note, member_note, member_notes
from groupcare.queries.outgoing import Whose
from groupcare.queries.roster_paper import expected_on, roster
from groupcare.queries.sign_in_paper import sign_in_sheet, sign_in_slips
from groupcare.rules.paper import Paper

Make = Callable[[Args, SignIn], Paper]
RELEASED = "send it to this person or organisation, which takes a release in force that names them"


def add_group_papers(own: Any, common: argparse.ArgumentParser) -> None:
    """Declare them under `export`."""

    def declare(name: str, make: Make, help_: str, *places: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = own.add_parser(name, parents=[common], help=help_)
        for place in places:
            parser.add_argument(place, metavar=place.upper(), type=int if place == "session" else str)
        add_file_options(parser)
        parser.set_defaults(run=lambda args: _give_out(args, make))
        return parser

    sheet = declare("sign-in", _sign_in, "a session's sign-in sheet, first names and initials", "group", "session")
    sheet.add_argument("--slips", action="store_true", help="one slip each, so that nobody reads another's name")
    declare("roster", _roster, "staff's list of a group: how to reach everybody, and what they need", "group")
    expected = declare("tomorrow", _expected, "who is expected at all groups of a day, by default tomorrow")
    expected.add_argument("--day", type=a_date, metavar="DATE")
    modules = declare("handout", _handout, "the handout of modules, for members to take home", "group")
    modules.add_argument("module", metavar="MODULE", type=int, nargs="+")
    log = declare("log", _log, "the log of a session's homework, blank or one member's", "group", "session")
    log.add_argument("--member", metavar="MEMBER", help="what was set for them; else blank, for anybody")
    declare("group-note", _group_note, "the note on a session that names no member", "group", "session")
    note = declare("member-note", _member_note, "a member's note on a session, or all, a page each", "group", "session")
    note.add_argument("--member", metavar="MEMBER")
    note.add_argument("--for-member", action="store_true", help="to be handed to the member themself")
    note.add_argument("--to", metavar="NAME", default="", help=RELEASED)
    done = declare("certificate", _certificate, "the certificate of a member who has finished, or of all", "group")
    done.add_argument("member", metavar="MEMBER", nargs="?", help="else of all who have, a page each")
    done.add_argument("--to", metavar="NAME", default="", help=RELEASED + "; else it is for the member themself")


def _give_out(args: Args, make: Make) -> int:
    with signed_in(args) as who:
        paper = make(args, who)
        return give_out(args, who, paper, paper.clients, {"reference": paper.reference})


def _session(args: Args, who: SignIn) -> str:
    return find.session(who, find.group(who, args.group), args.session).id


def _member(args: Args, who: SignIn) -> str:
    return find.member(who, find.group(who, args.group), args.member).id


def _sign_in(args: Args, who: SignIn) -> Paper:
    return (sign_in_slips if args.slips else sign_in_sheet)(who, _session(args, who))


def _roster(args: Args, who: SignIn) -> Paper:
    return roster(who, find.group(who, args.group).id)


def _expected(args: Args, who: SignIn) -> Paper:
    return expected_on(who, args.day or who.today() + timedelta(days=1))


def _handout(args: Args, who: SignIn) -> Paper:
    return handout(who, find.group(who, args.group).id, args.module)


def _log(args: Args, who: SignIn) -> Paper:
    if args.member:
        return member_log(who, _session(args, who), _member(args, who))
    return blank_log(who, _session(args, who))


def _group_note(args: Args, who: SignIn) -> Paper:
    return group_note(who, _session(args, who))


def _member_note(args: Args, who: SignIn) -> Paper:
    if not args.member:
        if args.to or args.for_member:
            raise Refused("Say whose note it is with --member: nobody is sent the notes of others.")
        return member_notes(who, _session(args, who))
    whose = Whose.member if args.for_member else Whose.house
    return member_note(who, _session(args, who), _member(args, who), to=args.to, whose=whose)


def _certificate(args: Args, who: SignIn) -> Paper:
    if not args.member:
        if args.to:
            raise Refused("Say whose certificate it is: nobody is sent those of others.")
        return certificates(who, find.group(who, args.group).id)
    return certificate(who, _member(args, who), to=args.to)
