"""Who has a member in care: the clinician of their own; where they have none, whoever signed or wrote their plan.

Somebody who has left the clinic has nobody in care, or what waits for a clinician would wait for ever.
"""

from collections.abc import Collection


def carers(own: str | None, signed_by: str | None, written_by: str | None, here: Collection[str]) -> tuple[str, ...]:
    """Members of staff, the first one first; none where nobody who works here has them in care. `here` are the ids of
    those who do."""
    if own in here and own is not None:
        return (own,)
    return tuple(dict.fromkeys(i for i in (signed_by, written_by) if i is not None and i in here))
