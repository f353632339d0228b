"""member end, finish, hold, resume, transfer, return, waive, looked, follow-up and clinician."""

import argparse
from typing import Any

from groupcare.acts import SignIn, places, safety
from groupcare.cli import caring
from groupcare.cli.context import DONE, Args, answer, answer_json, say, signed_in
from groupcare.cli.words import a_date
from groupcare.queries import find
from groupcare.queries.places import place
from groupcare.rules.group import Group, Member
from groupcare.rules.people import ContactKind, group_number
from groupcare.rules.places import ENDINGS
from groupcare.rules.words import day

REASONS = {reason.name.replace("_", "-"): reason for reason in ENDINGS}


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    own = commands.add_parser("member", help="a member's place").add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, help_: str, run: Any) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = own.add_parser(name, parents=[common], help=help_)
        parser.add_argument("group", metavar="GROUP")
        parser.add_argument("member", metavar="MEMBER", help="a client's number or name")
        parser.set_defaults(run=run)
        return parser

    end = command("end", "end a place; the seat is free then", run_end)
    end.add_argument("--reason", required=True, choices=sorted(REASONS))
    end.add_argument("--on", type=a_date, metavar="DATE", help="its last day; by default today")
    end.add_argument("--words", default="", help="what was said")
    end.add_argument("--another", action="store_true", help="back to the waitlist, for another group")
    finish = command("finish", "complete a place: every required module was had or waived", run_finish)
    finish.add_argument("--on", type=a_date, metavar="DATE", help="its last day; by default today")
    finish.add_argument("--words", default="")
    hold = command("hold", "keep the seat and expect them at no session", run_hold)
    hold.add_argument("--why", required=True)
    hold.add_argument("--since", type=a_date, metavar="DATE", help="the first day; by default today")
    resume = command("resume", "take a place that is on hold up again", run_resume)
    resume.add_argument("--on", type=a_date, metavar="DATE", help="expected again from that day; by default today")
    transfer = command("transfer", "give them a seat in another group, and end this one", run_transfer)
    transfer.add_argument("to", metavar="TO", help="the other group")
    transfer.add_argument("--words", default="")
    return_ = command("return", "somebody who left comes back", run_return)
    return_.add_argument("--to", metavar="GROUP", help="seat them there at once; without it they wait")
    waive = command("waive", "a module that they need not have; a clinician decides", run_waive)
    waive.add_argument("module", type=int, metavar="MODULE")
    waive.add_argument("--why", required=True)
    command("looked", "a clinician has looked at the plan after a missed session", run_looked)
    follow = command("follow-up", "open a follow-up of what the attendance suggests", run_follow_up)
    follow.add_argument("--due", type=a_date, required=True, metavar="DATE")
    follow.add_argument("--step", default="", help="by default what is suggested")
    caring.add_to(own, common)


def _meant(who: SignIn, args: Args) -> tuple[Group, Member]:
    group = find.group(who, args.group)
    return group, find.member(who, group, args.member)


def _told(args: Args, who: SignIn, member: Member, words: str) -> int:
    if args.json:
        number = group_number(who.of(Group).get(member.group).number) if member.group is not None else None
        answer_json(
            {
                "member": member.id,
                "group": number,
                "status": member.status,
                "start": member.start,
                "end": member.end,
                "reason": member.end_reason,
                "came_from": member.came_from,
            }
        )
    else:
        answer([words])
    return DONE


def run_end(args: Args) -> int:
    """End a place."""
    with signed_in(args) as who:
        group, member = _meant(who, args)
        reason = REASONS[args.reason]
        ended = places.end(who, member.id, reason, on=args.on, words=args.words, another=args.another)
        then = " They wait for another group." if args.another else ""
        return _told(args, who, ended, f"{group.name}: the place has ended, {reason}.{then} The seat is free.")


def run_finish(args: Args) -> int:
    """Complete a place."""
    with signed_in(args) as who:
        group, member = _meant(who, args)
        ended = places.finish(who, member.id, on=args.on, words=args.words)
        return _told(args, who, ended, f"{group.name}: completed.")


def run_hold(args: Args) -> int:
    """Put a place on hold."""
    with signed_in(args) as who:
        group, member = _meant(who, args)
        paused = places.put_on_hold(who, member.id, args.why, since=args.since)
        since = day(paused.paused[-1].since, who.today())
        return _told(args, who, paused, f"{group.name}: on hold from {since}. The seat is kept.")


def run_resume(args: Args) -> int:
    """Take a place up again."""
    with signed_in(args) as who:
        group, member = _meant(who, args)
        again = places.take_up(who, member.id, on=args.on)
        return _told(
            args, who, again, f"{group.name}: taken up again, from {day(args.on or who.today(), who.today())}."
        )


def run_transfer(args: Args) -> int:
    """Move a member to another group."""
    with signed_in(args) as who:
        group, member = _meant(who, args)
        other = find.group(who, args.to)
        moved, remarks = places.transfer(who, member.id, other.id, args.words)
        for remark in remarks:
            say(f"warning: {remark}")
        start = day(moved.start, who.today())
        return _told(args, who, moved, f"From {group.name} to {other.name}, from {start}. What they had counts on.")


def run_return(args: Args) -> int:
    """Somebody comes back."""
    with signed_in(args) as who:
        _, member = _meant(who, args)
        other = find.group(who, args.to) if args.to is not None else None
        back, remarks = places.bring_back(who, member.id, other.id if other is not None else None)
        for remark in remarks:
            say(f"warning: {remark}")
        where = f"in {other.name}, from {day(back.start, who.today())}" if other is not None else "on the waitlist"
        return _told(args, who, back, f"Back {where}. What they had counts on.")


def run_waive(args: Args) -> int:
    """Waive a module."""
    with signed_in(args) as who:
        group, member = _meant(who, args)
        waived = places.waive(who, member.id, args.module, args.why)
        return _told(args, who, waived, f"{group.name}: module {args.module} is waived.")


def run_looked(args: Args) -> int:
    """A plan was looked at."""
    with signed_in(args) as who:
        group, member = _meant(who, args)
        return _told(args, who, places.look_at_plan(who, member.id), f"{group.name}: the plan was looked at.")


def run_follow_up(args: Args) -> int:
    """Open a follow-up."""
    with signed_in(args) as who:
        _, member = _meant(who, args)
        suggested = place(who, member.id).suggested
        step = args.step or " and ".join(dict.fromkeys(s.step for s in suggested)) or "get in touch with them"
        contact = safety.add_contact(
            who,
            member.client,
            ContactKind.coordination,
            outcome=" ".join(s.sentence for s in suggested),
            next_step=step,
            due=args.due,
        )
        if args.json:
            answer_json({"contact": contact.id, "next_step": contact.next_step, "due": contact.due})
        else:
            answer([f"To do by {day(args.due, who.today())}: {step}."])
    return DONE
