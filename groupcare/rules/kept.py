"""What every document of the record has in common."""

import msgspec


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A document of the record.

    `id` is 32 hex digits, given by the record when it is first saved. `rev` counts its saved versions from 1; a form
    that was opened on an older one is not saved over a newer one. Neither stands inside the stored document.
    """

    id: str = ""
    rev: int = 0
