"""On a busy machine a test reads later than a person would: what the footer says stays until it is told to go."""

import pytest

from groupcare.tui import chrome


@pytest.fixture(autouse=True)
def footers_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chrome, "SAID_SECONDS", 600.0)
