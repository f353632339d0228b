"""Opening and making stores, and who may sign in to them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import structs

from groupcare.acts.act import act
from groupcare.acts.clinic import checked
from groupcare.acts.permissions import role_for
from groupcare.record import keys, rotation, sharing, store
from groupcare.record.db import Clock, new_id, utc_now
from groupcare.record.documents import Records
from groupcare.record.errors import NotFound, Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.clinic import Clinic, Role, Staff
from groupcare.rules.library import Library
from groupcare.rules.text import clean, name_key

staff_names = store.names
fresh_folder = store.make


def make_store(
    folder: Path,
    clinic: Clinic,
    name: str,
    roles: Sequence[Role],
    passphrase: str,
    clock: Clock = utc_now,
    unix_group: str = "",
) -> str:
    """A new store with its clinic and its first member of staff, who is always also manager.

    Everybody in `unix_group` may then open its files, each with an account and a passphrase of their own; without it
    only this account may. Gives the recovery key, which is shown once and kept nowhere.
    """
    clinic = checked(Clinic(name=clinic.name, zone=clinic.zone, country=clinic.country, subdivision=clinic.subdivision))
    name = _staff_name(name)
    everyone = tuple(dict.fromkeys([*roles, Role.manager]))
    staff = Staff(id=new_id(), name=name, roles=everyone)
    with store.make(folder, group=sharing.group_id(unix_group) if unix_group else None) as fresh:
        db, recovery = store.create(fresh, staff.id, name, passphrase, clock)
        try:
            with db.transaction(staff.id, Role.manager, "set up the clinic"):
                Records(db, Clinic).add(clinic)
                Records(db, Staff).add(staff)
        finally:
            db.close()
    return recovery


def _staff_name(name: str) -> str:
    name = clean(name, of="The name")
    if not name_key(name):
        raise Refused("A member of staff needs a name.")
    return name


def open_store(folder: Path, name: str | None, passphrase: str, library: Library, clock: Clock = utc_now) -> SignIn:
    """Sign in. Wrong passphrases since the last time are written into the ledger."""
    opened = store.open_store(folder, name, passphrase, clock)
    who = SignIn(opened, library)
    if opened.failed:
        code = f"{len(opened.failed)} wrong passphrases before, the last at {opened.failed[-1]}"
        try:
            with who.db.transaction(who.staff_id, Role.manager, "sign in", code, note_always=True):
                opened.forget_failed()
        except BaseException:
            who.close()
            raise
    return who


def sign_in_beside(who: SignIn, name: str, passphrase: str) -> SignIn:
    """Another member of staff, on a connection of their own to the store that is open, by their own passphrase; in a
    clinic without passphrases by their name. Raises as `open_store`, and Refused while theirs is somebody else's."""
    if who.opened.slot is None:
        return SignIn(who.opened.again(), who.shipped, _working_here(who, name).id)
    beside = open_store(who.opened.folder, name, passphrase, who.shipped, who.db.clock)
    if must_change_passphrase(beside):
        beside.close()
        raise Refused(f"{name} has not chosen a passphrase of their own yet: that is done at the first sign-in.")
    return beside


def make_fictitious(
    folder: Path,
    clinic: Clinic,
    people: Mapping[str, Sequence[Role]],
    library: Library,
    clock: Clock,
    passphrase: str | None = None,
) -> dict[str, SignIn]:
    """A clinic of nobody's data in an empty folder, its staff signed in by name, all on one connection.

    With a passphrase it can be opened again, by everybody with that one; without, its key is in memory only. Nothing
    waits for the disk, so it must never hold a real person's data.
    """
    staff = {new_id(): name for name in people}
    opened = store.create_public(folder, staff, passphrase, clock)
    signed_in = {name: SignIn(opened[i], library, i) for i, name in staff.items()}
    first = next(iter(signed_in.values()))
    with first.db.transaction(first.staff_id, Role.manager, "set up the clinic"):
        first.of(Clinic).add(clinic)
        for i, name in staff.items():
            first.of(Staff).add(Staff(id=i, name=name, roles=tuple(people[name])))
    return signed_in


def add_staff(who: SignIn, name: str, roles: Sequence[Role], passphrase: str) -> Staff:
    """A newcomer with a passphrase to be changed at the first sign-in."""
    name = _staff_name(name)
    if not roles:
        raise Refused("A member of staff needs at least one role.")
    keys.check_passphrase(passphrase)
    with act(who, "add staff"):
        if any(name_key(s.name) == name_key(name) for s in who.of(Staff).all()):
            raise Refused(f"There is a {name} already; add something that tells the two apart.")
        staff = who.of(Staff).add(Staff(name=name, roles=tuple(dict.fromkeys(roles))))

        def with_newcomer(file: keys.KeyFile, database_key: bytes) -> keys.KeyFile:
            slot = keys.new_slot(staff.id, name, passphrase, database_key, given=True)
            # A slot of that name without its staff document is what a crash between the two leaves behind.
            kept = tuple(old for old in file.slots if name_key(old.name) != name_key(name))
            return structs.replace(file, slots=(*kept, slot))

        who.opened.change_keys(with_newcomer)
    return staff


def remove_staff(who: SignIn, name: str) -> Staff:
    """Somebody has left: they can no longer sign in, and what they did stays theirs in the record.

    They may have kept a copy of the key file: `change_the_key` shuts out that, too. Raises NotFound, or Refused where
    nobody who manages the store would be left.
    """
    with act(who, "remove staff"):
        staff = _working_here(who, name)
        left = [s for s in who.of(Staff).all() if s.left_on is None and s.id != staff.id]
        if not any(Role.manager in s.roles for s in left):
            raise Refused(f"{staff.name} is the only manager. Nothing was changed; add another manager first.")
        staff = who.of(Staff).change(staff, left_on=who.today())
        who.opened.change_keys(
            lambda file, _: structs.replace(file, slots=tuple(s for s in file.slots if s.staff != staff.id))
        )
    return staff


def _working_here(who: SignIn, name: str) -> Staff:
    there = [s for s in who.of(Staff).all() if s.left_on is None]
    found = next((s for s in there if name_key(s.name) == name_key(name) or s.id == name), None)
    if found is None:
        raise NotFound(f"Nobody named {name!r} works here. Known are: {', '.join(s.name for s in there)}.")
    return found


def change_the_key(who: SignIn) -> None:
    """Encrypt the whole record anew, as after somebody has left; everybody's passphrase stays as it is.

    Raises Busy while another program has the store open. Backups made before open with the passphrases of then.
    """
    role = role_for("change the key", who.staff)
    with who.db.transaction(who.staff_id, role, "change the key", note_always=True):
        pass
    rotation.change_key(who.opened)


def recover(folder: Path, name: str, recovery_key: str, passphrase: str, clock: Clock = utc_now) -> str:
    """A new passphrase for a member of staff by the recovery key; the ledger says so. Gives the name as kept."""
    keys.check_passphrase(passphrase)
    opened = store.open_by_recovery(folder, name, recovery_key, clock)
    try:
        slot = opened.slot
        assert slot is not None
        with opened.db.transaction(slot.staff, Role.manager, "recover by the recovery key", note_always=True):
            store.change_passphrase(opened, passphrase)
    finally:
        opened.db.close()
    return slot.name


def must_change_passphrase(who: SignIn) -> bool:
    """Whether somebody else chose this person's passphrase."""
    return who.opened.slot is not None and who.opened.slot.given


def change_own_passphrase(who: SignIn, passphrase: str) -> None:
    """A new passphrase for the person signed in."""
    keys.check_passphrase(passphrase)
    with who.db.transaction(who.staff_id, who.staff.roles[0], "change own passphrase", note_always=True):
        store.change_passphrase(who.opened, passphrase)
