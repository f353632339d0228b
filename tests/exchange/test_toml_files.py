"""Curricula, measures, policies and plans in files: read whole, or told by file, line and what was expected."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groupcare.exchange import curriculum_file, library, plan_file
from groupcare.exchange.files import FileFault
from groupcare.exchange.toml_file import line_of
from groupcare.rules.curriculum import AgendaKind
from groupcare.rules.plan_faults import faults

MEASURES = library.shipped_library().measures
DATA = Path(__file__).resolve().parent.parent / "data"
EIGHT = curriculum_file.find("eight-week").read_text(encoding="utf-8")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "own.toml"


def fault_of(file: Path, text: str | bytes) -> FileFault:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(FileFault) as caught:
        curriculum_file.read(file)
    return caught.value


def line_with(text: str, start: str, nth: int = 1) -> int:
    return [i for i, line in enumerate(text.split("\n"), start=1) if line.startswith(start)][nth - 1]


def changed(line: int, to: str) -> str:
    lines = EIGHT.split("\n")
    lines[line - 1] = to
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("start", "nth", "to", "expected"),
    [
        ("minutes = ", 1, 'minutes = "ninety"', "Expected `int`"),
        ("minutes = ", 1, "minutes = 5", "minutes of a session from 15 to 480"),
        ("admission = ", 1, 'admission = "open"', "expected one of 'closed', 'rolling'"),
        ("coping = ", 3, 'coping = "mixed"', "expected one of 'active', 'passive', 'both'"),
        ("kind = ", 2, 'kind = "chat"', "expected one of 'check-in'"),
        ("number = ", 2, "number = 7", "module number 2 here"),
        ("title = ", 1, 'titel = "x"', "titel"),
        ("aims = ", 1, "aims = []\nspare = [", "spare"),
        ("check_in = ", 1, 'check_in = ["gossip"]', "one of mattered, mood, pain"),
    ],
)
def test_a_wrong_value_is_told_with_its_line_and_what_was_expected(
    file: Path, start: str, nth: int, to: str, expected: str
) -> None:
    line = line_with(EIGHT, start, nth)
    fault = fault_of(file, changed(line, to))
    assert expected in str(fault)
    assert str(file) in str(fault)
    if not to.startswith(("titel", "aims")):
        assert fault.line == line


def test_a_missing_field_is_told_at_the_part_that_lacks_it(file: Path) -> None:
    line = line_with(EIGHT, "skill = ", 2)
    end = next(
        i for i in range(line, line + 20) if EIGHT.split("\n")[i].startswith(("precautions", "notes", "[", "hand"))
    )
    lines = EIGHT.split("\n")
    fault = fault_of(file, "\n".join(lines[: line - 1] + lines[end:]))
    assert "missing required field `skill`" in str(fault)
    assert fault.line == line_with(EIGHT, "[[module]]", 2)


def test_an_agenda_that_does_not_add_up_is_told(file: Path) -> None:
    first = line_with(EIGHT, "[[module.agenda]]")
    lines = EIGHT.split("\n")
    minutes = next(i for i in range(first, first + 6) if lines[i].startswith("minutes"))
    fault = fault_of(file, changed(minutes + 1, "minutes = 1"))
    assert "minutes to add up to 90; they add up to" in str(fault)
    assert fault.line == first


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name = ", "not readable as TOML"),
        ("name = 'a'\nname = 'b'", "not readable as TOML"),
        ("", "missing required field"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"name = 'caf\xe9'", "UTF-8"),
        ("x = [" * 5000, "TOML"),
        ("a" * (3 * 1024 * 1024), "at most"),
    ],
)
def test_a_file_that_is_no_curriculum_is_told_and_never_a_traceback(
    file: Path, text: str | bytes, expected: str
) -> None:
    try:
        fault = fault_of(file, text)
    except RecursionError:
        pytest.fail("a file of brackets must be told, not crash")
    assert expected in str(fault) or "brackets" in str(fault)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_curriculum_is_read_or_told_with_a_line_of_the_file(file: Path, data: st.DataObject) -> None:
    lines = EIGHT.split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    kind = data.draw(st.sampled_from(["drop", "double", "swap", "garble"]))
    if kind == "drop":
        lines.pop(at)
    elif kind == "double":
        lines.insert(at, lines[at])
    elif kind == "swap":
        other = data.draw(st.integers(0, len(lines) - 1))
        lines[at], lines[other] = lines[other], lines[at]
    else:
        lines[at] = lines[at][:5] + data.draw(st.text(max_size=8))
    file.write_text("\n".join(lines), encoding="utf-8", errors="replace")
    fault = None
    try:
        curriculum_file.read(file)
    except FileFault as told:
        fault = told
    assert fault is None or fault.line is None or 1 <= fault.line <= len(lines) + 8


def test_the_line_of_a_value_is_where_it_begins_even_over_several_lines() -> None:
    text = 'a = 1\n# a note\nb = """\nx\n"""\n[[c]]\nd = [\n  1,\n]\n[[c]]\nd = [2]\n'
    places = {("a",): 1, ("b",): 3, ("c", 0): 6, ("c", 0, "d"): 7, ("c", 1): 10, ("c", 1, "d"): 11, ("none",): 1}
    assert {where: line_of(text, where) for where in places} == places


def test_hostile_texts_in_a_curriculum_are_cleaned(file: Path) -> None:
    line = line_with(EIGHT, "name = ")
    file.write_text(changed(line, 'name = "\\u001b[31m\\u202eevil [/red]"'), encoding="utf-8")
    assert curriculum_file.read(file).name == "[31mevil [/red]"


@pytest.mark.parametrize("name", ["Our Group.toml", "own.txt", "ä.toml", "x" * 61 + ".toml", "-.toml"])
def test_a_file_name_that_is_no_id_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(EIGHT, encoding="utf-8")
    with pytest.raises(FileFault, match="it is the id"):
        curriculum_file.read(path)


def test_a_curriculum_is_found_by_id_or_path_and_else_the_ids_are_named(file: Path) -> None:
    file.write_text(EIGHT, encoding="utf-8")
    assert curriculum_file.read(curriculum_file.find(str(file))).id == "own"
    with pytest.raises(FileFault, match="eight-week, twelve-module"):
        curriculum_file.find("nonsense")


def test_both_shipped_curricula_are_complete() -> None:
    for path, modules in zip(curriculum_file.shipped(), (8, 12), strict=True):
        read = curriculum_file.read(path)
        assert len(read.module) == modules
        for module in read.module:
            kinds = {item.kind for item in module.agenda}
            assert {AgendaKind.check_in, AgendaKind.sharing, AgendaKind.set_homework, AgendaKind.close} <= kinds
            assert len(module.handout) > 600
            assert len(module.notes) > 600
            assert module.precautions
        assert sum(bool(m.measures) for m in read.module) >= 3


def test_the_titles_of_the_shipped_curricula_are_those_of_their_sources() -> None:
    eight, twelve = (curriculum_file.read(path) for path in curriculum_file.shipped())
    assert [m.title for m in eight.module][:3] == ["Relaxation I", "Relaxation II", "Coping Styles"]
    assert eight.module[7].title == "Spirituality, Pain and Suffering"
    assert twelve.module[11].title == "Relapse prevention and maintenance"
    assert [m.number for m in twelve.module if m.entry] == [1, 3, 6, 9]
    assert [m.number for m in twelve.module if m.last] == [12]


def test_the_sample_plan_is_read_and_stands() -> None:
    content = plan_file.read(DATA / "plan-chronic-pain.toml")
    assert list(faults(content, library.shipped_library().measures)) == []
    assert [o.key for goal in content.goal for o in goal.objective] == ["1.1", "2.1", "2.2", "3.1", "3.2"]


def test_a_wrong_plan_is_told_with_its_line(file: Path) -> None:
    text = (DATA / "plan-chronic-pain.toml").read_text(encoding="utf-8")
    line = line_with(text, "every_days = ", 2)
    lines = text.split("\n")
    lines[line - 1] = 'every_days = "weekly"'
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(FileFault) as caught:
        plan_file.read(file)
    assert caught.value.line == line


def test_a_policy_without_a_rule_of_every_kind_is_refused(file: Path) -> None:
    text = (library.DATA / "policy.toml").read_text(encoding="utf-8")
    file.write_text(text.replace('kind = "imminent"', 'kind = "age"'), encoding="utf-8")
    with pytest.raises(FileFault, match="would let people pass by it"):
        library.read_policy(file, MEASURES)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("at_least = 20", "at_least = 99", "a total that the PHQ-9 can reach"),
        ("item = 9", "item = 90", "item 9 of the phq-9"),
        ('measure = "gad-7"', 'measure = "gad7"', "one of bpi-interference"),
        ('sign = "intent or plan"\nroute = "urgent"', 'sign = "intent or plan"\nroute = "review"', "urgent or graver"),
        ("adult_age = 18", "adult_age = 0", "an age of 1 or more"),
        ('respond = "3 days"', 'respond = "soon"', "same day"),
    ],
)
def test_a_policy_that_would_let_people_pass_by_is_refused_at_its_line(
    file: Path, before: str, after: str, expected: str
) -> None:
    text = (library.DATA / "policy.toml").read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(FileFault, match=expected):
        library.read_policy(file, MEASURES)


def test_a_measure_whose_id_is_not_its_file_name_is_refused(file: Path) -> None:
    file.write_text((library.DATA / "measures" / "phq-2.toml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(FileFault, match="the file's name"):
        library.read_measure(file)


def test_only_freely_licensed_questionnaires_are_shipped_with_their_wording() -> None:
    worded = {m.id for m in library.shipped_library().measures.values() if any(item.wording for item in m.item)}
    assert worded == {"phq-9", "phq-2", "gad-7", "functional-walk"}  # the task is our own


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("high = 4", "high = 0", "a highest answer over the lowest, 0"),
        ('key = "pcs_2"', 'key = "pcs_1"', "a key that no other item has"),
        ("above = 30", "above = 20", "bands in rising order"),
        ("above = 30", "above = 52", "a score of 52 or less can reach"),
        ("above = 30", "above = 30\nat_least = 30", "one of the two"),
        ("at_least = 0", "at_least = 1", "so that none is left out"),
        ("points = 7.73", "points = 7.73\npercent = 10", "one of the four"),
        ("points = 7.73", "sd = 12.0", "reliability from 0 to under 1"),
        ("points = 7.73", "points = 0", "over 0"),
        ("items = [6, 7, 13]", "items = [6, 7, 14]", "numbers of scored items, 1 to 13"),
        ("items = [6, 7, 13]", "items = [6, 6, 13]", "each once"),
        ("prorate_up_to = 1", "prorate_up_to = 13", "unanswered items from 0 to 12"),
        ("prorate_up_to = 1", "answered_at_least = 4", "a sum has prorate_up_to instead"),
        ("prorate_up_to = 1", 'prorate_up_to = 1\nscoring = "mean"', "a mean has answered_at_least instead"),
        ("prorate_up_to = 1", 'scoring = "median"', "expected one of 'sum', 'mean'"),
        ('read_from = "Read the items from your licensed PCS form"', "", "what staff read the items from"),
        ("better = ", 'options = ["never", "always"]\nbetter = ', "5 options, one an answer"),
    ],
)
def test_a_measure_that_would_score_people_wrongly_is_refused(
    tmp_path: Path, before: str, after: str, expected: str
) -> None:
    text = (library.DATA / "measures" / "pcs.toml").read_text(encoding="utf-8")
    assert before in text
    file = tmp_path / "pcs.toml"
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(FileFault, match=expected):
        library.read_measure(file)


def test_adding_a_task_with_its_unit_is_adding_a_file(tmp_path: Path) -> None:
    text = (library.DATA / "measures" / "functional-walk.toml").read_text(encoding="utf-8")
    file = tmp_path / "sit-to-stand.toml"
    file.write_text(
        text.replace('"functional-walk"', '"sit-to-stand"').replace('"minutes"', '"times"'), encoding="utf-8"
    )
    task = library.read_measure(file)
    assert (task.id, task.unit, task.lowest, task.highest) == ("sit-to-stand", "times", 0, 240)


def test_no_licensed_item_says_more_than_its_number_and_a_few_words_of_ours() -> None:
    for measure in MEASURES.values():
        for item in measure.item:
            if not item.wording:
                head, _, label = item.text.partition(": ")
                assert head.split()[0] in ("item", "question"), item.key
                assert 0 < len(label.split()) <= 7, item.key
                assert not any(part in f" {label} " for part in ("?", " I ", " my ")), item.key
