"""The groups that a report is about, and what it can be asked about."""

from collections import Counter
from collections.abc import Iterator, Set

from msgspec import Struct

from groupcare.queries.permissions import may_see
from groupcare.queries.stored import every
from groupcare.record.errors import NotFound, Refused
from groupcare.record.lookups import GroupOutline, group_outlines
from groupcare.record.sign_in import SignIn
from groupcare.rules.group import Member, MemberStatus
from groupcare.rules.people import EndReason, group_number
from groupcare.rules.report_scope import NoPeriod, about, checked, reference
from groupcare.rules.reports import Scope


class Known(Struct, frozen=True, kw_only=True):
    """Every group by id in the order of their first day, with its name, and the names of their curricula by id."""

    groups: dict[str, GroupOutline]
    names: dict[str, str]
    curricula: dict[str, str]


def known(who: SignIn) -> Known:
    """What there is to ask about; where two groups have one name, it says the number too."""
    may_see(who, "reports")
    seq = -1 if who.db.is_writing else who.db.engine.head()[0]
    kept: tuple[int, Known] | None = who.worked_out.get("reports know")
    if kept is None or seq < 0 or kept[0] != seq:
        kept = who.worked_out["reports know"] = (seq, _known(who))
    return kept[1]


def _known(who: SignIn) -> Known:
    groups = {g.id: g for g in sorted(group_outlines(who), key=lambda g: (g.first, g.number))}
    times = Counter(g.name for g in groups.values())
    names = {i: g.name if times[g.name] == 1 else f"{g.name} ({group_number(g.number)})" for i, g in groups.items()}
    return Known(groups=groups, names=names, curricula={g.curriculum or "": g.curriculum_name for g in groups.values()})


def groups_of(who: SignIn, scope: Scope) -> tuple[dict[str, GroupOutline], dict[str, str]]:
    """The groups that a report is about, and their names: those whose first day lies in its period."""
    found = known(who)
    groups = {
        i: g
        for i, g in found.groups.items()
        if scope.has(g.first)
        and scope.group in ("", i)
        and (not scope.curriculum or scope.curriculum == (g.curriculum or ""))
    }
    return groups, {i: found.names[i] for i in groups}


def scope_words(who: SignIn, scope: Scope) -> str:
    """What it is about, in words. Raises NotFound, and Refused where its period ends before it begins."""
    found = known(who)
    if scope.group and scope.group not in found.groups:
        raise NotFound(f"There is no group {scope.group!r}.")
    try:
        checked(scope)
    except NoPeriod as fault:
        raise Refused(str(fault)) from None
    curriculum = found.curricula.get(scope.curriculum, scope.curriculum)
    return about(scope, curriculum, found.names.get(scope.group, ""))


def scope_reference(who: SignIn, scope: Scope) -> str:
    """By what a file about it is named: days and a group's number, never a name."""
    found = known(who).groups.get(scope.group)
    return reference(scope, "" if found is None else group_number(found.number))


def seats_had(who: SignIn, link: str, some: Set[str] | None) -> Iterator[tuple[str, Member]]:
    """Everybody who has or had a seat."""
    for i, m in every(who, Member, Member, link, some):
        if m.group and m.status is not MemberStatus.entered_in_error and m.end_reason is not EndReason.entered_in_error:
            yield i, m
