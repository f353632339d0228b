"""ideas add, list, checked and withdraw: what members find for each other, without names."""

import argparse
from typing import Any

from groupcare.acts import ideas as acts
from groupcare.cli.context import DONE, Args, answer, answer_json, signed_in, table
from groupcare.queries import find
from groupcare.queries import ideas as query
from groupcare.rules.homework import Barrier
from groupcare.rules.idea import Idea
from groupcare.rules.words import day


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare them."""
    own = commands.add_parser("ideas", help="ideas and resources").add_subparsers(required=True, metavar="COMMAND")
    add = own.add_parser("add", parents=[common], help="keep one, without names")
    add.add_argument("what", metavar="WORDS", help="the activity, or a resource's title")
    of = add.add_mutually_exclusive_group(required=True)
    of.add_argument("--group", metavar="GROUP", help="the group that found it")
    of.add_argument("--curriculum", metavar="ID", default="", help="or the curriculum it is for")
    add.add_argument("--mattered", default="", metavar="WORDS", help="what mattered about it")
    add.add_argument("--new-way", default="", metavar="WORDS", help="how it is done now")
    add.add_argument("--where", default="", metavar="WORDS", help="where a resource is")
    add.add_argument("--barrier", choices=[str(b) for b in Barrier], help="what it helps against")
    add.add_argument("--module", type=int, metavar="NUMBER", help="the module it goes with")
    add.add_argument("--although-named", action="store_true", help="a word of it is a member's name, and means no one")
    add.set_defaults(run=run_add)

    list_ = own.add_parser("list", parents=[common], help="what may help, the closest first")
    list_.add_argument("--group", metavar="GROUP", help="of this group and its curriculum")
    list_.add_argument("--barrier", choices=[str(b) for b in Barrier])
    list_.add_argument("--module", type=int, metavar="NUMBER")
    list_.set_defaults(run=run_list)

    for name, help_, run in (
        ("checked", "a resource is still there: looked today", run_checked),
        ("withdraw", "take one out of every list", run_withdraw),
    ):
        one = own.add_parser(name, parents=[common], help=help_)
        one.add_argument("idea", metavar="ID", help="as `ideas list` shows it; its beginning is enough")
        one.set_defaults(run=run)


def run_add(args: Args) -> int:
    """Keep one."""
    with signed_in(args) as who:
        words = acts.IdeaWords(
            what=args.what,
            mattered=args.mattered,
            new_way=args.new_way,
            where=args.where,
            module=args.module,
            barrier=Barrier(args.barrier) if args.barrier else None,
        )
        group = find.group(who, args.group).id if args.group else None
        kept = acts.add_idea(
            who, words, group=group, curriculum=args.curriculum, although_named=args.although_named
        )  # fmt: skip
        return _told(args, kept, "kept")


def run_list(args: Args) -> int:
    """What may help."""
    with signed_in(args) as who:
        group = find.group(who, args.group) if args.group else None
        found = query.idea_lines(
            who,
            query.ideas_for(
                who,
                barrier=Barrier(args.barrier) if args.barrier else None,
                curriculum=group.curriculum.id if group else "",
                module=args.module,
                group=group.id if group else "",
            ),
        )
        if args.json:
            answer_json([_shown(line.idea) for line in found])
            return DONE
        today = who.today()
        rows = [
            [
                line.idea.id[:8],
                line.idea.what,
                line.idea.where or line.idea.new_way,
                str(line.idea.barrier or ""),
                str(line.idea.module or ""),
                day(line.idea.checked_on, today) if line.idea.checked_on else "",
                line.group,
            ]
            for line in found
        ]
        head = ["Id", "What helps", "How, or where", "Against", "Module", "Checked", "Group"]
        empty = "Nothing yet. Keep one with: groupcare ideas add WORDS --group ID …"
        answer(table(head, rows) if rows else [empty])
    return DONE


def run_checked(args: Args) -> int:
    """A resource is still there."""
    with signed_in(args) as who:
        return _told(args, acts.check_resource(who, query.idea_called(who, args.idea).id), "checked today")


def run_withdraw(args: Args) -> int:
    """Take one out of every list."""
    with signed_in(args) as who:
        return _told(args, acts.withdraw_idea(who, query.idea_called(who, args.idea).id), "withdrawn")


def _told(args: Args, idea: Idea, said: str) -> int:
    if args.json:
        answer_json(_shown(idea))
    else:
        answer([f"{idea.what} ({idea.id[:8]}): {said}."])
    return DONE


def _shown(idea: Idea) -> dict[str, Any]:
    return {
        "idea": idea.id,
        "kind": idea.kind,
        "what": idea.what,
        "mattered": idea.mattered,
        "new_way": idea.new_way,
        "where": idea.where,
        "barrier": idea.barrier,
        "curriculum": idea.curriculum,
        "module": idea.module,
        "checked_on": idea.checked_on,
        "withdrawn": idea.withdrawn,
    }
