"""A remark of the plan check: where it points, why, what would mend it, and what it rests on; and what it reads beside
the plan. Remarks advise. A clinician may keep what they wrote and say why, and the remark stands again once what it was
about has changed.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

import msgspec
from msgspec import Struct, field

from groupcare.rules.consent import Consent
from groupcare.rules.curriculum import Curriculum
from groupcare.rules.diagnoses import DiagnosisList
from groupcare.rules.homework_readings import Point
from groupcare.rules.measures import Measure
from groupcare.rules.phrases import PlanWords
from groupcare.rules.plan import Aim, KeptRemark, ScoreAim

POLICY = "clinic policy"
MANUAL = "Murphy 2014, VA therapist manual for CBT in chronic pain"
FEAR_AVOIDANCE = "Vlaeyen & Linton 2000, Pain 85:317"


class RemarkKind(StrEnum):
    """The kinds of known mistakes (clinical facts, section 5), in their order there."""

    pain_as_target = "pain as the target"
    fear = "fear and avoidance"
    passive = "passive coping only"
    depression = "depression"
    acute_advice = "acute-pain advice"
    objective = "objective"
    diagnosis = "diagnosis"
    coordination = "coordination and review"
    expectations = "expectations and agreement"


class Remark(Struct, frozen=True, kw_only=True):
    """`where` names a part of the plan: "goal 2", "objective 1.1", "intervention 1 0" (goal, place from 0),
    "heading prescriber", "avoided", "contact 0" or "plan". `of` is a digest of what was looked at."""

    kind: RemarkKind
    where: str
    why: str
    mend: str
    source: str
    of: str

    @property
    def short(self) -> str:
        """Where it points, for a narrow column: 1.1, goal 2, prescriber; nothing for the plan as a whole."""
        part, _, rest = self.where.partition(" ")
        match part:
            case "objective":
                return rest
            case "goal":
                return self.where
            case "intervention":
                return f"goal {rest.partition(' ')[0]}"
        return ""


def remark(kind: RemarkKind, where: str, why: str, mend: str, source: str, about: object) -> Remark:
    """A remark about what `about` holds: Structs, texts and numbers."""
    of = hashlib.sha256(msgspec.json.encode([kind, about])).hexdigest()[:16]
    return Remark(kind=kind, where=where, why=why, mend=mend, source=source, of=of)


def aim_for_digest(aim: Aim) -> object:
    """The aim as a digest takes it: without a mark that came later and is not set, or what clinicians have kept would
    stand again."""
    if isinstance(aim, ScoreAim) and not aim.prorated:
        return {"type": "score", "measure": aim.measure, "baseline": aim.baseline, "target": aim.target}
    return aim


class Around(Struct, frozen=True, kw_only=True):
    """What the check reads beside the plan: the newest `scores` by measure, the `curricula` of the groups that the
    person is in, their consents, and who referred them (as written)."""

    measures: Mapping[str, Measure]
    today: date
    words: PlanWords = PlanWords()
    diagnoses: DiagnosisList = DiagnosisList()
    scores: Mapping[str, Point] = field(default_factory=dict)
    curricula: tuple[Curriculum, ...] = ()
    consents: tuple[Consent, ...] = ()
    referrers: tuple[str, ...] = ()


class Checked(Struct, frozen=True, kw_only=True):
    """The remarks that stand, and those that were kept, each with what was said."""

    stand: tuple[Remark, ...] = ()
    kept: tuple[tuple[Remark, KeptRemark], ...] = ()


def sorted_out(remarks: Iterable[Remark], kept: Sequence[KeptRemark]) -> Checked:
    """Which remarks stand, and which a clinician kept; the newest reason counts."""
    reasons = {(k.kind, k.of): k for k in kept}
    found = [(r, reasons.get((r.kind, r.of))) for r in remarks]
    return Checked(
        stand=tuple(r for r, reason in found if reason is None),
        kept=tuple((r, reason) for r, reason in found if reason is not None),
    )
