"""What reports are about: a form for the period, the curriculum and the group."""

from collections.abc import Callable
from datetime import date

from groupcare.acts import SignIn
from groupcare.queries.report_scope import known
from groupcare.queries.reports import curricula
from groupcare.rules.report_scope import PERIODS, NoPeriod, checked, period, period_named
from groupcare.rules.reports import Scope
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.typed import a_day

WORDS = (
    "For all questions, until you choose otherwise. Groups count by their first day, referrals by the day they were "
    "received. Days typed below stand in place of the named period."
)


def about_form(who: SignIn, scope: Scope) -> FormDialog[Scope]:
    """Ask what the reports are to be about, beginning from what they are about now."""
    today = who.today()
    named = period_named(scope, today)
    groups = known(who)
    newest = reversed(list(groups.names.items()))
    fields = [
        Field("period", "Period", "choice", named or "", tuple(PERIODS.items())),
        Field("since", "From", value=_typed(scope.since) if named is None else "", hint="2026-01-01, or 1 jan 2026"),
        Field("until", "Until", value=_typed(scope.until) if named is None else "", hint="the last day"),
        Field("curriculum", "Curriculum", "choice", scope.curriculum, (("", "all"), *curricula(who).items())),
        Field("group", "Group", "choice", scope.group, (("", "all"), *newest)),
    ]
    return FormDialog("What are the reports about?", fields, _chosen(today), words=WORDS, save="show it")


def _typed(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _chosen(today: date) -> Callable[[dict[str, str]], Callable[[SignIn], Scope]]:
    def act(values: dict[str, str]) -> Callable[[SignIn], Scope]:
        since, until = a_day(values, "since", today), a_day(values, "until", today)
        if since is None and until is None:
            since, until = period(values["period"], today)
        scope = Scope(since=since, until=until, curriculum=values["curriculum"], group=values["group"])
        try:
            checked(scope)
        except NoPeriod as fault:
            raise FieldFault("until", str(fault)) from None
        return lambda _: scope

    return act
