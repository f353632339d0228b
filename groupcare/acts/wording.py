"""Loading a clinic's own licensed wording of a measure into its record."""

from collections.abc import Sequence

from groupcare.acts.act import act
from groupcare.record.errors import Refused
from groupcare.record.sign_in import SignIn
from groupcare.rules.text import PROSE, clean
from groupcare.rules.wording import Wording, reasons_against_wording


def load_wording(who: SignIn, measure: str, texts: Sequence[str], licence: str) -> Wording:
    """Keep the wording, an item each, in place of one before; shown from the next sign-in on.

    Raises Refused without a licence, and where the lines are not the measure's items.
    """
    known = who.library.measures.get(measure)
    if known is None:
        raise Refused(f"There is no measure {measure!r}; known are {', '.join(sorted(who.library.measures))}.")
    cleaned = tuple(clean(text, of=f"Item {n}", limit=PROSE) for n, text in enumerate(texts, start=1))
    licence = clean(licence, of="The licence", limit=PROSE)
    if against := reasons_against_wording(known, cleaned, licence):
        raise Refused(" ".join(against))
    with act(who, "load a wording"):
        return who.of(Wording).add(
            Wording(
                measure=known.id,
                version=known.version,
                texts=cleaned,
                licence=licence,
                by=who.staff_id,
                at=who.now(),
            )
        )
