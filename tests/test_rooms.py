"""Who may import whom: the house stays as ARCHITECTURE.md draws it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent / "groupcare"
MAY_IMPORT = {
    "rules": set(),
    "exchange": {"rules"},
    "record": {"rules"},
    "acts": {"record", "rules"},
    "queries": {"record", "rules"},
    "cli": {"acts", "queries", "exchange", "rules", "tui", "demo"},
    "tui": {"acts", "queries", "exchange", "rules"},
    "demo": {"acts", "queries", "exchange", "rules"},
}
HEAVY = ("textual", "rich", "holidays", "icalendar", "vobject", "pydantic")


def imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def rooms_of(file: Path) -> set[str]:
    parts = (name.split(".") for name in imports(file) if name.startswith("groupcare."))
    return {part[1] for part in parts if part[1] in MAY_IMPORT}


@pytest.mark.parametrize("file", sorted(HOUSE.rglob("*.py")), ids=lambda f: str(f.relative_to(HOUSE)))
def test_a_room_imports_only_the_rooms_beneath_it(file: Path) -> None:
    room = file.relative_to(HOUSE).parts[0]
    if room in MAY_IMPORT:
        assert rooms_of(file) - {room} <= MAY_IMPORT[room]


def test_every_room_has_a_rule() -> None:
    rooms = {path.name for path in HOUSE.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert rooms <= set(MAY_IMPORT)


@pytest.mark.parametrize("file", sorted((HOUSE / "rules").glob("*.py")), ids=lambda f: f.name)
def test_rules_know_no_clock_no_files_and_no_database(file: Path) -> None:
    assert not imports(file) & {"tinydb", "sqlite3", "sqlcipher3", "os", "pathlib", "time", "random", "textual"}
    assert ".now(" not in file.read_text(encoding="utf-8")
    assert ".today(" not in file.read_text(encoding="utf-8")


def test_sql_stands_in_the_engine_and_the_schema_alone() -> None:
    using = {file.name for file in HOUSE.rglob("*.py") if any(i.startswith("sqlcipher3") for i in imports(file))}
    assert using == {"engine.py", "statements.py"}


def test_commands_without_a_screen_start_without_heavy_libraries() -> None:
    code = f"import sys, groupcare.cli.main; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("file", sorted(HOUSE.rglob("*.py")), ids=lambda f: str(f.relative_to(HOUSE)))
def test_every_module_says_what_it_is_for(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
