"""measure, safety-plan, phoned: forms of somebody in a group, safety plans, what a clinician decided by phone."""

import argparse
from typing import Any

from groupcare.acts import Refused, access
from groupcare.acts import safety_work as acts
from groupcare.acts.measuring import record_form
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in
from groupcare.cli.words import a_date
from groupcare.queries import find
from groupcare.queries.alerts import phoned_decisions
from groupcare.rules import entry
from groupcare.rules.measures import Better
from groupcare.rules.outcomes import reading
from groupcare.rules.people import client_number
from groupcare.rules.safety_work import SafetyPlan
from groupcare.rules.words import moment


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    form = commands.add_parser("measure", parents=[common], help="enter a form that somebody filled in or was asked")
    form.add_argument("client", metavar="CLIENT")
    form.add_argument("measure", metavar="MEASURE", help="its id, such as phq-9, pcs, c-ssrs-since-last")
    form.add_argument(
        "answers",
        metavar="ANSWERS",
        help="in order: digits, t for ten, or y and n; - where nothing is answered; a task's number",
    )
    form.add_argument("--on", type=a_date, metavar="DATE")
    form.set_defaults(run=run_measure)
    plan = commands.add_parser("safety-plan", parents=[common], help="keep that a safety plan was made")
    plan.add_argument("client", metavar="CLIENT")
    plan.add_argument("--made-on", type=a_date, metavar="DATE")
    plan.add_argument("--copy-given", action="store_true")
    plan.add_argument("--medicines", default="", metavar="WORDS", help="what is stored, and made safe how")
    plan.add_argument("--firearms", default="", metavar="WORDS")
    plan.add_argument("--where-kept", default="", metavar="WORDS")
    plan.set_defaults(run=run_plan)
    phoned = commands.add_parser("phoned", parents=[common], help="what a clinician decided by phone; or sign it")
    phoned.add_argument("client", metavar="CLIENT")
    phoned.add_argument("--clinician", default="", metavar="NAME")
    phoned.add_argument("--decision", default="", metavar="WORDS")
    phoned.add_argument("--read-back", action="store_true", help="it was read back, and they confirmed it")
    phoned.add_argument("--sign", action="store_true", help="sign what was decided by phone, as a clinician")
    phoned.set_defaults(run=run_phoned)


def run_measure(args: Args) -> int:
    """Enter a form; what it asks for is raised with it."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        known = who.library.measures.get(args.measure)
        if known is None:
            raise Refused(f"There is no measure {args.measure!r}; known are {', '.join(sorted(who.library.measures))}.")
        try:
            given = entry.read_answers(known, args.answers)
        except ValueError as fault:
            raise Refused(f"{known.name}: {fault}") from None
        kept = record_form(who, client.id, known.id, given, on=args.on)
        if args.json:
            answer_json({"client": client_number(client.number), "assessment": kept.id})
        else:
            worth = "" if known.better is Better.none else f": {reading(known, kept).says}"
            answer([f"{client_number(client.number)}: {known.name} of {kept.on.isoformat()} kept{worth}."])
    return DONE


def run_plan(args: Args) -> int:
    """Keep a safety plan."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        kept: SafetyPlan = acts.record_safety_plan(
            who,
            client.id,
            made_on=args.made_on,
            copy_given=args.copy_given,
            medicines=args.medicines,
            firearms=args.firearms,
            where_kept=args.where_kept,
        )
        if args.json:
            answer_json({"client": client_number(client.number), "made_on": kept.made_on})
        else:
            answer([f"{client_number(client.number)}: safety plan of {kept.made_on.isoformat()} kept."])
    return DONE


def run_phoned(args: Args) -> int:
    """Record a phoned decision, sign what is unsigned, or list them."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        if args.sign:
            unsigned = [p.decision for p in phoned_decisions(who, client.id) if p.decision.signed_by is None]
            if not unsigned:
                raise Refused(f"{client_number(client.number)} has nothing decided by phone that waits to be signed.")
            for decision in unsigned:
                acts.sign_phoned_decision(who, decision.id)
        elif args.clinician or args.decision:
            acts.record_phoned_decision(who, client.id, args.clinician, args.decision, read_back=args.read_back)
        access.note(who, "phoned decisions", client.id)
        found = phoned_decisions(who, client.id)
        if args.json:
            answer_json([p.decision for p in found])
            return DONE
        zone, on = who.clinic.zone, who.today()
        answer(
            [
                f"{moment(p.decision.decided_at, zone, on)} {p.decision.clinician}, read back to {p.by}: "
                f"{p.decision.decision} {'Signed by ' + p.signed_by if p.signed_by else 'Not signed yet'}."
                for p in found
            ]
            or [f"{client_number(client.number)}: nothing was decided by phone."]
        )
    return DONE
