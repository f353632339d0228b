"""Taking a part out of a plan, and why some parts stay; and closing a plan."""

from groupcare.acts import plan as acts
from groupcare.queries.chart import Chart
from groupcare.rules import plan_edit
from groupcare.rules.plan import Plan, PlanContent
from groupcare.tui.dialogs import FormDialog
from groupcare.tui.forms import Field

OUT = {
    "goal": "a goal",
    "objective": "an objective",
    "intervention": "an intervention",
    "avoided": "an activity",
    "experiment": "an experiment",
    "contact": "a contact",
    "review": "a review",
}
"""What can be taken out, and how it is called."""
PARTS = tuple(OUT)


def take_out(content: PlanContent, kind: str, rest: str) -> PlanContent:
    """The plan without that part."""
    first, _, second = rest.partition(" ")
    match kind:
        case "goal":
            return plan_edit.take_out_goal(int(first))(content)
        case "objective":
            return plan_edit.take_out_objective(first)(content)
        case "intervention":
            number = int(first)
            old = content.goal[number - 1].intervention[int(second)]
            return plan_edit.put_intervention(number, old, None)(content)
        case "experiment":
            return plan_edit.put_experiment(content.experiment[int(first)], None)(content)
        case "contact":
            return plan_edit.put_contact(content.contact[int(first)], None)(content)
        case "review":
            return plan_edit.put_review(content.review[int(first)], None)(content)
    return plan_edit.put_avoided(content.avoided[int(first)], None)(content)


def why_not_out(chart: Chart, kind: str, rest: str) -> str:
    """Why that part stays, in a sentence, or nothing."""
    if kind != "goal" or chart.plan is None:
        return ""
    if len(chart.plan.content.goal) == 1:
        return "A plan needs at least one goal: e changes this one."
    later = [key for key in chart.recorded_for if int(key.partition(".")[0]) > int(rest)]
    if later:
        return (
            f"Something is recorded for {later[0]}, and the goals after this one would get other numbers. Change the "
            "words of this goal with e instead."
        )
    return ""


def close_form(plan: Plan, person: str) -> FormDialog[Plan]:
    """Why the plan is closed."""
    return FormDialog(
        "Close the plan",
        [Field("reason", "Why", hint="the goals are reached; they move away; another plan follows", needed=True)],
        lambda values: lambda who: acts.close_plan(who, plan.id, values["reason"], over_rev=plan.rev),
        f"closed {person}'s plan",
        words="It is not worked with any more and no review falls due. It stays to be read under V, and another can be "
        "written.",
        save="close it",
        draft=f"close plan {plan.id}",
    )
