"""The tabs of a group's page, and what each of them shows."""

from groupcare.queries.coverage import CoverageGrid
from groupcare.queries.groups import GroupDays, GroupView
from groupcare.queries.ideas import IdeasOfGroup
from groupcare.queries.notes import GroupNotes

SESSIONS, COVERAGE, ROSTER, IDEAS, NOTES = TABS = ("Sessions", "Coverage", "Roster", "Ideas", "Notes")
Found = GroupDays | CoverageGrid | GroupView | IdeasOfGroup | GroupNotes
