"""A reading of an objective that no measure and no homework tells of: seen or told, and written down as such."""

from datetime import date

from groupcare.rules.kept import Kept


class ObjectiveReading(Kept, frozen=True, kw_only=True):
    """Where an objective stood on a day. `objective` is its key in the plan; `value` is in the aim's own unit, or of a
    milestone None with `reached`. `said` is how it is known, `by` the member of staff who wrote it down."""

    client: str
    plan: str
    objective: str
    on: date
    by: str
    value: float | None = None
    reached: bool | None = None
    said: str = ""
    session: str | None = None
