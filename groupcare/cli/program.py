"""`groupcare` without a command, and `groupcare demo`: the program on screen. Textual is imported only here."""

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from groupcare.acts import Refused
from groupcare.acts.names import moved_aside, staff_names
from groupcare.cli.context import DONE, REFUSED, Args, say, shown, store_folder

if TYPE_CHECKING:
    from groupcare.acts import SignIn

DEMO_PASSPHRASE = "demo"  # noqa: S105  # it guards nobody's data, and the README names it


def add_commands(commands: Any, common: Any) -> None:
    """Declare `demo`; no command at all opens the program."""
    demo = commands.add_parser("demo", parents=[common], help="look around a fictitious clinic in full swing")
    kept = f"make it there, to keep and to open later, with the passphrase {DEMO_PASSPHRASE!r}"
    demo.add_argument("--keep", metavar="DIR", help=kept)
    demo.set_defaults(run=run_demo)


def run_program(args: Args) -> int:
    """Open the program on the store meant; where there is none yet, ask the three questions."""
    _need_terminal()
    folder = store_folder(args)
    name = args.as_ or os.environ.get("GROUPCARE_STAFF") or ""

    def way_in() -> Any:
        from groupcare.tui.way_in import FirstRunScreen, SignInScreen

        if not there:
            return FirstRunScreen(folder, _zone(), _fleeting_demo)
        return SignInScreen(folder, names, name)

    there = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    names = staff_names(folder) if there or moved_aside(folder) else []
    return _run(way_in)


def run_demo(args: Args) -> int:
    """Open the fictitious clinic, as Dana Reyes unless --as says otherwise; it ignores the store and GROUPCARE_*."""
    if args.keep:
        folder = Path(args.keep).expanduser().absolute()
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Refused(
                f"{folder} exists and is not empty. Nothing was changed; a demo that was kept there opens with --store "
                f"{folder}. For a new one name another folder with --keep."
            )
        return _keep(folder)
    _need_terminal()
    who = _fleeting_demo(args.as_ or "")

    def way_in() -> Any:
        from groupcare.tui.look import LookAround

        return LookAround(who)

    return _run(way_in)


def _keep(folder: Path) -> int:
    from groupcare.acts import store
    from groupcare.demo.clinic import make
    from groupcare.exchange.library import shipped_library

    with store.fresh_folder(folder) as fresh:
        people = make(fresh, shipped_library(), _now(), DEMO_PASSPHRASE)
        next(iter(people.values())).close()
    say(f"The fictitious clinic is at {folder}, with the passphrase {DEMO_PASSPHRASE}. Open it with --store {folder}.")
    return DONE


def _fleeting_demo(name: str = "") -> "SignIn":
    """The fictitious clinic in a folder of its own, gone when the program ends; its key is in memory only."""
    from groupcare.demo.clinic import DANA, make
    from groupcare.exchange.library import shipped_library

    folder = Path(tempfile.mkdtemp(prefix="groupcare-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    people = make(folder, shipped_library(), _now(), clock_after=_now)
    chosen = people.get(name or DANA)
    if chosen is None:
        raise Refused(f"Nobody named {name!r} works in the fictitious clinic; there are {', '.join(people)}.")
    return chosen


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _zone() -> str:
    from groupcare.cli.store import local_zone

    return local_zone()


def _need_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Refused("The program needs a terminal. Commands work without one: groupcare --help lists them.")


def _run(way_in: Callable[[], Any]) -> int:
    from groupcare.tui.app import GroupCareApp

    app = GroupCareApp(way_in)
    code = app.run()
    if app.desk is not None:
        app.desk.close()
    if app.return_code or app.failed:
        kept = f" Where it happened, without any content, is in {app.fault_path}." if app.fault_path else ""
        say(f"groupcare: a fault of the program ended it. What was saved is saved; drafts come back.{shown(kept)}")
        return REFUSED
    return code or DONE
