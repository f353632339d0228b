"""init and recover; staff add, remove, list, away and back."""

import argparse
from typing import Any

from groupcare.acts import Refused, leave, store
from groupcare.cli.context import DONE, Args, answer, answer_json, passphrase, say, signed_in, store_folder, table
from groupcare.cli.words import a_date, roles
from groupcare.queries import find
from groupcare.queries import staff as staff_query
from groupcare.rules.clinic import Clinic, Staff
from groupcare.rules.words import day


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    init = commands.add_parser("init", parents=[common], help="make a store for a clinic")
    init.add_argument("--name", required=True, metavar="CLINIC", help="the clinic's name")
    init.add_argument("--staff", required=True, metavar="NAME", help="your name: the first member of staff")
    init.add_argument("--roles", type=roles, default=(), metavar="ROLE,…", help="your roles; always also manager")
    init.add_argument("--zone", metavar="IANA", help="the clinic's time zone, such as America/New_York")
    init.add_argument("--country", metavar="US", help="the country whose public holidays apply")
    init.add_argument("--subdivision", metavar="MA", help="the state or province, for its own holidays")
    init.add_argument(
        "--unix-group", default="", metavar="GROUP", help="a team's Unix group, whose accounts may open it"
    )
    init.set_defaults(run=run_init)

    recover = commands.add_parser(
        "recover", parents=[common], help="give somebody a new passphrase by the recovery key, when all are lost"
    )
    recover.add_argument("person", metavar="NAME")
    recover.set_defaults(run=run_recover)

    staff = commands.add_parser("staff", help="who works here").add_subparsers(required=True, metavar="COMMAND")
    add = staff.add_parser("add", parents=[common], help="add somebody, with a passphrase for their first sign-in")
    add.add_argument("newcomer", metavar="NAME")
    add.add_argument("--roles", type=roles, required=True, metavar="ROLE,…")
    add.set_defaults(run=run_staff_add)
    remove = staff.add_parser("remove", parents=[common], help="somebody has left and can no longer sign in")
    remove.add_argument("person", metavar="NAME")
    remove.set_defaults(run=run_staff_remove)
    away = staff.add_parser("away", parents=[common], help="days on which somebody leads no group")
    away.add_argument("person", metavar="NAME")
    away.add_argument("first", type=a_date, metavar="FIRST")
    away.add_argument("last", type=a_date, nargs="?", metavar="LAST", help="by default one day")
    away.add_argument("--reason", default="", help="such as leave")
    away.set_defaults(run=run_staff_away)
    back = staff.add_parser("back", parents=[common], help="take back leave that was noted")
    back.add_argument("person", metavar="NAME")
    back.add_argument("on", type=a_date, metavar="DATE", help="a day of that leave")
    back.set_defaults(run=run_staff_back)
    new_key = staff.add_parser("new-key", parents=[common], help="encrypt the record anew, as after somebody has left")
    new_key.set_defaults(run=run_staff_new_key)
    own = staff.add_parser("passphrase", parents=[common], help="change your own passphrase")
    own.set_defaults(run=run_staff_passphrase)
    staff.add_parser("list", parents=[common], help="list them").set_defaults(run=run_staff_list)


def run_init(args: Args) -> int:
    """Make a store."""
    folder = store_folder(args)
    if folder.exists() and any(folder.iterdir() if folder.is_dir() else [folder]):
        raise Refused(f"{folder} exists and is not empty. Nothing was changed; choose another folder with --store.")
    clinic = Clinic(name=args.name, zone=args.zone or local_zone(), country=args.country, subdivision=args.subdivision)
    secret = passphrase("Choose a passphrase (several words)", twice=True)
    recovery = store.make_store(folder, clinic, args.staff, args.roles, secret, unix_group=args.unix_group)
    if args.json:
        answer_json({"store": str(folder), "recovery_key": recovery})
    else:
        answer(
            [
                f"The store of {args.name} is at {folder}. Its time zone is {clinic.zone}.",
                *([f"Accounts in the group {args.unix_group} can open it."] if args.unix_group else []),
                "",
                "Recovery key. Write it down and keep it away from this machine; it is shown only now:",
                f"    {recovery}",
                "",
                "Next: groupcare referrals import FILE, or groupcare curriculum list.",
            ]
        )
    return DONE


def local_zone() -> str:
    """The IANA zone of this machine. Raises Refused where it does not say."""
    from pendulum.tz import local_timezone

    try:
        return local_timezone().name
    except (AttributeError, OSError, RuntimeError, ValueError):
        raise Refused("This machine does not say its time zone; name it, as in --zone Europe/Paris.") from None


def run_recover(args: Args) -> int:
    """Open the store by its recovery key and give somebody a new passphrase."""
    folder = store_folder(args)
    store.staff_names(folder)
    key = passphrase("Recovery key", "GROUPCARE_RECOVERY_KEY")
    secret = passphrase(f"New passphrase for {args.person}", "GROUPCARE_NEW_PASSPHRASE", twice=True)
    name = store.recover(folder, args.person, key, secret)
    if args.json:
        answer_json({"staff": name})
    else:
        answer([f"{name} can sign in with the new passphrase. The recovery key stays as it was."])
    return DONE


def run_staff_add(args: Args) -> int:
    """Add somebody."""
    with signed_in(args) as who:
        secret = passphrase(f"Passphrase for {args.newcomer}", "GROUPCARE_NEW_PASSPHRASE", twice=True)
        added = store.add_staff(who, args.newcomer, args.roles, secret)
        if args.json:
            answer_json({"staff": added.id, "name": added.name, "roles": added.roles})
        else:
            answer([f"{added.name} can sign in now, as {', '.join(added.roles)}, and then chooses a passphrase."])
    return DONE


def run_staff_remove(args: Args) -> int:
    """Somebody has left."""
    with signed_in(args) as who:
        left = store.remove_staff(who, args.person)
        if args.json:
            answer_json({"staff": left.id, "name": left.name, "left_on": left.left_on})
        else:
            answer(
                [
                    f"{left.name} can no longer sign in. What they did stays in the record under their name.",
                    "A copy of the key file they may have kept opens nothing once `groupcare staff new-key` was run.",
                ]
            )
    return DONE


def run_staff_away(args: Args) -> int:
    """Somebody is away."""
    with signed_in(args) as who:
        person = leave.say_away(who, find.staff(who, args.person).id, args.first, args.last, args.reason)
        for group, session, words in staff_query.led_while_away(who, person):
            say(f"warning: {group}, session {session.number}, {day(session.date, who.today())}: {words}.")
        return _away_shown(args, person)


def run_staff_back(args: Args) -> int:
    """The leave is none."""
    with signed_in(args) as who:
        return _away_shown(args, leave.say_back(who, find.staff(who, args.person).id, args.on))


def _away_shown(args: Args, person: Staff) -> int:
    if args.json:
        answer_json({"staff": person.id, "name": person.name, "away": person.away})
    else:
        spans = [f"{a.first} to {a.last}{f': {a.reason}' if a.reason else ''}" for a in person.away]
        answer([f"{person.name} is away {span}" for span in spans] or [f"No leave is noted for {person.name}."])
    return DONE


def run_staff_new_key(args: Args) -> int:
    """Encrypt the record anew."""
    with signed_in(args) as who:
        store.change_the_key(who)
    if args.json:
        answer_json({"done": True})
    else:
        answer(
            [
                "The record is encrypted with a new key. All passphrases and the recovery key stay as they were.",
                "Backups made before open with the passphrases of then: make a new one, and delete those.",
            ]
        )
    return DONE


def run_staff_passphrase(args: Args) -> int:
    """Change one's own passphrase."""
    with signed_in(args) as who:
        store.change_own_passphrase(who, passphrase("New passphrase", "GROUPCARE_NEW_PASSPHRASE", twice=True))
    if args.json:
        answer_json({"done": True})
    else:
        answer(["Your passphrase is changed. The old one opens only backups made before."])
    return DONE


def run_staff_list(args: Args) -> int:
    """List who works here."""
    with signed_in(args) as who:
        people = staff_query.staff(who)
        if args.json:
            answer_json([{"staff": s.id, "name": s.name, "roles": s.roles, "left_on": s.left_on} for s in people])
        else:
            answer(table(["Name", "Roles", "Left"], [[s.name, ", ".join(s.roles), s.left_on] for s in people]))
    return DONE
