"""A whole plan as a clinician enters it: three goals, objectives of every kind a number can tell, and all around them.

Its facts are those of a published sample plan for chronic pain with depression; the words are our own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from groupcare.acts import SignIn, group, refer, screen
from groupcare.rules.group import Group, Member
from groupcare.rules.people import Client
from groupcare.rules.safety import Choice
from tests.clinic import new_group, referred, seated

PCS_38 = "3333333333332"
BPI_52 = "8887777"
"""A mean of 7.43, shown as 7.4."""
PSEQ_18 = "2222222220"
PHQ_16 = "2222222200"
GAD_9 = "2211111"
PHYSICIAN, PHYSIO = "Dr Amara Okafor", "Joan Petit"


class Keys(tuple[str, ...]):
    """Keys to press in a field instead of text to type."""


class Anew(str):
    """A text in place of what stands in the field."""


YES = Keys(("enter", "up", "enter"))
INSIDE = Keys(("enter", "down", "enter"))


@dataclass
class Scene:
    """A group that meets today for the first time; Nora, whose plan it is, and two others have a seat."""

    group: Group
    nora: Client
    place: Member


def scene(who: SignIn) -> Scene:
    """On Tuesday 6 October: everything of intake was asked on this day, and the group begins at 14:00."""
    made = new_group(who, "twelve-module", name="Coping Twelve", seats=8)
    seated(who, made, 2)
    referral = referred(
        who,
        family_name="Lindqvist",
        given_name="Nora",
        phq9=PHQ_16[:9],
        date_of_birth=date(1979, 5, 12),
        referrer=PHYSICIAN,
        phone="555-0144",
    )
    for measure, digits in (("pcs", PCS_38), ("bpi-interference", BPI_52), ("pseq", PSEQ_18), ("gad-7", GAD_9)):
        refer.record_answers(who, referral.id, measure, tuple(map(int, digits)))
    screen.screen_referral(who, referral.id)
    reason = "Seen today: moderate depression, no thoughts of suicide, wants the group."
    screen.decide(who, referral.id, Choice.group, curriculum=made.curriculum.id, reason=reason)
    place = group.seat(who, made.id, referral.id)[0]
    return Scene(who.of(Group).get(made.id), who.of(Client).get(referral.client), place)


# --- what is typed, field by field ---------------------------------------------------------------------------------

FIRST = (
    *("Meet pain with steadier thoughts, and trust what she can do", "I want a twinge to be just a twinge."),
    *("Thoughts of catastrophe get fewer", "PCS 38 to 20", "", "+84", "28", "", "+90"),
)
GOALS = {
    2: ("Do what matters again, however loud the pain is", "I want my garden and my friends back.", "", ""),
    3: ("Lift her mood and let life be wider again", "I want to look forward to a day.", "Ring Eva on Thursday", ""),
}
OBJECTIVES = {
    1: (
        ("Finds a fairer thought while a flare is on", "0 to 4 of 7 flares", "", "+56", "7", ""),
        ("More confidence to do things with pain along", "PSEQ 18 to 35", "", "+84", "28", ""),
    ),
    2: (
        ("Pain gets less in the way of living", "BPI interference 7.4 to 4.0", "", "+84", "28", ""),
        ("Activities from her own list, paced", "0 to 3 a week", "", "+70", "7", ""),
        ("Lies down less, with paced activity in its place", "4.5 to 1.5 hours a day", "5 oct", "+84", "7", ""),
    ),
    3: (
        ("Low mood lifts", "PHQ-9 16 to 8", "", "+84", "14", ""),
        ("Meets or rings somebody she likes", "0 to 1 a week", "", "+56", "7", "4"),
        ("Relaxation or mindfulness, formally", "0 to 5 of 7 days, 15 min", "", "+42", "7", ""),
    ),
}
LIBRARY = {1: ("cm", "cr", "ct", "ad"), 2: ("av", "cp", "gx", "gb", "aw"), 3: ("ca", "cx", "mb", "as")}
"""Approach and intervention, by their letters."""
OWN_INTERVENTIONS = {
    1: ("Catches thoughts in flares between sessions and answers them there and then", "Member", "each flare"),
    2: (f"Coordinate the steps of activity with {PHYSICIAN} and the physiotherapist", "Clinician", "monthly"),
    3: ("Administer the PHQ-9 and look at item 9 each time", "Clinician", "every 2 weeks"),
}
AVOIDED = (
    ("Gardening", "spring 2024", "lies down", "bending will wear my back out", "watching things grow", "8"),
    ("Walking", "autumn 2023", "drives, sits", "each step makes it worse", "the river path", "5"),
    (
        "Lifting over two kilos",
        "since the fall",
        "guards, asks her son",
        "I end up in a wheelchair",
        "her grandson",
        "9",
    ),
    ("Friends", "winter 2024", "stays home", "I cannot sit that long", "laughing together", "3"),
)
EXPERIMENT = ("Garden for 15 minutes", "10 of 10, and two days when I cannot move", "9", "", "", "", "")
TRIED = ("", "", "", "14 nov", "sore that evening, slept well", "sore is not harmed", "4")
"""What stands in it after the seventh week."""
CONTACTS = (
    (PHYSICIAN, "pain physician", "555-0190", "steps of activity, duloxetine; monthly"),
    (PHYSIO, "physiotherapist", "555-0191", "comes back in once fear has fallen"),
)
DIAGNOSES = ("G89.29", "F32.1")
HEADING: tuple[str | Keys, ...] = (
    *("", "", ""),
    *("Low back", "3 years, since a fall at work", "Always there, 6 to 7 of 10", "2 or 3 a week, up to 9 of 10"),
    *("Garden, walks and friends given up; lies down 4 to 5 hours a day", "20 a week; full time before"),
    *("Duloxetine 60 mg; an NSAID when needed", PHYSICIAN),
    "Physiotherapy, left by her after 4 visits when a flare followed",
    *("No thoughts of suicide; C-SSRS asked, nothing endorsed", "CBT and ACT, with behavioural activation"),
    *("Weekly, and the group", "12 to 16", "Dana Reyes", INSIDE, f"{PHYSICIAN} monthly; physiotherapy again later"),
    *(YES, YES, ""),
)


# --- twelve weeks -------------------------------------------------------------------------------------------------


def chosen(letters: str) -> Keys:
    """Out of a list, by the first letters of it."""
    return Keys(("enter", *letters, "enter"))


def _set(what: str, days: str, minutes: str, kind: str, objective: str) -> tuple[str | Keys, ...]:
    return Anew(what), Anew(days), Anew(minutes), chosen(kind), chosen(objective)


_REST = _set("Each evening: hours up and about, hours lying down", "7", "0", "activity", "2.3")
_PRACTICE = _set("Muscle relaxation or a body scan, sitting up", "5", "15", "practice", "3.3")
_THOUGHT = _set("In each flare: the thought, and a fairer one", "4", "0", "thought", "1.2")
_VALUED = _set("One thing from your list, for as long as planned", "3", "0", "own", "2.2")


class Week(NamedTuple):
    """A meeting of the group, and what it brings of Nora. `log` is of the homework set a week before, `scores` what is
    due that day with its answers, `told` what she tells of an objective, with how it is known, and `did` which activity
    of her list came back, in her words. `stand` is where her objectives stand that evening, as far as it changed."""

    homework: tuple[str | Keys, ...]
    log: str = ""
    scores: Mapping[str, str] = {}
    stand: Mapping[str, str] = {}
    told: Mapping[str, tuple[str, str]] = {}
    did: Mapping[str, str] = {}


WEEKS = (
    Week(_REST),
    # The line of 2.3 is 4.5 - 3 * 7/84 = 4.25; 31 hours in 7 days are 4.4: 0.15 behind, less than a fifth of the way.
    Week(_PRACTICE, "8/5 9/4 8/4.5 9/4 9/4.5 8/5 9/4", stand={"2.3": "near"}),
    # 3.3: 2 days of 15 minutes or more, line 5 * 14/42 = 1.7. 3.1: 16 again, line 16 - 8 * 14/84 = 14.7.
    Week(_REST, "15 10 0 15 - - 5", {"phq-9": PHQ_16}, {"3.3": "on track", "3.1": "near"}),
    # 2.3: 4.5, line 3.75: 0.75 behind is more than 0.6, and it is the second reading.
    # 2.2: once, and the line is on 3 * 21/70 = 0.9.
    Week(
        _PRACTICE,
        "9/4 8/5 8/4.5 9/4.5 8/5 9/4 8/4.5",
        stand={"2.3": "off track", "2.2": "on track"},
        told={"2.2": ("1", "she says: the river path on Sunday")},
    ),
    # Lines on day 28: PCS 32, PSEQ 23.7, BPI 6.27, PHQ-9 13.3, and 3.3 on 3.3 of 5.
    Week(
        _THOUGHT,
        "15 15 0 20 10",
        {"phq-9": "2222222100", "pcs": "3333333322222", "pseq": "2222222233", "bpi-interference": "7766667"},
        {"1.1": "near", "1.3": "near", "2.1": "near", "3.1": "near", "3.2": "on track", "3.3": "near"},
        told={"3.2": ("1", "she says: rang Eva")},
    ),
    # 1.2: 1 of 4 flares is 1.8 of 7, line 4 * 35/56 = 2.5.
    Week(
        _PRACTICE,
        "1/4",
        stand={"1.2": "near"},
        told={"3.2": ("1", "she says: Eva came by")},
        did={"Gardening": "I planted tulips for a quarter of an hour and stopped by the clock."},
    ),
    # 3.3: 5 days. 3.1: 12, and the line is on 12.
    Week(
        _THOUGHT,
        "15 15 20 15 0 15",
        {"phq-9": "2222211000"},
        {"3.3": "met", "3.1": "on track"},
        told={"3.2": ("2", "she says: Eva, and her choir")},
    ),
    # 1.2: 2 of 6 flares is 2.3 of 7, line 3.5: more than one behind.
    # 3.2: the fourth week in a row, from 3 to 24 November.
    Week(
        _VALUED,
        "2/6",
        stand={"1.2": "off track", "3.2": "met"},
        told={"3.2": ("1", "she says: the choir again")},
    ),
    # Lines on day 56: PCS 26, PSEQ 29.3 (7.3 behind, 7 count), BPI 5.13, PHQ-9 10.7; 2.2 on 2.4 a week.
    Week(
        _THOUGHT,
        "1000100",
        {"phq-9": "2222221000", "pcs": "2222222222221", "pseq": "2222222233", "bpi-interference": "5555554"},
        {"1.1": "on track", "1.3": "off track", "2.1": "on track", "2.2": "near", "3.1": "near"},
    ),
    # 1.2: 4 of 7 flares, a week after its day.
    Week(_REST, "4/7", stand={"1.2": "met"}, did={"Friends": "Two hours at Eva's table, and I laughed."}),
    # 2.3: 13 hours in 7 days are 1.9, line 2.0. 3.1: 9, line 9.3.
    Week(
        _VALUED,
        "11/2 11/2 12/1.5 11/2 11/2 11/2 12/1.5",
        {"phq-9": "1111111200"},
        {"2.3": "on track", "3.1": "on track"},
    ),
    # 2.2: 3 a week, a week after its day. The last scores of the group: 19, 30 (line 33.6), 4.0.
    Week(
        _REST,
        "1010100",
        {"pcs": "2222221111111", "pseq": "3333333333", "bpi-interference": "4444444", "gad-7": "1111100"},
        {"1.1": "met", "1.3": "near", "2.1": "met", "2.2": "met"},
    ),
)
LAST = Week((), "12/1.5 12/1.5 12/1 12/1.5 12/1.5 12/1.5 12/1.5", {"phq-9": "1111111100"}, {"2.3": "met", "3.1": "met"})
"""Twelve weeks after the plan, when the group is over: 10 hours in 7 days are 1.4."""
