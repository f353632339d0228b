"""The people of the fictitious clinic: its staff, and clients who do not exist. Plain data, no acts.

Clients are known by a short key, which the other files of this room use. Scores are totals, which answers.py turns
into answers.
"""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, structs

from groupcare.rules.clinic import Role

DANA, RUTH, MEI, TOM, INES, MONA = "Dana Reyes", "Ruth Osei", "Mei Lee", "Tom Alder", "Ines Varga", "Mona Clark"

STAFF: Mapping[str, tuple[Role, ...]] = {
    DANA: (Role.intake, Role.facilitator, Role.clinician, Role.manager),
    RUTH: (Role.facilitator, Role.clinician),
    MEI: (Role.clinician,),
    TOM: (Role.facilitator,),
    INES: (Role.intake,),
    MONA: (Role.manager,),
}


class Person(Struct, frozen=True):
    """A client with the first referral. `phq9` and `gad7` are the totals at intake.

    `accepted_because` is a clinician's reason for a place in a group where the policy asks for review.
    """

    family: str
    given: str
    born: date
    phone: str
    diagnosis: str
    referrer: str
    reason: str
    phq9: int = 0
    gad7: int | None = None
    item9: int = 0
    red_flag: str = ""
    accepted_because: str = ""


BACK, NECK, KNEES = "M54.50 low back pain", "M54.2 neck pain", "M17.0 osteoarthritis of both knees"
FIBRO, WIDE, MIGRAINE = "M79.7 fibromyalgia", "G89.4 chronic pain syndrome", "G43.709 chronic migraine"
NERVES, ARM, JOINTS = "G62.9 polyneuropathy", "G90.511 complex regional pain, right arm", "M06.9 rheumatoid arthritis"
SHOULDER, AFTER = "M25.511 pain in the right shoulder", "G89.28 pain after an operation"

RIVERA, CHEN, ABBOTT = "Dr Rivera, pain medicine", "Dr Chen, family medicine", "Dr Abbott, rheumatology"
PHYSIO, NEUROLOGY, SELF = "Harbor Physical Therapy", "Dr Lindgren, neurology", "self"

PEOPLE: Mapping[str, Person] = {
    # the closed group
    "brandt": Person(
        "Brandt", "Kim", date(1971, 3, 9), "555-0102", BACK, RIVERA,
        "Back pain for six years; gave up the choir.", 13, 9,
    ),
    "nunez": Person(
        "Núñez", "Álvaro", date(1964, 11, 23), "555-0103", BACK, PHYSIO, "Left physical therapy for fear of harm.", 9,
    ),
    "nguyen": Person(
        "Nguyễn", "Thị Lan", date(1979, 6, 30), "555-0104", NECK, CHEN,
        "Neck pain since a car accident; no longer sews.", 11, 12,
    ),
    "kowalczyk": Person(
        "Kowalczyk", "Bożena", date(1958, 1, 12), "555-0105", FIBRO, ABBOTT,
        "Pain all over, poor sleep, rests by day.", 16, 10,
        accepted_because="Low mood follows the pain and the lack of sleep; no risk endorsed; eats, wants company. "
        "PHQ-9 again at the first session, and an individual appointment if it is not lower by the fourth.",
    ),
    "haddad": Person(
        "حداد", "ليلى", date(1983, 8, 2), "555-0106", MIGRAINE, NEUROLOGY,
        "Headache on most days; cancels everything.", 10, 8,
    ),
    "wang": Person(
        "王", "秀英", date(1955, 5, 27), "555-0107", KNEES, CHEN, "Knees keep her from walking to the market.", 6,
    ),
    "obrien": Person(
        "O'Brien", "Niamh", date(1988, 9, 14), "555-0108", AFTER, RIVERA, "Pain since two hernia operations.", 12, 11,
    ),
    "petrov": Person(
        "Petrov", "Dimitri", date(1976, 2, 18), "555-0109", SHOULDER, PHYSIO, "On light duty for a year.", 10,
    ),
    "schroeder": Person(
        "Schröder-Lang", "Jürgen", date(1969, 12, 5), "555-0110", BACK, RIVERA, "Drove a truck; guards his back.", 8,
    ),
    # the rolling group
    "alvarez": Person(
        "Alvarez", "Rosa", date(1968, 4, 17), "555-0111", BACK, RIVERA,
        "Back pain since a fall at work; gave up her garden and rests for hours by day.", 15, 10,
        accepted_because="Just in the band; hopeful about the group, no risk endorsed. PHQ-9 every two weeks.",
    ),
    "cho": Person(
        "Cho", "Min", date(1991, 7, 8), "555-0112", NECK, CHEN, "Neck and arm pain at the screen; off work.", 13, 14,
    ),
    "diaz": Person(
        "Diaz", "Leo", date(1973, 10, 21), "555-0113", AFTER, RIVERA,
        "Pain after back surgery; lost his business.", 11, 9,
    ),
    "mbeki": Person(
        "Mbeki-Jansen", "Thandiwe", date(1981, 3, 3), "555-0114", JOINTS, ABBOTT, "Flares; wants to go on teaching.", 8,
    ),
    "lindqvist": Person(
        "Lindqvist", "Åsa", date(1962, 6, 19), "555-0115", FIBRO, ABBOTT,
        "Does too much on good days, then crashes.", 12,
    ),
    "haile": Person(
        "Haile", "Tesfaye", date(1985, 1, 30), "555-0116", WIDE, CHEN, "Pain in back and legs since the army.", 12, 13,
        accepted_because="Attempt nine years ago, evaluated and kept as history; safety plan in place. Individual "
        "appointments go on beside the group.",
    ),
    # the finished group; two of its members went on to the rolling one
    "novak": Person(
        "Novák", "Petra", date(1974, 9, 9), "555-0117", NERVES, NEUROLOGY, "Burning feet; has stopped dancing.", 12,
    ),
    "moreau": Person(
        "Moreau", "Élodie", date(1990, 2, 11), "555-0118", MIGRAINE, NEUROLOGY, "Afraid to plan anything.", 10,
    ),
    "santos": Person("Santos", "João", date(1966, 8, 25), "555-0119", BACK, PHYSIO, "Back pain; misses fishing.", 13),
    "whitfield": Person(
        "Whitfield", "Carol", date(1950, 4, 2), "555-0120", KNEES, CHEN, "No longer visits her sister.", 9,
    ),
    "bakker": Person("Bakker", "Hendrik", date(1959, 12, 12), "555-0121", NERVES, CHEN, "Nerve pain, diabetes.", 9, 6),
    "yilmaz": Person(
        "Yılmaz", "Ayşe", date(1978, 5, 16), "555-0122", WIDE, RIVERA, "Pain all over since an illness.", 16, 15,
        accepted_because="Afraid of being judged, no risk endorsed; met the facilitator beforehand and wants to try.",
    ),
    "fitzgerald": Person(
        "Fitzgerald", "Sean", date(1987, 11, 1), "555-0123", SHOULDER, SELF, "Lifts all day in a warehouse.", 14,
    ),
    "ivanova": Person("Ivanova", "Svetlana", date(1970, 7, 7), "555-0124", NECK, CHEN, "Neck pain, headaches.", 11),
    # the forming group
    "walker": Person("Walker", "James", date(1984, 10, 13), "555-0125", BACK, CHEN, "Has two small children.", 7),
    "eze": Person(
        "Eze", "Chidinma", date(1977, 1, 22), "555-0126", JOINTS, ABBOTT, "Hands; has closed her pottery.", 11, 8,
    ),
    "rossi": Person("Rossi", "Giulia", date(1993, 3, 28), "555-0127", FIBRO, ABBOTT, "Left university twice.", 14, 13),
    "levi": Person(
        "לוי", "נועה", date(1982, 6, 6), "555-0128", AFTER, RIVERA, "Pain after a spinal fusion.", 10, 7, 1,
        accepted_because="Item 9 is 1: “tired of waking with this pain”; nothing endorsed on the C-SSRS, asked at "
        "length in the same call. Wants to live for her daughters. Safety plan made, copy given.",
    ),
    "soerensen": Person("Sørensen", "Mads", date(1961, 9, 17), "555-0129", KNEES, PHYSIO, "Used to cycle daily.", 5),
    # the waitlist
    "kaur": Person("Kaur", "Harpreet", date(1972, 12, 24), "555-0130", NECK, CHEN, "Neck pain; works mornings.", 9),
    "tanaka": Person("田中", "健", date(1967, 2, 2), "555-0131", WIDE, RIVERA, "Pain since shingles.", 8),
    "delacroix": Person(
        "Delacroix", "Aurélie", date(1989, 5, 5), "555-0132", ARM, RIVERA,
        "Arm pain since a fracture; dreads touch.", 13, 16,
        accepted_because="Anxiety is about the arm being knocked; a seat by the wall is agreed. GAD-7 in a month.",
    ),
    # referred, and not decided
    "abernathy": Person("Abernathy", "Wes", date(1963, 8, 8), "555-0133", BACK, RIVERA, "Back and hip pain.", 12),
    "mensah": Person("Mensah", "Kofi", date(1980, 4, 14), "555-0134", KNEES, RIVERA, "Knee pain after a fall."),
    "ruiz": Person("Ruiz", "Elena", date(1986, 10, 30), "555-0162", NERVES, RIVERA, "Leg pain; off work for months."),
    "popescu": Person("Popescu", "Ioana", date(1994, 1, 19), "555-0136", MIGRAINE, SELF, "Found the group online."),
    "quist": Person("Quist", "Per", date(1957, 3, 15), "555-0138", BACK, CHEN, "Pain since he retired.", 11, None, 1),
    "hughes": Person("Hughes", "Patricia", date(1953, 7, 29), "555-0139", JOINTS, ABBOTT, "Pain and low mood.", 17),
    "vu": Person("Vũ", "Minh", date(1996, 11, 11), "555-0140", SHOULDER, PHYSIO, "A cook; cannot lift the pans.", 8),
    "grant": Person(
        "Grant", "Denise", date(1960, 2, 27), "555-0141", WIDE, CHEN, "Back pain; cancer ten years ago.", 16, 12,
        red_flag="history of cancer",
    ),
    "okafor": Person("Okafor", "Ada", date(1975, 5, 1), "555-0142", NERVES, CHEN, "Pain; does not sleep.", 19, None, 2),
    "castellano": Person("Castellano", "Marco", date(1965, 6, 24), "555-0143", BACK, RIVERA, "Gave up work.", 23, 17),
    "ngata": Person("Ngata", "Aroha", date(1992, 9, 3), "555-0144", FIBRO, ABBOTT, "Exhausted, sees nobody.", 21, 14),
    # ended without a place
    "walker-senior": Person("Walker", "James", date(1951, 10, 13), "555-0145", KNEES, CHEN, "Knee pain."),
    "dubois": Person("Dubois", "Camille", date(1998, 4, 4), "555-0146", ARM, PHYSIO, "Arm pain, cannot type."),
    "ferreira": Person("Ferreira", "Lucas", date(1971, 8, 18), "555-0147", NECK, SELF, "Neck pain at work.", 6, 4),
}  # fmt: skip

RETURNING: Mapping[str, Person] = {
    "novak": structs.replace(
        PEOPLE["novak"], referrer=SELF, reason="Finished Pain Skills and dances again; wants to keep it up.", phq9=9
    ),
    "moreau": structs.replace(
        PEOPLE["moreau"], referrer=SELF, reason="Finished Pain Skills; plans things now, wants more of it.", phq9=6
    ),
    "fitzgerald": structs.replace(
        PEOPLE["fitzgerald"], reason="Left Pain Skills when his shifts changed; they fit again.", phq9=13
    ),
}
"""People known to the clinic, as they are referred again."""
