"""A library of interventions to choose from when a plan is written: what is done, by whom and how often, and whether it
does (active) or soothes (passive). One file an approach in data/interventions, which a clinician can read and change.
"""

from msgspec import Struct

from groupcare.rules.curriculum import Coping
from groupcare.rules.plan import Intervention


class Suggested(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An intervention as it is suggested. `key` is the letter that chooses it, `short` what a list shows."""

    key: str
    short: str
    what: str
    who: str
    how_often: str
    coping: Coping

    @property
    def intervention(self) -> Intervention:
        """As it goes into a plan, to be changed there."""
        return Intervention(what=self.what, who=self.who, how_often=self.how_often, coping=self.coping)


class Approach(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file: one approach with its interventions, in our own words, and what it rests on."""

    id: str
    key: str
    name: str
    source: str
    intervention: tuple[Suggested, ...]
