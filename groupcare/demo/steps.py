"""Single steps of work on a referral or on somebody's safety, for the diary: each is one act by one member of staff."""

from datetime import date

from groupcare.acts import refer, safety, screen
from groupcare.demo.answers import WISH_SINCE_LAST
from groupcare.demo.scene import Scene
from groupcare.rules.people import ContactKind
from groupcare.rules.safety import Choice, ConcernKind, Handoff, SafetyFinding, Verdict


def touch(
    scene: Scene,
    by: str,
    key: str,
    kind: ContactKind,
    outcome: str,
    *,
    minutes: int | None = None,
    mode: str = "phone",
    with_whom: str = "",
    next_step: str = "",
    due: date | None = None,
) -> None:
    """Keep a contact outside the group."""
    safety.add_contact(
        scene.staff[by],
        scene.clients[key],
        kind,
        with_whom=with_whom,
        mode=mode,
        minutes=minutes,
        outcome=outcome,
        next_step=next_step,
        due=due,
    )


def rescreen(scene: Scene, by: str, key: str) -> None:
    """Apply the policy to what is known now."""
    screen.screen_referral(scene.staff[by], scene.referrals[key])


def decide(scene: Scene, by: str, key: str, choice: Choice, reason: str = "", review_on: date | None = None) -> None:
    """Decide for anything but the group."""
    screen.decide(scene.staff[by], scene.referrals[key], choice, reason=reason, review_on=review_on)


def take(scene: Scene, by: str, key: str) -> None:
    """Own the person's most urgent alert."""
    safety.take_alert(scene.staff[by], _alert(scene, by, key))


def act_on(scene: Scene, by: str, key: str, what: str) -> None:
    """Record what was done about it."""
    safety.act_on_alert(scene.staff[by], _alert(scene, by, key), what)


def close(scene: Scene, by: str, key: str, took_over: str = "") -> None:
    """Close it, by the clinician who decided."""
    safety.close_alert(scene.staff[by], _alert(scene, by, key), clinician=by, took_over=took_over)


def _alert(scene: Scene, by: str, key: str) -> str:
    return safety.open_alerts(scene.staff[by], scene.clients[key])[0].id


def raise_concern(scene: Scene, by: str, key: str, words: str, group: str, number: int) -> None:
    """Raise a concern about self-harm, heard at that session."""
    session = scene.sessions[group][number - 1]
    safety.raise_concern(scene.staff[by], scene.clients[key], ConcernKind.self_harm, words, session=session)


def ask_since_last(scene: Scene, by: str, key: str) -> None:
    """Ask the C-SSRS since last contact."""
    refer.record_answers(scene.staff[by], scene.referrals[key], "c-ssrs-since-last", WISH_SINCE_LAST)


def evaluate(scene: Scene, by: str, key: str, text: str) -> None:
    """A clinician's evaluation that ends all the person's open findings."""
    who, client = scene.staff[by], scene.clients[key]
    found = [f.id for f in who.of(SafetyFinding).linked(client=client) if f.ended_by is None]
    screen.evaluate(who, client, found, Verdict.group, text)


def hand_off(scene: Scene, by: str, key: str, to: str, phone: str = "", outside: bool = False) -> None:
    """Send the person to individual care."""
    safety.hand_off(scene.staff[by], scene.referrals[key], to, phone=phone, outside=outside)


def accepted(scene: Scene, by: str, key: str, who_accepted: str) -> None:
    """Individual care has taken the person on."""
    safety.accept_handoff(scene.staff[by], _handoff(scene, by, key), who_accepted)


def seen(scene: Scene, by: str, key: str) -> None:
    """The first individual appointment was kept."""
    safety.first_seen(scene.staff[by], _handoff(scene, by, key))


def _handoff(scene: Scene, by: str, key: str) -> str:
    return scene.staff[by].of(Handoff).linked(referral=scene.referrals[key])[-1].id
