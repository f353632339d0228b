"""What each command says and how it ends: exit codes, JSON alone on stdout, one plain line on stderr."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.clinic import PASSPHRASE

HOSTILE = [
    "[/red]",
    "Smith [Jr]",
    "[@click=app.quit]x[/]",
    "\x1b[31mred\x1b[0m",
    "עדה",
    "李小龍",
    "👩🏽‍🦰",
    "=1+1",
    "x" * 200,
]


def test_init_makes_a_private_store_and_shows_the_recovery_key_once(bare: Command) -> None:
    done = bare("init", "--name", "Hill Clinic", "--staff", "Dana Reyes", "--roles", "intake", "--zone", "Europe/Paris")
    assert "Recovery key" in done.out
    assert stat.S_IMODE(bare.store.stat().st_mode) == 0o700
    assert {stat.S_IMODE(f.stat().st_mode) for f in bare.store.iterdir()} == {0o600}
    again = bare("init", "--name", "Other", "--staff", "X", ok=False)
    assert again.code == 1
    assert "not empty" in again.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--zone", "Mars/Base"), "not a time zone"),
        (("--zone", "UTC", "--country", "XX"), "No public holidays"),
    ],
)
def test_init_refuses_what_no_clinic_can_have(bare: Command, words: tuple[str, ...], sentence: str) -> None:
    done = bare("init", "--name", "C", "--staff", "D", *words, ok=False)
    assert (done.code, done.out) == (1, "")
    assert sentence in done.err
    assert not bare.store.exists()


def test_a_short_passphrase_is_refused(bare: Command) -> None:
    done = bare("init", "--name", "C", "--staff", "D", "--zone", "UTC", ok=False, GROUPCARE_PASSPHRASE="short")
    assert (done.code, bare.store.exists()) == (1, False)


def test_without_a_store_a_command_says_how_to_make_one(bare: Command) -> None:
    done = bare("referrals", "list", ok=False)
    assert (done.code, done.out) == (1, "")
    assert "groupcare init" in done.err


def test_a_wrong_passphrase_opens_nothing_and_many_are_slowed(groupcare: Command) -> None:
    for _ in range(3):
        done = groupcare("staff", "list", ok=False, GROUPCARE_PASSPHRASE="not the passphrase")
        assert (done.code, done.out) == (1, "")
        assert "not the passphrase of Dana Reyes" in done.err
    assert "Wait" in groupcare("staff", "list", ok=False).err


def test_without_a_passphrase_and_a_terminal_the_command_says_what_to_set(groupcare: Command) -> None:
    env = {**groupcare.env}
    del env["GROUPCARE_PASSPHRASE"]
    done = Command(groupcare.store, env)("staff", "list", ok=False)
    assert done.code == 1
    assert "GROUPCARE_PASSPHRASE" in done.err


def test_staff_are_added_named_and_bound_to_their_roles(groupcare: Command) -> None:
    groupcare("staff", "add", "Ines Intake", "--roles", "intake", GROUPCARE_NEW_PASSPHRASE="given by Dana")
    names = [s["name"] for s in groupcare.json("staff", "list", "--as", "Dana Reyes")]
    assert names == ["Dana Reyes", "Ines Intake"]
    ambiguous = groupcare("staff", "list", ok=False)
    assert "--as NAME" in ambiguous.err
    ines = groupcare(
        "group", "create", "--as", "ines intake", "--curriculum", "eight-week", "--name", "A", "--start", "2027-01-05",
        "--time", "10:00", "--days", "tue", ok=False, GROUPCARE_PASSPHRASE="given by Dana",
    )  # fmt: skip
    assert ines.code == 1
    assert "takes the role facilitator" in ines.err
    assert "chose your passphrase" in ines.err


def test_a_newcomer_changes_the_passphrase_at_the_first_sign_in(groupcare: Command) -> None:
    groupcare("staff", "add", "Ines", "--roles", "intake", GROUPCARE_NEW_PASSPHRASE="given by Dana")
    mine = {"GROUPCARE_STAFF": "Ines", "GROUPCARE_PASSPHRASE": "given by Dana"}
    groupcare("referrals", "list", **mine, GROUPCARE_NEW_PASSPHRASE="all my own words")
    assert groupcare("referrals", "list", ok=False, **mine).code == 1
    assert groupcare("referrals", "list", **{**mine, "GROUPCARE_PASSPHRASE": "all my own words"}).err == ""


def test_misuse_exits_2_with_nothing_on_stdout(groupcare: Command) -> None:
    for words in (
        ("nonsense",),
        ("group", "create"),
        ("screen", "--all", "--referral", "R-1"),
        ("staff", "add", "X"),
    ):
        done = groupcare(*words, ok=False)
        assert (done.code, done.out) == (2, ""), words
    for bad in (("--start", "6.10.2026"), ("--time", "25:00"), ("--days", "someday")):
        done = groupcare("group", "create", "--curriculum", "eight-week", "--name", "A", *bad, ok=False)
        assert done.code == 2


def test_whatever_is_refused_leaves_stdout_empty_and_says_one_line(groupcare: Command) -> None:
    for words in (
        ("group", "show", "G-999"),
        ("plan", "show", "GC-0001"),
        ("screen", "--referral", "R-0001"),
        ("session", "start", "nowhere", "1"),
        ("referrals", "import", "no-such-file.csv"),
        ("group", "create", "--curriculum", "nonsense", "--name", "A", "--start", "2027-01-05", "--time", "10:00",
         "--days", "tue"),
        ("history", "nothing-of-this-id"),
        ("export", "calendar", "--group", "G-1", "-o", "x.ics"),
    ):  # fmt: skip
        done = groupcare(*words, "--json", ok=False)
        assert (done.code, done.out, done.err.count("\n")) == (1, "", 1), words


def test_options_for_everything_stand_before_or_behind_the_command(groupcare: Command) -> None:
    env = {key: value for key, value in groupcare.env.items() if key != "GROUPCARE_STORE"}
    plain = Command(groupcare.store, env)
    before = plain("--store", groupcare.store, "--json", "group", "list")
    behind = plain("group", "list", "--json", "--store", groupcare.store)
    assert before.out == behind.out == "[]\n"


def test_hostile_names_come_in_and_go_out_as_plain_text(groupcare: Command, tmp_path: Path) -> None:
    file = tmp_path / "hostile.csv"
    lines = [f'H{i},"{name}",2026-10-05' for i, name in enumerate(HOSTILE)]
    file.write_text("external_id,family_name,received_on\n" + "\n".join(lines) + "\n", encoding="utf-8")
    assert groupcare.json("referrals", "import", file)["accepted"] == len(HOSTILE)
    out = groupcare("referrals", "list").out
    assert "\x1b" not in out
    for name in (
        "[/red]",
        "Smith [Jr]",
        "[@click=app.quit]x[/]",
        "[31mred[0m",
        "עדה",
        "李小龍",
        "=1+1",
        "x" * 47 + "…",
    ):
        assert name in out


def test_an_import_prints_what_was_accepted_rejected_and_warned(groupcare: Command, tmp_path: Path) -> None:
    file = tmp_path / "mixed.csv"
    file.write_text(
        "external_id,family_name,received_on,phq9_1,shoe_size\n"
        "A1,Ruiz,2026-10-05,2,41\n"
        ",,2026-10-05,1,40\n"
        "A3,Cho,someday,1,39\n"
        "A4,Diaz,2026-10-05,8,38\n"
        "A5,Evans\n"
    )
    done = groupcare("referrals", "import", file, "--json", ok=False)
    assert done.code == 1
    assert done.json["accepted"] == 2
    assert [r["line"] for r in done.json["rejected"]] == [3, 4, 6]
    assert [(w["line"], w["column"]) for w in done.json["warnings"]] == [(1, "shoe_size"), (5, "phq9_1")]


def test_a_dry_run_of_an_import_adds_nothing(groupcare: Command, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("external_id,received_on\nA1,2026-10-05\n")
    assert groupcare.json("referrals", "import", file, "--dry-run")["accepted"] == 1
    assert groupcare.json("referrals", "list") == []


def test_a_row_that_differs_under_a_known_key_changes_nothing_and_is_named(groupcare: Command, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("external_id,family_name,received_on,cssrs_1\nA1,Ruiz,2026-10-05,yes\n")
    groupcare("referrals", "import", file)
    file.write_text(
        "external_id,family_name,received_on,cssrs_1\nA1,Ruiz,2026-10-05,no\nA1,Ruiz,2026-10-06,no\nA1,Ruiz,2026-10-05,yes\n"
    )
    done = groupcare.json("referrals", "import", file)
    assert (done["accepted"], done["duplicates"]) == (1, 2)
    assert [w["line"] for w in done["warnings"]] == [2]
    clients = {r["referral"]: r["external_id"] for r in groupcare.json("referrals", "list")}
    assert clients == {"R-0001": "A1", "R-0002": "A1"}
    routes = [s["route"] for s in groupcare.json("screen", "--all", ok=False)]
    assert routes == ["individual", "individual"]


@pytest.mark.parametrize(
    ("total", "route"), [(20, "individual"), (27, "individual"), (19, "incomplete"), (0, "incomplete")]
)
def test_a_bare_total_may_raise_a_route_and_never_clears(
    groupcare: Command, tmp_path: Path, total: int, route: str
) -> None:
    file = tmp_path / "total.csv"
    file.write_text(f"external_id,received_on,phq9_total\nA1,2026-10-05,{total}\n")
    groupcare("referrals", "import", file)
    (one,) = groupcare.json("screen", "--all", ok=False)
    assert (one["route"], one["phq9"]["total"], one["phq9"]["severity"]) == (route, None, None)


def test_curricula_are_listed_and_a_wrong_file_is_told_with_file_line_and_what_was_expected(
    bare: Command, tmp_path: Path
) -> None:
    assert [c["curriculum"] for c in bare.json("curriculum", "list")] == ["eight-week", "twelve-module"]
    from groupcare.exchange.curriculum_file import find

    file = tmp_path / "own.toml"
    text = find("eight-week").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    assert bare("curriculum", "check", file).code == 0
    lines = text.split("\n")
    where = next(i for i, line in enumerate(lines) if line.startswith("minutes = ") and i > 40)
    lines[where] = "minutes = 999"
    file.write_text("\n".join(lines), encoding="utf-8")
    done = bare("curriculum", "check", file, ok=False)
    assert done.code == 1
    assert f"own.toml, line {where + 1}: " in done.err
    assert bare.json("curriculum", "check", file, ok=False)["line"] == where + 1
    assert "expected" in done.err


def test_an_audit_report_names_every_act_and_the_head_it_stands_on(groupcare: Command, tmp_path: Path) -> None:
    file = Path(__file__).parent.parent / "data" / "referrals-nhanes-phq9.csv"
    groupcare("referrals", "import", file)
    found = groupcare.json("audit")
    assert found["acts"][0]["act"] == "set up the clinic"
    last = found["acts"][-1]
    assert (last["staff"], last["act"], last["changed"]["referral"]) == ("Dana Reyes", "import referrals", 1019)
    assert groupcare("verify", "--head", found["head"]).code == 0
    out = groupcare("audit", "--since", "2020-01-01", "--by", "dana reyes", "-o", tmp_path / "audit.csv").out
    written = (tmp_path / "audit.csv").read_text(encoding="utf-8-sig")
    assert f"Head fingerprint: {found['head']}" in out
    assert written.rstrip().endswith(found["head"])
    assert "import referrals" in written
    assert groupcare("audit", "-o", tmp_path / "audit.csv", ok=False).code == 1
    assert "Nothing was done in that time" in groupcare("audit", "--until", "2020-01-01").out
    assert "Nobody named 'Nobody'" in groupcare("audit", "--by", "Nobody", ok=False).err


def test_a_changed_record_is_found_by_verify(groupcare: Command) -> None:
    record = groupcare.store / "record.db"
    raw = bytearray(record.read_bytes())
    raw[len(raw) // 2] ^= 1
    record.write_bytes(raw)
    done = groupcare("verify", ok=False)
    assert done.code == 1
    assert done.out or done.err


def test_names_of_the_store_and_person_may_come_from_the_environment(groupcare: Command) -> None:
    assert groupcare("staff", "list", GROUPCARE_STAFF="dana reyes").code == 0
    assert groupcare("staff", "list", ok=False, GROUPCARE_STAFF="Nobody").code == 1


def test_nothing_of_a_name_or_an_answer_is_readable_below_the_stores_folder(groupcare: Command, tmp_path: Path) -> None:
    file = tmp_path / "planted.csv"
    file.write_text("external_id,family_name,received_on,reason\nA1,Xylophonist,2026-10-05,quicksilver\n")
    groupcare("referrals", "import", file)
    found = b"".join(path.read_bytes() for path in groupcare.store.rglob("*") if path.is_file())
    for planted in (b"Xylophonist", b"quicksilver", PASSPHRASE.encode()):
        assert planted not in found
    assert os.listdir(groupcare.store)


def test_a_file_that_breaks_off_is_not_imported_in_part(groupcare: Command, tmp_path: Path) -> None:
    file = tmp_path / "broken.csv"
    file.write_text('external_id,received_on,cssrs_5\nA1,2026-10-05,no\n"A2,2026-10-05,yes\nA3,2026-10-05,yes\n')
    done = groupcare("referrals", "import", file, "--json", ok=False)
    assert (done.code, done.json["accepted"]) == (1, 0)
    assert "breaks off at line 3. Nothing was imported" in done.err
    assert groupcare.json("referrals", "list") == []


def test_dates_that_the_file_leaves_open_are_read_as_the_person_says(groupcare: Command, tmp_path: Path) -> None:
    file = tmp_path / "dates.csv"
    file.write_text("external_id,received_on\nA1,01/02/2026\nA2,03/04/2026\n")
    assert groupcare("referrals", "import", file, ok=False).code == 1
    assert groupcare.json("referrals", "import", file, "--dates", "day-first")["accepted"] == 2
    assert [r["received_on"] for r in groupcare.json("referrals", "list")] == ["2026-02-01", "2026-04-03"]


def test_two_people_of_one_name_without_birth_dates_stay_two(groupcare: Command, tmp_path: Path) -> None:
    file = tmp_path / "johns.csv"
    rows = "Smith,John,2026-10-05,111,0\nSmith,John,2026-10-05,222,3\n"
    file.write_text("family_name,given_name,received_on,phone,phq9_9\n" + rows)
    done = groupcare.json("referrals", "import", file)
    assert (done["accepted"], done["duplicates"]) == (2, 0)
    assert "may be the same person as GC-0001 of line 2 (one name, no birth date)" in done["warnings"][0]["reason"]
    again = groupcare.json("referrals", "import", file)
    assert (again["accepted"], again["duplicates"]) == (0, 2)


def test_the_recovery_key_gives_a_new_passphrase_when_all_are_lost(bare: Command) -> None:
    made = bare.json("init", "--name", "Hill", "--staff", "Dana Reyes", "--roles", "intake", "--zone", "UTC")
    new = {"GROUPCARE_NEW_PASSPHRASE": "found again in the safe"}
    wrong = bare("recover", "Dana Reyes", ok=False, GROUPCARE_RECOVERY_KEY="AAAA-BBBB", **new)
    assert (wrong.code, "recovery key" in wrong.err) == (1, True)
    bare("recover", "dana reyes", GROUPCARE_RECOVERY_KEY=made["recovery_key"].lower(), **new)
    assert bare("staff", "list", ok=False).code == 1
    assert bare("verify", GROUPCARE_PASSPHRASE="found again in the safe").code == 0


def test_a_missing_key_file_is_never_answered_with_advice_to_make_a_new_store(groupcare: Command) -> None:
    (groupcare.store / "keys.json").unlink()
    done = groupcare("referrals", "list", ok=False)
    assert "Restore it from a backup" in done.err
    assert "init" not in done.err


def test_bytes_that_are_no_text_are_refused_and_not_dropped(groupcare: Command) -> None:
    for words in (["history", "\udce9"], ["group", "show", "a\udce9b"]):
        done = groupcare(*words, ok=False)
        assert (done.code, done.out) == (2, "")
        assert "no text" in done.err


def test_an_empty_referral_is_nobody_and_not_everybody(groupcare: Command) -> None:
    assert groupcare("screen", "--referral", "", ok=False).code == 1


def test_an_answer_is_taken_back_and_two_people_are_kept_apart(groupcare: Command, tmp_path: Path) -> None:
    file = tmp_path / "two.csv"
    file.write_text("external_id,received_on\nA1,2026-10-05\nA2,2026-10-05\n")
    groupcare("referrals", "import", file)
    groupcare("referrals", "record", "A1", "--observation", "psychosis=yes")
    groupcare("referrals", "record", "A1", "--observation", "psychosis=unanswered")
    assert groupcare.json("screen", "--referral", "A1", ok=False)[0]["route"] == "individual"  # the finding stays
    assert "NAME=unanswered" in groupcare("referrals", "record", "A1", "--observation", "mania=x", ok=False).err
    assert groupcare("apart", "A1", "A2", ok=False).code == 2
    assert "No group seats GC-0001 and GC-0002 both." in groupcare("apart", "A1", "A2", "--because", "Neighbours").out
    assert "kept apart already" in groupcare("apart", "A2", "A1", "--because", "x", ok=False).err
    done = groupcare.json("apart", "A2", "A1", "--because", "One has moved", "--together")
    assert done == {"apart": ["GC-0002", "GC-0001"], "are": "together", "both_in": []}


def test_recording_nothing_and_waiting_for_no_curriculum_are_refused(groupcare: Command, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("external_id,received_on\nA1,2026-10-05\n")
    groupcare("referrals", "import", file)
    assert "Nothing was given" in groupcare("referrals", "record", "A1", ok=False).err
    done = groupcare("referrals", "decide", "A1", "group", "--curriculum", "nonsense", ok=False)
    assert "eight-week, twelve-module" in done.err


def test_a_calendar_replaces_no_device_or_folder(groupcare: Command, tmp_path: Path) -> None:
    words = ("--curriculum", "eight-week", "--name", "A", "--start", "2027-01-05", "--time", "10:00", "--days", "tue")
    groupcare("group", "create", *words)
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "pipe", tmp_path):
        assert groupcare("export", "calendar", "--group", "G-1", "-o", place, ok=False).code == 1
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_a_closed_output_is_no_fault_of_the_program(groupcare: Command) -> None:
    for output in (">&-", "| head -0", "> /dev/full"):
        line = f"{sys.executable} -m groupcare verify {output}"
        done = subprocess.run(["bash", "-c", line], env=groupcare.env, capture_output=True, text=True, check=False)
        assert "fault of the program" not in done.stderr, output
        assert "Traceback" not in done.stderr, output
