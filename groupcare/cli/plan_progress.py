"""plan progress, reading, regained, told and take-back: where objectives stand, and what is written down by hand."""

import argparse
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from groupcare.acts import NotFound, Refused, SignIn, access, feedback, readings, regained
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in
from groupcare.cli.words import a_date
from groupcare.queries import find
from groupcare.queries.chart import Chart, chart
from groupcare.rules.people import client_number
from groupcare.rules.plan import MilestoneAim, Plan, objective
from groupcare.rules.told import reading_words
from groupcare.rules.words import day

SAID = {"yes": True, "reached": True, "no": False, "not-yet": False}


def add_progress(own: Any, common: argparse.ArgumentParser) -> None:
    """Declare them under `plan`."""
    for name, help_, run in (
        ("progress", "where each objective stands, with what was written down by hand", run_progress),
        ("reading", "write down where an objective stands, as told or seen", run_reading),
        ("regained", "keep what somebody does again, in their own words", run_regained),
        ("told", "keep that they were told what they have reached", run_told),
        ("take-back", "take back a reading, or what was kept as regained", run_take_back),
    ):
        parser = own.add_parser(name, parents=[common], help=help_)
        parser.add_argument("client", metavar="CLIENT")
        parser.set_defaults(run=run)
        match name:
            case "reading":
                parser.add_argument("objective", metavar="OBJECTIVE", help="its key, as 2.1")
                parser.add_argument("value", metavar="VALUE", help="a number, or of a milestone yes or no")
                parser.add_argument("--said", metavar="WORDS", default="", help="how it is known")
            case "regained":
                parser.add_argument("activity", metavar="ACTIVITY")
                parser.add_argument("--words", metavar="WORDS", default="", help="in their own words")
                parser.add_argument("--mattered", metavar="WORDS", default="", help="what mattered in it")
            case "told":
                parser.add_argument("objective", metavar="OBJECTIVE", help="its key, as 2.1")
                parser.add_argument("--words", metavar="WORDS", default="", help="what was said")
            case "take-back":
                parser.add_argument("id", metavar="ID", help="as `plan progress --json` gives it")
        if name in ("reading", "regained", "told"):
            parser.add_argument("--on", type=a_date, metavar="DATE", help="by default today")


def _chart(args: Args, who: SignIn) -> Chart:
    found = chart(who, find.client(who, args.client))
    if "plan" in found.unseen:
        raise Refused(found.unseen["plan"])
    return found


def _plan(found: Chart) -> Plan:
    if found.plan is None:
        raise NotFound(f"{client_number(found.client.number)} has no plan yet.")
    return found.plan


def run_progress(args: Args) -> int:
    """Where each objective stands."""
    with signed_in(args) as who:
        found = _chart(args, who)
        access.note(who, "plan", found.client.id)
        if args.json:
            answer_json(
                {
                    "client": client_number(found.client.number),
                    "objectives": [
                        {
                            "objective": p.objective.key,
                            "words": p.objective.words,
                            "standing": p.standing,
                            "baseline": p.baseline,
                            "target": p.target,
                            "latest": p.latest,
                            "reached_on": p.reached_on,
                            "to_tell": p.objective.key in found.to_tell,
                        }
                        for p in found.objectives
                    ],
                    "readings": found.told,
                    "regained": found.regained,
                    "feedback": found.feedback,
                }
            )
        else:
            answer(_lines(found, who.today()))
    return DONE


def _lines(found: Chart, today: date) -> Iterator[str]:
    yield f"{client_number(found.client.number)} {found.name}" + ("" if found.plan else " has no plan.")
    for p in found.objectives:
        now = "" if p.latest is None else f", now {p.latest.words} ({day(p.latest.on, today)})"
        tell = ": tell them" if p.objective.key in found.to_tell else ""
        yield f"{p.objective.key} {p.objective.words}{now}: {p.standing}{tell}"
        for one in found.told:
            if one.objective == p.objective.key:
                said = f": {one.said}" if one.said else ""
                yield f"    told {day(one.on, today)}: {reading_words(p.objective.aim, one)}{said}"
        for given in found.feedback:
            if given.objective == p.objective.key:
                yield f"    they were told {day(given.on, today)}" + (f": “{given.words}”" if given.words else "")
    for back in found.regained:
        yield f"Does again: {back.activity}, {day(back.on, today)}" + (f": “{back.words}”" if back.words else "")


def run_reading(args: Args) -> int:
    """Write a reading down."""
    with signed_in(args) as who:
        plan = _plan(_chart(args, who))
        aim = (found := objective(plan.content, args.objective)) and found.aim
        value, reached = None, None
        if isinstance(aim, MilestoneAim):
            reached = SAID.get(args.value.lower())
        elif re.fullmatch(r"[0-9]{1,6}(?:[.,][0-9]{1,3})?", args.value):
            value = float(args.value.replace(",", "."))
        kept = readings.record_reading(
            who, plan.id, args.objective, on=args.on, value=value, reached=reached, said=args.said
        )
        return _told(args, {"reading": kept.id}, f"Objective {kept.objective} of {day(kept.on, who.today())}: kept.")


def run_regained(args: Args) -> int:
    """Keep what somebody does again."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        kept = regained.keep_regained(
            who, client.id, args.activity, on=args.on, words=args.words, mattered=args.mattered
        )
        return _told(args, {"regained": kept.id}, f"{client_number(client.number)} does {kept.activity} again: kept.")


def run_told(args: Args) -> int:
    """Keep that they were told."""
    with signed_in(args) as who:
        plan = _plan(_chart(args, who))
        kept = feedback.give_feedback(who, plan.id, args.objective, args.words, on=args.on)
        return _told(args, {"feedback": kept.id}, f"They were told of {kept.objective}: kept.")


def run_take_back(args: Args) -> int:
    """Take back what was a mistake."""
    with signed_in(args) as who:
        found = _chart(args, who)
        if any(one.id == args.id for one in found.told):
            readings.take_back_reading(who, args.id)
        elif any(one.id == args.id for one in found.regained):
            regained.take_back_regained(who, args.id)
        else:
            raise NotFound("Nothing of that id was written down by hand of this person; nothing was changed.")
        return _told(args, {"taken_back": args.id}, "Taken back; the ledger keeps that it was there.")


def _told(args: Args, told: dict[str, str], words: str) -> int:
    if args.json:
        answer_json(told)
    else:
        answer([words])
    return DONE
