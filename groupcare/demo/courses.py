"""How each member took part: marks, moods, homework and measures, a sign for each session. Plain data, no acts."""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct

from groupcare.rules.people import ContactKind


class Call(Struct, frozen=True):
    """What came of it when somebody was called after a session, or met."""

    kind: ContactKind
    outcome: str
    mode: str = "phone"
    minutes: int = 10


THERE = "plr"
"""Signs of somebody who attended: present, late, remote."""
ATTEMPT, CHECK_IN, MAKE_UP = ContactKind.call_attempt, ContactKind.check_in, ContactKind.make_up


class Part(NamedTuple):
    """One member at one session, and the homework set at it: None where there is nothing."""

    mark: str
    mood: int | None
    mattered: str
    days: int | None
    barrier: str
    quality: int | None


class Course(Struct, frozen=True, kw_only=True):
    """One member's way through a group; each text has a sign for each session held from the `entry` session on.

    `marks`: p present, l late, r remote, e excused ahead, a absent. `moods`: 0 to 9 where there. `practice`: of the
    homework set at that session, days done if it had been set for one week, ? where unknown; what is known of the
    latest was sent in since. `barriers`: t time, f pain flare, m mood, g forgot. `quality`: 0 to 4 where reviewed.
    `mattered` are the words at the sessions that were attended, in order. `phq9` and `gad7` are totals by session,
    `helped` what was written on a session's log, `calls` the calls on the day after a session.
    """

    marks: str = ""
    moods: str = ""
    practice: str = ""
    barriers: str = ""
    quality: str = ""
    entry: int = 1
    mattered: tuple[str, ...] = ()
    helped: Mapping[int, str] = {}
    phq9: Mapping[int, int] = {}
    gad7: Mapping[int, int] = {}
    calls: Mapping[int, Call] = {}

    def at(self, session: int) -> Part:
        """This member at that session."""
        place = session - self.entry
        attended = sum(mark in THERE for mark in self.marks[:place])
        mark = self.marks[place]
        return Part(
            mark=mark,
            mood=_digit(self.moods, place),
            mattered="".join(self.mattered[attended : attended + 1]) if mark in THERE else "",
            days=_digit(self.practice, place),
            barrier=self.barriers[place : place + 1],
            quality=_digit(self.quality, place),
        )


def _digit(signs: str, place: int) -> int | None:
    sign = signs[place : place + 1]
    return int(sign) if sign.isdigit() else None


CLOSED: Mapping[str, Course] = {
    "brandt": Course(
        marks="pap", moods="3.4", practice="2?2", barriers="t.t", quality="2..", phq9={1: 13},
        mattered=("Hummed along to a record", "Rang a friend from the choir"),
        helped={3: "Feared that standing would lock my back. It ached, and it did not lock."},
        calls={2: Call(CHECK_IN, "Reached before work: a late shift, not the group. Coming next time.")},
    ),
    "nunez": Course(
        marks="ppp", moods="566", practice="542", barriers="...", quality="43.", phq9={1: 8},
        mattered=("Carried the shopping in two trips", "Kicked a ball with my nephew", "Mended a lamp"),
        helped={1: "Right after the news, before I can think about it.", 2: "My nephew counts the breaths.",
                3: "Feared a bad night after walking. Slept as always."},
    ),
    "nguyen": Course(
        marks="ppp", moods="455", practice="32?", barriers=".f.", quality="32.", phq9={1: 10}, gad7={1: 11},
        mattered=("Sewed one sleeve, by the clock", "Cooked for my mother", "Finished the sleeve"),
        helped={1: "A kitchen timer in the other room."},
    ),
    "kowalczyk": Course(
        marks="ppl", moods="334", practice="12?", barriers="ff.", quality="12.", phq9={1: 15},
        mattered=("Sat on the balcony in the sun", "Let my daughter do my hair", "Baked half a cake, my son the other"),
    ),
    "haddad": Course(
        marks="epp", moods=".56", practice="34?", barriers="...", quality="33.", phq9={2: 9}, gad7={2: 7},
        mattered=("Read to my boys with the lamp turned low", "Said yes to a visit, with a way out"),
        calls={1: Call(MAKE_UP, "Module 1: agreement on privacy, breathing exercise, handout sent.", minutes=30)},
    ),
    "wang": Course(
        marks="ppp", moods="677", practice="553", barriers="...", quality="44.", phq9={1: 5},
        mattered=("Walked to the corner", "Bought the fish myself", "Folded dumplings with my neighbour"),
        helped={1: "With the first tea of the day.", 3: "Humour: I told the fishmonger he may carry me home."},
    ),
    "obrien": Course(
        marks="pla", moods="54.", practice="3??", barriers="...", quality="3..", phq9={1: 12}, gad7={1: 10},
        mattered=("Swam ten minutes, slowly", "Laughed with my sister on the phone"),
        calls={3: Call(CHECK_IN, "Her child was ill and she had no number at hand. Has it now.")},
    ),
    "petrov": Course(
        marks="ppe", moods="34.", practice="42?", barriers=".t.", quality="32.", phq9={1: 10},
        mattered=("Fixed a tap with the left hand", "Took the long way home along the river"),
    ),
    "schroeder": Course(
        marks="ppp", moods="445", practice="231", barriers="tt.", quality="22.", phq9={1: 7},
        mattered=("Went to the game, stood up often", "Drove to the lake and back", "Grilled for the neighbours"),
        helped={3: "Standing up in the second half. Nobody minded."},
    ),
}  # fmt: skip

ROLLING: Mapping[str, Course] = {
    "alvarez": Course(
        marks="ppepap", moods="45.5.6", practice="245??4", barriers=".....t", quality="233...", phq9={1: 14, 6: 10},
        mattered=("Watered seedlings", "Weeded for ten minutes, sitting", "Sold a tray of herbs", "Planted the beans"),
        helped={2: "On the garden bench.", 6: "Smell of wet soil. Then ten minutes with the beans."},
        calls={3: Call(MAKE_UP, "Module 3: her own numbers for weeding and for rest.", "in person", 30),
               5: Call(CHECK_IN, "Her bus did not come. She has the facilitator's number now.")},
    ),
    "diaz": Course(
        marks="pppppp", moods="554432", practice="32?1??", barriers=".g.m..", quality="32.1..",
        phq9={1: 12, 3: 13, 6: 17}, gad7={1: 9},
        mattered=("Watched my son's match", "Went through the old ledgers", "Not much", "Walked the dog, late"),
    ),
    "mbeki": Course(
        marks="ppappp", moods="56.677", practice="35?35?", barriers="....f.", quality="34.34.", phq9={1: 8, 6: 6},
        mattered=("Marked papers in two sittings", "Taught standing, then sitting", "Choir practice",
                  "Rested before, not after", "A whole lesson without bracing"),
        calls={3: Call(CHECK_IN, "At home with a flare; reads the handout of module 3 in bed.")},
    ),
    "lindqvist": Course(
        marks="pplppe", moods="34455.", practice="2353??", barriers="t.....", quality="2333..", phq9={1: 12, 3: 10},
        mattered=("Stopped the vacuum at ten minutes", "Knitted in the sun", "Left the second half for Sunday",
                  "Invited a friend", "Said no to extra chairs"),
    ),
    "cho": Course(
        entry=3, marks="pppe", moods="345.", practice="52??", barriers="....", quality="32..", phq9={3: 12},
        gad7={3: 12}, mattered=("Answered two messages", "Tea with a colleague", "Drew for fifteen minutes"),
    ),
    "haile": Course(
        entry=3, marks="pplp", moods="4455", practice="32??", barriers=".t..", quality="22..", phq9={3: 12, 6: 10},
        gad7={3: 11, 6: 10}, mattered=("Sat with my brother", "Coffee at the church", "Walked round the block twice"),
    ),
    "novak": Course(
        entry=3, marks="pprp", moods="5667", practice="63?5", barriers="....", quality="43..", phq9={3: 9, 6: 7},
        mattered=("Danced one song at home", "Two songs", "Rang an old partner", "A beginners' lesson, seated"),
        helped={3: "Writing down rest made me see how much of it was waiting.", 6: "The image is a dance floor."},
    ),
    "moreau": Course(
        entry=6, marks="p", moods="6", practice="?", barriers=".", quality=".", phq9={6: 5},
        mattered=("Booked a train, and told them I may cancel",),
    ),
}  # fmt: skip

FINISHED: Mapping[str, Course] = {
    "novak": Course(
        marks="papppppp", moods="4.556666", practice="3?323?1", barriers="t......", quality="2.333.3",
        phq9={1: 11, 8: 9},
        mattered=("Sorted my shoes", "Tapped along to the radio", "A walk on soft soles", "Music on the porch"),
    ),
    "moreau": Course(
        marks="pppppplp", moods="45556667", practice="43?2?42", barriers=".......", quality="33.3.44",
        phq9={1: 10, 8: 5}, mattered=("Kept a lunch date", "Left early, without shame", "Cinema, back row"),
    ),
    "santos": Course(
        marks="pppppppp", moods="44556677", practice="5433542", barriers=".......", quality="3333444",
        phq9={1: 12, 4: 10, 8: 6},
        mattered=("Tied flies at the table", "Fished an hour from a chair", "Took my grandson"),
    ),
    "whitfield": Course(
        marks="ppeppppp", moods="56.67667", practice="45?3??2", barriers=".......", quality="34.3..3",
        phq9={1: 9, 8: 7}, mattered=("Wrote to my sister", "Practised the steps at the bus", "Visited her for tea"),
    ),
    "bakker": Course(
        marks="ppplpppp", moods="55543332", practice="32?1??0", barriers="...m..m", quality="32.1..0",
        phq9={1: 9, 4: 10, 8: 15}, gad7={8: 11}, mattered=("Fed the hens", "Radio plays", "Very little"),
        calls={8: Call(CHECK_IN, "PHQ-9 worse by five; no thoughts of suicide. Sees Dr Lee from now on.", minutes=25)},
    ),
    "yilmaz": Course(
        marks="pppppepp", moods="33455.67", practice="232?3?2", barriers="f......", quality="122.3.3",
        phq9={1: 15, 4: 12, 8: 8}, gad7={1: 14, 8: 9}, mattered=("Came, and stayed", "Spoke first", "Brought baklava"),
    ),
    "fitzgerald": Course(
        marks="pplaaaaa", moods="334.....", practice="1??????", barriers="t......", quality="1......", phq9={1: 14},
        mattered=("Slept before my shift",),
        calls={4: Call(ATTEMPT, "No answer; message left."),
               5: Call(CHECK_IN, "New shifts, cannot keep the hour. Asks to come back when they change.")},
    ),
    "ivanova": Course(
        marks="ppapaaaa", moods="44.4....", practice="3??????", barriers=".......", quality="3......", phq9={1: 11},
        mattered=("Played cards with my mother",),
        calls={6: Call(CHECK_IN, "Feels well enough and will not come again. May return at any time.")},
    ),
}  # fmt: skip

FORMING: Mapping[str, Course] = {key: Course() for key in ("walker", "eze", "rossi", "levi", "soerensen")}
