"""The `groupcare` command: finds what is meant, runs it, and makes a line and an exit code of whatever happens."""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from groupcare import __version__
from groupcare.acts import RecordError
from groupcare.cli import curricula, exports, groups, plans, proof, referrals, safety, sessions, store
from groupcare.cli.context import REFUSED, USAGE, say, store_folder
from groupcare.exchange.files import FileFault
from groupcare.rules.text import TextRefused


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code (0 done, 1 refused or something found, 2 misused)."""
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = _parser()
    args = parser.parse_args(argv, argparse.Namespace(store=None, as_=None, json=False))
    if not hasattr(args, "run"):
        parser.print_help(sys.stderr)
        return USAGE
    try:
        code: int = args.run(args)
        sys.stdout.flush()
        return code
    except (RecordError, TextRefused, FileFault) as said:
        say(f"groupcare: {said}")
        return REFUSED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except KeyboardInterrupt:
        say("groupcare: stopped. What was not yet saved was not saved; nothing is half done.")
        return 130
    except Exception as error:  # noqa: BLE001  # the last door: a person sees a sentence, never a traceback
        return _unexpected(error, args)


def _unexpected(error: Exception, args: argparse.Namespace) -> int:
    """Keep where it happened, without any value (values may be health data), and say so."""
    frames = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
    name = f"fault-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.txt"
    text = "\n".join([f"GroupCare {__version__}", type(error).__qualname__, *frames, ""])
    where = "nowhere could the details be kept"
    folder = store_folder(args)
    if folder.is_dir():
        path = Path(folder) / name
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as out:
                out.write(text)
            where = f"details without any content are in {path}"
        except OSError:
            pass
    say(f"groupcare: a fault of the program ({type(error).__name__}). Nothing of this act was saved; {where}.")
    return REFUSED


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--store", metavar="DIR", default=argparse.SUPPRESS, help="the store's folder")
    common.add_argument("--as", dest="as_", metavar="NAME", default=argparse.SUPPRESS, help="who you are")
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="the answer as JSON")
    parser = argparse.ArgumentParser(
        prog="groupcare",
        description="Runs a clinic's group psychotherapy programme.",
        epilog="Exit codes: 0 done; 1 refused, or something was found that somebody must look at; 2 misused.",
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"groupcare {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for room in (store, referrals, safety, curricula, groups, sessions, plans, exports, proof):
        room.add_commands(commands, common)
    return parser
