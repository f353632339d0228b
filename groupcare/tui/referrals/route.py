"""The live route in sentences: where the answers lead so far, why, what could still change it, and whom to call."""

from collections.abc import Iterator, Mapping, Sequence

from textual.content import Content

from groupcare.queries.referral_queue import handoff_words, route_words
from groupcare.queries.screening_case import ScreeningCase
from groupcare.rules.measures import score
from groupcare.rules.missing import missing_parts
from groupcare.rules.people import ReferralStatus, client_number, interpreter_words
from groupcare.rules.policy import Route
from groupcare.rules.safety import Choice
from groupcare.rules.screening import GAD7, PHQ9, Missing, Outcome
from groupcare.rules.words import day
from groupcare.tui.referrals.call_words import call_log, call_sentence, where_sentences
from groupcare.tui.referrals.questions import TITLES, Questionnaire
from groupcare.tui.safe import joined

GLYPHS = {Route.urgent: "‼", Route.individual: "■", Route.review: "●", Route.incomplete: "?", Route.group: "○"}
HEADLINES = {
    Route.urgent: ("URGENT", "a safety evaluation today: stay with the person"),
    Route.individual: ("INDIVIDUAL CARE FIRST", "kept from groups until a clinician has evaluated"),
    Route.review: ("REVIEW BY A CLINICIAN", "a clinician decides before anybody is placed"),
    Route.incomplete: ("INCOMPLETE", "what is not answered could still change it"),
    Route.group: ("GROUP", "nothing stands against it; a person decides"),
}
STYLES = {
    Route.urgent: "bold $error",
    Route.individual: "bold $error",
    Route.review: "bold $primary",
    Route.incomplete: "bold $primary",
    Route.group: "bold $success",
}
TONES = {Route.urgent: "safety", Route.individual: "safety", Route.review: "strong", Route.incomplete: "strong"}
STAY = "Stay with the person; on the phone, stay on the line."
QUIET = "$text-quiet"


def headline(route: Route) -> Content:
    """The route, as the eye should find it."""
    title, words = HEADLINES[route]
    return joined((f"{GLYPHS[route]} {title}", STYLES[route]), f"\n  {words}\n")


def full_text(case: ScreeningCase, sheet: Questionnaire, outcome: Outcome, names: Mapping[int, str]) -> Content:
    """Everything, gravest first. `names` are those of others, by number, as they may be shown."""
    parts = [
        headline(outcome.route),
        *_urgent(case, outcome),
        *call_log(case),
        *_findings(outcome),
        *_missing(outcome),
        *(joined(f"\n! {remark}\n") for remark in outcome.remarks),
        *_namesakes(case, names),
        *_scores(sheet),
        *_so_far(case),
        *_about(case, names),
    ]
    return Content("").join(parts)


def summary(case: ScreeningCase, outcome: Outcome) -> Content:
    """The same in four lines, for a narrow screen."""
    title, words = HEADLINES[outcome.route]
    lines = [joined((f"{GLYPHS[outcome.route]} {title}", STYLES[outcome.route]), (f"  {words}", QUIET))]
    if waiting := call_sentence(case):
        lines.append(joined(("→ ", "bold $warning"), waiting))
    if outcome.route is Route.urgent:
        lines += [joined(sentence) for sentence in where_sentences(case)][:1] if not waiting else []
        lines.append(joined(case.whom_to_call))
    elif case.alerts:
        lines.append(_alert(case))
    lines += [joined(f"{GLYPHS[f.route]} {f.detail}") for f in outcome.findings[:2]]
    lines += [joined(f"? {words}{could}") for words, could in missing_sentences(outcome.missing)[:3]]
    if case.decided is not None:
        lines.append(_decided(case))
    return joined("\n").join(lines[:5])


def _urgent(case: ScreeningCase, outcome: Outcome) -> Iterator[Content]:
    if outcome.route is Route.urgent:
        yield joined("\n")
        for step in (STAY, *where_sentences(case), case.whom_to_call):
            yield joined(("→ ", "bold $error"), f"{step}\n")
    elif case.alerts:
        yield joined("\n")
    if case.alerts:
        yield joined(_alert(case), "\n")


def _alert(case: ScreeningCase) -> Content:
    first = case.alerts[0]
    state = "acted on" if first.acted else "nobody has acted yet"
    owner = f"owner {first.owner}" if first.owner else "no owner yet"
    urgent = "urgent alert" if first.level is Route.urgent else "alert"
    return joined(("→ ", "bold $error"), ("a", "bold $accent"), f" opens the {urgent}: {owner}, {state}")


def _findings(outcome: Outcome) -> Iterator[Content]:
    for finding in outcome.findings:
        style = STYLES[finding.route].removeprefix("bold ")
        yield joined((f"\n{GLYPHS[finding.route]} ", style), f"{finding.detail}\n", (f"  {finding.source}\n", QUIET))


def _missing(outcome: Outcome) -> Iterator[Content]:
    if outcome.missing:
        yield joined("\n")
    for words, could in missing_sentences(outcome.missing):
        yield joined(("? ", "bold"), words, (f"{could}\n", QUIET))


def missing_sentences(missing: Sequence[Missing]) -> list[tuple[str, str]]:
    """What is not answered, a part a time, and what it could still make of the route."""
    return [(words, f": could make it {HEADLINES[could][0].lower()}") for words, could in missing_parts(missing)]


def _namesakes(case: ScreeningCase, names: Mapping[int, str]) -> Iterator[Content]:
    for one in case.namesakes:
        born = f", b. {one.born.year}" if one.born else ", no birth date"
        who = _who(one.number, names)
        yield joined(("\n! ", "$warning"), f"May be the same person as {who}{born}, of whom this is open:\n")
        yield joined(*(f"  {words}\n" for words in one.blocked[:2]))
        yield joined(("  t", "bold $accent"), " tells them apart, once somebody has looked\n")


def _who(number: int, names: Mapping[int, str]) -> str:
    known = client_number(number)
    return known if names[number] == known else f"{known} {names[number]}"


def _scores(sheet: Questionnaire) -> Iterator[Content]:
    lines = [words for measure in (PHQ9, GAD7) if (words := score_words(sheet, measure))]
    if lines:
        yield joined("\n", *(f"{line}\n" for line in lines))


def score_words(sheet: Questionnaire, measure: str) -> str:
    """PHQ-9 at least 12, at most 18: moderate to moderately severe."""
    own = sheet.sheets[measure]
    if not any(answer is not None for answer in own.values()):
        return (
            f"{TITLES[measure]} stated as {own.stated_total}, without answers" if own.stated_total is not None else ""
        )
    now = score(sheet.measures[measure], own.values())
    name = sheet.measures[measure].name
    if now.total is not None:
        return f"{name} {now.total}, {now.band}"
    bands = dict.fromkeys((now.band_least, now.band_greatest))
    return f"{name} at least {now.least}, at most {now.greatest}: {' to '.join(str(band) for band in bands)}"


def _so_far(case: ScreeningCase) -> Iterator[Content]:
    if case.screening is not None:
        words = f"\nScreened {day(case.screening.on, case.on)}: {route_words(case.screening.route)}"
        yield joined(words, "; answers or policy changed since\n" if case.outdated else "\n")
    if case.decided is not None:
        yield joined(_decided(case), "\n")
    if case.referral.status is ReferralStatus.individual_care:
        if case.handoff is None:
            yield joined(("! ", "$warning"), "Handed off to nobody yet: ", ("h", "bold $accent"), " hands off\n")
        else:
            sentence = handoff_words(case.handoff, case.on)
            yield joined(f"{sentence[:1].upper()}{sentence[1:]}\n")


def _decided(case: ScreeningCase) -> Content:
    assert case.decided is not None
    made, by = case.decided.decision, case.decided.by
    what = f"group, {made.curriculum}" if made.choice is Choice.group else str(made.choice)
    differs = (
        f", where the policy suggested {route_words(made.suggested)}" if _differs(made.choice, made.suggested) else ""
    )
    return joined(f"Decided {day(made.at.date(), case.on)} by {by}: {what}{differs}")


def _differs(choice: Choice, suggested: Route) -> bool:
    if choice is Choice.group:
        return suggested is not Route.group
    return choice is Choice.individual and suggested not in (Route.individual, Route.urgent)


def _about(case: ScreeningCase, names: Mapping[int, str]) -> Iterator[Content]:
    client, referral = case.client, case.referral
    by = ", ".join(part for part in (referral.referrer, referral.source) if part)
    lines = [
        ("Referred", f"{day(referral.received_on, case.on)}{' by ' + by if by else ''}"),
        ("Reach", client.phone),
        ("Safe way", client.safe_contact),
        ("Emergency contact", client.emergency_contact),
        ("Guardian", ", ".join(part for part in (client.guardian, client.guardian_phone) if part)),
        ("Language", ", ".join(part for part in (client.language, interpreter_words(client)) if part)),
        ("Needs", client.access_needs),
        ("Not in one group with", "; ".join(_who(one.number, names) for one in case.apart)),
        ("Reason", referral.reason),
        ("Diagnosis", referral.diagnosis),
    ]
    yield joined("\n", *(joined((f"{name}  ", QUIET), f"{text}\n") for name, text in lines if text))
