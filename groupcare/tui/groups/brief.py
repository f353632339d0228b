"""The brief on one page, before the session: for whoever leads it, not for the room."""

from collections.abc import Callable, Iterable, Iterator

from groupcare.queries.brief import Brief
from groupcare.queries.run_sheet import RunSheet
from groupcare.rules.idea import Idea
from groupcare.rules.words import day
from groupcare.tui.groups.room import Leaf
from groupcare.tui.safe import joined, plain

Named = Callable[[str], str]


def brief_leaf(sheet: RunSheet, brief: Brief, named: Named) -> Leaf:
    """The brief; `named` gives what the room may read of a member."""
    lines = [
        joined((f"{title}\n", "bold"), f"{words}\n\n") for title, words in _parts(sheet, brief, named) if words.strip()
    ]
    if not lines:
        lines = [plain("Nothing special: nobody is new, held or away, and all homework is in.")]
    return Leaf(f"Before session {sheet.session.number}: for you, not for the room", joined(*lines))


def _parts(sheet: RunSheet, brief: Brief, named: Named) -> Iterator[tuple[str, str]]:
    def people(members: Iterable[str]) -> str:
        return ", ".join(map(named, members))

    def each(pairs: Iterable[tuple[str, str]]) -> str:
        return "\n".join(f"{named(member)}: {words}" if words else named(member) for member, words in pairs)

    yield "■ Held: spoken with privately first", people(brief.held)
    yield "New", people(brief.new)
    yield "Were in a group before", ", ".join(f"{named(m)} ({group})" for m, group in brief.returning)
    yield "Missed the last session", people(brief.missed_last)
    yield "What their attendance suggests", each(pair for pair in brief.suggested if named(pair[0]))
    yield "Told us they are away", people(brief.told_ahead)
    yield "Remote: where, and the number there", each((m, w or "asked when they join (r)") for m, w in brief.remote)
    yield "What somebody needs", each(brief.needs)
    everybody = [row.member for row in sheet.rows if row.makes_up is None]
    yield (
        "Forms to bring, due today" if sheet.session.date == sheet.today else "Forms to bring, due then",
        "\n".join(
            f"{name}, {len(some)}: {'everybody' if list(some) == everybody and len(some) > 2 else people(some)}"
            for name, some in brief.due
        ),
    )
    yield from _last_time(sheet, brief)
    yield "Reached, and not told yet: say so", each(brief.reached)
    yield "Reviewed homework, to pass on", "\n".join(f"{named(c.member)}: {c.words} ({c.by})" for c in brief.comments)
    yield "Homework not in yet", people(brief.homework_open)
    yield "What stood in the way so far", "\n".join(f"{b} {len(who)}: {people(who)}" for b, who in brief.barriers)
    yield "One idea to bring", _idea(brief)
    yield "No plan yet", people(brief.plan_missing)
    yield "Precautions", "\n".join(f"– {words}" for module in sheet.modules for words in module.precautions)


def _last_time(sheet: RunSheet, brief: Brief) -> Iterator[tuple[str, str]]:
    before = sheet.before
    when = f"session {before.number}, {day(before.date, sheet.today)}" if before is not None else ""
    yield f"Carried over from {when}", "\n".join(f"– {words}" for words in brief.carried)
    debrief = brief.debrief
    if debrief is not None:
        told = (
            ("Quiet: ", debrief.quiet),
            ("Drifted: ", debrief.drifted),
            ("Carry over: ", debrief.carry_over),
        )
        yield f"After {when}", "\n".join(f"{title}{words}" for title, words in told if words)


def _idea(brief: Brief) -> str:
    if not brief.ideas:
        return ""
    more = len(brief.ideas) - 1
    return idea_words(brief.ideas[0]) + (f"\n… and {more} more under Ideas of the group" if more else "")


def idea_words(idea: Idea) -> str:
    """An idea in a line: what it is, the new way or where it is, and what it helps with."""
    how = idea.where or idea.new_way
    return idea.what + (f": {how}" if how else "") + (f" ({idea.barrier})" if idea.barrier is not None else "")
