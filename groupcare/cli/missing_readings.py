"""missing-readings: who lacks a start or an end reading in the report on outcomes."""

import argparse
from typing import Any

from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in, table
from groupcare.cli.words import a_date
from groupcare.queries import find
from groupcare.queries.missing_readings import missing_readings
from groupcare.rules.people import client_number
from groupcare.rules.reports import Scope
from groupcare.rules.words import day


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare it."""
    own = commands.add_parser(
        "missing-readings", parents=[common], help="who lacks a start or an end reading; of the last year, or as asked"
    )
    own.add_argument("--group", default="", metavar="GROUP", help="of this group alone")
    own.add_argument("--curriculum", default="", metavar="ID", help="of groups of this curriculum")
    own.add_argument("--since", type=a_date, metavar="DATE", help="of groups that began on that day or later")
    own.add_argument("--until", type=a_date, metavar="DATE", help="of groups that began on that day or earlier")
    own.set_defaults(run=run_missing_readings)


def run_missing_readings(args: Args) -> int:
    """List them: who can still be asked first."""
    with signed_in(args) as who:
        group = find.group(who, args.group).id if args.group else ""
        scope = Scope(since=args.since, until=args.until, curriculum=args.curriculum, group=group)
        found, today = missing_readings(who, scope), who.today()
    if args.json:
        answer_json(
            [
                {
                    "client": client_number(one.number),
                    "name": one.name,
                    "group": one.group,
                    "end": one.end,
                    "no_start": one.no_start,
                    "no_end": one.no_end,
                    "counts_until": one.until,
                }
                for one in found
            ]
        )
    elif found:
        rows = [
            (
                client_number(one.number),
                one.name,
                one.group,
                day(one.end, today),
                ", ".join(one.no_start),
                ", ".join(one.no_end),
                day(one.until, today) if one.until else "",
            )
            for one in found
        ]
        answer(table(("Number", "Name", "Group", "Ended", "No start", "No end", "Counts until"), rows))
    else:
        answer(["Nobody whose programme is over lacks a reading."])
    return DONE
