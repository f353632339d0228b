"""What intake can rely on when a file is taken in: nothing twice, nobody made one, nothing lost, nothing halfway."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs

from groupcare.acts import SignIn, importing, person, refer, screen
from groupcare.acts.importing import Imported, Stopped
from groupcare.record.documents import encode
from groupcare.record.schema import TABLE_OF
from groupcare.rules.intake import ReferralRow
from groupcare.rules.kept import Kept
from groupcare.rules.measures import FILE, Assessment, came_in_file
from groupcare.rules.people import Client, Referral, could_be_one
from groupcare.rules.policy import Route
from groupcare.rules.safety import Alert, SafetyFinding
from groupcare.rules.screening import CSSRS, GAD7, PHQ9
from tests.clinic import answers, row

CALM = (0, 1, 0, 1, 0, 1, 0, 0, 0)
RECEIVED = date(2026, 10, 5)


def at(line: int, **fields: object) -> ReferralRow:
    return row(line=line, **fields)


def take_in(who: SignIn, *rows: ReferralRow, **more: Any) -> Imported:
    return importing.import_referrals(who, rows, **more)


def counts(who: SignIn) -> tuple[int, ...]:
    return tuple(who.of(kind).count() for kind in (Client, Referral, Assessment, SafetyFinding, Alert))


def reasons(done: Imported) -> list[tuple[int, str, str]]:
    return [(remark.line, remark.column, remark.reason) for remark in done.warnings]


FILE_OF_FOUR = (
    at(2, external_id="A1", phq9=CALM, mode="phone", asked_by="Nurse Ng", phq9_on=date(2026, 10, 1)),
    at(3, family_name="Brandt", phq9=CALM, gad7_total=18),
    at(4, family_name="Cho", date_of_birth=None, cssrs=answers("nn---n-")),
    at(5, family_name="Diaz", date_of_birth=None, asked_by="nobody"),
)


class TestTwice:
    def test_the_same_file_twice_adds_nothing(self, dana: SignIn) -> None:
        assert take_in(dana, *FILE_OF_FOUR).accepted == 4
        before = counts(dana)
        again = take_in(dana, *FILE_OF_FOUR)
        assert (again.accepted, again.duplicates, again.warnings) == (0, 4, ())
        assert counts(dana) == before

    def test_nor_does_it_after_everything_was_put_right_here(self, dana: SignIn) -> None:
        for referral in take_in(dana, *FILE_OF_FOUR).referrals:
            client = dana.of(Referral).get(referral).client
            now = person.Person(family_name="Corrected", given_name="So", date_of_birth=date(1981, 1, 1), phone="555")
            person.correct_person(dana, client, now)
            for asked in dana.of(Assessment).linked(referral=referral):
                refer.record_answers(dana, referral, asked.measure, (*asked.answers[:-1], 1), over=asked.id)
        again = take_in(dana, *FILE_OF_FOUR)
        assert (again.accepted, again.duplicates, again.warnings) == (0, 4, ())

    def test_a_row_that_says_who_somebody_is_by_now_is_known_too(self, dana: SignIn) -> None:
        [referral] = take_in(dana, at(2, phq9=CALM)).referrals
        now = person.Person(family_name="Ruiz", given_name="Elena", date_of_birth=date(1981, 1, 1))
        person.correct_person(dana, dana.of(Referral).get(referral).client, now)
        again = take_in(dana, at(2, date_of_birth=date(1981, 1, 1), phq9=CALM))
        assert (again.accepted, again.duplicates) == (0, 1)
        assert reasons(again) == [(2, "", "this referral is known with other content; nothing was changed")]

    @pytest.mark.parametrize(
        "other",
        [
            {"phq9": (1, *CALM[1:])},
            {"phq9_on": date(2026, 10, 2)},
            {"gad7_total": 3},
            {"mode": "paper"},
            {"asked_by": "Dr Lee"},
        ],
    )
    def test_a_known_row_with_other_content_changes_nothing_and_is_named(
        self, dana: SignIn, other: dict[str, object]
    ) -> None:
        take_in(dana, FILE_OF_FOUR[0])
        before = counts(dana)
        again = take_in(dana, structs.replace(FILE_OF_FOUR[0], **other))
        assert reasons(again) == [(2, "", "this referral is known with other content; nothing was changed")]
        assert counts(dana) == before

    def test_a_day_that_is_written_out_says_nothing_else_than_the_day_received(self, dana: SignIn) -> None:
        take_in(dana, at(2, phq9=CALM))
        again = take_in(dana, at(7, phq9=CALM, phq9_on=RECEIVED, cssrs_on=date(2026, 1, 1)))
        assert (again.duplicates, again.warnings) == (1, ())

    def test_one_row_twice_in_a_file_is_one_referral(self, dana: SignIn) -> None:
        done = take_in(dana, *(at(line, family_name="Cho", date_of_birth=None) for line in (2, 3)))
        assert (done.accepted, done.duplicates) == (1, 1)

    def test_what_records_of_before_took_in_is_known(self, dana: SignIn) -> None:
        rows = [structs.replace(r, mode="", asked_by="", phq9_on=None, gad7_total=None) for r in FILE_OF_FOUR]
        with dana.db.transaction(dana.staff_id, "intake", "import referrals"):
            for number, one in enumerate(rows, start=1):
                as_before(dana, one, number)
        assert all(came_in_file(a) and not a.from_file for a in dana.of(Assessment).all())
        before = counts(dana)
        again = take_in(dana, *rows)
        assert (again.accepted, again.duplicates, again.warnings) == (0, 4, ())
        assert counts(dana) == before
        assert reasons(take_in(dana, structs.replace(rows[0], phq9=(1,) * 9)))[0][2].startswith(
            "this referral is known"
        )


def as_before(who: SignIn, one: ReferralRow, number: int) -> None:
    """What an earlier program kept of a row: documents without the fields that there are now."""

    def keep(kept: Kept) -> str:
        content = encode(TABLE_OF[type(kept)], kept)
        for name in ("from_file", "file_key", "file_row"):
            content.pop(name, None)
        return str(who.of(type(kept)).table.insert(content))

    client = refer.add_client(who, one, number)
    referral = keep(Referral(number=number, client=client.id, received_on=one.received_on))
    for measure, given in ((PHQ9, (*one.phq9, None)), (CSSRS, one.cssrs)):
        if any(answer is not None for answer in given):
            kept = Assessment(
                client=client.id, referral=referral, measure=measure, version="1", answers=given, on=RECEIVED
            )
            keep(structs.replace(kept, mode=FILE))


class TestWhenWhoAndHow:
    def given(self, who: SignIn, **fields: object) -> dict[str, Assessment]:
        [referral] = take_in(who, at(2, **fields)).referrals
        return {a.measure: a for a in who.of(Assessment).linked(referral=referral)}

    def test_each_measure_has_its_day_and_all_say_who_asked_and_how(self, dana: SignIn) -> None:
        days = {"phq9_on": date(2026, 9, 1), "cssrs_on": date(2026, 10, 6)}
        given = self.given(
            dana, phq9=CALM, gad7=(1,) * 7, cssrs=answers("nn---n-"), mode="phone", asked_by="Nurse Ng", **days
        )
        assert {m: a.on for m, a in given.items()} == {
            PHQ9: date(2026, 9, 1),
            GAD7: RECEIVED,
            CSSRS: date(2026, 10, 6),
        }
        assert {(a.mode, a.asked_by, a.from_file) for a in given.values()} == {("phone", "Nurse Ng", True)}

    @pytest.mark.parametrize("column", ["phq9_on", "gad7_on", "cssrs_on"])
    def test_a_day_to_come_is_a_remark_and_makes_no_answer_fresh_for_longer(self, dana: SignIn, column: str) -> None:
        asked = {"phq9": CALM, "gad7": CALM[:7], "cssrs": answers("nn---n-")}
        done = take_in(dana, at(2, **asked, **{column: date(2030, 1, 1)}))
        assert reasons(done) == [(2, column, "in the future: taken as asked on received_on, at the latest today")]
        assert {a.on for a in dana.of(Assessment).all()} == {RECEIVED}

    def test_nor_does_a_referral_of_a_day_to_come(self, dana: SignIn) -> None:
        done = take_in(dana, at(2, phq9=CALM, received_on=date(2030, 1, 1)))
        assert reasons(done) == [(2, "received_on", "in the future")]
        assert [a.on for a in dana.of(Assessment).all()] == [dana.today()]

    def test_old_answers_are_kept_raise_what_they_show_and_clear_nobody(self, dana: SignIn) -> None:
        old = dana.today() - timedelta(days=dana.policy.answers_valid_days + 1)
        severe, calm = take_in(
            dana,
            at(2, phq9=(3,) * 8 + (0,), phq9_on=old),
            at(3, family_name="Cho", phq9=CALM, phq9_on=old, cssrs=answers("nn---n-")),
        ).referrals
        policy = dana.policy
        for referral in (severe, calm):
            refer.record_intake(
                dana,
                referral,
                participation=dict.fromkeys(policy.participation, True),
                observations=dict.fromkeys(policy.observations, False),
                red_flags=dict.fromkeys(policy.red_flags, False),
            )
        assert screen.screen_referral(dana, severe).route is Route.individual
        kept = screen.screen_referral(dana, calm)
        assert kept.route is Route.incomplete
        assert [m.key for m in kept.missing] == [PHQ9]

    @pytest.mark.parametrize(
        ("stated", "route", "alerts"),
        [
            ({"phq9_total": 21}, Route.individual, 1),
            ({"phq9_total": 0}, Route.incomplete, 0),
            ({"gad7_total": 18}, Route.incomplete, 0),
            ({"phq9": CALM, "phq9_total": 20}, Route.incomplete, 0),
        ],
    )
    def test_a_stated_total_may_raise_a_route_and_never_clears(
        self, dana: SignIn, stated: dict[str, object], route: Route, alerts: int
    ) -> None:
        done = take_in(dana, at(2, **stated))
        assert done.alerts == alerts
        kept = screen.screen_referral(dana, done.referrals[0])
        assert kept.route is route
        assert kept.missing
        rules = {f.rule for f in kept.findings}
        wanted = {"gad7-severe"} if "gad7_total" in stated else {"phq-9-total-differs"} if "phq9" in stated else set()
        assert wanted <= rules


class TestWhoMayBeOne:
    def test_who_may_be_somebody_known_is_pointed_out_with_both_numbers_and_kept_apart(self, dana: SignIn) -> None:
        refer.refer(dana, row())
        done = take_in(dana, at(2, given_name="Elenna"), at(3, family_name="Elena", given_name="Ruiz"))
        assert [(line, reason.partition(":")[0]) for line, _, reason in reasons(done)] == [
            (2, "GC-0002 may be the same person as GC-0001 (one birth date, names one letter apart)"),
            (3, "GC-0003 may be the same person as GC-0001 (one birth date, family and given name swapped)"),
        ]
        ruiz, elenna, swapped = dana.of(Client).all()
        assert not could_be_one(ruiz, elenna)
        assert not could_be_one(ruiz, swapped)

    def test_two_of_one_file_are_pointed_out_by_their_line(self, dana: SignIn) -> None:
        done = take_in(
            dana, at(2, phone="212 555 0137"), at(3, family_name="Brandt", given_name="Kim", phone="2125550137")
        )
        assert reasons(done) == [
            (
                3,
                "",
                "GC-0002 may be the same person as GC-0001 of line 2 (one birth date and phone): "
                "kept apart until somebody has looked",
            )
        ]
        assert dana.of(Client).count() == 2

    def test_a_known_number_with_another_name_is_a_remark(self, dana: SignIn) -> None:
        take_in(dana, at(2, external_id="A1"))
        again = take_in(
            dana, at(2, external_id="A1", received_on=dana.today()), at(3, external_id="A1", family_name="Cho",
            date_of_birth=date(1970, 1, 1), received_on=date(2026, 10, 4)),
        )  # fmt: skip
        assert reasons(again) == [
            (3, "external_id", "is that of GC-0001, whose name and birth date differs: check who it is")
        ]
        assert (again.accepted, dana.of(Client).count()) == (2, 1)

    def test_a_birth_date_that_fills_a_column_is_said_once(self, dana: SignIn) -> None:
        rows = [at(n + 2, family_name=f"Family {n:03}", date_of_birth=date(1900, 1, 1)) for n in range(150)]
        done = take_in(dana, *rows)
        assert len([remark for remark in done.warnings if remark.column == "date_of_birth"]) == 1


class TestOneAct:
    def test_a_dry_run_tells_all_and_keeps_nothing(self, dana: SignIn) -> None:
        before = counts(dana)
        tried = take_in(dana, *FILE_OF_FOUR, dry_run=True)
        assert counts(dana) == before
        done = take_in(dana, *FILE_OF_FOUR)
        assert structs.replace(done, referrals=()) == tried

    def test_progress_is_told_from_none_to_all(self, dana: SignIn) -> None:
        told: list[tuple[int, int]] = []
        rows = [at(n + 2, family_name=f"Family {n:03}") for n in range(120)]
        take_in(dana, *rows, progress=lambda done, of: told.append((done, of)))
        assert told == [(0, 120), (50, 120), (100, 120), (120, 120)]

    @pytest.mark.parametrize("when", [0, 50, 120])
    def test_stopped_anywhere_nothing_of_it_is_kept(self, dana: SignIn, when: int) -> None:
        def stop(done: int, of: int) -> None:
            if done == when:
                raise Stopped("Stopped.")

        before, head = counts(dana), dana.db.engine.head()
        with pytest.raises(Stopped):
            take_in(dana, *(at(n + 2, family_name=f"Family {n:03}") for n in range(120)), progress=stop)
        assert counts(dana) == before
        assert dana.db.engine.head() == head
        assert take_in(dana, at(2)).accepted == 1

    def test_what_a_file_shows_is_raised_as_it_would_be_one_by_one(self, dana: SignIn) -> None:
        shown = (
            {"cssrs": answers("yyyyyyy")},
            {"cssrs": answers("ny---n-")},
            {"phq9": (3,) * 9},
            {"phq9": (0,) * 8 + (1,)},
            {"phq9": (0,) * 8 + (1,), "cssrs": answers("nn---n-")},
            {"phq9": CALM},
            {},
        )
        imported = take_in(dana, *(at(n + 2, family_name=f"File {n}", **given) for n, given in enumerate(shown)))
        by_form = [refer.refer(dana, row(family_name=f"Form {n}", **given)).id for n, given in enumerate(shown)]
        for from_file, entered in zip(imported.referrals, by_form, strict=True):
            assert raised(dana, from_file) == raised(dana, entered)
        assert imported.alerts == 4


def raised(who: SignIn, referral: str) -> tuple[object, ...]:
    client = who.of(Referral).get(referral).client
    findings = sorted((f.rule, f.route, f.detail) for f in who.of(SafetyFinding).linked(client=client))
    return findings, [(a.level, a.rules, a.because) for a in who.of(Alert).linked(client=client)]
