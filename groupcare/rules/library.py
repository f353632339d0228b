"""What every act may need to know that is data and not the clinic's own: the measures, and the default policy."""

from collections.abc import Mapping

from msgspec import Struct

from groupcare.rules.measures import Measure
from groupcare.rules.policy import Policy


class Library(Struct, frozen=True, kw_only=True):
    """Handed in by whoever opens a store; read from data/ by exchange."""

    measures: Mapping[str, Measure]
    policy: Policy
