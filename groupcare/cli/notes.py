"""notes show, edit, sign and addendum: the notes of a session without a screen."""

import argparse
from typing import Any

from groupcare.acts import NotFound, SignIn, access
from groupcare.acts import notes as acts
from groupcare.cli.context import DONE, Args, answer, answer_json, say, signed_in
from groupcare.queries import find
from groupcare.queries.notes import NoteView, SessionNotes, session_notes
from groupcare.rules.note import GROUP_SECTIONS, MEMBER_SECTIONS
from groupcare.rules.people import client_number
from groupcare.rules.words import count, day, moment

SECTIONS = (*GROUP_SECTIONS, *MEMBER_SECTIONS)


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    own = commands.add_parser("notes", help="notes on a session").add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, help_: str, run: Any, member: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = own.add_parser(name, parents=[common], help=help_)
        parser.add_argument("group", metavar="GROUP")
        parser.add_argument("number", type=int, metavar="NUMBER", help="the session's number in its group")
        parser.add_argument("--member", metavar="MEMBER", help=f"a client's number or name; {member}")
        parser.set_defaults(run=run)
        return parser

    command("show", "the notes as they stand, with what is to be mended", run_show, "without it all")
    edit = command("edit", "write one section; nothing is the draft again", run_edit, "without it the group's note")
    edit.add_argument("section", choices=SECTIONS)
    edit.add_argument("text")
    sign = command("sign", "sign one note, or all without a remark", run_sign, "without it the group's note")
    sign.add_argument("--all", action="store_true", help="every note of the session of which there is no remark")
    sign.add_argument("--over-advice", action="store_true", help="a clinician signs over advice")
    add = command("addendum", "add to a signed note", run_addendum, "without it the group's note")
    add.add_argument("text")


def _notes(who: SignIn, args: Args) -> SessionNotes:
    group = find.group(who, args.group)
    return session_notes(who, find.session(who, group, args.number).id)


def _meant(who: SignIn, args: Args, found: SessionNotes) -> NoteView:
    """The member's note that is meant; without one the group's."""
    client = find.client(who, args.member).id if args.member else ""
    for one in found.layers:
        if one.client == client:
            _look(who, one)
            return one
    raise NotFound(f"There is no note on {args.member!r} at that session.")


def _look(who: SignIn, one: NoteView) -> None:
    """Whose note was read stands in the access log."""
    if one.client:
        access.note(who, "session note", one.client)


def run_show(args: Args) -> int:
    """The notes of a session, or of one member."""
    with signed_in(args) as who:
        found = _notes(who, args)
        layers = (_meant(who, args, found),) if args.member else found.layers
        for one in () if args.member else layers:
            _look(who, one)
        if args.json:
            answer_json([_json(one) for one in layers])
            return DONE
        session = found.session
        when = day(session.date, who.today())
        answer([f"{found.group_name} · session {session.number} · {when} · {', '.join(found.titles)}"])
        for one in layers:
            answer(_lines(who, one))
    return DONE


def _lines(who: SignIn, one: NoteView) -> list[str]:
    zone, today = who.clinic.zone, who.today()
    name = f"{client_number(one.client_number)} {one.name}" if one.member else "The group"
    stands = f"signed by {one.signed_by}, {moment(one.signed_at, zone, today)}" if one.signed_at else "draft"
    lines = ["", f"{name} · {stands}"]
    for section in one.sections:
        changed = " (the record has changed since)" if section.changed else ""
        if section.text:
            lines.append(f"  {section.title}: {' '.join(section.text.split())}{changed}")
    lines += [f"  {'blocks' if r.blocks else 'advice'}: {r.why}" for r in one.remarks]
    return lines + [f"  addendum, {a.by}, {moment(a.at, zone, today)}: {' '.join(a.text.split())}" for a in one.addenda]


def _json(one: NoteView) -> dict[str, Any]:
    return {
        "client": client_number(one.client_number) if one.member else None,
        "member": one.member or None,
        "status": "signed" if one.signed else "draft",
        "signed_by": one.signed_by or None,
        "signed_at": one.signed_at,
        "sections": {s.name: s.text for s in one.sections},
        "drafted": [s.name for s in one.sections if s.drafted],
        "changed_since": [s.name for s in one.sections if s.changed],
        "remarks": [{"section": r.where or None, "why": r.why, "blocks": r.blocks} for r in one.remarks],
        "addenda": [{"text": a.text, "by": a.by, "at": a.at} for a in one.addenda],
    }


def run_edit(args: Args) -> int:
    """Write one section."""
    with signed_in(args) as who:
        found = _notes(who, args)
        one = _meant(who, args, found)
        acts.write_section(who, found.session.id, args.section, args.text, member=one.member)
        return _told(who, args, "kept")


def run_sign(args: Args) -> int:
    """Sign one note, or all without a remark."""
    with signed_in(args) as who:
        found = _notes(who, args)
        if args.all:
            signed = acts.sign_all(who, found.session.id, over_advice=args.over_advice)
            left = _notes(who, args)
            for one in left.layers:
                for remark in one.remarks:
                    say(f"warning: {one.name if one.member else 'the group'}: {remark.why}")
            if args.json:
                answer_json([_json(one) for one in left.layers])
            else:
                answer([f"Signed {count(len(signed), 'note')}; {sum(not x.signed for x in left.layers)} left."])
            return DONE
        one = _meant(who, args, found)
        acts.sign_note(who, found.session.id, member=one.member, seen=one.seen, over_advice=args.over_advice)
        return _told(who, args, "signed")


def run_addendum(args: Args) -> int:
    """Add to a signed note."""
    with signed_in(args) as who:
        found = _notes(who, args)
        acts.add_addendum(who, found.session.id, args.text, member=_meant(who, args, found).member)
        return _told(who, args, "added to")


def _told(who: SignIn, args: Args, words: str) -> int:
    one = _meant(who, args, _notes(who, args))
    if args.json:
        answer_json(_json(one))
    else:
        whose = f"the note on {one.name}" if one.member else "the note on the group"
        answer([f"{whose[:1].upper()}{whose[1:]} was {words}."])
        for remark in one.remarks:
            say(f"warning: {remark.why}")
    return DONE
