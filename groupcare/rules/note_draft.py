"""What a session's notes say by themselves: facts of the record in plain words, section by section.

Nothing here names a member, so that no draft can name the wrong one. Levels, not answers, are told of safety; scores
are told as totals only to whoever may see answers. Somebody who was not there gets the short note that fits.
"""

import hashlib
from datetime import date

from groupcare.rules.attendance import Mark, Mode
from groupcare.rules.curriculum import AgendaKind, HomeworkKind
from groupcare.rules.group import SessionKind
from groupcare.rules.homework import QUALITY, Barrier, done
from groupcare.rules.make_up import MakeUpStatus
from groupcare.rules.note import GROUP_SECTIONS, MEMBER_SECTIONS
from groupcare.rules.note_facts import GroupFacts, MadeUp, MemberFacts, RiskFact
from groupcare.rules.objectives import Standing
from groupcare.rules.words import count, day, listed, span, whole_day

NO_CONCERN = "No concern was raised in this session."
"""Never "no risk": that nobody raised one is all that the record knows."""
NOT_SEEN = "Was not seen in this session; no safety alert or hold is open."
WHAT_WAS_DONE = {
    AgendaKind.check_in: "check-in",
    AgendaKind.homework: "review of homework and of what stood in its way",
    AgendaKind.skill: "teaching of the skill",
    AgendaKind.practice: "guided practice",
    AgendaKind.sharing: "sharing of what helps",
    AgendaKind.set_homework: "setting of homework",
    AgendaKind.close: "closing round",
}
IN_THE_WAY = {
    Barrier.time: "time stood in the way",
    Barrier.pain_flare: "a pain flare stood in the way",
    Barrier.forgot: "it was forgotten",
    Barrier.not_understood: "it was not clear what to do",
    Barrier.no_use_seen: "no use was seen in it",
    Barrier.mood: "mood stood in the way",
    Barrier.other: "something else stood in the way",
}


STANDS = {Standing.near: "near its line", Standing.no_data: "no data yet"}
"""Where an objective stands, where the word alone would not say it."""


def digest(words: str) -> str:
    """By which it is known whether what would be drafted has changed."""
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def _said(text: str) -> str:
    """A text of somebody's own as a sentence."""
    text = text.strip()
    return text if not text or text[-1] in '.!?…”"' else f"{text}."


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


# --- the shared layer -----------------------------------------------------------------------------------------------


def draft_group(facts: GroupFacts) -> dict[str, str]:
    """The sections of the shared layer."""
    return dict(
        zip(GROUP_SECTIONS, (_heading(facts), _topic(facts), _interventions(facts), _process(facts)), strict=True)
    )


def _heading(facts: GroupFacts) -> str:
    held = ""
    if facts.clock_doubtful:
        pass  # planned times alone; a remark asks to look at the others
    elif facts.began is not None and facts.ended is not None:
        held = f", held {facts.began:%H:%M}–{facts.ended:%H:%M}"
    elif facts.began is not None:
        held = f", begun {facts.began:%H:%M}"
    planned = f"Planned {span(facts.start, facts.minutes)}{held}."
    when = f"{whole_day(facts.on)}, session {facts.number} of {facts.of}. {planned}"
    if facts.present and facts.remote == facts.present:
        where = "Held remotely."
    else:
        where = f"{facts.place}, in person." if facts.place else "In person."
    led = f"Led by {listed(facts.leaders)}." if facts.leaders else ""
    remote = f", {facts.remote} of them remotely" if 0 < facts.remote < facts.present else ""
    return _joined(when, where, led, f"{facts.present} of {count(facts.expected, 'member')} present{remote}.")


def _topic(facts: GroupFacts) -> str:
    kind = "" if facts.kind is SessionKind.module else f"{_capital(str(facts.kind))} session."
    return _joined(kind, f"{'; '.join(facts.topics)}." if facts.topics else "")


def _interventions(facts: GroupFacts) -> str:
    if not facts.ticked:
        planned = ", ".join(WHAT_WAS_DONE[kind] for kind in facts.covered if kind is not AgendaKind.set_homework)
        return _joined(
            f"Agenda as planned (not ticked): {planned}." if planned else "",
            "Homework was set." if AgendaKind.set_homework in facts.covered else "",
        )
    done_ = f"{_capital(', '.join(WHAT_WAS_DONE[kind] for kind in facts.covered))}." if facts.covered else ""
    left = f"Not reached: {', '.join(WHAT_WAS_DONE[kind] for kind in facts.left)}." if facts.left else ""
    taught = AgendaKind.skill in facts.covered or AgendaKind.practice in facts.covered
    return _joined(done_, *(_first_sentence(skill) for skill in facts.skills if taught), left)


def _process(facts: GroupFacts) -> str:
    took = [f"{number} {kind}" for kind, number in facts.participation]
    barriers = [f"{str(kind).replace('_', ' ')} ({number})" for kind, number in facts.barriers]
    return _joined(
        f"Of those present {listed(took)}." if took else "",
        f"What stood in the way of practice: {listed(barriers)}." if barriers else "",
    )


# --- a member's layer -----------------------------------------------------------------------------------------------


def draft_member(facts: MemberFacts, *, discreet: bool) -> dict[str, str]:
    """The sections of a member's layer; `discreet` for whoever does not see answers."""
    found = dict.fromkeys(MEMBER_SECTIONS, "")
    found["attendance"], found["risk"], found["plan"] = _attendance(facts), _risk(facts), _plan(facts)
    if facts.came:
        found["participation"], found["response"] = (
            _participation(facts),
            _joined(_said(facts.response), _said(facts.note)),
        )
        found["objective"], found["scores"] = _objective(facts), _scores(facts, discreet=discreet)
    if facts.came or (facts.asked is not None and facts.asked.practice is not None):
        found["homework"] = _homework(facts)
    return found


def _attendance(facts: MemberFacts) -> str:
    match facts.mark:
        case Mark.attended:
            return _there(facts)
        case Mark.excused:
            told = "Was excused and had given notice ahead." if facts.told_ahead else "Was excused."
            return _joined(told, _said(facts.note))
        case Mark.absent:
            return _joined("Did not attend and gave no notice.", _outreach(facts), _said(facts.note))
        case Mark.held:
            return _joined("Was held by us for safety and did not take part; the place is kept.", _said(facts.note))
        case Mark.cancelled:
            return _joined("Could not take part because the clinic cancelled.", _said(facts.note))
    return ""


def _there(facts: MemberFacts) -> str:
    remote = facts.mode is Mode.remote
    where = f" ({facts.location})" if remote and facts.location else ""
    late = f"{facts.late} minutes late" if facts.late else ""
    early = f"left {facts.left_early} minutes early" if facts.left_early else ""
    on_time = "" if late or early else "on time"
    how = f"Attended remotely{where}" if remote else f"Attended {on_time}".strip()
    minutes = "" if facts.minutes is None else f"{facts.minutes} minutes"
    parts = (how, on_time if remote else "", late, early, minutes)
    guest = f"Came as a guest{facts.guest}." if facts.guest else ""
    return _joined(f"{', '.join(part for part in parts if part)}.", guest)


def _outreach(facts: MemberFacts) -> str:
    if not facts.outreach:
        return "No call is recorded yet."
    last = facts.outreach[-1]
    on = day(last.on, facts.on)
    reached = [one for one in facts.outreach if not one.tried]
    if reached:
        return f"Was reached on {day(reached[-1].on, facts.on)}."
    tries = "A call was tried" if len(facts.outreach) == 1 else f"{len(facts.outreach)} calls were tried, the last"
    return f"{tries} on {on}."


def _participation(facts: MemberFacts) -> str:
    return _joined(
        f"{_capital(str(facts.participation))}." if facts.participation else "",
        f"Mood {facts.mood} of 10." if facts.mood is not None else "",
        f"Pain {facts.pain} of 10." if facts.pain is not None else "",
        f"Did something that matters: “{facts.mattered}”." if facts.mattered else "",
    )


def _objective(facts: MemberFacts) -> str:
    one = facts.objective
    if one is None:
        return ""
    how = "Homework served" if one.by_homework else "Worked on"
    stands = f"; {STANDS.get(one.standing, one.standing)}" if one.standing else ""
    return f"{how} objective {one.key}, {one.words.rstrip('.')}{stands}."


def _homework(facts: MemberFacts) -> str:
    task = facts.asked
    if task is None:
        return ""
    days = done(task)
    if days is None or task.practice is None:
        return "Homework was not handed in, so what was done is not known."
    did = "Practised" if task.task.kind is HomeworkKind.practice else "Did the homework"
    barrier = f"; {IN_THE_WAY[task.practice.barrier]}" if task.practice.barrier else ""
    amount = f"{did} on {days} of {count(task.days_set, 'day')}"
    sent = "Sent it in while absent." if task.practice.while_absent else ""
    helped = f"What helped: “{task.practice.helped.rstrip('.')}”." if task.practice.helped else ""
    quality = task.review.quality if task.review else None
    reviewed = f"Reviewed: {QUALITY[quality]} ({quality} of 4)." if quality is not None else ""
    return _joined(f"{amount}{barrier}.", sent, helped, reviewed)


def _scores(facts: MemberFacts, *, discreet: bool) -> str:
    said = []
    for score in facts.scores:
        says = (score.band or "taken") if discreet else score.says
        said.append(f"{score.name} on {day(score.on, facts.on)}: {says}.")
    return _joined(*said)


def _risk(facts: MemberFacts) -> str:
    said = [_one_risk(risk) for risk in facts.risks]
    if facts.held or facts.mark is Mark.held:
        said.append("On hold: a clinician decides before group goes on.")
    if facts.cssrs_on is not None:
        said.append(f"The C-SSRS was asked on {day(facts.cssrs_on, facts.on)}.")
    if not facts.at_risk:
        said.append(NO_CONCERN if facts.came else NOT_SEEN)
    return _joined(*said)


def _one_risk(risk: RiskFact) -> str:
    if risk.in_error:
        return "A concern was raised in this session and found to be raised in error." if risk.here else ""
    what = f", {risk.concern.rstrip('.')}" if risk.concern else ""
    state = "now closed" if risk.closed else "open"
    begin = "An alert was raised in this session" if risk.here else "A safety alert stood"
    acted = (
        f"Done: {'; '.join(one.rstrip('.') for one in risk.done)}." if risk.done else "Nothing is recorded as done yet."
    )
    return f"{begin} (level {risk.level}, {state}){what}. {acted}"


def _plan(facts: MemberFacts) -> str:
    given = facts.given
    homework = ""
    if given is not None:
        days, what = count(given.days_set, "day"), _first_sentence(given.task.what)
        homework = f"Homework on {days}: {what}"
        if not facts.came:
            homework = f"Homework set in the session, to be told to them: on {days}, {what}"
    if facts.last:
        following = "This was the last session."
    elif facts.next_on is not None:
        start = f", {facts.next_start:%H:%M}" if facts.next_start else ""
        topic = f": {facts.next_topic}" if facts.next_topic else ""
        where = "Goes on in their own group on" if facts.guest else "Next session"
        following = f"{where} {day(facts.next_on, facts.on)}{start}{topic}."
    else:
        following = "Goes on in their own group." if facts.guest else ""
    return _joined(homework, *(_make_up(one, facts.on) for one in facts.make_ups), following)


def _make_up(one: MadeUp, on: date) -> str:
    if one.on is None or one.status in (None, MakeUpStatus.cancelled, MakeUpStatus.missed):
        return f"To make up: {one.title}."
    if one.status is MakeUpStatus.done:
        return f"{one.title} was made up on {day(one.on, on)}."
    return f"{one.title} is to be made up on {day(one.on, on)}."


def _first_sentence(text: str) -> str:
    """The first sentence of a longer text."""
    line = text.strip().split("\n")[0]
    end = line.find(". ")
    return _said(line if end < 0 else line[: end + 1])
