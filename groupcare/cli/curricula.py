"""curriculum list, curriculum check."""

import argparse
from typing import Any

from groupcare.cli.context import DONE, REFUSED, Args, answer, answer_json, say, table
from groupcare.exchange import curriculum_file
from groupcare.exchange.files import FileFault


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    own = commands.add_parser("curriculum", help="programmes to run").add_subparsers(required=True, metavar="COMMAND")
    own.add_parser("list", parents=[common], help="list the curricula that come along").set_defaults(run=run_list)
    check = own.add_parser("check", parents=[common], help="check a curriculum file")
    check.add_argument("file", metavar="FILE", help="a .toml file, or the id of one that comes along")
    check.set_defaults(run=run_check)


def run_list(args: Args) -> int:
    """List them."""
    found = [curriculum_file.read(path) for path in curriculum_file.shipped()]
    if args.json:
        answer_json(
            [
                {"curriculum": c.id, "name": c.name, "version": c.version, "modules": len(c.module),
                 "minutes": c.minutes, "admission": c.admission}
                for c in found
            ]
        )  # fmt: skip
    else:
        rows = [[c.id, c.name, len(c.module), c.minutes, c.admission] for c in found]
        answer(table(["Id", "Name", "Modules", "Minutes", "Admission"], rows))
    return DONE


def run_check(args: Args) -> int:
    """Check one file; a fault is the answer."""
    try:
        c = curriculum_file.read(curriculum_file.find(args.file))
    except FileFault as fault:
        if args.json:
            answer_json({"ok": False, "file": fault.path, "line": fault.line, "expected": fault.expected})
        say(f"groupcare: {fault}")
        return REFUSED
    if args.json:
        answer_json({"ok": True, "curriculum": c.id, "modules": len(c.module)})
    else:
        answer([f"{args.file}: sound. {c.name}, {len(c.module)} modules of {c.minutes} minutes."])
    return DONE
