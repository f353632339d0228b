"""What a file would bring, as a list: first what cannot come in, then what to know, then every good row."""

from collections import Counter
from collections.abc import Iterable

from groupcare.acts.importing import Imported
from groupcare.exchange.referrals_csv import ReferralFile
from groupcare.queries.referral_queue import route_words
from groupcare.rules.intake import ReferralRow, Remark
from groupcare.rules.policy import GRAVITY, Route
from groupcare.rules.words import count
from groupcare.tui.lines import Cell, Line, Lines, heading


class Rows(Lines):
    """What the file holds is looked at, and not opened."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "open" and super().check_action(action, parameters)


def summary_words(file: ReferralFile, tried: Imported) -> str:
    """1,019 good rows, 2 known already, 1 rejected, 3 warnings."""
    return ", ".join(
        (
            count(tried.accepted, "good row"),
            f"{tried.duplicates:,} known already",
            f"{len(file.rejected):,} rejected",
            count(len(file.warnings) + len(tried.warnings), "warning"),
        )
    )


def order_words(file: ReferralFile) -> list[str]:
    """What somebody has to say about dates, for each column that does not show it."""
    return [
        f"No date of {column} shows whether the day or the month comes first: d says it." for column in file.undecided
    ]


def preview_lines(file: ReferralFile, tried: Imported, hide_names: bool) -> list[Line]:
    """Lines with their numbers in the file; a name is hidden where names are."""
    lines: list[Line] = []
    named = {row.line: _name(row, hide_names) for row in file.rows}
    warnings = sorted((*file.warnings, *tried.warnings), key=lambda remark: remark.line)
    if file.rejected:
        lines.append(heading(f"× Rejected  {len(file.rejected):,}", "warning"))
        lines += _remarks(file.rejected, "rejected", named)
    if warnings:
        lines.append(heading(f"! Warnings  {len(warnings):,}"))
        lines += _remarks(warnings, "warning", named)
    if file.rows:
        lines.append(heading(f"○ Rows that can be read  {len(file.rows):,}"))
        lines += [_row(row, named[row.line], hide_names) for row in file.rows]
    return lines


def whole_words(line: Line) -> str:
    """A line in full, since lists cut."""
    return " · ".join(cell.text for cell in line.cells[1:] if isinstance(cell, Cell) and cell.text)


def _remarks(remarks: Iterable[Remark], kind: str, named: dict[int, str]) -> list[Line]:
    lines = []
    for place, remark in enumerate(remarks):
        words = f"{remark.column}: {remark.reason}" if remark.column else remark.reason
        tone = "warning" if kind == "rejected" else ""
        cells = (Cell(f"{remark.line:,}", "quiet"), Cell(named.get(remark.line, "")), Cell(words, tone))
        lines.append(Line(f"{kind} {place}", cells))
    return lines


def _row(row: ReferralRow, name: str, hide: bool) -> Line:
    born = f"born {row.date_of_birth.isoformat()}" if row.date_of_birth and not hide else ""
    parts = (f"received {row.received_on.isoformat()}", born, _answers(row), row.mode)
    words = " · ".join(part for part in parts if part)
    return Line(f"row {row.line}", (Cell(f"{row.line:,}", "quiet"), Cell(name), Cell(words, "quiet")))


def _name(row: ReferralRow, hide: bool) -> str:
    if hide:
        return row.external_id or f"line {row.line}"
    return ", ".join(n for n in (row.family_name, row.given_name) if n) or row.preferred_name or row.external_id


def _answers(row: ReferralRow) -> str:
    """PHQ-9 9 of 9 on 2026-10-01, C-SSRS 3 answers."""
    words = []
    for name, answers, stated, on in (
        ("PHQ-9", row.phq9, row.phq9_total, row.phq9_on),
        ("GAD-7", row.gad7, row.gad7_total, row.gad7_on),
        ("C-SSRS", row.cssrs, None, row.cssrs_on),
    ):
        given = sum(answer is not None for answer in answers)
        asked = f" on {on.isoformat()}" if on else ""
        if given:
            many = count(given, "answer") if name == "C-SSRS" else f"{given} of {len(answers)}"
            words.append(f"{name} {many}{asked}")
        elif stated is not None:
            words.append(f"{name} total stated, {stated}{asked}")
    return ", ".join(words)


def alert_words(alerts: int) -> str:
    """What the answers of a file raised."""
    return f"{count(alerts, 'safety alert')} raised, in Today" if alerts else "no safety alert was raised"


def screened_words(routes: Counter[Route], of: int) -> list[str]:
    """How many went where, the gravest first."""
    done = sum(routes.values())
    words = [f"Screened {done:,} of {of:,}." + (" The others wait in the queue." if done < of else "")]
    order = {**GRAVITY, Route.incomplete: -1}
    for route in sorted(routes, key=lambda r: -order[r]):
        words.append(f"{'‼ ' if route is Route.urgent else '  '}{routes[route]:>5,}  {route_words(route)}")
    return [*words, "esc goes to the queue."]
