"""What each member wants back, and what stands in its way: their part of their plans. Plain data, no acts."""

from collections.abc import Mapping

from msgspec import Struct

from groupcare.demo.people import DANA, MEI, RUTH
from groupcare.rules.measures import Better
from groupcare.rules.plan import Aim, AmountAim, CountAim, DaysAim, Intervention, MilestoneAim


class Step(Struct, frozen=True):
    """An objective before it has its number and dates: by how many weeks, assessed how often."""

    words: str
    aim: Aim
    weeks: int
    every_days: int = 7
    in_a_row: int = 1


class Part(Struct, frozen=True):
    """A goal before it has its number."""

    words: str
    steps: tuple[Step, ...]
    means: tuple[Intervention, ...]
    own_words: str = ""


def rest(now: float, target: float) -> Part:
    """Less rest by day, by pacing instead of boom and bust."""
    return Part(
        "Even out activity and rest.",
        (
            Step(
                "Rest less by day, with paced activity instead.",
                AmountAim(unit="hours a day", better=Better.lower, baseline=now, target=target),
                12,
            ),
        ),
        (Intervention(what="Activity–rest log, rest by the clock and not by pain", who="Member", how_often="daily"),),
    )


def thoughts(target: int) -> Part:
    """Thoughts in flares."""
    return Part(
        "Meet pain with fewer catastrophic thoughts.",
        (
            Step(
                "Name a fairer thought during a flare.",
                DaysAim(target=target, of=7, what="flares", baseline=0),
                8,
            ),
        ),
        (
            Intervention(what="Thought records in flares", who="Member", how_often="each flare"),
            Intervention(what="Testing what is feared, prediction written first", who="Clinician", how_often="weekly"),
        ),
    )


def work(now: float, target: float) -> Part:
    """Hours of work, agreed and paced."""
    return Part(
        "Work in hours that last.",
        (
            Step("Hours and breaks agreed with the employer.", MilestoneAim(), 4),
            Step(
                "Work more hours without a crash the day after.",
                AmountAim(unit="hours a week", better=Better.higher, baseline=now, target=target),
                12,
            ),
        ),
        (Intervention(what="Stepwise hours, breaks by the clock, talk with the employer", how_often="every 2 weeks"),),
    )


def people(target: int) -> Part:
    """Company, which pain has pushed out."""
    return Part(
        "Be among people again.",
        (Step("Something with other people.", CountAim(target=target, baseline=0), 8, in_a_row=4),),
        (Intervention(what="Planned activities with others, enjoyment noted", who="Member", how_often="weekly"),),
    )


class Aims(Struct, frozen=True):
    """One member's activity that pain has taken: minutes managed now and wanted, and what keeps it away (fear 0 to 10).

    The plan is dated `after` days after the first session, or after the last but one where the group is over. It is
    reviewed after the policy's days, or on the day that lies `review` days from today.
    """

    clinician: str
    activity: str
    now: int
    target: int
    instead: str
    belief: str
    fear: int
    mattered: str
    own_words: str
    focus: Part
    after: int = 2
    review: int | None = None
    signed: bool = True
    risk: str = "No suicidal thoughts reported on the day of the plan"


AIMS: Mapping[str, Aims] = {
    # the closed group
    "brandt": Aims(
        DANA, "Singing, standing", 5, 40, "Listens at home", "Standing will lock my back", 6, "The Thursday company",
        "I want my place among the altos.", people(1),
    ),
    "nunez": Aims(
        DANA, "Walking", 10, 45, "Drives, then lies down", "Bending and walking wear the disc out", 8, "Being outdoors",
        "I want to walk my nephew to school.", thoughts(4), -2,
    ),
    "nguyen": Aims(
        RUTH, "Sewing", 8, 30, "Braces the neck, stops when it hurts", "Looking down tears something", 7,
        "Making things for people", "A dress for my niece by spring.", work(15, 24),
    ),
    "kowalczyk": Aims(
        RUTH, "Cooking", 10, 30, "Lies down most of the afternoon", "If I start I will pay for days", 6,
        "Everyone around one table", "I want to be tired from doing something.", rest(5, 2), 5,
    ),
    "haddad": Aims(
        RUTH, "Reading to the children", 5, 20, "Dark room, cancels", "Light and noise bring it on", 7,
        "Their faces", "I want them to remember stories, not a closed door.", people(1), 5,
    ),
    "wang": Aims(
        DANA, "Walking to the market", 8, 30, "Sends a neighbour", "Each step grinds the knee away", 5,
        "Choosing and haggling", "I choose my own fish.", people(2),
    ),
    "obrien": Aims(
        DANA, "Swimming", 10, 30, "Guards the belly", "The mesh will tear", 7, "Weightless for once",
        "I was good at this.", thoughts(4), 4,
    ),
    "schroeder": Aims(
        RUTH, "Driving", 30, 90, "Stays at home, holds the back stiff", "Sitting pinches the nerve for good", 6,
        "Being on the way somewhere", "I want the road back, if not the truck.", work(0, 12), 4,
    ),
    # the rolling group
    "alvarez": Aims(
        DANA, "Gardening", 5, 30, "Rests", "Bending will damage my back", 8, "Watching things grow",
        "I want my garden back.", rest(4.5, 1.5), -3,
    ),
    "cho": Aims(
        DANA, "Drawing at the screen", 10, 40, "Checks the neck, puts things off", "It is getting worse each day", 6,
        "Losing track of time", "Two hours of my own work, some day.", work(0, 15), 5, 3,
    ),
    "diaz": Aims(
        MEI, "Walking the dog", 10, 40, "Sits at the window", "I will fall again", 6, "Nobody asks for anything",
        "I want to be of use.", people(1),
    ),
    "mbeki": Aims(
        MEI, "Teaching on her feet", 15, 45, "Sits all lesson, then lies down",
        "A flare means the joints are burning up", 5, "The noise of a good class",
        "I want to end the year with them.", thoughts(5),
    ),
    "lindqvist": Aims(
        MEI, "Housework", 10, 25, "Everything on good days, then two days in bed",
        "If I stop it will never get done", 4, "A house people come to",
        "I want an ordinary Wednesday.", rest(4, 2), 5, -2,
    ),
    "haile": Aims(
        MEI, "Walking", 15, 45, "Stays in his room", "Crowds and pain together are too much", 7, "His brother's table",
        "I want to be where people are.", people(1), -1,
        risk="Attempt nine years ago, evaluated and kept as history; safety plan in place; no thoughts reported",
    ),
    "novak": Aims(
        MEI, "Dancing", 10, 45, "Sits with her feet up", "Burning means the feet are dying", 5, "The music in the body",
        "One whole evening of tango, seated songs allowed.", thoughts(4),
    ),
    "moreau": Aims(
        DANA, "Going out in the evening", 30, 120, "Says no early", "Plans bring on the migraine", 4,
        "Being counted in", "I want to say yes and mean it.", people(2), 3, signed=False,
    ),
    # the finished group
    "santos": Aims(
        RUTH, "Fishing", 15, 120, "Watches others do it", "The rod will finish my back", 6, "Quiet, and his grandson",
        "I want to show the boy the river.", rest(3, 1), 0,
    ),
    "bakker": Aims(
        RUTH, "Keeping hens", 10, 30, "Leaves it to his wife", "I will stumble and not get up", 6, "Being needed",
        "They know my step.", people(1), 2,
    ),
    "yilmaz": Aims(
        RUTH, "Visiting", 20, 90, "Stays in, smiles on the phone", "They see that I am a burden", 8, "Laughing",
        "I want to bring the baklava, not excuses.", people(1), 5,
    ),
    # the forming group
    "eze": Aims(
        MEI, "Pottery", 5, 25, "Splints on, hands in her lap", "Using the hands deforms them", 6, "Clay, and customers",
        "One bowl that I would sell.", thoughts(4), -9,
    ),
    "rossi": Aims(
        RUTH, "Studying", 15, 45, "Sleeps by day", "My head does not hold anything", 5, "Being good at something",
        "I want to sit one examination.", rest(5, 2), -8,
    ),
}  # fmt: skip
