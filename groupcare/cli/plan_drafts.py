"""plan draft and plan templates: drafts for a whole group, seen first with --dry-run."""

import argparse
from collections.abc import Iterator
from typing import Any

from groupcare.acts import NotFound, Refused, access, plan_drafts
from groupcare.cli.context import DONE, Args, answer, answer_json, say, signed_in, table
from groupcare.exchange.plan_templates import shipped_templates
from groupcare.queries import find
from groupcare.queries import plan_drafts as query
from groupcare.queries.plan_drafts import DraftLine, PlanDrafts
from groupcare.rules.people import client_number, group_number
from groupcare.rules.plan_template import PlanTemplate
from groupcare.rules.words import count


def add_to(own: Any, common: argparse.ArgumentParser) -> None:
    """Declare them among the other commands on plans."""
    draft = own.add_parser("draft", parents=[common], help="draft plans for all of a group who have none")
    draft.add_argument("--group", required=True, metavar="GROUP")
    draft.add_argument("--template", required=True, metavar="TEMPLATE", help="its id: groupcare plan templates")
    draft.add_argument("--client", action="append", metavar="CLIENT", help="only this member; may be given again")
    draft.add_argument("--dry-run", action="store_true", help="show what the drafts would hold, and write nothing")
    draft.set_defaults(run=run_draft)
    templates = own.add_parser("templates", parents=[common], help="list the templates of plans")
    templates.set_defaults(run=run_templates)


def run_templates(args: Args) -> int:
    """List the templates."""
    found = shipped_templates()
    if args.json:
        answer_json(found)
        return DONE
    answer(table(["Template", "For"], [[t.id, t.name] for t in found]))
    for template in found:
        say(f"{template.id}: {template.source}.")
    return DONE


def run_draft(args: Args) -> int:
    """Draft plans for a group."""
    template = _template(args.template)
    with signed_in(args) as who:
        group = find.group(who, args.group)
        found = query.plan_drafts(who, group, template)
        lines = found.lines
        if args.client:
            asked = {find.member(who, group, said).id for said in args.client}
            lines = tuple(line for line in lines if line.member in asked)
            gone = len(asked) - len(lines)
            if gone:
                raise Refused(f"{count(gone, 'member')} named here {'has' if gone == 1 else 'have'} no seat any more.")
        for line in lines:
            access.note(who, "plan drafts", line.client)
        written: tuple[str, ...] = ()
        drafts = {line.member: line.draft for line in lines if line.draft is not None}
        if not drafts:
            raise Refused("Nobody here is without a plan: nothing was written.")
        if not args.dry_run:
            written = tuple(plan.client for plan in plan_drafts.draft_plans(who, group.id, drafts).plans)
        if args.json:
            answer_json({**_of(found), "members": [_json(line, written) for line in lines]})
            return DONE
        answer([text for line in lines for text in _words(line, written, dry=args.dry_run)])
        answer(
            ["Nothing was written."]
            if args.dry_run
            else [f"Drafted {count(len(written), 'plan')}. Each is read, changed and signed by its clinician."]
        )
    return DONE


def _template(said: str) -> PlanTemplate:
    known = {template.id: template for template in shipped_templates()}
    if said not in known:
        raise NotFound(f"There is no template {said!r}; known are {', '.join(known)}.")
    return known[said]


def _of(found: PlanDrafts) -> dict[str, object]:
    return {"group": group_number(found.group.number), "template": found.template.id}


def _json(line: DraftLine, written: tuple[str, ...]) -> dict[str, object]:
    return {
        "client": client_number(line.client_number),
        "in_care_of": line.carer or None,
        "plan": line.plan,
        "written": line.client in written,
        "draft": line.draft,
        "to_measure": line.missing,
        "remarks": line.remarks,
    }


def _words(line: DraftLine, written: tuple[str, ...], *, dry: bool) -> Iterator[str]:
    if line.draft is None:
        yield f"{client_number(line.client_number)} {line.name}: has a plan, {line.plan}; none is drafted over it"
        return
    done = "would be drafted" if dry else "drafted" if line.client in written else "passed over: a plan came meanwhile"
    objectives = sum(len(goal.objective) for goal in line.draft.goal)
    size = f"{count(len(line.draft.goal), 'goal')}, {count(objectives, 'objective')}"
    yield f"{client_number(line.client_number)} {line.name}: {done}, {size}"
    if line.missing:
        yield f"    to measure or ask: {'; '.join(line.missing)}"
    for remark in line.remarks:
        yield f"    ! {remark.why}"
