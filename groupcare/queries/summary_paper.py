"""The screening summary: one page for whoever decides, with all that a referral's screening rests on.

It shows the screening as it was kept, under its own version of the policy; where answers or policy changed since, or
there is none, what the answers show now. Of the C-SSRS only the level and numbers of questions.
"""

from collections.abc import Iterator

from msgspec import Struct, structs

from groupcare.queries.referral_queue import route_words
from groupcare.queries.screening_case import Given, ScreeningCase, screening_case
from groupcare.queries.summary_safety import safety_block
from groupcare.record.sign_in import SignIn
from groupcare.rules import cssrs
from groupcare.rules.clinic import Staff
from groupcare.rules.measures import Better, Measure, score
from groupcare.rules.missing import missing_parts
from groupcare.rules.outcomes import number
from groupcare.rules.paper import Block, Facts, Grid, Listing, Paper, Paragraph, Signature, facts, part
from groupcare.rules.people import age_on, client_number, referral_number
from groupcare.rules.policy import Route
from groupcare.rules.safety import Choice, differs
from groupcare.rules.screening import CSSRS, GAD7, PHQ9, Finding, Missing, screen, too_old
from groupcare.rules.words import whole_day, whole_moment

ALWAYS = (PHQ9, CSSRS, GAD7)
"""Measures that have a line whether they were asked or not."""
FOOT = (
    "GroupCare suggests and records; a clinician decides. [P] marks this clinic's own policy.",
    "C-SSRS: level and numbers of questions only; its answers are in the record.",
)


class _Shown(Struct, frozen=True, kw_only=True):
    """What the answers come to, of the screening that was kept or of now."""

    route: Route
    findings: tuple[Finding, ...]
    missing: tuple[Missing, ...]
    remarks: tuple[str, ...]
    policy: str
    when: str


def screening_summary(who: SignIn, referral_id: str) -> Paper:
    """The summary of a referral, for roles that see screenings. Raises NotPermitted, NotFound."""
    case = screening_case(who, referral_id)
    shown = _shown(who, case)
    return Paper(
        kind="screening-summary",
        title="Screening summary",
        reference=referral_number(case.referral.number),
        clinic=who.clinic.name,
        made_on=case.on,
        about=_about(case),
        blocks=(
            Paragraph(text=_first(case, shown), strong=True),
            *part("Referral", _referral(case)),
            *part("Asked", _measures(case), _asked_besides(case)),
            *part("Findings", *_findings(shown)),
            *part("Not answered", *_missing(shown)),
            *part("Suggestion and decision", _decision(who, case, shown)),
            *part("Safety", safety_block(who, case, shown.findings)),
            Signature(labels=("Clinician", "Credentials", "Date")),
        ),
        foot=FOOT,
    )


def _about(case: ScreeningCase) -> str:
    client = case.client
    called = f"called {client.preferred_name}" if client.preferred_name not in ("", client.given_name) else ""
    born = "no birth date"
    if client.date_of_birth is not None:
        born = f"born {client.date_of_birth.year}, {age_on(client.date_of_birth, case.on)} years"
    return " · ".join(words for words in (case.name, called, client_number(client.number), born) if words)


def _first(case: ScreeningCase, shown: _Shown) -> str:
    """What nobody may read past: where it leads, what was decided, and whether anything about safety is open."""
    decided = f"Decided: {_choice(case)}." if case.decided is not None else "Not decided yet."
    words = f"The policy suggests {route_words(shown.route)}. {decided}"
    if case.blocked or case.alerts:
        words += " Safety is open: see below."
    return words


def _shown(who: SignIn, case: ScreeningCase) -> _Shown:
    now = screen(case.answered, case.policy, case.measures, case.on)
    kept = case.screening
    if kept is None or case.outdated:
        since = f"; answers or policy changed since the screening of {whole_day(kept.on)}" if kept else ""
        return _Shown(
            route=now.route,
            findings=now.findings,
            missing=now.missing,
            remarks=now.remarks,
            policy=f"{case.policy.name}, version {case.policy.version}",
            when=f"not screened as it stands{since}; this is what the answers show on {whole_day(case.on)}",
        )
    later = f"; read again on {whole_day(case.on)}: {route_words(now.route)}" if now.route is not kept.route else ""
    return _Shown(
        route=kept.route,
        findings=kept.findings,
        missing=kept.missing,
        remarks=kept.remarks,
        policy=f"{kept.policy}, version {kept.policy_version}",
        when=f"{whole_day(kept.on)} by {_staff(who, kept.by)}{later}",
    )


def _staff(who: SignIn, staff: str) -> str:
    found = who.of(Staff).find(staff)
    return found.name if found is not None else "somebody"


def _referral(case: ScreeningCase) -> Facts:
    referral, client = case.referral, case.client
    by = ", ".join(words for words in (referral.referrer, referral.source) if words)
    language = ", ".join(words for words in (client.language, "interpreter" if client.interpreter else "") if words)
    status = f"{referral.status}, {referral.end_reason}" if referral.end_reason else str(referral.status)
    return facts(
        ("Received", f"{whole_day(referral.received_on)}{' from ' + by if by else ''}; now {status}"),
        ("Reason", referral.reason),
        ("Diagnosis", referral.diagnosis),
        ("Language", language),
    )


# --- what was asked -------------------------------------------------------------------------------------------------


def _measures(case: ScreeningCase) -> Grid:
    names = [name for name in dict.fromkeys((*ALWAYS, *case.given)) if name in case.measures]
    return Grid(head=("Measure", "Asked", "Result"), rows=tuple(_measure(case, name) for name in names))


def _measure(case: ScreeningCase, name: str) -> tuple[str, str, str]:
    measure, given = case.measures[name], case.given.get(name)
    if given is None:
        return measure.name, "", "not asked"
    asked = ", ".join(words for words in (whole_day(given.on), given.asked_by, given.mode) if words)
    old = "; too old: may raise the route, clears nobody" if too_old(given.on, case.on, case.policy) else ""
    return measure.name, asked, _result(measure, given) + old


def _result(measure: Measure, given: Given) -> str:
    """A score with its band, and with the bounds that missing answers leave."""
    try:
        now = score(measure, given.answers)
    except ValueError:
        return "answered on another version of the form"
    if measure.better is Better.none:
        return cssrs.in_words(given.answers)
    stated = "" if given.stated_total in (None, now.total) else f"; stated as {given.stated_total}"
    if not now.answered:
        return f"no answers{stated}"
    words = f"{now.total}, {now.band}" if now.total is not None else _bounds(measure, given)
    if measure.id == PHQ9:
        item9 = given.answers[8]
        words += f"; item 9 {'not answered' if item9 is None else f'is {item9}'}"
    return words + stated


def _bounds(measure: Measure, given: Given) -> str:
    now = score(measure, given.answers)
    bands = " to ".join(dict.fromkeys(str(band) for band in (now.band_least, now.band_greatest) if band))
    words = f"{now.least} to {now.greatest} possible{', ' + bands if bands else ''}; {now.answered} answered"
    return words + (f"; {number(now.prorated)} if prorated" if now.prorated is not None else "")


def _asked_besides(case: ScreeningCase) -> Facts:
    policy, referral = case.policy, case.referral
    return Facts(
        pairs=(
            ("Taking part", _checked(policy.participation, referral.participation, False, "not yet able or agreed")),
            ("Observations", _checked(policy.observations, referral.observations, True, "seen")),
            ("Medical red flags", _checked(policy.red_flags, referral.red_flags, True, "found")),
        )
    )


def _checked(names: tuple[str, ...], given: dict[str, bool], concern: bool, word: str) -> str:
    asked = [name for name in names if name in given]
    if not asked:
        return "not asked"
    found = [name for name in asked if given[name] is concern]
    told = f"{word}: {', '.join(found)}" if found else "nothing of concern"
    return f"{len(asked)} of {len(names)} asked; {told}"


# --- what it comes to -----------------------------------------------------------------------------------------------


def _findings(shown: _Shown) -> Iterator[Block]:
    """Those of one rule and source share a line, so that a page holds them all."""
    lines: dict[tuple[Route, str, str], list[str]] = {}
    for finding in shown.findings:
        lines.setdefault((finding.route, finding.source, finding.rule.split(":")[0]), []).append(finding.detail)
    if lines:
        yield Grid(
            head=("Leads to", "Found, and the threshold", "Source"),
            rows=tuple((str(route), _together(details), source) for (route, source, _), details in lines.items()),
        )
    else:
        yield Paragraph(text="None.")
    if shown.remarks:
        yield Listing(items=shown.remarks)


def _together(details: list[str]) -> str:
    """clinical observation: psychosis; mania: what all begin with is said once."""
    begins = 0
    for place in range(min(map(len, details)) if len(details) > 1 else 0):
        if len({detail[: place + 1] for detail in details}) > 1:
            break
        if details[0][place - 1 : place + 1] in (": ", ", "):
            begins = place + 1
    return "; ".join([details[0], *(detail[begins:] for detail in details[1:])])


def _missing(shown: _Shown) -> Iterator[Block]:
    parts = missing_parts(tuple(map(_by_number, shown.missing)))
    if parts:
        yield Listing(items=tuple(f"{words}: could still lead to {route_words(could)}" for words, could in parts))


def _by_number(missing: Missing) -> Missing:
    """A question of the C-SSRS without what it asks."""
    if not missing.key.startswith("cssrs_"):
        return missing
    again = " (when)" if missing.key.endswith("_recent") else ""
    return structs.replace(missing, what=missing.what.split(":")[0] + again)


def _choice(case: ScreeningCase) -> str:
    assert case.decided is not None
    made = case.decided.decision
    words = f"group, {made.curriculum}" if made.choice is Choice.group and made.curriculum else str(made.choice)
    return words + (f", to be looked at again on {whole_day(made.review_on)}" if made.review_on else "")


def _decision(who: SignIn, case: ScreeningCase, shown: _Shown) -> Facts:
    pairs = [("Suggested", f"{route_words(shown.route)}, by {shown.policy}"), ("Screened", shown.when)]
    if not shown.missing:
        pairs.append(("Not answered", "nothing that could still change the route"))
    if case.decided is None:
        return facts(*pairs, ("Decided", "not yet"))
    made = case.decided.decision
    when = whole_moment(case.decided.at, who.clinic.zone)
    by = f"{_choice(case)}; {when} by {case.decided.by}, policy version {made.policy_version}"
    if differs(made.choice, made.suggested):
        by += f"; the suggestion then was {route_words(made.suggested)}"
    return facts(*pairs, ("Decided", by), ("Reason", made.reason))
