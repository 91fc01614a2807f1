"""The imports of the house run one way: read from the code, so that it cannot drift."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# From the ground up: a folder may import from itself and from any that stands before it.
ORDER = [
    *("cpd_site.plain_text", "cpd_site.words", "cpd_site.outgoing", "cpd_site.models"),
    *("cpd_site.serving", "cpd_site.accounts", "cpd_site.operating"),
    *("opportunities.grid", "opportunities.comparing", "opportunities.editing"),
    *("opportunities.merge", "opportunities.exchange", "opportunities.text"),
    *("opportunities.layout", "opportunities.models", "opportunities.store"),
    *("opportunities.search", "opportunities.filters"),
    *("frameworks.models", "frameworks.rules", "frameworks.checks", "frameworks.queries"),
    *("frameworks.filters", "frameworks.pages", "frameworks.mails", "frameworks.actions"),
    *("frameworks.forms", "frameworks.desk", "frameworks.views", "frameworks.urls"),
]
WITHIN = {
    "opportunities.exchange.reading": ["formats", "proposing", "against", "pasting"],
}
"""The same within a large folder; what stands in it beside its folders is for all of them."""

PURE = [
    *("cpd_site.plain_text", "cpd_site.words", "cpd_site.outgoing", "frameworks.checks"),
    *("opportunities.grid", "opportunities.comparing", "opportunities.editing"),
    *("opportunities.merge", "opportunities.exchange", "opportunities.text"),
    "opportunities.layout",
]
"""The folders that know no Django, so that each can be tried on its own."""

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for app in ("cpd_site", "opportunities", "frameworks")
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
}


def imports(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def floor(module: str) -> int:
    """The place of its folder in ORDER; what stands in none, such as settings, is above all."""
    folder = ".".join(module.split(".")[:2])
    return ORDER.index(folder) if folder in ORDER else len(ORDER)


def test_imports_run_down():
    ours = ("cpd_site.", "opportunities.", "frameworks.")
    pairs = [(m, name) for m in MODULES for name in imports(m) if f"{name}.".startswith(ours)]

    assert [(m, name) for m, name in pairs if floor(name) > floor(m)] == []
    assert len(pairs) > len(MODULES)  # they were read


@pytest.mark.parametrize("folder", WITHIN)
def test_imports_run_down_within_a_folder(folder):
    order = [f"{folder}.{name}." for name in WITHIN[folder]]

    def place(name):
        return next((at for at, start in enumerate(order) if name.startswith(start)), -1)

    modules = [name for name in MODULES if place(name) >= 0]
    assert [(m, n) for m in modules for n in imports(m) if place(n) > place(m)] == []


@pytest.mark.parametrize("folder", PURE)
def test_the_core_knows_no_django(folder):
    modules = [name for name in MODULES if f"{name}.".startswith(f"{folder}.")]

    assert modules
    assert [(m, n) for m in modules for n in imports(m) if n.startswith("django")] == []


def test_files_stay_small():
    files = [*MODULES.values(), *(ROOT / "tests").rglob("*.py")]
    lines = {str(path): len(path.read_text("utf-8").splitlines()) for path in files}

    assert {path: count for path, count in lines.items() if count > 400} == {}
