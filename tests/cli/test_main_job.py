"""The main job, end to end and without a screen, on real input and by real processes."""

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import vobject

from tests.cli.conftest import Command

DATA = Path(__file__).resolve().parent.parent / "data"
NHANES = DATA / "referrals-nhanes-phq9.csv"


def test_1019_real_questionnaires_are_imported_and_screened_and_nobody_comes_out_eligible(groupcare: Command) -> None:
    imported = groupcare.json("referrals", "import", NHANES)
    assert imported == {"accepted": 1019, "duplicates": 0, "rejected": [], "warnings": []}
    screened = groupcare.json("screen", "--all", ok=False)
    assert len(screened) == 1019
    phq9 = [one["phq9"] for one in screened]
    assert sum(p["total"] is not None and p["total"] >= 20 for p in phq9) == 10
    assert sum((p["item9"] or 0) >= 1 for p in phq9) == 51
    assert sum(p["item9"] is None for p in phq9) == 2
    assert Counter(one["route"] for one in screened) == {"incomplete": 1009, "individual": 10}
    assert all(one["missing"] for one in screened)
    by_rule = Counter(finding["rule"] for one in screened for finding in one["findings"])
    assert by_rule == counted_by_hand()
    assert (by_rule["phq9-severe"], by_rule["phq9-item9"]) == (10, 51)
    routes = {one["referral"]: one["route"] for one in groupcare.json("referrals", "list")}
    assert routes == {one["referral"]: one["route"] for one in screened}
    alerts = groupcare.json("alerts", "list")
    severe_or_item9 = sum((p["least"] >= 20) or (p["item9"] or 0) >= 1 for p in phq9)
    assert len({alert["client"] for alert in alerts}) == severe_or_item9
    again = groupcare.json("referrals", "import", NHANES)
    assert again == {"accepted": 0, "duplicates": 1019, "rejected": [], "warnings": []}
    assert groupcare("verify").code == 0


def counted_by_hand() -> Counter[str]:
    """The findings that the file must give, from its cells alone: a missing answer counts as the least it can be."""
    found: Counter[str] = Counter()
    with NHANES.open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file):
            items = [int(cells[f"phq9_{n}"] or 0) for n in range(1, 10)]
            assert set(items) <= {0, 1, 2, 3}
            found["age"] += 1  # nobody has a birth date
            found["phq9-severe"] += sum(items) >= 20
            found["phq9-moderately-severe"] += 15 <= sum(items) < 20
            found["phq9-item9"] += items[8] >= 1
    return found


def test_a_dry_run_of_a_file_tells_lines_and_reasons_and_writes_nothing(groupcare: Command, tmp_path: Path) -> None:
    file = tmp_path / "referrals.csv"
    file.write_text(
        "external_id,received_on,date_of_birth,phq9_1,phq9_total,gad7_total,cssrs_4\n"
        "A1,2026-10-05,01/02/1980,refused,21,18,yes\nA2,soon,02/03/1981,1,,,\nA3,2026-10-05,,8,,,\n"
    )
    tried = groupcare("referrals", "import", file, "--dry-run", ok=False)
    assert tried.code == 1
    assert tried.out.splitlines() == [
        "2 would be accepted, 0 known already, 1 rejected, 3 warnings.",
        "rejected: line 3, received_on: expected a date as YYYY-MM-DD, or with day and month before a year of four "
        "digits",
        "warning: line 2, phq9_1: a word such as refused, unknown or don't know: left empty, as missing",
        "warning: line 2, date_of_birth: no date of the column shows whether the day or the month comes first; "
        "expected YYYY-MM-DD: left empty",
        "warning: line 4, phq9_1: expected 0, 1, 2 or 3: left empty",
        "Its answers raise 1 safety alert.",
    ]
    assert "no date of date_of_birth shows whether the day or the month comes first; say it with --dates" in tried.err
    assert groupcare.json("referrals", "list") == []
    said = groupcare("referrals", "import", file, "--dry-run", "--dates", "month-first", ok=False)
    assert "--dates" not in said.err
    assert "2 would be accepted, 0 known already, 1 rejected, 2 warnings." in said.out
    groupcare("referrals", "import", file, ok=False)
    (alert,) = groupcare.json("alerts", "list")
    assert alert["level"] == "urgent"


def test_screening_exits_1_for_any_route_but_group(groupcare: Command, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("external_id,received_on\nA1,2026-10-05\n")
    groupcare("referrals", "import", file)
    assert groupcare("screen", "--all", ok=False).code == 1


FILE = """external_id,family_name,given_name,date_of_birth,received_on,phq9_1,phq9_2,phq9_3,phq9_4,phq9_5,\
phq9_6,phq9_7,phq9_8,phq9_9,cssrs_1,cssrs_2,cssrs_6
A1,Alvarez,Rosa,1975-03-02,{today},1,1,1,0,0,0,1,0,0,no,no,no
A2,Brandt,Kim,1982-11-30,{today},0,1,0,0,2,0,1,0,0,no,no,no
A3,Okafor,Ada,1990-01-01,{today},1,1,1,1,1,1,1,1,1,no,yes,no
"""

PLAN = """dated = {today}
review_on = {review}
[[goal]]
number = 1
words = "Do more of what matters."
[[goal.objective]]
key = "1.1"
words = "Practise relaxation for 15 minutes on 5 of 7 days."
aim = {{ type = "days", target = 5, of = 7, minutes = 15 }}
by = {review}
every_days = 7
[[goal.intervention]]
what = "Paced activity, time-contingent"
"""


@pytest.mark.long  # the README's walk goes this way, too
@pytest.mark.parametrize("curriculum", ["eight-week", "twelve-module"])
def test_a_group_is_run_from_referral_to_reviewed_homework_by_commands_alone(
    groupcare: Command, tmp_path: Path, curriculum: str
) -> None:
    today = groupcare_today()
    file, plan = tmp_path / "referrals.csv", tmp_path / "plan.toml"
    file.write_text(FILE.format(today=today))
    plan.write_text(PLAN.format(today=today, review=today + timedelta(days=90)))
    assert groupcare.json("referrals", "import", file)["accepted"] == 3
    for referral in ("A1", "A2", "A3"):
        groupcare(
            "referrals", "record", referral, "--participation", "all=yes", "--observation", "all=no",
            "--red-flag", "all=no",
        )  # fmt: skip
    routes = {one["external_id"]: one["route"] for one in groupcare.json("screen", "--all", ok=False)}
    assert routes == {"A1": "group", "A2": "group", "A3": "urgent"}

    made = groupcare.json(
        "group", "create", "--curriculum", curriculum, "--name", "Pain Skills", "--start", str(today), "--time",
        "14:00", "--zone", "America/New_York", "--days", f"{today:%a}".lower(), "--facilitator", "Dana Reyes",
    )  # fmt: skip
    assert made["group"] == "G-001"
    assert made["sessions"][0]["date"] == str(today)
    for referral in ("A1", "A2"):
        groupcare("referrals", "decide", referral, "group", "--curriculum", curriculum)
        groupcare("group", "seat", "G-001", referral)
        groupcare("plan", "write", referral, plan)
        groupcare("plan", "sign", referral)
    refused = groupcare("referrals", "decide", "A3", "group", "--curriculum", curriculum, ok=False)
    assert refused.code == 1
    assert "never overridden" in refused.err
    assert "Safety" in groupcare("group", "seat", "G-001", "A3", ok=False).err

    groupcare("session", "mark", "G-001", "1", "A1", "present", "--late", "10", "--mood", "0")
    assert "    mood: – → 0\n" in groupcare("history", "A1").out
    assert "Not marked yet: Kim B." in groupcare("session", "close", "G-001", "1", ok=False).err
    groupcare("session", "mark", "G-001", "1", "Brandt, Kim", "absent")
    given = groupcare.json("session", "homework", "set", "G-001", "1")
    assert [h["days_set"] for h in given] == [given[0]["days_set"]] * 2
    groupcare("session", "close", "G-001", "1")
    groupcare("session", "homework", "hand-in", "G-001", "1", "A1", "--days", "4", "--barrier", "time")
    reviewed = groupcare.json(
        "session", "homework", "review", "G-001", "1", "GC-0001", "--quality", "3", "--comment", "Well paced."
    )
    done = min(4, given[0]["days_set"])
    assert (reviewed["days_done"], reviewed["reviewed"], reviewed["quality"]) == (done, True, 3)

    members = groupcare.json("group", "show", "G-001")["members"]
    assert [m["plan"] for m in members] == [True, True]
    assert [m["attendance"]["held"] for m in members] == [[1, 1], [0, 1]]
    assert [m["homework"]["not_handed_in"] for m in members] == [0, 0]  # the other's is still to come in
    shown = groupcare.json("plan", "show", "A1")
    assert shown["plan"]["status"] == "signed"
    assert shown["places"][0]["linked"]
    what = [change["act"] for change in groupcare.json("history", "GC-0001")]
    assert {"import referrals", "record answers", "screen", "decide", "seat", "mark attendance"} <= set(what)
    assert groupcare.json("verify")["faults"] == []


def groupcare_today():  # type: ignore[no-untyped-def]
    """Today where the clinic is, as the command sees it."""
    from zoneinfo import ZoneInfo

    return datetime.now(ZoneInfo("America/New_York")).date()


def test_both_curricula_are_scheduled_over_a_clock_change_and_a_holiday_and_read_back_by_another_program(
    groupcare: Command, tmp_path: Path
) -> None:
    for curriculum, day, count in (("eight-week", "tue", 8), ("twelve-module", "wed,thu", 12)):
        made = groupcare.json(
            "group", "create", "--curriculum", curriculum, "--name", f"Autumn {curriculum}", "--start", "2026-10-06",
            "--time", "14:00", "--zone", "America/New_York", "--days", day, "--country", "US", "--skip", "2026-10-20",
        )  # fmt: skip
        sessions = made["sessions"]
        assert len(sessions) == count
        assert {s["start"] for s in sessions} == {"14:00"}
        hours = [s["utc_start"][11:13] for s in sessions]
        assert set(hours) == {"18", "19"}
        assert all((h == "19") == (s["date"] >= "2026-11-01") for h, s in zip(hours, sessions, strict=True))
        if curriculum == "twelve-module":
            assert {"date": "2026-11-11", "reason": "Veterans Day"} in made["skipped"]
        else:
            assert made["skipped"] == [{"date": "2026-10-20", "reason": "skipped on request"}]
        file = tmp_path / f"{curriculum}.ics"
        groupcare("export", "calendar", "--group", made["group"], "-o", file)
        events = vobject.readOne(file.read_text(encoding="utf-8")).vevent_list
        starts = [event.dtstart.value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for event in events]
        assert starts == [s["utc_start"] for s in sessions]


def test_a_dry_run_shows_the_dates_and_saves_nothing(groupcare: Command) -> None:
    made = groupcare.json(
        "group", "create", "--curriculum", "twelve-module", "--name", "A", "--start", "2026-10-06", "--time", "14:00",
        "--zone", "Europe/London", "--days", "tue", "--minutes", "60", "--dry-run",
    )  # fmt: skip
    assert made["group"] is None
    assert any("60 minutes" in w for w in made["warnings"])
    assert any("in the past" in w for w in made["warnings"])
    assert groupcare.json("group", "list") == []


def test_an_urgent_person_is_followed_from_the_alert_to_the_evaluation_by_commands(
    groupcare: Command, tmp_path: Path
) -> None:
    file = tmp_path / "urgent.csv"
    file.write_text(
        f"external_id,family_name,received_on,cssrs_1,cssrs_2,cssrs_5\nA1,Okafor,{groupcare_today()},y,y,y\n"
    )
    groupcare("referrals", "import", file)
    (alert,) = groupcare.json("alerts", "list")
    assert (alert["level"], alert["owner"]) == ("urgent", None)
    early = groupcare("alerts", "close", "A1", "--clinician", "Dr Lee", ok=False)
    assert early.code == 1
    assert "Nobody owns the alert yet." in early.err
    groupcare("alerts", "take", "A1")
    groupcare("alerts", "act", "GC-0001", "--what", "Phoned; her sister is with her.")
    groupcare("alerts", "close", "A1", "--clinician", "Dr Lee", "--took-over", "Mobile crisis team")
    assert groupcare.json("alerts", "list") == []
    standing = [f["rule"] for f in groupcare.json("findings", "A1")]
    assert standing[0] in ("cssrs-intent-or-plan", "cssrs-thoughts-not-followed-up")
    wrong = groupcare("evaluate", "A1", "no-such-rule", "--verdict", "group", "--text", "Seen.", ok=False)
    assert "standing: " in wrong.err
    groupcare("evaluate", "A1", standing[0], "--verdict", "group", "--text", "Seen today.")
    assert standing[0] not in [f["rule"] for f in groupcare.json("findings", "A1")]
    signed = groupcare.json("evaluate", "A1", *standing[1:], "--verdict", "group", "--text", "Seen today.")
    assert signed["standing"] == []
    assert "no finding that stands" in groupcare("findings", "A1").out
