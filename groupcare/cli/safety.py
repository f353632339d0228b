"""alerts list, take, act and close; findings; evaluate."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from groupcare.acts import NotFound, SignIn, access
from groupcare.acts import safety as acts
from groupcare.acts.screen import evaluate
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in, table
from groupcare.cli.words import a_date
from groupcare.queries import find
from groupcare.queries import referrals as query
from groupcare.rules.people import Client, client_number, full_name
from groupcare.rules.policy import Route
from groupcare.rules.safety import Alert, Verdict
from groupcare.rules.schedule import local
from groupcare.rules.words import day

VERDICTS = {"group": Verdict.group, "individual": Verdict.individual, "error": Verdict.raised_in_error}


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    own = commands.add_parser("alerts", help="open work about safety").add_subparsers(required=True, metavar="COMMAND")
    own.add_parser("list", parents=[common], help="list them, most urgent first").set_defaults(run=run_list)
    for name, help_, run in (
        ("take", "become the owner of a person's open alerts", run_take),
        ("act", "add what was done about a person's open alerts", run_act),
        ("close", "close a person's open alerts, naming the clinician and who took over", run_close),
    ):
        parser = own.add_parser(name, parents=[common], help=help_)
        parser.add_argument("client", metavar="CLIENT")
        parser.set_defaults(run=run)
        if name == "act":
            parser.add_argument("--what", default="", metavar="WORDS")
            parser.add_argument("--step", default="", metavar="STEP", help="tick a step of it, such as clinician")
        if name == "close":
            parser.add_argument("--clinician", required=True, metavar="NAME")
            parser.add_argument("--took-over", default="", metavar="NAME")
            parser.add_argument("--in-error", action="store_true", help="it was raised by mistake")

    findings = commands.add_parser("findings", parents=[common], help="a person's safety findings that still stand")
    findings.add_argument("client", metavar="CLIENT")
    findings.set_defaults(run=run_findings)
    signed = commands.add_parser("evaluate", parents=[common], help="sign a clinician's evaluation of findings")
    signed.add_argument("client", metavar="CLIENT")
    signed.add_argument("rule", nargs="+", metavar="RULE", help="the findings that it names, by their rule")
    signed.add_argument("--verdict", required=True, choices=sorted(VERDICTS))
    signed.add_argument("--text", required=True, metavar="WORDS", help="what was seen, and why")
    signed.add_argument(
        "--standing-until", type=a_date, metavar="DATE", help="a standing decision: no new hold till then"
    )
    signed.add_argument("--safety-plan-of", type=a_date, metavar="DATE", help="the day of the plan it rests on")
    signed.set_defaults(run=run_evaluate)


def run_list(args: Args) -> int:
    """List open alerts."""
    with signed_in(args) as who:
        found = query.alerts(who)
        if args.json:
            answer_json(
                [
                    {
                        "alert": a.id,
                        "client": client_number(a.client_number),
                        "level": a.level,
                        "because": a.because,
                        "owner": a.owner,
                        "due": a.due,
                        "overdue": a.overdue,
                    }
                    for a in found
                ]
            )
            return DONE
        zone, today = who.clinic.zone, who.today()
        rows = [
            [
                "‼" if a.level is Route.urgent else "!",
                client_number(a.client_number),
                a.name,
                f"{day(due.date(), today)} {due:%H:%M}" + (" overdue" if a.overdue else ""),
                a.owner or "nobody",
                "; ".join(a.because),
            ]
            for a, due in ((a, local(a.due, zone)) for a in found)
        ]
        answer(table(["", "Client", "Name", "Due", "Owner", "Why"], rows) if rows else ["No open alerts."])
        if rows:
            answer(["", who.whom_to_call])
    return DONE


def _on_each(args: Args, done: str, do: Callable[[SignIn, Alert], Alert]) -> int:
    """Do it to every open alert of the person."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        alerts = acts.open_alerts(who, client.id)
        if not alerts:
            raise NotFound(f"{client_number(client.number)} has no open alert.")
        changed = [do(who, alert) for alert in alerts]
        if args.json:
            answer_json([{"alert": a.id, "level": a.level, "status": a.status} for a in changed])
        else:
            answer([f"{_called(client)}: {len(changed)} {done}."])
    return DONE


def _called(client: Client) -> str:
    return f"{client_number(client.number)} {full_name(client)}"


def run_take(args: Args) -> int:
    """Own a person's alerts."""
    return _on_each(args, "taken", lambda who, alert: acts.take_alert(who, alert.id))


def run_act(args: Args) -> int:
    """Say what was done."""
    return _on_each(args, "acted on", lambda who, alert: acts.act_on_alert(who, alert.id, args.what, step=args.step))


def run_close(args: Args) -> int:
    """Close a person's alerts."""
    return _on_each(
        args,
        "closed; the findings stand until an evaluation names them",
        lambda who, alert: acts.close_alert(
            who, alert.id, clinician=args.clinician, took_over=args.took_over, in_error=args.in_error
        ),
    )


def run_findings(args: Args) -> int:
    """List a person's findings that still stand."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        found = query.standing_findings(who, client)
        access.note(who, "findings", client.id)
        if args.json:
            answer_json([{"rule": f.rule, "route": f.route, "detail": f.detail, "source": f.source} for f in found])
            return DONE
        rows = [[f.rule, f.route, day(f.raised_at.date(), who.today()), f.detail] for f in found]
        empty = [f"{_called(client)} has no finding that stands."]
        answer(table(["Rule", "Route", "Since", "What"], rows) if rows else empty)
    return DONE


def run_evaluate(args: Args) -> int:
    """Sign an evaluation."""
    with signed_in(args) as who:
        client = find.client(who, args.client)
        found = query.standing_findings(who, client)
        ids = _named(args.rule, [(f.rule, f.id) for f in found])
        signed = evaluate(
            who,
            client.id,
            ids,
            VERDICTS[args.verdict],
            args.text,
            covers_until=args.standing_until,
            safety_plan_on=args.safety_plan_of,
        )
        still = query.standing_findings(who, client)
        if args.json:
            answer_json({"evaluation": signed.id, "verdict": signed.verdict, "standing": [f.rule for f in still]})
        else:
            stands = f"{len(still)} still stand" if still else "none stands; the hold is released"
            answer([f"{_called(client)}: {len(ids)} evaluated, {signed.verdict}; {stands}."])
    return DONE


def _named(rules: Sequence[str], found: Sequence[tuple[str, str]]) -> list[str]:
    for rule in rules:
        if rule not in (known for known, _ in found):
            names = ", ".join(known for known, _ in found) or "none"
            raise NotFound(f"No finding {rule!r} stands; standing: {names}.")
    return [finding for known, finding in found if known in rules]
