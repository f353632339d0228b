"""Ideas, and what is kept beside the marks, by command."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tests.cli.conftest import Command


def seated(groupcare: Command) -> str:
    """A group that began today with one member; gives the day."""
    today = datetime.now(UTC).astimezone(ZoneInfo("America/New_York")).date()
    file = groupcare.store.parent / "rows.csv"
    head = "external_id,received_on,family_name,given_name,date_of_birth," + ",".join(f"phq9_{n}" for n in range(1, 10))
    head += ",cssrs_1,cssrs_2,cssrs_6"
    file.write_text(f"{head}\nA1,{today},Alvarez,Rosa,1980-02-03,0,0,0,0,0,0,0,0,0,no,no,no\n")
    groupcare("referrals", "import", file)
    groupcare(
        "referrals", "record", "A1", "--participation", "all=yes", "--observation", "all=no", "--red-flag", "all=no"
    )
    groupcare("screen", "--all")
    groupcare("group", "create", "--curriculum", "eight-week", "--name", "Pain Skills", "--start", str(today),
              "--time", "14:00", "--days", f"{today:%a}".lower(), "--country", "none")  # fmt: skip
    groupcare("referrals", "decide", "A1", "group", "--curriculum", "eight-week")
    groupcare("group", "seat", "G-001", "A1")
    return str(today)


def test_what_is_kept_beside_a_mark_and_ideas_without_names(groupcare: Command) -> None:
    today = seated(groupcare)
    assert "first whether they are here" in groupcare("session", "note", "G-001", "1", "A1", "quiet", ok=False).err
    groupcare("session", "mark", "G-001", "1", "A1", "present")
    noted = groupcare.json("session", "note", "G-001", "1", "A1", "sat by the door", "--response", "steadier")
    assert (noted["note"], noted["response"], noted["mark"]) == ("sat by the door", "steadier", "attended")
    assert groupcare.json("session", "participation", "G-001", "1", "A1", "withdrew")["participation"] == "withdrew"
    assert groupcare.json("session", "participation", "G-001", "1", "A1", "none")["participation"] is None
    assert "no objective 1.1" in groupcare("session", "objective", "G-001", "1", "A1", "1.1", ok=False).err
    assert "does not ask for pain" in groupcare("session", "pain", "G-001", "1", "A1", "4", ok=False).err
    assert groupcare.json("session", "covered", "G-001", "1", "2")["covered"] == [2]
    assert groupcare.json("session", "covered", "G-001", "1", "2", "--not")["covered"] == []
    assert "debrief kept" in groupcare("session", "debrief", "G-001", "1", "--carry-over", "the cue cards").out

    assert "Keep one with" in groupcare("ideas", "list").out
    refused = groupcare("ideas", "add", "Rosa hums", "--group", "G-001", ok=False)
    assert (refused.code, refused.out) == (1, "")
    assert "“Rosa” is a name in this group" in refused.err
    assert groupcare("ideas", "add", "walk", ok=False).code == 2
    against = ("--barrier", "pain flare")
    kept = groupcare.json("ideas", "add", "Warm pool", "--group", "G-001", "--where", "baths", *against)
    assert (kept["kind"], kept["checked_on"], kept["curriculum"]) == ("resource", today, "eight-week")
    assert "Warm pool" in groupcare("ideas", "list", *against, "--group", "Pain Skills").out
    assert groupcare.json("ideas", "list", "--barrier", "time") == []
    assert groupcare.json("ideas", "checked", kept["idea"][:8])["checked_on"] == today
    assert "withdrawn" in groupcare("ideas", "withdraw", kept["idea"][:8]).out
    assert groupcare.json("ideas", "list") == []
