"""group create, list, show and seat. What moves groups is in rescheduling.py, what changes them in group_changes.py."""

import argparse
from typing import Any

from groupcare.acts import group as acts
from groupcare.cli import group_changes, rescheduling
from groupcare.cli.context import DONE, Args, answer, answer_json, say, signed_in, table
from groupcare.cli.words import a_date, a_time, weekdays
from groupcare.exchange import curriculum_file
from groupcare.queries import find
from groupcare.queries import groups as query
from groupcare.rules.group import Session, session_titles, titled
from groupcare.rules.people import client_number, group_number
from groupcare.rules.schedule import meet
from groupcare.rules.words import day, rate


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    own = commands.add_parser("group", help="groups").add_subparsers(required=True, metavar="COMMAND")
    create = own.add_parser("create", parents=[common], help="make a group from a curriculum")
    create.add_argument("--curriculum", required=True, metavar="ID-or-FILE")
    create.add_argument("--name", required=True)
    create.add_argument("--start", type=a_date, required=True, metavar="DATE", help="the first date")
    create.add_argument("--time", type=a_time, required=True, metavar="HH:MM")
    create.add_argument("--zone", metavar="IANA", help="by default the clinic's")
    create.add_argument("--minutes", type=int, metavar="M", help="by default the curriculum's")
    create.add_argument("--days", type=weekdays, required=True, metavar="tue[,thu]")
    create.add_argument(
        "--country", metavar="US", help="whose public holidays to skip (none: no holidays); by default the clinic's"
    )
    create.add_argument("--subdivision", metavar="MA")
    create.add_argument("--skip", type=a_date, nargs="+", action="extend", default=[], metavar="DATE")
    create.add_argument("--seats", type=int, default=10, metavar="N")
    create.add_argument("--minimum", type=int, default=0, metavar="N", help="members that it takes to run")
    create.add_argument("--room", default="")
    create.add_argument("--facilitator", action="append", default=[], metavar="NAME")
    create.add_argument("--order", default="", metavar="'1 2 3+4 5 5'", help="modules by meeting; 5 5 is one over two")
    create.add_argument("--rounds", type=int, default=1, metavar="N", help="times a rolling group goes through them")
    create.add_argument("--afterwards", default="", metavar="WORDS", help="such as 'booster 3 months'")
    create.add_argument("--dry-run", action="store_true", help="show the dates and save nothing")
    create.set_defaults(run=run_create)

    own.add_parser("list", parents=[common], help="list all groups").set_defaults(run=run_list)
    show = own.add_parser("show", parents=[common], help="one group with its sessions and members")
    show.add_argument("group", metavar="ID")
    show.set_defaults(run=run_show)
    seat = own.add_parser("seat", parents=[common], help="give a person a seat")
    seat.add_argument("group", metavar="ID")
    seat.add_argument("referral", metavar="REFERRAL")
    seat.set_defaults(run=run_seat)
    rescheduling.add_group_commands(own, common)
    group_changes.add_commands(own, common)


def run_create(args: Args) -> int:
    """Make a group, or show what it would be."""
    with signed_in(args) as who:
        clinic = who.clinic
        country, subdivision = args.country, args.subdivision
        if country is None and subdivision is None:
            country, subdivision = clinic.country, clinic.subdivision
        elif country is None:
            country = clinic.country
        elif country.lower() == "none":
            country = None
        new = acts.NewGroup(
            curriculum=curriculum_file.read(curriculum_file.find(args.curriculum)),
            name=args.name,
            first=args.start,
            start=args.time,
            zone=args.zone or clinic.zone,
            weekdays=args.days,
            minutes=args.minutes,
            country=country,
            subdivision=subdivision,
            skip=tuple(args.skip),
            seats=args.seats,
            minimum=args.minimum,
            room=args.room,
            facilitators=tuple(args.facilitator),
            order=args.order,
            rounds=args.rounds,
            afterwards=args.afterwards,
        )
        if args.dry_run:
            number, planned = None, acts.preview_group(who, new)
        else:
            made, planned = acts.make_group(who, new)
            number = group_number(made.number)
        if args.json:
            answer_json(_planned(number, planned))
            return DONE
        today = who.today(new.zone)
        answer([f"{number} {planned.group.name}" if number else f"{planned.group.name} (nothing saved)", ""])
        titles = {m.number: m.title for m in new.curriculum.module}
        rows = [
            [
                m.number,
                day(m.date, today),
                f"{m.start:%H:%M}–{m.end:%H:%M}",
                ", ".join(titled(m.kind, m.modules, m.continues, titles)),
            ]
            for m in planned.schedule.meetings
        ]
        answer(table(["No", "Date", "Time", "Module"], rows))
        answer(f"skipped: {day(s.date, today)}: {s.reason}" for s in planned.schedule.skipped)
        for warning in planned.warnings:
            say(f"warning: {warning}")
    return DONE


def _planned(number: str | None, planned: acts.GroupPlan) -> dict[str, Any]:
    return {
        "group": number,
        "sessions": [
            {
                "number": m.number,
                "kind": m.kind,
                "modules": m.modules,
                "continues": m.continues,
                "date": m.date,
                "start": f"{m.start:%H:%M}",
                "end": f"{m.end:%H:%M}",
                "utc_start": m.utc_start,
            }
            for m in planned.schedule.meetings
        ],
        "skipped": [{"date": s.date, "reason": s.reason} for s in planned.schedule.skipped],
        "warnings": planned.warnings,
    }


def run_list(args: Args) -> int:
    """List all groups."""
    with signed_in(args) as who:
        found = query.groups(who)
        if args.json:
            answer_json(
                [
                    {
                        "group": group_number(g.number),
                        "name": g.name,
                        "curriculum": g.curriculum,
                        "status": g.status,
                        "seated": g.seated,
                        "seats": g.seats,
                        "held": g.held,
                        "sessions": g.sessions,
                        "next_on": g.next_on,
                    }
                    for g in found
                ]
            )
            return DONE
        today = who.today()
        rows = [
            [
                group_number(g.number),
                g.name,
                g.status,
                f"{g.seated} of {g.seats}",
                f"{g.held}/{g.sessions}",
                day(g.next_on, today) if g.next_on else "",
            ]
            for g in found
        ]
        empty = "No groups yet. Make one with: groupcare group create --curriculum eight-week …"
        answer(table(["Group", "Name", "Status", "Seats", "Held", "Next"], rows) if rows else [empty])
    return DONE


def run_show(args: Args) -> int:
    """One group."""
    with signed_in(args) as who:
        view = query.group_view(who, find.group(who, args.group))
        if args.json:
            answer_json(_shown(view))
            return DONE
        group, today = view.group, who.today(view.group.zone)
        led = f" · led by {', '.join(view.facilitators)}" if view.facilitators else ""
        answer(
            [
                f"{group_number(group.number)} {group.name} · {group.status} · {group.curriculum.name} "
                f"{group.curriculum.version} · {group.start:%H:%M} {group.zone} · "
                f"{view.line.seated} of {group.seats} seats{led}",
                "",
            ]
        )
        titles = {m.number: m.title for m in group.curriculum.module}
        rows = [[s.number, day(s.date, today), s.status, ", ".join(session_titles(s, titles))] for s in view.sessions]
        answer(table(["No", "Date", "Status", "Module"], rows))
        answer([""])
        roster = [
            [
                client_number(m.client_number),
                m.name,
                m.status,
                "‼ on hold" if m.held else "",
                rate(m.rates.held),
                rate(m.rates.planned),
                rate(m.rates.reachable),
                rate(m.homework.known),
                rate(m.homework.with_unknown),
                "linked" if m.plan else "no plan",
            ]
            for m in view.roster
        ]
        head = [
            "Client",
            "Name",
            "Status",
            "",
            "Of held",
            "Of planned",
            "Reachable",
            "Homework",
            "With unknown",
            "Plan",
        ]
        answer(table(head, roster) if roster else ["No members yet. Seat one with: groupcare group seat ID REFERRAL"])
    return DONE


def _utc(session: Session) -> Any:
    return meet(0, (), session.date, session.start, session.minutes, session.zone).utc_start


def _shown(view: query.GroupView) -> dict[str, Any]:
    group = view.group
    return {
        "group": group_number(group.number),
        "id": group.id,
        "name": group.name,
        "status": group.status,
        "curriculum": {"id": group.curriculum.id, "version": group.curriculum.version},
        "zone": group.zone,
        "seats": group.seats,
        "facilitators": view.facilitators,
        "sessions": [
            {
                "number": s.number,
                "kind": s.kind,
                "modules": s.modules,
                "date": s.date,
                "start": f"{s.start:%H:%M}",
                "utc_start": _utc(s),
                "status": s.status,
            }
            for s in view.sessions
        ],
        "members": [
            {
                "member": m.member,
                "client": client_number(m.client_number),
                "status": m.status,
                "start": m.start,
                "plan": m.plan,
                "held": m.held,
                "attendance": {
                    "held": [m.rates.held.done, m.rates.held.of],
                    "planned": [m.rates.planned.done, m.rates.planned.of],
                    "reachable": [m.rates.reachable.done, m.rates.reachable.of],
                    "not_marked": m.rates.not_marked,
                },
                "homework": {
                    "known": [m.homework.known.done, m.homework.known.of],
                    "with_unknown": [m.homework.with_unknown.done, m.homework.with_unknown.of],
                    "quality": m.homework.quality,
                    "not_handed_in": m.homework.not_handed_in,
                    "adherent": m.homework.adherent,
                },
            }
            for m in view.roster
        ],
    }


def run_seat(args: Args) -> int:
    """Give a person a seat."""
    with signed_in(args) as who:
        group = find.group(who, args.group)
        referral = find.referral(who, args.referral)
        member, remarks = acts.seat(who, group.id, referral.id)
        for remark in remarks:
            say(f"warning: {remark}")
        if args.json:
            answer_json({"member": member.id, "group": group_number(group.number), "start": member.start})
        else:
            answer([f"Seated in {group.name}, from {day(member.start, who.today())}."])
    return DONE
