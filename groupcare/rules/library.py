"""What every act may need to know that is data and not the clinic's own: the measures, the default policy, and what the
plan check reads with."""

from collections.abc import Mapping

from msgspec import Struct

from groupcare.rules.diagnoses import DiagnosisList
from groupcare.rules.measures import Measure
from groupcare.rules.phrases import PlanWords
from groupcare.rules.policy import Policy


class Library(Struct, frozen=True, kw_only=True):
    """Handed in by whoever opens a store; read from data/ by exchange."""

    measures: Mapping[str, Measure]
    policy: Policy
    diagnoses: DiagnosisList = DiagnosisList()
    plan_words: PlanWords = PlanWords()
