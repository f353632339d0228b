"""That a member was told what they have reached: goals that are reached deserve to be spoken of."""

from datetime import date

from groupcare.rules.kept import Kept


class Feedback(Kept, frozen=True, kw_only=True):
    """Feedback on an objective that was reached. `objective` is its key in the plan, `words` what was said, `by` the
    member of staff who said it."""

    client: str
    plan: str
    objective: str
    on: date
    by: str
    words: str = ""
    session: str | None = None
