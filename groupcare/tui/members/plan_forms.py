"""Which form belongs to which part of a plan, and what saving it changes."""

from collections.abc import Callable, Mapping
from datetime import date

from msgspec.structs import replace

from groupcare.queries.chart import Chart
from groupcare.queries.plan_check import newest_scores
from groupcare.rules import plan_edit
from groupcare.rules.aims import NotAnAim, aim_words
from groupcare.rules.measures import Measure
from groupcare.rules.plan import REVIEW_DAYS, Experiment, Goal, Intervention, Objective, PlanContact, PlanContent
from groupcare.rules.plan_edit import Change
from groupcare.rules.plan_template import Ask, NotANumber, PlanTemplate, fill
from groupcare.rules.words import count, day
from groupcare.tui.forms import Field, FieldFault
from groupcare.tui.members.plan_dialog import PlanDialog
from groupcare.tui.members.plan_fields import (
    Values,
    avoided_fields,
    avoided_from,
    day_from,
    empty_plan,
    goal_fields,
    goal_from,
    heading_fields,
    heading_from,
    intervention_fields,
    intervention_from,
    objective_fields,
    objective_from,
    talked_fields,
    talked_from,
    which_goal,
)
from groupcare.tui.members.plan_review_form import old_review
from groupcare.tui.members.plan_row_fields import (
    contact_fields,
    contact_from,
    experiment_fields,
    experiment_from,
)

GOAL_WORDS = "Function, in words the member would use. Freedom from pain is no goal; what pain keeps from them is."
OBJECTIVE_WORDS = "Something that can be told to be reached, by a day. Leave the start out of a score, and the record "
OBJECTIVE_WORDS += "takes the last one before the plan began."


def _unless_said(ask: Ask) -> str:
    """What is written where nothing is typed; else an example."""
    return f"{ask.usual}, unless you write another" if ask.usual else f"such as: {ask.hint}"


class PlanForms:
    """The forms for one person's plan, as the page shows it now. `review_in` gives the working day to propose for a
    review within so many days."""

    def __init__(
        self, of: Chart, measures: Mapping[str, Measure], today: date, person: str, review_in: Callable[[int], date]
    ) -> None:
        self.of, self.measures, self.today, self.person, self.review_in = of, measures, today, person, review_in
        self.content = of.plan.content if of.plan is not None else empty_plan(today, review_in(REVIEW_DAYS))

    # --- a first plan -------------------------------------------------------------------------------------------

    def first(self) -> PlanDialog:
        """A goal and what shows that it is reached: a plan in a minute."""
        review = day(self.content.review_on, self.today)
        fields = [
            *goal_fields(None, whole=False),
            *objective_fields(None, self.measures, self.today),
            Field("review", "Review on", hint=f"{review}; or +90"),
        ]

        def edit(values: Values) -> Change:
            objective = objective_from(values, None, self.measures, self.today)
            plan = PlanContent(
                dated=self.today,
                review_on=day_from(values, "review", self.content.review_on, self.today),
                goal=(Goal(number=1, words=values["words"].strip(), own_words=values["own"].strip(), objective=()),),
            )
            return onto(plan_edit.add_objective(1, objective)(plan))

        return PlanDialog(
            self.of,
            f"A plan for {self.person}",
            fields,
            edit,
            f"wrote {self.person}'s plan",
            words="A goal and its first objective; the rest can follow any day.",
            draft="first",
        )

    def from_template(self, template: PlanTemplate) -> PlanDialog:
        """A whole draft from a few words and the newest scores; every line of it can be changed."""
        scores = newest_scores(self.of.measures)
        days = self.review_in(template.review_days or REVIEW_DAYS)
        fields = [Field(ask.name, ask.label, hint=_unless_said(ask)) for ask in template.ask]
        fields += talked_fields(template.heading)
        fields.append(Field("review", "Review on", hint=f"{day(days, self.today)}; or +90"))

        def filled(values: Values) -> PlanContent:
            review = day_from(values, "review", days, self.today)
            try:
                plan = fill(template, values, scores, self.measures, self.today, review)
            except NotAnAim as fault:
                raise FieldFault(fault.ask if isinstance(fault, NotANumber) else "", str(fault)) from None
            return replace(plan, heading=talked_from(values, plan.heading))

        preview = filled({field.name: "" for field in fields})
        lines = [f"{o.key} {aim_words(o.aim, self.measures)}" for goal in preview.goal for o in goal.objective]
        taken = [f"{self.measures[m].name} {p.words} of {day(p.on, self.today)}" for m, p in scores.items()]
        words = [
            f"{count(len(preview.goal), 'goal')}, {count(len(lines), 'objective')}: {'; '.join(lines)}.",
            f"Newest scores: {', '.join(taken) or 'none'}.",
            "What is left empty has no start yet: it is measured or asked later. Every line can be changed.",
        ]
        return PlanDialog(
            self.of,
            template.name,
            fields,
            lambda values: onto(filled(values)),
            f"wrote {self.person}'s plan",
            words="\n".join(words),
            draft=f"template {template.id}",
        )

    # --- a part more --------------------------------------------------------------------------------------------

    def new(self, kind: str, number: int, suggested: Intervention | None = None) -> PlanDialog:
        """A goal, objective or intervention more (as `suggested`, where one was chosen), or a row of another kind."""
        which = which_goal(self.content.goal, number)

        def under(values: Values) -> int:
            return int(values.get("goal") or number)

        match kind:
            case "goal":
                return self._dialog(
                    "New goal",
                    goal_fields(None),
                    lambda values: plan_edit.add_goal(*goal_from(values)),
                    GOAL_WORDS,
                    "added a goal to",
                )
            case "objective":
                used = set(self.of.recorded_for)
                return self._dialog(
                    "New objective",
                    [*which, *objective_fields(None, self.measures, self.today)],
                    lambda values: plan_edit.add_objective(
                        under(values), objective_from(values, None, self.measures, self.today), used
                    ),
                    OBJECTIVE_WORDS,
                    "added an objective to",
                )
            case "intervention":
                return self._dialog(
                    "New intervention",
                    [*which, *intervention_fields(suggested)],
                    lambda values: plan_edit.put_intervention(under(values), None, intervention_from(values)),
                    "Active is what the member does; passive soothes, as relaxation and imagery do.",
                    "added an intervention to",
                )
            case "experiment":
                return self._experiment(None)
            case "contact":
                return self._contact(None)
        return self._dialog(
            "Activity left from fear or pain",
            avoided_fields(None),
            lambda values: plan_edit.put_avoided(None, avoided_from(values)),
            "Its rows become the steps of exposure and the experiments.",
            "added an activity to",
        )

    # --- a part changed -----------------------------------------------------------------------------------------

    def edit(self, kind: str, rest: str) -> PlanDialog:
        """The part under the cursor."""
        first, _, second = rest.partition(" ")
        match kind:
            case "goal" | "task":
                goal = self.content.goal[int(first) - 1]

                def change(values: Values) -> Change:
                    words, own_words, task, weight = goal_from(values)
                    return plan_edit.change_goal(goal.number, words, own_words, task=task, weight=weight)

                return self._dialog(
                    f"Goal {first}",
                    goal_fields(goal),
                    change,
                    GOAL_WORDS,
                    f"changed goal {first} of",
                    at="task" if kind == "task" else "",
                )
            case "objective":
                objective = self._objective(first)
                return self._dialog(
                    f"Objective {first}",
                    objective_fields(objective, self.measures, self.today),
                    lambda values: plan_edit.change_objective(
                        objective_from(values, objective, self.measures, self.today)
                    ),
                    OBJECTIVE_WORDS,
                    f"changed objective {first} of",
                )
            case "intervention":
                one = self.content.goal[int(first) - 1].intervention[int(second)]
                return self._dialog(
                    "Intervention",
                    intervention_fields(one),
                    lambda values: plan_edit.put_intervention(int(first), one, intervention_from(values)),
                    f"For goal {first}: {self.content.goal[int(first) - 1].words}",
                    "changed an intervention of",
                    draft=f"intervention {first} {one.what[:40]}",
                )
            case "avoided":
                row = self.content.avoided[int(first)]
                return self._dialog(
                    "Activity left from fear or pain",
                    avoided_fields(row),
                    lambda values: plan_edit.put_avoided(row, avoided_from(values)),
                    "Its rows become the steps of exposure and the experiments.",
                    "changed an activity of",
                    draft=f"avoided {row.activity[:40]}",
                )
            case "experiment":
                return self._experiment(self.content.experiment[int(first)])
            case "contact":
                return self._contact(self.content.contact[int(first)])
            case "review":
                assert self.of.plan is not None
                return old_review(self.of, self.of.plan, self.content.review[int(first)], self.person, self.today)
        return self._heading(first if kind == "heading" else "")

    def diagnosis(self, code: str) -> Change:
        """A diagnosis more, last."""

        def change(plan: PlanContent) -> PlanContent:
            known = plan.heading.diagnoses
            codes = known if code in known else (*known, code)
            return plan_edit.change_heading(replace(plan.heading, diagnoses=codes))(plan)

        return change

    def experiment_of(self, place: int) -> PlanDialog:
        """A new experiment, filled from that row of the functional analysis: what is feared is what was believed."""
        row = self.content.avoided[place]
        return self._dialog(
            "Experiment",
            experiment_fields(Experiment(activity=row.activity, feared=row.belief, expected=row.fear)),
            lambda values: plan_edit.put_experiment(None, experiment_from(values, self.today)),
            "Make it small enough to be tried this week. What happened, and what was learned, is written after.",
            "added an experiment to",
            draft=f"experiment of {row.activity[:40]}",
        )

    def _experiment(self, tried: Experiment | None) -> PlanDialog:
        return self._dialog(
            "Experiment",
            experiment_fields(tried),
            lambda values: plan_edit.put_experiment(tried, experiment_from(values, self.today)),
            "What is feared is written before; what happened, and what was learned, after: that asks for no signature.",
            "changed an experiment of" if tried else "added an experiment to",
            draft=f"experiment {tried.activity[:40]}" if tried else "new experiment",
        )

    def _contact(self, contact: PlanContact | None) -> PlanDialog:
        return self._dialog(
            "Coordination contact",
            contact_fields(contact),
            lambda values: plan_edit.put_contact(contact, contact_from(values)),
            "Nothing is sent or told without a release to this very name, under consents.",
            "changed a contact of" if contact else "added a contact to",
            draft=f"contact {contact.name[:40]}" if contact else "new contact",
        )

    def _heading(self, at: str = "") -> PlanDialog:
        content = self.content

        def edit(values: Values) -> Change:
            dated = day_from(values, "dated", content.dated, self.today)
            review = day_from(values, "review", content.review_on, self.today)
            heading = heading_from(values, content.heading)

            def change(plan: PlanContent) -> PlanContent:
                return plan_edit.change_heading(heading)(plan_edit.change_days(dated, review)(plan))

            return change

        return self._dialog(
            "What the plan starts from",
            heading_fields(content),
            edit,
            "In concrete terms: how long, how far, how many hours.",
            "changed the heading of",
            at=at,
        )

    def _objective(self, key: str) -> Objective:
        return next(o for goal in self.content.goal for o in goal.objective if o.key == key)

    def _dialog(
        self,
        title: str,
        fields: list[Field],
        edit: Callable[[Values], Change],
        words: str,
        said: str,
        draft: str = "",
        at: str = "",
    ) -> PlanDialog:
        return PlanDialog(
            self.of, title, fields, edit, f"{said} {self.person}'s plan", words=words, draft=draft or title, at=at
        )


def onto(fresh: PlanContent) -> Change:
    """The fresh plan where there is none; onto one that somebody wrote meanwhile, its goals, behind theirs."""

    def change(plan: PlanContent) -> PlanContent:
        return plan_edit.add_goals(fresh.goal)(plan) if plan.goal else fresh

    return change
