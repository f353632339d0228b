"""Public holidays, by country and subdivision, as days on which no session falls."""

from collections.abc import Iterable
from datetime import date
from functools import cache


class UnknownPlace(ValueError):
    """No holidays are known for this country or subdivision; the message names it."""


def public_holidays(country: str | None, subdivision: str | None, years: Iterable[int]) -> dict[date, str]:
    """Holidays with their names in English where there are such. No country, no holidays.

    The country alone gives what is kept nationwide (for the US, the federal observances); a subdivision adds its own
    and may lack some of those. Raises UnknownPlace.
    """
    if not country:
        return {}
    return dict(_holidays(country.upper(), subdivision.upper() if subdivision else None, tuple(years)))


def load_holidays() -> None:
    """Load what knows the holidays, which takes a third of a second, before anybody waits for it."""
    import holidays.countries  # noqa: F401


@cache
def _holidays(country: str, subdivision: str | None, years: tuple[int, ...]) -> dict[date, str]:
    import holidays  # heavy, and needed only where a schedule is made

    try:
        found = holidays.country_holidays(country, subdiv=subdivision, years=years, language="en_US")
    except NotImplementedError:
        place = f"{country}, {subdivision}" if subdivision else country
        raise UnknownPlace(
            f"No public holidays are known for {place}. Use codes such as US, or US with the subdivision MA."
        ) from None
    return {date(day.year, day.month, day.day): name for day, name in sorted(found.items())}
