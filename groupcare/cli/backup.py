"""backup, restore."""

import argparse
from pathlib import Path
from typing import Any

from groupcare.acts import backups
from groupcare.cli.context import DONE, Args, Progress, answer, answer_json, signed_in, store_folder


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    parser = commands.add_parser("backup", parents=[common], help="write the whole store into one encrypted file")
    parser.add_argument("file", type=Path, metavar="FILE", help="a new file, or a folder to make a dated one in")
    parser.set_defaults(run=run_backup)
    parser = commands.add_parser("restore", parents=[common], help="make the store again from a backup")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--aside", action="store_true", help="rename the store that stands there now, and say to what")
    parser.set_defaults(run=run_restore)


def run_backup(args: Args) -> int:
    """Write a backup."""
    with signed_in(args) as who:
        file = backups.named(args.file.expanduser().absolute(), who.today())
        made = backups.back_up(who, file, Progress("Proved acts"))
        if args.json:
            answer_json({"file": str(file), "size": made.size, "at": made.at, "acts": made.acts, "head": made.head})
        else:
            answer(
                [
                    f"{file} holds the whole store, proved: {made.acts:,} acts, {_size(made.size)}.",
                    f"Head fingerprint: {made.head}",
                    "Keep it away from this machine. It opens with any passphrase that is valid today.",
                ]
            )
    return DONE


def run_restore(args: Args) -> int:
    """Make the store again, before anybody signs in."""
    file = args.file.expanduser().absolute()
    done = backups.restore(file, store_folder(args), aside=args.aside, progress=Progress("Read MiB"))
    found = done.manifest
    if args.json:
        told = {"made_at": found.made_at, "acts": found.acts, "head": found.head}
        answer_json({"store": str(done.folder), **told, "aside": str(done.aside) if done.aside else None})
    else:
        answer(
            [
                f"The store of {found.made_at:%Y-%m-%d %H:%M} UTC is at {done.folder}, with {found.acts:,} acts.",
                f"Head fingerprint: {found.head}",
                *([f"The store that was there before is at {done.aside}."] if done.aside else []),
                "Sign in with any passphrase that was valid then. Next: groupcare verify.",
            ]
        )
    return DONE


def _size(of_bytes: int) -> str:
    return f"{of_bytes / 1_000_000:,.1f} MB"
