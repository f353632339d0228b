"""The safety part of the screening summary: what is open about the person, and how far work on it has come."""

from collections.abc import Iterator, Sequence

from groupcare.queries.alerts import evaluations
from groupcare.queries.referral_queue import handoff_words
from groupcare.queries.screening_case import ScreeningCase
from groupcare.record.sign_in import SignIn
from groupcare.rules.paper import Block, Facts, Paragraph
from groupcare.rules.policy import BLOCKING
from groupcare.rules.safety import Alert, AlertStatus, Hold, SafetyFinding
from groupcare.rules.screening import Finding
from groupcare.rules.words import whole_moment


def safety_block(who: SignIn, case: ScreeningCase, findings: Sequence[Finding]) -> Block:
    """What stands of the person, over all referrals; what is among the `findings` shown above is not said again."""
    zone = who.clinic.zone
    above = {finding.detail for finding in findings if finding.route in BLOCKING}
    standing = [f for f in who.of(SafetyFinding).linked(client=case.client.id) if f.ended_by is None]
    pairs = []
    if above and above <= {f.detail for f in standing}:
        pairs.append(("Open", "every urgent or individual finding above, until a clinician's evaluation names it"))
        standing = [f for f in standing if f.detail not in above]
    pairs += [("Open", f"{f.detail} ({f.route}), since {whole_moment(f.raised_at, zone)}") for f in standing]
    known = {*(finding.detail for finding in findings), *(finding.detail for finding in standing)}
    for hold in who.of(Hold).linked(client=case.client.id):
        if hold.released_by is None:
            pairs.append(("Hold", f"since {whole_moment(hold.opened_at, zone)}{_besides(hold.because, known)}"))
    for alert in case.alerts:
        state = "acted on" if alert.acted else "nobody has acted yet"
        owner = f"owner {alert.owner or 'nobody'}"
        pairs.append(("Alert", f"{alert.level}, {state}, {owner}{_besides(alert.because, known)}"))
    pairs += [("Alert", words) for words in _last_closed(who, case)]
    if case.handoff is not None:
        pairs.append(("Handoff", handoff_words(case.handoff, case.on)))
    pairs += [
        ("Evaluated", f"{whole_moment(one.evaluation.at, zone)} by {one.by}: {one.evaluation.verdict}")
        for one in evaluations(who, case.client.id)[:1]
    ]
    if case.blocked or case.alerts:
        pairs.append(("Whom to call", case.whom_to_call))
    return Facts(pairs=tuple(pairs)) if pairs else Paragraph(text="No finding, hold, alert or handoff.")


def _besides(because: tuple[str, ...], known: set[str]) -> str:
    """The reasons that are not among what is known already."""
    others = [words for words in because if words not in known]
    return f": {'; '.join(others)}" if others else ""


def _last_closed(who: SignIn, case: ScreeningCase) -> Iterator[str]:
    closed = [a for a in who.of(Alert).linked(client=case.client.id) if a.status is AlertStatus.closed and a.closed_at]
    if closed and not case.alerts:
        last = max(closed, key=lambda a: a.closed_at or a.opened_at)
        assert last.closed_at is not None
        over = f", {last.took_over} took over" if last.took_over else ""
        yield f"{last.level}, closed {whole_moment(last.closed_at, who.clinic.zone)}, clinician {last.clinician}{over}"
