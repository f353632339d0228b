"""verify, history, access, audit."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from groupcare.acts import NotFound, RecordError, access
from groupcare.cli.context import DONE, REFUSED, Args, Progress, answer, answer_json, signed_in, table
from groupcare.exchange.report_csv import table_csv, write_file
from groupcare.queries import access as access_query
from groupcare.queries import audit as audit_query
from groupcare.queries import find
from groupcare.queries import history as query
from groupcare.queries.history import Happened


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    verify = commands.add_parser("verify", parents=[common], help="prove that the record is whole")
    verify.add_argument("--head", metavar="F", help="a head fingerprint kept elsewhere: is it still held?")
    verify.set_defaults(run=run_verify)
    history = commands.add_parser("history", parents=[common], help="who changed what, when and why")
    history.add_argument("id", metavar="ID", help="of a client, referral, group or any document")
    history.set_defaults(run=run_history)
    looks = commands.add_parser("access", parents=[common], help="who looked at whose chart, and what was exported")
    looks.add_argument("client", metavar="CLIENT", nargs="?", help="of this client only")
    looks.add_argument("--since", type=date.fromisoformat, metavar="DATE", help="from that day on, as 2026-10-06")
    looks.add_argument("--until", type=date.fromisoformat, metavar="DATE", help="up to that day")
    looks.add_argument("--by", default="", metavar="NAME", help="only what this member of staff looked at")
    looks.set_defaults(run=run_access)
    audit = commands.add_parser("audit", parents=[common], help="every act of a time, with the head fingerprint")
    audit.add_argument("--since", type=date.fromisoformat, metavar="DATE", help="from that day on (UTC), as 2026-10-06")
    audit.add_argument("--until", type=date.fromisoformat, metavar="DATE", help="up to that day (UTC)")
    audit.add_argument("--by", default="", metavar="NAME", help="only what this member of staff did")
    audit.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it as CSV; never over a file")
    audit.set_defaults(run=run_audit)


def run_verify(args: Args) -> int:
    """Check pages, chain and documents."""
    with signed_in(args) as who:
        found = query.proof(who, Progress("Checked"))
        against = query.against_head(who, args.head) if args.head else ""
        if args.json:
            answer_json({**msgspec.to_builtins(found), **({"against_head": against} if args.head else {})})
        else:
            answer(
                [
                    f"{found.acts:,} acts, {found.changes:,} changes, {found.documents:,} documents.",
                    *([against or "It holds the head fingerprint that was given."] if args.head else ()),
                    *(found.faults or ("The chain is whole, and the documents are exactly what it says.",)),
                    f"Head fingerprint: {found.head}",
                    "Keep the fingerprint elsewhere: it shows whether the record was replaced by another whole one.",
                ]
            )
        return REFUSED if found.faults or against else DONE


def run_history(args: Args) -> int:
    """What happened to a document or a person."""
    with signed_in(args) as who:
        about = _document(who, args.id)
        happened = query.history(who, about)
        access.note(who, "history", about)
        if args.json:
            answer_json(happened)
        else:
            answer(line for change in happened for line in _lines(change))
    return DONE


def run_access(args: Args) -> int:
    """Read the access log."""
    with signed_in(args) as who:
        asked = access_query.Asked(
            by=access_query.staff_named(who, args.by) if args.by else "",
            client=find.client(who, args.client).id if args.client else "",
            since=args.since,
            until=args.until,
        )
        found = access_query.access_log(who, asked)
        if args.json:
            answer_json(found)
        else:
            rows = [[a.at, a.by, a.what, a.client] for a in found]
            answer(
                table(["When (UTC)", "Who", "What", "Whose"], rows) if rows else ["Nobody has looked at anything then."]
            )
    return DONE


AUDIT = ("Act", "When (UTC)", "Who", "Role", "What", "Reason", "Changed")


def run_audit(args: Args) -> int:
    """Every act of a time."""
    with signed_in(args) as who:
        found = audit_query.audit(who, args.since, args.until, args.by)
        head = f"Head fingerprint: {found.head}"
        rows = [
            [str(a.seq), a.at, a.staff, a.role, a.act, a.reason, ", ".join(f"{n} {t}" for t, n in a.changed.items())]
            for a in found.acts
        ]
        if args.output is not None:
            write_file(args.output, table_csv(AUDIT, rows, head))
        access.note(who, "audit report")
        if args.json:
            answer_json(found)
        elif args.output is not None:
            answer([f"Wrote {len(rows):,} acts to {args.output}.", head])
        else:
            answer([*(table(list(AUDIT), rows) if rows else ["Nothing was done in that time."]), "", head])
    return DONE


def _document(who: Any, said: str) -> str:
    """The id of what is meant: a number's or a name's document, else what was said."""
    for look in (find.client, find.referral, find.group):
        try:
            return look(who, said).id
        except NotFound:
            continue
        except RecordError:
            raise
    return said


def _lines(change: Happened) -> list[str]:
    head = f"{change.seq}  {change.at}  {change.staff} ({change.role}): {change.act}, {change.table} {change.id}"
    if change.reason:
        head += f" [{change.reason}]"
    if change.erased:
        return [head, "    erased"]
    if change.withheld:
        return [head, "    what it changed is for other roles to see"]
    told = [f for f in change.fields if f.before not in _NOTHING or f.after not in _NOTHING]
    return [head, *(f"    {f.field}: {_brief(f.before)} → {_brief(f.after)}" for f in told)]


_NOTHING: tuple[Any, ...] = (None, "", [], {})
"""What a field holds while nobody has filled it in; 0 and no are answers."""


def _brief(value: Any) -> str:
    text = "–" if value in _NOTHING else value if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else text[:79] + "…"
