"""The form for one part of a plan. It changes that part and leaves all others as they are, on whosever version.

Where somebody else saved meanwhile, nothing is overwritten: the form says so, shows what they changed and what this
form changes, keeps all that was typed, and saves over theirs only after an explicit yes.
"""

from collections.abc import Callable, Iterable

from textual import work
from textual.widgets import Static

from groupcare.acts import Refused, SignIn, Stale
from groupcare.acts import plan as acts
from groupcare.queries import find
from groupcare.queries.chart import Chart, chart
from groupcare.rules.plan import Plan, PlanContent
from groupcare.rules.plan_edit import Change, PartGone, differences
from groupcare.tui.dialogs import Confirm, FormDialog
from groupcare.tui.fault import is_leaving
from groupcare.tui.forms import Field, Form
from groupcare.tui.members.plan_fields import empty_plan
from groupcare.tui.safe import plain

BEGAN = "began"
"""Kept with a draft: the revision that the form began from."""


class PlanDialog(FormDialog[Plan]):
    """`edit` turns what is typed into a change of a plan; `at` is the field in which the cursor begins."""

    def __init__(
        self,
        of: Chart,
        title: str,
        fields: Iterable[Field],
        edit: Callable[[dict[str, str]], Change],
        said: str,
        *,
        words: str,
        draft: str,
        at: str = "",
    ) -> None:
        self.edit, self.at = edit, at
        self.over = of
        """The chart with the version that saving goes over."""
        self.theirs: Chart | None = None
        """The chart with a version that somebody else saved, until the person says yes to going over it."""
        self._mine: Change | None = None
        self._stale = False
        super().__init__(title, fields, self._write, said, words=words, draft=f"plan of {of.client.id}, {draft}")
        self._as_given = {field.name: field.value for field in self.fields}

    # --- saving -------------------------------------------------------------------------------------------------

    def _write(self, values: dict[str, str]) -> Callable[[SignIn], Plan]:
        change = self._mine = self.edit(values)
        over, client = self.over.plan, self.over.client.id
        content = over.content if over is not None else empty_plan(self.app.who.today())

        def act(who: SignIn) -> Plan:
            try:
                rev, plan = (over.rev, over.id) if over is not None else (0, None)
                return acts.write_plan(who, client, change(content), over_rev=rev, over_plan=plan)
            except PartGone as gone:
                raise Refused(str(gone)) from None
            except Stale:
                self._stale = True
                raise

        return act

    def action_save(self) -> None:
        if self.theirs is None:
            super().action_save()
        else:
            self._ask_first(self.theirs)

    @work
    async def _ask_first(self, theirs: Chart) -> None:
        question = (
            "Save yours over theirs? What both of you changed becomes as you have it here; all else stays theirs."
        )
        if await self.app.push_screen_wait(Confirm(question, yes="save mine", no="not yet")):
            self.over, self.theirs = theirs, None
            super().action_save()

    async def _save(self) -> None:
        self._stale = False
        await super()._save()
        if self._stale and not is_leaving(self):
            self._compare(self._newest())

    # --- two versions -------------------------------------------------------------------------------------------

    def _newest(self) -> Chart:
        return chart(self.app.who, find.client(self.app.who, self.over.client.id))

    def _compare(self, theirs: Chart) -> None:
        """Show what they changed and what this form would change, both against the version it began from."""
        self.theirs = theirs
        self.query_one(".words", Static).update(plain("\n".join(self._two_versions(theirs))))
        self.query_one(Form).fault("ctrl+s asks before it goes over theirs; esc keeps yours to come back to.")

    def _two_versions(self, theirs: Chart) -> Iterable[str]:
        today, measures = self.app.who.today(), self.app.who.library.measures
        base = self.over.plan.content if self.over.plan is not None else empty_plan(today)

        def changes(after: PlanContent) -> list[str]:
            found = differences(base, after, measures, today)
            return [
                f"  {part}: {is_now or 'taken out'}" + (f" (was: {was})" if was else "") for part, was, is_now in found
            ]

        yield f"{theirs.plan_by or 'Somebody else'} saved this plan meanwhile. Nothing was overwritten."
        if theirs.plan is not None:
            yield "Theirs:"
            yield from changes(theirs.plan.content) or ["  signed, or saved again with the same words"]
        try:
            mine = self._mine(base) if self._mine is not None else base
        except PartGone:
            return
        yield "Yours:"
        yield from changes(mine)

    # --- drafts -------------------------------------------------------------------------------------------------

    def draft_fields(self) -> dict[str, str] | None:
        """What was changed, with the version it was changed on; None where nothing was."""
        typed = self.query_one(Form).typed()
        if typed == self._as_given:
            return None
        return {**typed, BEGAN: str(self.over.plan.rev if self.over.plan is not None else 0)}

    def on_mount(self) -> None:
        self.call_after_refresh(self._came_back)
        for widget in self.query(f"#field-{self.at}") if self.at else ():
            self.call_after_refresh(widget.focus)

    def _came_back(self) -> None:
        """A draft typed on an older version is compared before it is saved."""
        left = self.app.behind.draft(self.draft)
        rev = self.over.plan.rev if self.over.plan is not None else 0
        if left is not None and left.get(BEGAN, str(rev)) != str(rev):
            self.theirs = self.over
            self.query_one(Form).fault("This was typed before the plan was saved again: compare it with the plan as it "
                                       "is now. ctrl+s asks before it saves.")  # fmt: skip
