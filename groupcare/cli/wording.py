"""wording: a clinic's own licensed wording of a measure."""

import argparse
from pathlib import Path
from typing import Any

from groupcare.acts.wording import load_wording
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in
from groupcare.exchange.toml_file import read_text
from groupcare.rules.words import count


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare it."""
    own = commands.add_parser(
        "wording", parents=[common], help="load your own licensed wording of a measure; it stays in your record"
    )
    own.add_argument("measure", metavar="MEASURE", help="such as c-ssrs-screener")
    own.add_argument("file", type=Path, metavar="FILE", help="a text file, one line an item, in the form's order")
    own.add_argument("--licence", required=True, metavar="WORDS", help="on which licence the clinic uses it")
    own.set_defaults(run=run_wording)


def run_wording(args: Args) -> int:
    """Load it."""
    lines = [line for line in read_text(args.file).split("\n") if line.strip()]
    with signed_in(args) as who:
        kept = load_wording(who, args.measure, lines, args.licence)
        if args.json:
            answer_json({"measure": kept.measure, "items": len(kept.texts)})
        else:
            name = who.library.measures[kept.measure].name
            answer([f"{name}: {count(len(kept.texts), 'item')} worded; read out from the next sign-in on."])
    return DONE
