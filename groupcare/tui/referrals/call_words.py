"""What is known of the call, in words: for the line above the questions, the title, and the right side."""

from collections.abc import Iterator

from textual.content import Content

from groupcare.queries.screening_case import ScreeningCase
from groupcare.rules.calls import is_asked, place_words, talk_words
from groupcare.rules.people import Contact, interpreter_words, needs_guardian
from groupcare.rules.words import moment
from groupcare.tui.lines import Cell, Line
from groupcare.tui.safe import joined

REACH, ABOUT = "reach", "about"
"""The lines above the questions that open a form."""
ASK = "Ask where they are, who is with them, and a number to call back."


def reach_line(case: ScreeningCase, by_phone: bool, hidden: bool) -> Line:
    """The call, in one line; it stands out while it is by phone and nothing is known. `hidden`: names are hidden."""
    dropped, call = case.dropped, case.call
    if dropped is not None:
        text, tone, key = _dropped(case, dropped), "warning", "l each try"
    elif call is not None and is_asked(call):
        where = "" if hidden else place_words(call) or "where are they?"
        talk = "can they talk?" if call.can_talk is None else talk_words(call)
        text = " · ".join(words for words in (where, talk, call.callback) if words)
        tone, key = "warning" if call.can_talk is False else "", "w change"
    elif by_phone:
        text, tone, key = "The call: where are they? a number to call back?", "warning", "w ask first"
    else:
        text, tone, key = "The call: nothing noted", "quiet", "w note"
    return Line(REACH, (Cell(""), Cell(text, tone), Cell(key, "quiet")))


def about_line(case: ScreeningCase) -> Line:
    """The person, in one line: what a group and whoever calls must know."""
    client = case.client
    words = (
        "! no guardian noted" if needs_guardian(client, case.on, case.policy.adult_age) else "",
        "safe way known" if client.safe_contact else "safe ways to reach them not asked",
        client.language,
        interpreter_words(client),
        client.access_needs,
    )
    tone = "warning" if words[0] else "quiet"
    text = " · ".join(word for word in words if word)
    return Line(ABOUT, (Cell(""), Cell(f"The person: {text}", tone), Cell("E change", "quiet")))


def reading(case: ScreeningCase, key: str) -> Content:
    """What stands below the list while the cursor is on one of these lines."""
    if key == REACH:
        told = "Where the person is now, a number to call back, whether they can talk freely, who is with them, and an "
        told += "emergency contact. f8 notes that the call dropped; l each try to call back."
        return joined(("w", "bold $accent"), f"  {told}")
    told = (
        "The name to use, safe ways to reach them, language and interpreter, access needs, emergency contact, guardian."
    )
    return joined(
        ("E", "bold $accent"),
        f"  {told}\n",
        ("k", "bold $accent"),
        "  Who must not sit in one group with them.\n",
        ("o", "bold $accent"),
        f"  What they agree to or refuse: {'; '.join(case.consents) or 'nothing recorded yet'}.",
    )


def title_words(case: ScreeningCase) -> str:
    """By phone, 555-0162, at home, with her sister."""
    call = case.call
    if call is None or not is_asked(call):
        return ""
    how = f"by {call.mode}" if call.mode in ("phone", "video") else call.mode
    return ", ".join(words for words in (how, call.callback or case.client.phone, place_words(call)) if words)


def where_sentences(case: ScreeningCase) -> Iterator[str]:
    """For whoever sends help: where the person is and how to reach them; what is not known is asked for."""
    call = case.call
    if call is None or not is_asked(call):
        yield ASK
        if case.earlier is not None and case.earlier.on == case.on and is_asked(case.earlier):
            where = place_words(case.earlier) or "not known where"
            yield f"Before the call dropped: {where}; {_number(case, case.earlier)}."
    else:
        known = [words for words in (place_words(call), f"call back {call.callback}" if call.callback else "") if words]
        asked = [what for what, text in (("where they are", call.location), ("a number to call back", call.callback),
                                         ("who is with them", call.with_whom)) if not text]  # fmt: skip
        yield f"Where they are: {', '.join(known)}." if known else ASK
        if known and asked:
            yield f"Ask {', and '.join(asked)}."
        if call.can_talk is False:
            yield "They cannot talk freely."


def call_log(case: ScreeningCase) -> Iterator[Content]:
    """The call that dropped, and each try since, with its time."""
    dropped = case.dropped
    if dropped is None and not case.attempts:
        return
    yield joined("\n")
    if dropped is not None:
        yield joined(
            ("→ ", "bold $warning"), f"{_dropped(case, dropped)}; ", ("l", "bold $accent"), " notes each try\n"
        )
        safe = case.client.safe_contact
        told = f"  Safe way: {safe}\n" if safe else "  No safe way is known: leave no message\n"
        yield joined((told, "$text-quiet"))
    for one in case.attempts[-5:]:
        yield joined(f"  {moment(one.at, case.zone, case.on)} {one.outcome}", (f"  {one.by}\n", "$text-quiet"))


def call_sentence(case: ScreeningCase) -> str:
    """The same in one sentence, for a narrow screen; nothing where no call waits."""
    dropped = case.dropped
    if dropped is None:
        return ""
    last = case.attempts[-1] if case.attempts else None
    tried = f" · {moment(last.at, case.zone, case.on)} {last.outcome}" if last is not None else ""
    return f"{_dropped(case, dropped)} · l each try{tried}"


def _dropped(case: ScreeningCase, call: Contact) -> str:
    assert call.dropped_at is not None
    return f"Dropped {moment(call.dropped_at, case.zone, case.on)}: {_number(case, call)}"


def _number(case: ScreeningCase, call: Contact) -> str:
    number = call.callback or case.client.phone
    return f"call back {number}" if number else "no number to call back"
