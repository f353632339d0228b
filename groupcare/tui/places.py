"""Which page belongs to which place. Pages are imported when they are first opened, to keep the start quick."""

from typing import Any

from groupcare.tui.page import Page


def first_page(mode: str) -> Page[Any]:
    """The page a mode opens with."""
    match mode:
        case "today":
            from groupcare.tui.today.today import TodayPage

            return TodayPage()
        case "referrals":
            from groupcare.tui.referrals.queue import QueuePage

            return QueuePage()
        case "groups":
            from groupcare.tui.groups.groups import GroupsPage

            return GroupsPage()
        case "members":
            from groupcare.tui.members.members import MembersPage

            return MembersPage()
        case "homework":
            from groupcare.tui.homework.board import HomeworkPage

            return HomeworkPage()
        case "reports":
            from groupcare.tui.reports.reports import ReportsPage

            return ReportsPage()
    raise ValueError(mode)


def page_of(kind: str, key: str, more: str = "") -> Page[Any]:
    """The page of one thing: its kind, its id, and where on the page to begin (a tab, a member, a module)."""
    match kind:
        case "alert":
            from groupcare.tui.today.alert import AlertPage

            return AlertPage(key)
        case "refer":
            from groupcare.tui.referrals.entry import EntryPage

            return EntryPage()
        case "import":
            from groupcare.tui.referrals.file import ImportPage

            return ImportPage()
        case "intake-measures":
            from groupcare.tui.referrals.intake_measures import IntakeMeasuresPage

            return IntakeMeasuresPage()
        case "screening":
            from groupcare.tui.referrals.screening import ScreeningPage

            return ScreeningPage(key)
        case "group":
            from groupcare.tui.groups.group import GroupPage

            return GroupPage(key, more)
        case "make-up":
            from groupcare.tui.groups.make_up import MakeUpPage

            return MakeUpPage(key, int(more))
        case "new group":
            from groupcare.tui.groups.builder import BuilderPage

            return BuilderPage()
        case "calls":
            from groupcare.tui.groups.call_sheet import CallSheetPage

            return CallSheetPage(key)
        case "month":
            from groupcare.tui.groups.month import MonthPage

            return MonthPage(key)
        case "leave":
            from groupcare.tui.groups.leave import LeavePage

            return LeavePage()
        case "session":
            from groupcare.tui.groups.run_sheet import RunSheetPage

            return RunSheetPage(key)
        case "notes":
            from groupcare.tui.groups.notes import NotesPage

            return NotesPage(key, more)
        case "chart" | "client":
            from groupcare.tui.members.chart import ChartPage

            return ChartPage(key, more)
        case "plan drafts":
            from groupcare.tui.groups.plan_drafts import PlanDraftsPage

            return PlanDraftsPage(key)
        case "plan":
            from groupcare.tui.members.chart import ChartPage

            return ChartPage(key, "plan")
        case "plan versions":
            from groupcare.tui.members.plan_versions import PlanVersionsPage

            return PlanVersionsPage(key)
        case "reached":
            from groupcare.tui.members.chart import ChartPage

            return ChartPage(key, "plan", f"objective {more}")
        case "homework":
            from groupcare.tui.homework.board import HomeworkPage

            return HomeworkPage(key)
        case "barriers":
            from groupcare.tui.homework.barriers import BarriersPage

            return BarriersPage(key)
        case "experiments":
            from groupcare.tui.homework.experiments import ExperimentsPage

            return ExperimentsPage(key)
        case "review":
            from groupcare.tui.homework.review import ReviewPage

            return ReviewPage(key)
    raise ValueError(kind)
