"""Sessions lost, groups moved, leave and call sheet by command: each says its effect, and a dry run saves nothing."""

from datetime import date

from groupcare.acts import refer
from groupcare.rules.group import Member, MemberStatus
from groupcare.rules.people import Client
from tests.cli.conftest import Command, as_people_have_it
from tests.clinic import PASSPHRASE, House, new_group, row

FIRST = date(2090, 1, 3)
"""A Tuesday that is to come whenever this is run."""


def command(house: House, **group: object) -> Command:
    """The command on a store with a group of one, far ahead."""
    dana = house.sign_in()
    made = new_group(dana, first=FIRST, room="Room 2", facilitators=("Dana Reyes",), **group)
    referral = refer.refer(dana, row(phone="555-0101"))
    with dana.db.transaction(dana.staff_id, "intake", "seat"):
        client = dana.of(Client).get(referral.client)
        dana.of(Client).change(client, safe_contact="mobile only")
        dana.of(Member).add(
            Member(
                client=client.id,
                referral=referral.id,
                curriculum="eight-week",
                status=MemberStatus.planned,
                start=FIRST,
                group=made.id,
            )
        )
    dana.close()
    env = {
        **as_people_have_it(),
        "GROUPCARE_STORE": str(house.folder),
        "GROUPCARE_PASSPHRASE": PASSPHRASE,
        "GROUPCARE_STAFF": "Dana Reyes",
        "COLUMNS": "100",
    }
    return Command(house.folder, env)


def test_each_way_out_is_shown_by_a_dry_run_and_then_saved(house: House) -> None:
    groupcare = command(house)
    for number, way in enumerate(("push", "merge", "add", "drop"), 2):
        shown = groupcare.json("session", way, "G-001", str(number), "--dry-run")
        assert (shown["saved"], shown["to_tell"]) == (False, 1)
        kept = groupcare.json("session", way, "G-001", str(number), "--reason", "ill")
        assert kept["saved"]
        assert {**shown, "saved": True, "added": []} == {**kept, "added": []}
        assert [a["date"] for a in shown["added"]] == [a["date"] for a in kept["added"]]
    dates = {s["number"]: (s["date"], s["status"]) for s in groupcare.json("group", "show", "G-001")["sessions"]}
    assert dates[2] == ("2090-01-17", "planned")
    assert [dates[n][1] for n in (3, 4, 5)] == ["cancelled"] * 3
    assert dates[9] == ("2090-03-07", "planned")
    said = groupcare("session", "add", "G-001", "6", "--on", "2090-01-19", "--dry-run")
    assert "Added: Thu 19 Jan 2090 14:00–15:30, Guided Imagery II." in said.out
    assert "warning: Thu 19 Jan 2090 is not one of the group's days." in said.err


def test_what_is_refused_is_a_sentence_and_nothing_is_saved(house: House) -> None:
    groupcare = command(house)
    for words, sentence in (
        (("session", "drop", "G-001", "2"), "Say why the session is not held."),
        (("session", "not-held", "G-001", "2", "--reason", "x"), "still to come: cancel it"),
        (("session", "merge", "G-001", "8", "--reason", "x"), "No session is left"),
        (("session", "substitute", "G-001", "2"), "Say who leads it"),
        (("session", "substitute", "G-001", "2", "--leader", "Nobody"), "Nobody named"),
        (("group", "move", "G-001"), "Say where to"),
        (("group", "add-session", "G-001"), "Say when"),
        (("group", "add-session", "G-001", "--after", "soon"), "says not when"),
        (("staff", "away", "Nobody", "2090-01-01"), "Nobody named"),
        (("group", "told", "G-001", "GC-0001"), "Nothing is open"),
    ):
        done = groupcare(*words, ok=False)
        assert (done.code, done.out) == (1, "")
        assert sentence in done.err
    assert groupcare("group", "move", "G-001", "--days", "someday", ok=False).code == 2


def test_a_group_is_moved_and_the_call_sheet_ticked_off(house: House) -> None:
    groupcare = command(house)
    moved = groupcare.json("group", "move", "G-001", "--days", "thu", "--time", "10:00", "--room", "Gym")
    assert (moved["last_before"], moved["last"], moved["to_tell"]) == ("2090-02-21", "2090-02-23", 1)
    assert {c["after"]["start"] for c in moved["changes"]} == {"10:00"}
    said = groupcare("group", "calls", "G-001").out
    for words in ("1 to tell", "session 8, is on Thu 23 Feb 2090", "10:00–11:30, Gym.", "555-0101", "mobile only"):
        assert words in said
    assert groupcare("group", "told", "G-001", "GC-0001", "--how", "e-mail").out == "GC-0001: e-mail. 0 left.\n"
    (line,) = groupcare.json("group", "calls", "G-001")
    assert (line["how"], line["due"]) == ("e-mail", None)


def test_leave_closures_substitutes_and_boosters_by_command(house: House) -> None:
    groupcare = command(house)
    away = groupcare("staff", "away", "Dana Reyes", "2090-01-09", "2090-01-13", "--reason", "leave")
    assert "warning: Pain Skills, Autumn A, session 2, Tue 10 Jan 2090: Dana Reyes is away." in away.err
    assert groupcare.json("staff", "away", "Fay Facilitator", "2090-01-10")["away"][0]["last"] == "2090-01-10"
    shown = groupcare.json("session", "substitute", "G-001", "2", "--leader", "Fay Facilitator", "--dry-run")
    assert shown["warnings"] == ["Fay Facilitator is away on 2090-01-10."]
    groupcare("staff", "back", "Fay Facilitator", "2090-01-10")
    assert groupcare.json("session", "substitute", "G-001", "2", "--leader", "Fay Facilitator")["warnings"] == []
    closed = groupcare("clinic", "close", "2090-01-17", "staff day")
    assert "Pain Skills, Autumn A, session 3, falls on it" in closed.err
    month = groupcare.json("group", "month", "2090-01")
    assert [s["against"] for s in month] == [[], [], ["closed: staff day"], [], []]
    added = groupcare.json("group", "add-session", "G-001", "--after", "booster 4 weeks, follow-up 3 months")
    assert [(a["kind"], a["date"]) for a in added["added"]] == [("booster", "2090-03-21"), ("follow-up", "2090-05-23")]
    one = groupcare.json("group", "add-session", "G-001", "--on", "2090-01-18", "--modules", "3+4", "--time", "09:00")
    assert [(a["modules"], a["start"]) for a in one["added"]] == [([3, 4], "09:00")]


def test_a_group_is_created_with_an_order_of_its_own(house: House) -> None:
    groupcare = command(house)
    words = ("--curriculum", "eight-week", "--name", "B", "--start", "2090-01-04", "--time", "14:00", "--days", "wed")
    made = groupcare.json("group", "create", *words, "--order", "1 2 3+4 5 5 6 7 8", "--afterwards", "booster 1 month")
    assert [s["modules"] for s in made["sessions"]] == [[1], [2], [3, 4], [5], [5], [6], [7], [8], []]
    assert [s["number"] for s in made["sessions"] if s["continues"]] == [4]
    rolling = groupcare.json(
        "group", "create", "--curriculum", "twelve-module", *words[2:], "--rounds", "2", "--dry-run"
    )
    assert len(rolling["sessions"]) == 24


def test_staff_and_groups_are_told_apart_by_who_may(house: House) -> None:
    groupcare = command(house)
    env = {"GROUPCARE_STAFF": "Carl Clinician"}
    done = groupcare("session", "push", "G-001", "2", "--reason", "x", ok=False, **env)
    assert "To reschedule takes the role facilitator" in done.err
    assert groupcare("staff", "away", "Dana Reyes", "2090-01-10", ok=False, **env).code == 1
    assert groupcare("staff", "away", "Carl Clinician", "2090-01-10", **env).code == 0


def test_a_group_is_changed_and_ended_before_its_time(house: House) -> None:
    groupcare = command(house)
    shown = groupcare.json("group", "change", "G-001", "--seats", "14", "--facilitator", "Fay Facilitator", "--dry-run")
    assert (shown["saved"], shown["seats"], shown["facilitators"]) == (False, 14, ["Fay Facilitator"])
    assert shown["warnings"] == ["Pain Skills, Autumn A would have 14 members; 90853 is for at most 12."]
    groupcare("group", "change", "G-001", "--name", "North", "--seats", "11")
    said = groupcare("group", "end", "G-001", "--dry-run")
    assert "North (nothing saved)" in said.out
    assert "1 person is to be told." in said.out
    assert "Say why the group ends." in groupcare("group", "end", "G-001", ok=False).err
    kept = groupcare.json("group", "end", "G-001", "--because", "too few members")
    assert (kept["saved"], kept["to_tell"], kept["last"]) == (True, 1, None)
    assert groupcare.json("group", "list")[0]["status"] == "cancelled"
    assert "is cancelled already" in groupcare("group", "end", "G-001", "--because", "again", ok=False).err
