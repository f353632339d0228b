"""The data files of groupcare/data read into the Structs of the rules: measures, the default policy, diagnoses, and the
words of the plan check."""

from collections.abc import Mapping
from functools import cache
from itertools import chain
from pathlib import Path

from groupcare.exchange.files import FileFault
from groupcare.exchange.toml_file import line_of, read_struct, read_text
from groupcare.rules import measure_faults
from groupcare.rules import policy as policies
from groupcare.rules.diagnoses import DiagnosisList, code_in
from groupcare.rules.library import Library
from groupcare.rules.measures import Measure
from groupcare.rules.phrases import PlanWords
from groupcare.rules.policy import Policy

DATA = Path(__file__).resolve().parent.parent / "data"


def read_measure(path: Path) -> Measure:
    """A measure from its file; the file's name is its id. Raises FileFault."""
    measure, text = read_struct(path, Measure)
    if measure.id != path.stem:
        raise FileFault(path, line_of(text, ("id",)), f"the id to be the file's name, {path.stem!r}")
    for fault in measure_faults.faults(measure):
        raise FileFault(path, line_of(text, fault.where), f"expected {fault.expected}")
    return measure


def read_policy_file(path: Path, measures: Mapping[str, Measure]) -> tuple[Policy, str]:
    """A screening policy from its file, checked, with its text. Raises FileFault: the line, what was expected."""
    policy, text = read_struct(path, Policy)
    for fault in chain(policies.faults(policy), policies.faults_with(policy, measures)):
        raise FileFault(path, line_of(text, fault.where), f"expected {fault.expected}")
    return policy, text


def read_policy(path: Path, measures: Mapping[str, Measure]) -> Policy:
    """The policy of a file."""
    return read_policy_file(path, measures)[0]


def default_policy_text() -> str:
    """The file of the policy that comes with GroupCare."""
    return read_text(DATA / "policy.toml")


def read_diagnoses(path: Path) -> DiagnosisList:
    """The list of diagnoses of a file. Raises FileFault."""
    found, text = read_struct(path, DiagnosisList)
    for table, codes in (("billable", found.billable), ("category", found.category)):
        for code in codes:
            if code_in(code) != code or (table == "category" and code in found.billable):
                raise FileFault(path, line_of(text, (table, code)), f"each code once, such as M54.50, not {code!r}")
    return found


@cache
def shipped_library() -> Library:
    """What GroupCare ships."""
    measures = {path.stem: read_measure(path) for path in sorted((DATA / "measures").glob("*.toml"))}
    return Library(
        measures=measures,
        policy=read_policy(DATA / "policy.toml", measures),
        diagnoses=read_diagnoses(DATA / "diagnoses.toml"),
        plan_words=read_struct(DATA / "plan-check.toml", PlanWords)[0],
    )
