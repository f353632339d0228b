"""The `groupcare` command: finds what is meant, runs it, and makes a line and an exit code of whatever happens."""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from groupcare import __version__
from groupcare.acts import RecordError
from groupcare.cli import program
from groupcare.cli.context import DONE, REFUSED, USAGE, say, shown, store_folder
from groupcare.exchange.files import FileFault
from groupcare.rules.text import TextRefused

COMMANDS = {
    "store": ("init", "recover", "staff"),
    "clinic": ("clinic",),
    "policy": ("policy",),
    "wording": ("wording",),
    "merging": ("merge",),
    "referrals": ("referrals", "screen"),
    "people": ("apart",),
    "safety": ("alerts", "findings", "evaluate"),
    "measures": ("due", "experiments"),
    "safety_work": ("measure", "safety-plan", "phoned"),
    "curricula": ("curriculum",),
    "groups": ("group",),
    "sessions": ("session",),
    "members": ("member",),
    "make_ups": ("make-up",),
    "missing_readings": ("missing-readings",),
    "ideas": ("ideas",),
    "notes": ("notes",),
    "plans": ("plan", "diagnoses", "interventions"),
    "consents": ("consent",),
    "exports": ("export",),
    "reports": ("report",),
    "proof": ("verify", "history", "access", "audit"),
    "erasing": ("erase",),
    "backup": ("backup", "restore"),
}
"""Which file has which commands: only the one that is meant is read, for a quick start."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code (0 done, 1 refused or something found, 2 misused)."""
    os.umask(0o077)
    if sys.stdout is None:  # closed by the caller: the command is done all the same
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    words = list(sys.argv[1:] if argv is None else argv)
    if any(not _is_text(word) for word in words):
        say("groupcare: an argument holds bytes that are no text here. Nothing was done; use a UTF-8 terminal.")
        return USAGE
    args = _parser(words).parse_args(words, argparse.Namespace(store=None, as_=None, json=False))
    try:
        code: int = getattr(args, "run", program.run_program)(args)
        sys.stdout.flush()
        return code
    except (RecordError, TextRefused, FileFault) as said:
        say(f"groupcare: {said}")
        return REFUSED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except EOFError:
        say("groupcare: nothing was typed. Nothing was done.")
        return REFUSED
    except OSError as error:
        say(
            f"groupcare: the system refused ({error.strerror or type(error).__name__}). What the command had saved "
            "before is saved; nothing is half done."
        )
        return REFUSED
    except KeyboardInterrupt:
        say("groupcare: stopped. What was not yet saved was not saved; nothing is half done.")
        return 130
    except Exception as error:  # noqa: BLE001  # the last door: a person sees a sentence, never a traceback
        return _unexpected(error, args)


def _is_text(word: str) -> bool:
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and where to read more."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, shown(f"{self.prog}: {message} (more: {self.prog} --help)") + "\n")


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


def _command(words: Sequence[str]) -> str | None:
    """The command among these words, or None."""
    rest = iter(words)
    for word in rest:
        if word in ("--store", "--as"):
            next(rest, None)
        elif not word.startswith(("--store=", "--as=", "--json")):
            return word
    return None


def _parser(words: Sequence[str] = ("",)) -> argparse.ArgumentParser:
    """The parser of the command that is meant; of all where none is known, for help and for what is misspelt."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--store", metavar="DIR", default=argparse.SUPPRESS, help="the store's folder")
    common.add_argument("--as", dest="as_", metavar="NAME", default=argparse.SUPPRESS, help="who you are")
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="the answer as JSON")
    parser = _Parser(
        prog="groupcare",
        description="Runs a clinic's group psychotherapy programme. Without a command it opens on the screen.",
        epilog="Exit codes: 0 done; 1 refused, or something was found that somebody must look at; 2 misused.",
        parents=[common],
    )
    parser.add_argument("--version", action="version", version=f"groupcare {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    program.add_commands(commands, common)
    command = _command(words)
    if command not in (None, "demo"):
        named = [room for room, its in COMMANDS.items() if command in its]
        for room in named or COMMANDS:
            import_module(f"groupcare.cli.{room}").add_commands(commands, common)
    return parser
