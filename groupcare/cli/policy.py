"""policy show, list, check, set: the screening policy, which a clinic can change."""

import argparse
from pathlib import Path
from typing import Any

from groupcare.acts import NotFound
from groupcare.acts import policy as acts
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in, table
from groupcare.exchange import library
from groupcare.queries import policy as query
from groupcare.rules.schedule import local
from groupcare.rules.words import count, day


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    about = "the screening policy: thresholds, windows, response times"
    own = commands.add_parser("policy", help=about).add_subparsers(required=True, metavar="COMMAND")
    show = own.add_parser("show", parents=[common], help="the file of the policy in force, to read or to change a copy")
    show.add_argument("--version", metavar="V", help="an earlier one")
    show.set_defaults(run=run_show)
    own.add_parser("list", parents=[common], help="all policies that were ever in force").set_defaults(run=run_list)
    check = own.add_parser("check", parents=[common], help="whether a file can be a policy")
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(run=run_check)
    put = own.add_parser("set", parents=[common], help="put a file's policy in force")
    put.add_argument("file", type=Path, metavar="FILE")
    put.add_argument("--because", required=True, metavar="WHY")
    put.set_defaults(run=run_set)


def run_show(args: Args) -> int:
    """A policy's file."""
    with signed_in(args) as who:
        lines = query.policies(who)
        wanted = [p for p in lines if (p.in_force if args.version is None else p.policy.version == args.version)]
        if not wanted:
            known = ", ".join(line.policy.version for line in lines)
            raise NotFound(f"No policy has the version {args.version!r}; there are {known}.")
        if args.json:
            answer_json(wanted[0].policy)
        else:
            answer((wanted[0].text or library.default_policy_text()).rstrip("\n").split("\n"))
    return DONE


def run_list(args: Args) -> int:
    """All policies, the newest first."""
    with signed_in(args) as who:
        lines, zone, today = query.policies(who), who.clinic.zone, who.today()
        if args.json:
            answer_json(
                [
                    {"version": p.policy.version, "name": p.policy.name, "since": p.since, "in_force": p.in_force}
                    for p in lines
                ]
            )
            return DONE
        rows = [
            [
                "●" if p.in_force else "",
                p.policy.version,
                p.policy.name,
                f"since {day(local(p.since, zone).date(), today)}" if p.since else "came with GroupCare",
            ]
            for p in lines
        ]
        answer(table(["", "Version", "Name", "In force"], rows))
    return DONE


def run_check(args: Args) -> int:
    """Read a file as a policy; what is wrong with it is said with its line."""
    policy = library.read_policy(args.file, library.shipped_library().measures)
    if args.json:
        answer_json({"version": policy.version, "name": policy.name, "rules": len(policy.rule)})
    else:
        words = f"{policy.name}, version {policy.version}, {count(len(policy.rule), 'rule')}"
        answer([f"{args.file} can be a policy: {words}."])
    return DONE


def run_set(args: Args) -> int:
    """Put it in force."""
    policy, text = library.read_policy_file(args.file, library.shipped_library().measures)
    with signed_in(args) as who:
        acts.set_policy(who, policy, text, args.because)
        if args.json:
            answer_json({"version": policy.version, "name": policy.name})
        else:
            answer(
                [
                    f"{policy.name}, version {policy.version}, is in force from now on.",
                    "What was decided keeps the version it was decided under; referrals that wait are to be screened "
                    "again.",
                ]
            )
    return DONE
