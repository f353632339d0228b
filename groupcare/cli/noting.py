"""session note, objective, participation, pain, covered and debrief: what is kept beside the marks."""

import argparse
from collections.abc import Callable
from typing import Any

from groupcare.acts import SignIn, leading
from groupcare.acts import session as acts
from groupcare.cli.context import DONE, Args, answer, answer_json, say, signed_in
from groupcare.queries import find
from groupcare.rules.attendance import Participation
from groupcare.rules.group import Debrief, Group, Session
from groupcare.rules.people import group_number

NONE = "none"
PARTS = {
    "active": Participation.active,
    "asked": Participation.asked,
    "listened": Participation.listened,
    "withdrew": Participation.withdrew,
}


def add_commands(own: Any, command: Callable[..., argparse.ArgumentParser]) -> None:
    """Declare them under `session`."""
    note = command(own, "note", "a note on one member, for their note of this session", run_note, member=True)
    note.add_argument("words", metavar="WORDS")
    note.add_argument("--response", metavar="WORDS", help="how they took what was done")
    objective = command(own, "objective", "which objective of their plan was worked on", run_objective, member=True)
    objective.add_argument("key", metavar="KEY", help="as 2.1; none takes it away")
    took_part = command(own, "participation", "how one member took part", run_participation, member=True)
    took_part.add_argument("how", choices=[*PARTS, NONE])
    pain = command(own, "pain", "the pain that a member wrote down", run_pain, member=True)
    pain.add_argument("pain", type=int, metavar="0-10")
    covered = command(own, "covered", "a part of the agenda was covered", run_covered)
    covered.add_argument("part", type=int, metavar="PART", help="its place in the agenda, from 1")
    covered.add_argument("--not", dest="not_", action="store_true", help="it was not")
    debrief = command(own, "debrief", "three minutes on how it went", run_debrief)
    debrief.add_argument("--quiet", default="", metavar="WORDS", help="who was quiet")
    debrief.add_argument("--drifted", default="", metavar="WORDS", help="what drifted")
    debrief.add_argument("--carry-over", default="", metavar="WORDS", help="for the next brief")


def meant(who: SignIn, args: Args) -> tuple[Group, Session]:
    """The session that a command names."""
    group = find.group(who, args.group)
    return group, find.session(who, group, args.number)


def told(args: Args, group: Group, session: Session, words: str) -> int:
    """Say what became of it."""
    if args.json:
        answer_json({"group": group_number(group.number), "number": session.number, "status": session.status})
    else:
        answer([f"{group.name}, session {session.number}: {words}."])
    return DONE


def _kept_on(args: Args, said: str, **changed: Any) -> int:
    """Something kept on one member beside the mark."""
    with signed_in(args) as who:
        group, session = meant(who, args)
        member = find.member(who, group, args.member)
        kept, remarks = acts.amend(who, session.id, member.id, None, **changed)
        for remark in remarks:
            say(f"warning: {remark}")
        if args.json:
            answer_json(
                {
                    "attendance": kept.id,
                    "member": member.id,
                    "mark": kept.mark,
                    "note": kept.note,
                    "response": kept.response,
                    "objective": kept.objective,
                    "participation": kept.participation,
                    "pain": kept.pain,
                }
            )
        else:
            answer([f"{group.name}, session {session.number}: {args.member}, {said}."])
    return DONE


def run_note(args: Args) -> int:
    """Keep a note on one member."""
    response = {"response": args.response} if args.response is not None else {}
    return _kept_on(args, "note kept", note=args.words, **response)


def run_objective(args: Args) -> int:
    """Keep which objective was worked on."""
    key = None if args.key == NONE else args.key
    return _kept_on(args, f"worked on {key}" if key else "objective taken away", objective=key)


def run_participation(args: Args) -> int:
    """Keep how one member took part."""
    part = PARTS.get(args.how)
    return _kept_on(args, str(part) if part is not None else "nothing noted on how they took part", participation=part)


def run_pain(args: Args) -> int:
    """Keep the pain that a member wrote down."""
    return _kept_on(args, "pain kept", pain=args.pain)


def run_covered(args: Args) -> int:
    """Tick a part of the agenda."""
    with signed_in(args) as who:
        group, session = meant(who, args)
        kept = leading.tick_agenda(who, session.id, args.part, done=not args.not_)
        parts = ", ".join(str(done.item) for done in kept.agenda_done) or "nothing"
        if args.json:
            answer_json({"session": kept.id, "covered": [done.item for done in kept.agenda_done]})
        else:
            answer([f"{group.name}, session {kept.number}: covered of the agenda: {parts}."])
    return DONE


def run_debrief(args: Args) -> int:
    """Keep three minutes on how it went."""
    with signed_in(args) as who:
        group, session = meant(who, args)
        words = Debrief(quiet=args.quiet, drifted=args.drifted, carry_over=args.carry_over)
        kept = leading.debrief_session(who, session.id, words)
        return told(args, group, kept, "debrief kept")
