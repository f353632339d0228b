"""The keys of the plan tab that write: a part more, changed or taken out, reviews, templates, links, the signature."""

from functools import partial

from textual import work

from groupcare.acts import RecordError
from groupcare.acts import plan as acts
from groupcare.exchange.interventions import shipped_interventions
from groupcare.exchange.plan_templates import shipped_templates
from groupcare.queries.plan_review import review_day
from groupcare.rules.plan import Intervention, Plan
from groupcare.rules.words import count, day
from groupcare.tui.dialogs import Choice, Choose, Confirm
from groupcare.tui.members.by_hand_keys import ByHandKeys
from groupcare.tui.members.find_diagnosis import FindDiagnosis
from groupcare.tui.members.plan_forms import PlanForms
from groupcare.tui.members.plan_lines import loose_places
from groupcare.tui.members.plan_out import OUT, close_form, take_out, why_not_out
from groupcare.tui.members.plan_review_form import new_review

NEW = (
    Choice("objective", "o", "objective", "what shows that a goal is reached, and by when"),
    Choice("goal", "g", "goal", "what they will be able to do"),
    Choice("intervention", "i", "intervention", "what is done for a goal, by whom, how often"),
    Choice("library", "l", "from the library", "CBT, ACT, graded exposure, mindfulness"),
    Choice("avoided", "a", "activity left", "from fear or pain: the functional analysis"),
    Choice("experiment", "e", "experiment", "feared before, happened after, learned"),
    Choice("contact", "c", "coordination contact", "physician, physiotherapist, employer"),
    Choice("diagnosis", "d", "diagnosis", "found by code or words"),
)


class PlanWriting(ByHandKeys):
    """What each of them asks, and the act that follows."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: dict[str, str] = {}
        """The first cell of each line, by its key."""
        self._known: set[str] | None = None
        """The lines there were before something new was written, which the cursor then goes to."""

    def _forms(self) -> PlanForms:
        who = self.app.who
        review_in = partial(review_day, who, self.today)
        return PlanForms(self.shown, who.library.measures, self.today, self.person, review_in)

    @work
    async def action_new(self) -> None:
        """The first plan, or a part of the one there is."""
        if not self.may("write a plan"):
            return
        if self.shown.plan is None:
            self.app.push_screen(self._forms().first())
            return
        kind = await self.app.push_screen_wait(Choose("New in this plan", NEW))
        suggested = None
        if kind == "diagnosis":
            await self._new_diagnosis()
            return
        if kind == "library":
            suggested = await self._suggested()
            kind = "intervention" if suggested else None
        if kind is not None:
            self._known = set(self.lines.keys)
            if await self.app.push_screen_wait(self._forms().new(kind, self._goal_here(), suggested)) is None:
                self._known = None

    async def _suggested(self) -> Intervention | None:
        """One of the library: the approach by its letter, then the intervention by its own."""
        approaches = {a.id: a for a in shipped_interventions()}
        choices = [Choice(a.id, a.key, a.name) for a in approaches.values()]
        chosen = await self.app.push_screen_wait(Choose("From the library", choices))
        if chosen is None:
            return None
        approach = approaches[chosen]
        every = approach.intervention
        choices = [Choice(one.key, one.key, one.short, f"{one.coping}, {one.how_often}") for one in every]
        key = await self.app.push_screen_wait(Choose(approach.name, choices, words=approach.source))
        return next((one.intervention for one in every if one.key == key), None)

    async def _new_diagnosis(self) -> None:
        code = await self.app.push_screen_wait(FindDiagnosis(self.app.who.library.diagnoses))
        chart, plan = self.shown, self.shown.plan
        if code is None or plan is None:
            return
        content = self._forms().diagnosis(code)(plan.content)
        self.page.do(
            lambda who: acts.write_plan(who, chart.client.id, content, over_rev=plan.rev, over_plan=plan.id),
            f"added {code} to {self.person}'s plan",
        )

    @work
    async def action_review(self) -> None:
        """The review, filled from the record; once it is kept, whether the plan is signed with it."""
        if not self.may("write a plan"):
            return
        try:
            form = new_review(self.app.who, self.shown, self.person)
        except RecordError as refused:
            self.app.tell(str(refused))
            return
        plan = await self.app.push_screen_wait(form)
        if plan is not None:
            await self._sign(plan)

    def action_versions(self) -> None:
        self.app.open_place("plan versions", self.shown.client.id)

    def action_close(self) -> None:
        plan = self.shown.plan
        if plan is not None and self.may("close a plan"):
            self.app.push_screen(close_form(plan, self.person))

    def action_write(self) -> None:
        self.action_new()

    def _goal_here(self) -> int:
        """The goal that the cursor is in, else the last."""
        kind, rest = self.kind_and_id
        number = rest.partition(" ")[0].partition(".")[0]
        goals = self.shown.plan.content.goal if self.shown.plan else ()
        return int(number) if number.isdecimal() and kind not in ("avoided", "plan") else len(goals)

    def action_edit(self) -> None:
        if self.may("write a plan"):
            self.app.push_screen(self._forms().edit(*self.kind_and_id))

    @work
    async def action_try(self) -> None:
        """The activity under the cursor becomes an experiment, to be made smaller and dated."""
        if not self.may("write a plan"):
            return
        self._known = set(self.lines.keys)
        if await self.app.push_screen_wait(self._forms().experiment_of(int(self.kind_and_id[1]))) is None:
            self._known = None

    @work
    async def action_template(self) -> None:
        if not self.may("write a plan"):
            return
        templates = shipped_templates()
        chosen: str | None = templates[0].id
        if len(templates) > 1:
            choices = [Choice(t.id, t.key, t.name) for t in templates]
            chosen = await self.app.push_screen_wait(Choose("Start from a template", choices))
        for template in templates:
            if template.id == chosen:
                self.app.push_screen(self._forms().from_template(template))

    @work
    async def action_out(self) -> None:
        if not self.may("write a plan"):
            return
        chart, (kind, rest) = self.shown, self.kind_and_id
        plan = chart.plan
        if plan is None:
            return
        against = why_not_out(chart, kind, rest)
        if against:
            self.app.tell(against)
            return
        words = self._texts.get(self.lines.key, "")
        if not await self.app.push_screen_wait(Confirm(f"Take this out of the plan?\n\n{words}", yes="take it out")):
            return
        content = take_out(plan.content, kind, rest)
        self.page.do(
            lambda who: acts.write_plan(who, chart.client.id, content, over_rev=plan.rev, over_plan=plan.id),
            f"took {OUT[kind]} out of {self.person}'s plan",
        )

    def action_link(self) -> None:
        chart = self.shown
        if self.may("write a plan"):
            for place in loose_places(chart):
                self.page.do(partial(acts.link_plan, member_id=place.member), f"linked {self.person}'s plan")

    @work
    async def action_sign(self) -> None:
        if self.shown.plan is not None:
            await self._sign(self.shown.plan)

    async def _sign(self, plan: Plan) -> None:
        """Ask, and sign that version."""
        if not self.may("sign a plan"):
            return
        review, stand = day(plan.content.review_on, self.today), len(self.shown.checked.stand)
        remarked = f" The plan check has {count(stand, 'remark')} that nobody kept: w shows what." if stand else ""
        question = (
            f"Sign the plan of {self.person} as it stands here? It is reviewed on {review}. Signing is not undone."
            f"{remarked}"
        )
        if await self.app.push_screen_wait(Confirm(question, yes="sign", no="not yet")):
            self.page.do(lambda who: acts.sign_plan(who, plan.id, over_rev=plan.rev), f"signed {self.person}'s plan")
