"""Saying on the page that one comes to what was done on the page that is gone."""

from typing import Any

from textual.screen import Screen

from groupcare.tui.page import Page


def say_there(screen: Screen[Any], text: str) -> None:
    """In the footer, once the page is there."""
    if isinstance(screen, Page):
        screen.call_after_refresh(screen.say, text)
