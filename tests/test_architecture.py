"""The house stays the house: who may import whom, and no room too large."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "fibrolog"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 600

# What each package must know nothing of.
FORBIDDEN = {
    "storage": ("typer", "rich", "fibrolog.cli", "fibrolog.render", "fibrolog.parse.when"),
    "report": ("typer", "rich", "sqlite3", "fibrolog.storage", "fibrolog.cli", "fibrolog.render"),
    "trials": ("typer", "rich", "sqlite3", "fibrolog.storage", "fibrolog.cli", "fibrolog.render"),
    "analysis": ("typer", "rich", "sqlite3", "fibrolog.storage", "fibrolog.cli", "fibrolog.render"),
    "parse": ("typer", "rich", "sqlite3", "fibrolog.storage", "fibrolog.cli", "fibrolog.render"),
    "domain": (
        "typer", "rich", "sqlite3", "fibrolog.parse", "fibrolog.storage", "fibrolog.exchange",
        "fibrolog.render", "fibrolog.cli",
    ),
    "render": ("typer", "sqlite3", "fibrolog.storage", "fibrolog.cli"),
    "exchange": ("typer", "rich", "sqlite3", "fibrolog.cli", "fibrolog.render"),
    "cli": ("sqlite3", "sqlite_utils", "dateutil"),
}  # fmt: skip


def test_every_room_that_has_rules_is_there() -> None:
    assert all((PACKAGE / room / "__init__.py").is_file() for room in FORBIDDEN)


def name(module: Path) -> str:
    dotted = ".".join(module.relative_to(PACKAGE.parent).with_suffix("").parts)
    return dotted.removesuffix(".__init__")


def imports(module: Path) -> set[str]:
    """Return the modules that a module imports anywhere in it, when it is loaded or later."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_a_module_knows_only_what_lies_below_it(module: Path) -> None:
    room = module.relative_to(PACKAGE).parts[0]
    forbidden = FORBIDDEN.get(room, ())
    trespasses = [
        imported
        for imported in imports(module)
        if any(imported == other or imported.startswith(f"{other}.") for other in forbidden)
    ]
    assert trespasses == []


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_no_module_is_too_long_to_hold_in_mind(module: Path) -> None:
    assert len(module.read_text().splitlines()) <= LONGEST


def test_no_modules_import_each_other_in_a_circle() -> None:
    known = {name(module) for module in MODULES}
    graph = {name(module): imports(module) & known for module in MODULES}
    # A package's __init__ that imports its own modules is no circle through itself.
    graph = {module: others - {module} for module, others in graph.items()}
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_no_constant_is_given_another_value_further_down(module: Path) -> None:
    """A second `_LINKS` would change what the first half of the module means by it."""
    targets = [
        target.id
        for statement in ast.parse(module.read_text()).body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name) and target.id.isupper()
    ]
    assert len(targets) == len(set(targets))


def test_only_the_clock_is_asked_for_the_time() -> None:
    for module in MODULES:
        text = module.read_text()
        asks = any(call in text for call in ("datetime.now(", "date.today(", "time.time("))
        assert not asks or name(module) == "fibrolog.cli.clock", module
