"""due: which measures somebody is due; experiments: what was feared against what happened."""

import argparse
from collections.abc import Iterator
from datetime import date
from typing import Any

from groupcare.acts import Refused, access
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in, table
from groupcare.queries import experiments as of
from groupcare.queries import find
from groupcare.queries.intake_measures import intake_measures
from groupcare.queries.measures_due import due_at_session, measures_due
from groupcare.rules.group import Member
from groupcare.rules.people import Client, client_number, full_name
from groupcare.rules.tried import against_words, tried_words
from groupcare.rules.words import day


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    due = commands.add_parser(
        "due", parents=[common], help="measures that are due: of a person, at a session, or of all who have no seat yet"
    )
    due.add_argument(
        "client", metavar="CLIENT", nargs="?", help="a client's number or name; without: all not yet seated"
    )
    due.add_argument("--session", nargs=2, metavar=("GROUP", "NUMBER"), help="everybody expected at this session")
    due.set_defaults(run=run_due)
    tried = commands.add_parser(
        "experiments", parents=[common], help="behavioural experiments: feared against what happened"
    )
    tried.add_argument("client", metavar="CLIENT", nargs="?")
    tried.add_argument("--group", metavar="GROUP", help="of everybody in a group")
    tried.set_defaults(run=run_experiments)


def run_due(args: Args) -> int:
    """Say who is due what."""
    with signed_in(args) as who:
        if args.session:
            return _at_session(args, who)
        if args.client is None:
            lacking = intake_measures(who)
            if args.json:
                answer_json(lacking)
            elif not lacking:
                answer(["Everybody who waits for a group has given what is asked at intake."])
            else:
                rows = [
                    [client_number(o.client_number), o.name, day(o.since, who.today()), ", ".join(o.measures)]
                    for o in lacking
                ]
                answer(table(["Client", "Name", "Since", "Not asked yet"], rows))
            return DONE
        client = find.client(who, args.client)
        found = measures_due(who, client.id)
        access.note(who, "chart", client.id)
        if args.json:
            answer_json({"client": client_number(client.number), "due": found})
        elif not found:
            answer([f"{client_number(client.number)}: no measure is due."])
        else:
            today = who.today()
            rows = [[one.name, day(one.since, today), one.why, "late" if one.late else ""] for one in found]
            answer(table(["Measure", "Since", "Why", ""], rows))
    return DONE


def _at_session(args: Args, who: Any) -> int:
    group, number = args.session
    if args.client is not None or not number.isdecimal():
        raise Refused("Say a client, or --session GROUP NUMBER; a session's number is a whole number.")
    session = find.session(who, find.group(who, group), int(number))
    found = {
        who.of(Client).get(who.of(Member).get(m).client): lines for m, lines in due_at_session(who, session).items()
    }
    if args.json:
        answer_json([{"client": client_number(c.number), "due": lines} for c, lines in found.items()])
    elif not found:
        answer(["Nobody is due any measure at that session."])
    else:
        rows = [[client_number(c.number), full_name(c), ", ".join(d.name for d in f)] for c, f in found.items()]
        answer(table(["Client", "Name", "Due"], rows))
    return DONE


def run_experiments(args: Args) -> int:
    """Say what was feared, and what happened."""
    if (args.client is None) == (args.group is None):
        raise Refused("Say a client, or --group GROUP: one of the two.")
    with signed_in(args) as who:
        if args.client is not None:
            client = find.client(who, args.client)
            found = of.experiments(who, client)
            access.note(who, "plan", client.id)
            if args.json:
                answer_json(_json(found))
            else:
                answer(_lines(found, who.today()))
            return DONE
        group = find.group(who, args.group)
        every = of.group_experiments(who, group.id)
        if args.json:
            answer_json({"group": group.name, "against": every.against, "people": [_json(one) for one in every.people]})
        else:
            answer([f"{group.name}: {against_words(every.against)}"])
            for one in every.people:
                answer(_lines(one, who.today()))
    return DONE


def _json(found: of.Experiments) -> dict[str, Any]:
    return {"client": client_number(found.client_number), "against": found.against, "tried": found.tried}


def _lines(found: of.Experiments, today: date) -> Iterator[str]:
    yield f"{client_number(found.client_number)} {found.name}: {against_words(found.against)}"
    for one in found.tried:
        when = f"{day(one.on, today)}, " if one.on else ""
        yield f"    {one.what} ({when}{one.told}): {tried_words(one)}"
