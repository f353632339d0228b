"""referrals import, list, record and decide; screen."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from groupcare.acts import Refused, importing, person, refer
from groupcare.acts import screen as screening
from groupcare.cli.context import DONE, REFUSED, Args, Progress, answer, answer_json, say, signed_in, table
from groupcare.cli.words import a_date, digits, named_answer, yes_no
from groupcare.exchange import curriculum_file, referrals_csv
from groupcare.queries import find, groups
from groupcare.queries import referrals as query
from groupcare.rules.intake import Remark
from groupcare.rules.people import client_number, referral_number
from groupcare.rules.policy import GRAVITY, Route
from groupcare.rules.safety import Choice
from groupcare.rules.screening import CSSRS, GAD7, PHQ9, missing_words
from groupcare.rules.words import count, day


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    own = commands.add_parser("referrals", help="requests for care").add_subparsers(required=True, metavar="COMMAND")
    import_ = own.add_parser("import", parents=[common], help="take in referrals from a CSV file")
    import_.add_argument("file", type=Path, metavar="FILE")
    import_.add_argument(
        "--dates", choices=("day-first", "month-first"), help="how 01/02/2026 is meant where the file does not show it"
    )
    import_.add_argument("--dry-run", action="store_true", help="read the file and say what would happen")
    import_.set_defaults(run=run_import)
    own.add_parser("list", parents=[common], help="list all referrals").set_defaults(run=run_list)

    record = own.add_parser("record", parents=[common], help="record what intake asked")
    record.add_argument("referral", metavar="ID")
    record.add_argument("--born", type=a_date, metavar="DATE")
    record.add_argument("--phq9", type=digits, metavar="012…", help="nine digits, - where unanswered")
    record.add_argument("--gad7", type=digits, metavar="012…", help="seven digits, - where unanswered")
    record.add_argument(
        "--cssrs", type=yes_no, metavar="nn---n-", help="as --cssrs=nn---n-: questions 1 to 6 and recency, y, n or -"
    )
    record.add_argument("--asked-on", type=a_date, metavar="DATE", help="the day it was asked; by default today")
    record.add_argument("--mode", default="in person", help="how it was asked")
    for name, example in (("participation", "attend"), ("observation", "psychosis"), ("red-flag", "fever")):
        help_ = (
            f"as {example}=no or all=yes; {example}=unanswered takes it back; a name that is not there is answered "
            "with those there are"
        )
        record.add_argument(
            f"--{name}", type=named_answer, action="append", default=[], metavar="NAME=yes|no", help=help_
        )
    record.add_argument("--imminent-risk", choices=("yes", "no"), help="staff report imminent risk")
    record.set_defaults(run=run_record)

    decide = own.add_parser("decide", parents=[common], help="record a decision")
    decide.add_argument("referral", metavar="ID")
    decide.add_argument("choice", type=_choice, metavar="CHOICE", help=", ".join(Choice))
    decide.add_argument("--curriculum", default="", metavar="ID", help="for which the person waits")
    decide.add_argument("--reason", default="")
    apart = own.add_parser("tell-apart", parents=[common], help="record that two people of one name are two")
    apart.add_argument("client", metavar="CLIENT")
    apart.add_argument("other", metavar="OTHER")
    apart.set_defaults(run=run_tell_apart)
    decide.add_argument("--review-on", type=a_date, metavar="DATE")
    decide.set_defaults(run=run_decide)

    screen = commands.add_parser("screen", parents=[common], help="apply the screening policy")
    which = screen.add_mutually_exclusive_group()
    which.add_argument("--referral", metavar="ID")
    which.add_argument("--all", action="store_true", help="every open referral (the default)")
    screen.set_defaults(run=run_screen)


def _choice(text: str) -> Choice:
    for choice in Choice:
        if text.replace("-", " ").casefold() in (choice.value, choice.name.replace("_", " ")):
            return choice
    raise argparse.ArgumentTypeError(f"one of {', '.join(Choice)}, not {text!r}")


def run_import(args: Args) -> int:
    """Take in a file, all good rows in one act."""
    with signed_in(args) as who:
        day_first = None if args.dates is None else args.dates == "day-first"
        read = referrals_csv.read(args.file, day_first=day_first, progress=Progress("Read"))
        # A file that breaks off is not imported in part: what stands behind the break is unknown.
        whole = read.stopped_at is None
        rows = read.rows if whole else ()
        progress = Progress("Tried" if args.dry_run else "Taken in")
        done = importing.import_referrals(who, rows, dry_run=args.dry_run, progress=progress)
        if not whole:
            say(f"groupcare: the file breaks off at line {read.stopped_at}. Nothing was imported; mend it first.")
        for column in read.undecided:
            say(f"groupcare: no date of {column} shows whether the day or the month comes first; say it with --dates.")
        warnings = sorted((*read.warnings, *done.warnings), key=lambda r: r.line)
        if args.json:
            answer_json(
                {
                    "accepted": done.accepted,
                    "duplicates": done.duplicates,
                    "rejected": [_remark(r) for r in read.rejected],
                    "warnings": [_remark(r) for r in warnings],
                }
            )
        else:
            would = "would be " if args.dry_run else ""
            answer(
                [
                    f"{done.accepted:,} {would}accepted, {done.duplicates:,} known already, "
                    f"{len(read.rejected):,} rejected, {count(len(warnings), 'warning')}."
                ]
            )
            for word, remarks in (("rejected", read.rejected), ("warning", warnings)):
                answer(f"{word}: line {r.line}{', ' + r.column if r.column else ''}: {r.reason}" for r in remarks)
            if done.alerts:
                answer([f"{'Its' if args.dry_run else 'Their'} answers raise {count(done.alerts, 'safety alert')}."])
            if done.accepted and not args.dry_run:
                answer(["Next: groupcare screen --all"])
        return REFUSED if read.rejected else DONE


def _remark(remark: Remark) -> dict[str, Any]:
    return {"line": remark.line, "column": remark.column, "reason": remark.reason}


def run_list(args: Args) -> int:
    """List all referrals."""
    with signed_in(args) as who:
        found = query.referrals(who)
        if args.json:
            answer_json(
                [
                    {
                        "referral": referral_number(r.number),
                        "external_id": r.external_id,
                        "received_on": r.received_on,
                        "status": r.status,
                        "route": r.route,
                    }
                    for r in found
                ]
            )
            return DONE
        today = who.today()
        rows = [
            [referral_number(r.number), r.name, day(r.received_on, today), r.status, r.route or "not screened"]
            for r in found
        ]
        answer(table(["Referral", "Name", "Received", "Status", "Route"], rows) if rows else [_EMPTY])
    return DONE


_EMPTY = "No referrals yet. Take in a file with: groupcare referrals import FILE"


def run_record(args: Args) -> int:
    """Keep what intake asked; a measure's answers each as one administration."""
    given = (args.born, args.phq9, args.gad7, args.cssrs, args.imminent_risk)
    if not any((args.participation, args.observation, args.red_flag)) and all(value is None for value in given):
        raise Refused("Nothing was given to record; see groupcare referrals record --help.")
    with signed_in(args) as who:
        referral = find.referral(who, args.referral)
        asked: date | None = args.asked_on
        for measure, answers, length in ((PHQ9, args.phq9, 9), (GAD7, args.gad7, 7), (CSSRS, args.cssrs, 7)):
            if answers is None:
                continue
            if len(answers) != length:
                raise Refused(f"{who.library.measures[measure].name} takes {length} answers, not {len(answers)}.")
            whole = (*answers, None) if measure == PHQ9 else answers
            refer.record_answers(who, referral.id, measure, whole, on=asked, mode=args.mode)
        policy = who.policy
        refer.record_intake(
            who,
            referral.id,
            participation=_all(args.participation, policy.participation),
            observations=_all(args.observation, policy.observations),
            red_flags=_all(args.red_flag, policy.red_flags),
            imminent_risk=None if args.imminent_risk is None else args.imminent_risk == "yes",
            date_of_birth=args.born,
        )
        say(f"Recorded for {referral_number(referral.number)}. Next: groupcare screen --referral {args.referral}")
        if args.json:
            answer_json({"referral": referral_number(referral.number)})
    return DONE


def _all(given: list[tuple[str, bool | None]], names: tuple[str, ...]) -> dict[str, bool | None]:
    """The answers by name; `all=…` stands for every name, and later ones win over earlier ones."""
    found: dict[str, bool | None] = {}
    for name, value in given:
        found.update(dict.fromkeys(names, value) if name == "all" else {name: value})
    return found


def run_decide(args: Args) -> int:
    """Record a person's decision."""
    with signed_in(args) as who:
        referral = find.referral(who, args.referral)
        if args.curriculum and args.curriculum not in {g.curriculum for g in groups.groups(who)}:
            curriculum_file.find(args.curriculum)
        made = screening.decide(
            who,
            referral.id,
            args.choice,
            reason=args.reason,
            curriculum=args.curriculum,
            review_on=args.review_on,
        )
        number = referral_number(referral.number)
        if args.json:
            answer_json({"referral": number, "choice": made.choice, "suggested": made.suggested})
        else:
            answer([f"{number}: decided for {made.choice}; the policy suggested {made.suggested}."])
    return DONE


def run_tell_apart(args: Args) -> int:
    """Record that two clients are two people."""
    with signed_in(args) as who:
        one, other = find.client(who, args.client), find.client(who, args.other)
        person.tell_apart(who, one.id, other.id)
        numbers = [client_number(one.number), client_number(other.number)]
        if args.json:
            answer_json({"told_apart": numbers})
        else:
            answer([f"{' and '.join(numbers)} are two people."])
    return DONE


def run_screen(args: Args) -> int:
    """Screen one referral, or all that changed; prints current screenings, and exits 1 unless all are for group."""
    with signed_in(args) as who:
        if args.referral is not None:
            referral = find.referral(who, args.referral)
            screening.screen_referral(who, referral.id)
            one = query.screening(who, referral)
            found = [one] if one else []
        else:
            waiting = list(query.to_screen(who))
            progress = Progress("Screened")
            for done, referral in enumerate(waiting, start=1):
                screening.screen_referral(who, referral.id)
                progress(done, len(waiting))
            found = query.screenings(who)
        if args.json:
            answer_json([_screened(s) for s in found])
        else:
            answer(line for s in found for line in _explained(s, brief=len(found) > 1))
            counts = {route: sum(s.screening.route is route for s in found) for route in Route}
            if counts[Route.urgent]:
                answer([f"Urgent: stay with the person. {who.whom_to_call}"])
            answer([", ".join(f"{n:,} {route}" for route, n in counts.items() if n) or "No open referrals."])
        return DONE if all(s.screening.route is Route.group for s in found) else REFUSED


def _screened(s: query.Screened) -> dict[str, Any]:
    kept = s.screening
    return {
        "external_id": s.line.external_id,
        "referral": referral_number(s.line.number),
        "route": kept.route,
        "findings": [{"rule": f.rule, "detail": f.detail, "source": f.source} for f in kept.findings],
        "missing": [m.key for m in kept.missing],
        "phq9": {
            "total": kept.phq9.total,
            "least": kept.phq9.least,
            "greatest": kept.phq9.greatest,
            "severity": kept.phq9.severity,
            "item9": kept.phq9.item9,
        },
    }


def _explained(s: query.Screened, *, brief: bool) -> list[str]:
    head = f"{referral_number(s.line.number)}  {s.line.name}: {s.screening.route.upper()}"
    lines = [head] + [f"    {f.detail}" for f in s.screening.findings]
    if s.screening.missing:
        gravest = max((m.could for m in s.screening.missing), key=lambda route: GRAVITY[route])
        lines.append(f"    not answered, and could lead to {gravest}: {'; '.join(missing_words(s.screening.missing))}")
    if not brief:
        lines += [f"    source: {f.rule}: {f.source}" for f in s.screening.findings]
    return lines + [f"    {remark}" for remark in s.screening.remarks]
