"""Reports: how an answer is drawn, how the questions are gone through, and how a table leaves the program."""

import csv
from pathlib import Path

import pytest
from rich.cells import cell_len

from groupcare.acts import SignIn, group, homework, refer, session
from groupcare.queries import reports
from groupcare.rules.attendance import Mark, Rate
from groupcare.rules.going_on import Place, Standing, how_they_go_on
from groupcare.rules.homework import Barrier, Homework, Practice
from groupcare.rules.reports import Asked, Bar, Row, Series, number, share, text
from groupcare.rules.waiting import ROUTES, Wait
from groupcare.tui.reports.drawing import bars, table, wrapped
from groupcare.tui.reports.questions import short
from tests.clinic import NOON, House, all_present, new_group, row, seated, sessions, waiting
from tests.queries.scenes import AFTERNOON, everywhere
from tests.tui.kit import HOSTILE, LOOKS, NARROW, SIZES, WIDE, program

# --- drawing ---------------------------------------------------------------------------------------------------------


def series(*values: float | None, unit: str = "%", label: str = "session") -> Series:
    drawn = (Bar(label=f"{label} {i}", value=v, shown="few" if v is None else f"{v:g}") for i, v in enumerate(values))
    return Series(title="A title", unit=unit, bars=tuple(drawn))


def test_percents_fill_a_whole_of_a_hundred() -> None:
    lines = bars(series(100, 50, 0, 6.25), 30)
    assert [line.bar for line in lines] == ["█" * 13, "██████▌" + "▁" * 6, "▁" * 13, "▊" + "▁" * 12]
    assert [line.label for line in lines] == ["session 0", "session 1", "session 2", "session 3"]
    assert [line.shown for line in lines] == [" 100", "  50", "   0", "6.25"]


def test_other_values_fill_that_of_the_largest() -> None:
    assert [line.bar for line in bars(series(22, 11, 0, unit="days"), 25)] == ["█" * 11, "█████▌", ""]


def test_a_value_that_too_few_stand_behind_has_no_bar_and_a_little_is_not_nothing() -> None:
    assert [line.bar for line in bars(series(None, 0.01), 30)] == ["", "▏" + "▁" * 12]


def test_what_is_below_nothing_has_no_bar() -> None:
    assert [line.bar for line in bars(series(-2.5, -0.2, unit="SD"), 30)] == ["", ""]
    assert [bool(line.bar) for line in bars(series(-2.5, 0.2, unit="SD"), 30)] == [False, True]


def test_nothing_to_draw_draws_nothing() -> None:
    assert bars(series(), 30) == []
    assert [line.bar for line in bars(series(0, 0, unit="days"), 30)] == ["", ""]


@pytest.mark.parametrize("width", [24, 40, 76, 200])
@pytest.mark.parametrize("label", ["session", *HOSTILE])
def test_a_chart_keeps_within_its_width(width: int, label: str) -> None:
    for line in bars(series(100, 33, None, label=label), width):
        assert cell_len(f"{line.label}  {line.shown}  {line.bar}") <= width


HEADINGS = ("Group", "Until", "Began", "Of all members", "Longest so far", "Reasons for leaving")


def rows(*names: str) -> list[Row]:
    return [
        Row(cells=(text(name), text(step), number(8), share(Rate(6, 8)), number(22, "d"), text("moved 2, too far 1")))
        for name in names
        for step in ("first screening", "decision")
    ]


def test_a_table_has_numbers_at_the_right_and_repeats_no_name() -> None:
    assert [line.text for line in table(HEADINGS, rows("Autumn A"), 100)] == [
        "                                   Of all  Longest  Reasons for",
        "Group     Until            Began  members   so far  leaving",
        "Autumn A  first screening      8     75 %     22 d  moved 2, too far 1",
        "          decision             8     75 %     22 d  moved 2, too far 1",
    ]


def test_what_has_no_room_stands_in_a_further_band_beside_the_names() -> None:
    lines = table(HEADINGS, rows("Autumn A"), 56)
    kinds = [line.kind for line in lines]
    assert kinds.count("space") == 1
    second = [line.text for line in lines[kinds.index("space") + 1 :]]
    assert [text.split()[0] for text in second if text[:1].strip()] == ["Group", "Autumn"]
    whole = " ".join(line.text for line in lines)
    for word in ("Began", "members", "so far", "leaving", "75 %", "22 d", "too far"):
        assert word in whole


@pytest.mark.parametrize("width", [44, 56, 76, 160])
def test_a_table_keeps_within_its_width_whatever_a_group_is_called(width: int) -> None:
    for line in table(HEADINGS, rows(*HOSTILE), width):
        assert cell_len(line.text) <= width


def test_sums_are_known_and_an_empty_table_is_nothing() -> None:
    summed = Row(cells=rows("All")[0].cells, sums=True)
    assert [line.kind for line in table(HEADINGS, [rows("A")[0], summed], 100)][-2:] == ["row", "sum"]
    assert table(HEADINGS, [], 100) == []


def test_places_by_every_route_there_is_take_one_band_of_a_narrow_screen() -> None:
    none = Wait(days=120, came=False)
    every = {Standing(route, Place.declined, none, Wait(days=21, came=True)): 99 for route in ROUTES}
    found = how_they_go_on(every, Asked("Dana Reyes", NOON))
    lines = table(found.headings, found.rows, NARROW[0] - 5)
    assert [line.kind for line in lines] == ["heading"] * 2 + ["row"] * 13 + ["sum"]
    assert lines[-1].text.split() == ["all", *["99"] * 6, "594", "–"]


def test_words_wrap_and_a_long_word_is_cut() -> None:
    assert wrapped("a bb ccc", 4) == ["a bb", "ccc"]
    assert wrapped("x" * 9, 4) == ["xxx…"]
    assert wrapped("", 4) == [""]


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def busy(house: House, dana: SignIn) -> SignIn:
    """A group of six with three sessions behind it and two people referred since. It is Tuesday 20 October."""
    made = new_group(dana)
    members = seated(dana, made, 6)
    held = sessions(dana, made)
    for number_, absent in ((1, ()), (2, (3,)), (3, (3, 4))):
        one = held[number_ - 1]
        for place in absent:
            session.mark(dana, one.id, members[place].id, Mark.absent)
        all_present(dana, one, [m for i, m in enumerate(members) if i not in absent])
        homework.set_homework(dana, one.id)
        if number_ < 3:
            house.clock.forward(days=7)
            tasks = sorted(dana.of(Homework).linked(session=one.id), key=lambda h: h.member)
            for task, days in zip(tasks, (5, 4, 2, 0), strict=False):
                barrier = Barrier.time if days < 3 else None
                homework.hand_in(dana, task.id, Practice(days=days, on=dana.today(), barrier=barrier))
    refer.refer(dana, row(family_name="Late", given_name="Lou"))
    refer.refer(dana, row(family_name="Later", given_name="Lea"))
    return dana


@LOOKS
async def test_each_question_has_its_answer(busy: SignIn, size: tuple[int, int]) -> None:
    async with program(busy, size, mode="reports") as run:
        for key, question in reports.QUESTIONS.items():
            found = reports.answer(busy, key)
            run.shows(question, " ".join(found.sentence.split()[:5]))
            if any(bar.value is not None for bar in found.series.bars):
                run.shows(found.series.title)
            assert found.question == question
            run.frame(f"reports-{key}")
            await run.press("right")


async def test_questions_are_gone_through_with_the_arrows_and_by_mouse(busy: SignIn) -> None:
    async with program(busy, WIDE, mode="reports") as run:
        run.shows("▸ Who stays?", "─ Who stays?")
        await run.press("down")
        run.shows("▸ Does it help?", "─ Does it help?")
        await run.press("down")
        run.shows("▸ Who practises?", "─ Who practises?")
        await run.press("up", "up", "up")
        run.shows("▸ Who stays?")
        await run.pilot.click("Questions", offset=(3, 3))
        await run.settle()
        run.shows("▸ How long do people wait?")


async def test_in_little_room_the_questions_are_a_row_and_up_and_down_read_on(busy: SignIn) -> None:
    async with program(busy, NARROW, mode="reports") as run:
        assert run.lines[1] == " ▸Stays  Helps  Practises  Waits  Goes on  Seats"
        first = run.lines[3]
        await run.press("down", "down")
        assert run.lines[3] != first
        await run.press("home", "right", "right")
        run.shows("▸Practises")
        await run.press("end")
        run.shows("never a percentage")
        await run.press("right")
        run.shows("Half of the people referred")
        await run.pilot.click("Questions", offset=(3, 0))
        await run.settle()
        run.shows("▸Stays", "─ Who stays?")


async def test_every_question_stands_in_the_row_of_the_least_room_there_may_be(busy: SignIn) -> None:
    async with program(busy, (60, 20), mode="reports") as run:
        assert run.lines[1].rstrip() == " ▸" + "  ".join(map(short, reports.QUESTIONS))
        await run.press("right", "right", "right", "right")
        assert "  Waits ▸Goes on  Seats" in run.lines[1]
        await run.pilot.click("Questions", offset=(run.lines[1].index("Waits"), 0))
        await run.settle()
        run.shows("▸Waits", "─ How long do people wait?")


async def test_what_was_counted_stands_beneath(busy: SignIn) -> None:
    async with program(busy, WIDE, mode="reports") as run:
        await run.press("right", "right")
        run.shows("Decker 2016", "the truth lies between the two")
        assert run.text.index("Days done of days set") < run.text.index("Barriers") < run.text.index("Decker")


@LOOKS
async def test_where_referrals_are_by_route_takes_no_second_band(
    house: House, dana: SignIn, size: tuple[int, int]
) -> None:
    everywhere(house, dana)
    async with program(dana, size, mode="reports") as run:
        await run.press("right", "right", "right", "right")
        run.frame("reports-everywhere")
        await run.press(*["down"] * (12 if size == NARROW else 0))
        run.shows("unable to reach", "Where now", "all  ")
        assert sum("Where now" in line for line in run.lines) == 1
        if size == NARROW:
            run.frame("reports-everywhere-table")


async def test_an_empty_clinic_says_how_it_fills(dana: SignIn) -> None:
    async with program(dana, NARROW, mode="reports") as run:
        run.shows("No member has attended a session yet")
        await run.press("right")
        run.shows("No member has both a start and an end reading yet")
        await run.press("right")
        run.shows("No homework is due yet")
        await run.press("right")
        run.shows("There is no referral yet")
        run.frame("reports-empty")
        await run.press("right")
        run.shows("There is no referral yet", "─ How do referrals go on?")


async def test_x_writes_the_table_and_says_where(busy: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")
    before = busy.db.engine.head()[0]
    async with program(busy, WIDE, mode="reports") as run:
        await run.press("right", "right", "x")
        run.shows("Export the table", "who-practises-2026-10-20.csv", "It names no client")
        await run.press("enter")
        await run.until("Wrote ")
    with (tmp_path / "out" / "who-practises-2026-10-20.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file))
    assert written[0]["Group"] == "Pain Skills, Autumn A"
    assert written[0]["Members"] == "6"
    assert busy.db.engine.head()[0] == before


async def test_the_table_of_where_referrals_are_holds_numbers_for_a_machine(
    busy: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with program(busy, WIDE, mode="reports") as run:
        await run.press("right", "right", "right", "right", "x", "enter")
        await run.until("Wrote 14 rows")
    with (tmp_path / "how-do-referrals-go-on-2026-10-20.csv").open(encoding="utf-8-sig", newline="") as file:
        written = {line["Where now"]: line for line in csv.DictReader(file)}
    assert [written[place]["All"] for place in ("to screen", "waitlisted", "seated", "declined", "all")] == [
        *("2", "0", "6", "0", "8"),
    ]
    assert (written["seated"]["Half by (d)"], written["declined"]["Half by (d)"]) == ("1", "")


async def test_a_file_that_is_there_is_replaced_only_when_asked(
    busy: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "who-stays-2026-10-20.csv"
    path.write_text("mine")
    async with program(busy, NARROW, mode="reports") as run:
        await run.press("x", "enter")
        run.shows("is there already")
        await run.press("n")
        assert path.read_text() == "mine"
        run.shows("Export the table")
        await run.press("2", "enter")
        await run.until("Wrote")
        assert (tmp_path / "who-stays-2026-10-20.csv2").exists()
        await run.press("x", "enter", "y")
        await run.until("Wrote")
        assert path.read_text() != "mine"
        await run.press("x", "escape")
        run.shows("▸Stays")


async def test_a_path_that_cannot_be_written_is_said_and_asked_for_again(
    busy: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with program(busy, WIDE, mode="reports") as run:
        await run.press("x", "slash", "a", "enter")
        await run.pilot.pause(0.5)
        run.shows("to write into", "Export the table", ".csv/a")  # where the path ends and lines break, depends
        await run.press("escape")
        run.shows("▸ Who stays?")
    assert list(tmp_path.glob("*.csv")) == []


@pytest.mark.parametrize("size", [(60, 20), (200, 60)], ids=["60x20", "200x60"])
async def test_any_size_will_do(busy: SignIn, size: tuple[int, int]) -> None:
    async with program(busy, size, mode="reports") as run:
        for _ in reports.QUESTIONS:
            await run.press("right")
            assert all(cell_len(line) <= size[0] for line in run.lines)
        await run.pilot.resize_terminal(*NARROW)
        await run.settle()
        assert all(short(key) in run.lines[1] for key in reports.QUESTIONS)
        run.shows("▸Seats", "in 1 group 6 have been filled")


async def test_the_answer_follows_another_program(house: House, busy: SignIn) -> None:
    other = house.sign_in("Ines Intake")
    async with program(busy, WIDE, mode="reports") as run:
        await run.press("right", "right", "right")
        waiting = reports.answer(busy, "waits").sentence
        refer.refer(other, row(family_name="New", given_name="Ned"))
        await run.pilot.pause(0.4)
        await run.settle()
        assert reports.answer(busy, "waits").sentence != waiting
        run.shows("3 still wait for a first session", "▸ How long do people wait?")


async def test_intake_sees_a_sentence_and_nothing_to_export(house: House, busy: SignIn) -> None:
    async with program(house.sign_in("Ines Intake"), NARROW, mode="reports") as run:
        run.shows("To see reports takes the role clinician or facilitator or manager")
        await run.press("x", "right", "space", "enter")
        run.shows("To see reports takes the role")
        assert "Export" not in run.text


async def test_a_manager_sees_reports(house: House, busy: SignIn) -> None:
    async with program(house.sign_in("Mona Manager"), NARROW, mode="reports") as run:
        run.shows("▸Stays", "Pain Skills, Autumn A")


@LOOKS
async def test_a_period_a_curriculum_and_a_group_are_chosen_once_for_all_questions(
    busy: SignIn, size: tuple[int, int]
) -> None:
    other = new_group(busy, "twelve-module", name="Coping Twelve", start=AFTERNOON)
    seated_ = waiting(busy, "twelve-module", family_name="Ito")
    group.seat(busy, other.id, seated_.id)
    async with program(busy, size, mode="reports") as run:
        await run.press(*(["right"] * 5))
        run.shows("in 2 groups", "Coping Twelve")
        await run.press("a")
        run.shows("What are the reports about?", "Period", "Curriculum")
        run.frame("reports-about")
        await run.press("tab", "tab", "tab", "enter", "down", "enter", "ctrl+s")
        run.shows("8 weeks · pain skills", "in 1 group")
        assert "Coping Twelve" not in run.text
        await run.press("left")
        run.shows("8 weeks · pain skills", "Of 6 referrals")
        run.frame("reports-of-a-curriculum")
        await run.press("a", "tab", *"2020-01-01", "tab", *"2020-12-31", "ctrl+s")
        run.shows("2020 · 8 weeks · pain skills", "There is nothing to count for 2020 · 8 weeks · pain skills.")
        await run.press("a")
        run.shows("2020-01-01", "2020-12-31")
        await run.press("escape")
        run.shows("2020 · 8 weeks")


async def test_a_period_that_ends_before_it_begins_is_said_at_its_field(busy: SignIn) -> None:
    async with program(busy, NARROW, mode="reports") as run:
        await run.press("a", "tab", *"2026-10-01", "tab", *"2026-09-01", "ctrl+s")
        run.shows("What are the reports about?", "before it begins")
        await run.press(*(["backspace"] * 10), *"nonsense", "ctrl+s")
        run.shows("is no day")


@LOOKS
async def test_the_copy_to_share_hides_small_numbers_wherever_it_goes(
    busy: SignIn, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with program(busy, size, mode="reports") as run:
        await run.press("right", "right", "right", "s")
        run.shows("Shared copy: ", "hidden")
        assert "still wait for" not in run.text
        run.frame("reports-shared")
        await run.press("x", "enter")
        await run.until("Wrote ")
        await run.press("D")
        run.shows("Outcome report", "shared copy")
        await run.press("f9", "enter")
        await run.until("Written to ")
        await run.press("escape", "s")
        run.shows("still wait for")
    table_ = (tmp_path / "how-long-do-people-wait-shared-2026-10-20.csv").read_text(encoding="utf-8-sig")
    paper = (tmp_path / "outcome-report-shared-all-2026-10-20.html").read_text()
    assert "hidden" in table_
    assert "shared copy, small numbers hidden; made" in table_
    assert "hidden" in paper
    assert "still wait for" not in paper


@LOOKS
async def test_the_whole_report_is_a_document(busy: SignIn, size: tuple[int, int]) -> None:
    async with program(busy, size, mode="reports") as run:
        await run.press("D")
        run.shows("Outcome report", "WHO STAYS?", "In running groups 6 members attend")
        run.frame("reports-document")


@SIZES
async def test_hostile_names_of_groups_are_shown_literally(house: House, dana: SignIn, size: tuple[int, int]) -> None:
    for name in HOSTILE:
        made = new_group(dana, name=name[:60])
        seated(dana, made, 1)
    async with program(dana, size, mode="reports") as run:
        await run.press("pagedown" if size == NARROW else "right", "left")
        run.shows("[/red] O'Neil", "[@click=app.quit]Press", "שלום עולם", "王 小明")
        await run.press("x", "escape")
        run.shows("Who stays?")
