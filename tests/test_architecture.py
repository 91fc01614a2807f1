"""The imports of the house run one way: read from the code, so that it cannot drift."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# From the ground up: a module may import from its own floor or from any below it.
FLOORS = [
    ["cpd_site.words", "cpd_site.private_sqlite"],
    [
        "cpd_site.models",
        "cpd_site.errors",
        "cpd_site.bundles",
        "cpd_site.drawings",
        "cpd_site.finished",
        "cpd_site.utf8",
        "cpd_site.typed",
        "cpd_site.guard",
        "cpd_site.health",
        "cpd_site.permissions_policy",
        "cpd_site.decorators",
        "cpd_site.settings",
        "cpd_site.apps",
        "cpd_site.admin_site",
        "cpd_site.signup",
        "cpd_site.forms",
        "cpd_site.parameters",
        "cpd_site.sieve",
        "cpd_site.adapters",
        "cpd_site.mail",
        "cpd_site.ports",
        "cpd_site.accept_encoding",
        "cpd_site.unavailable",
        "cpd_site.management",
    ],
    ["opportunities.vocabulary", "opportunities.web_address", "opportunities.apps"],
    ["opportunities.snapshot"],
    ["opportunities.fields"],
    ["opportunities.patch"],
    ["opportunities.unseen"],
    ["opportunities.edits"],
    ["opportunities.axes"],
    ["opportunities.sequences"],
    ["opportunities.wording"],
    ["opportunities.diff"],
    ["opportunities.change_words", "opportunities.changes"],
    ["opportunities.merge"],
    ["opportunities.update_words"],
    ["opportunities.update_items"],
    ["opportunities.copying"],
    ["opportunities.copy_edits", "opportunities.copy_marks", "opportunities.suggesting"],
    ["opportunities.differing"],
    ["opportunities.foresight"],
    ["opportunities.exchange"],
    ["opportunities.glossary"],
    ["opportunities.search.words"],
    ["opportunities.prose", "opportunities.markdown", "opportunities.progression"],
    ["opportunities.tally", "opportunities.cells"],
    ["opportunities.likeness"],
    ["opportunities.links", "opportunities.terms"],
    ["opportunities.models"],
    ["opportunities.store", "opportunities.matrix", "opportunities.filters"],
    ["opportunities.search"],
    ["opportunities.stage_page", "opportunities.comparison", "opportunities.ladder"],
    ["frameworks.models", "frameworks.apps"],
    ["frameworks.labels", "frameworks.plain_text", "frameworks.due_times"],
    ["frameworks.rules", "frameworks.checks", "frameworks.changes"],
    ["frameworks.waiting", "frameworks.taken", "frameworks.due"],
    ["frameworks.followers"],
    ["frameworks.effect"],
    ["frameworks.desk", "frameworks.schools", "frameworks.update_reports"],
    ["frameworks.register_text"],
    ["frameworks.register"],
    ["frameworks.open_to_all"],
    ["frameworks.shown", "frameworks.reading", "frameworks.query", "frameworks.printed_terms"],
    ["frameworks.two_editions"],
    ["frameworks.catalogue"],
    ["frameworks.filters"],
    ["frameworks.change_filters"],
    ["frameworks.results", "frameworks.prepared", "frameworks.matrix_page"],
    ["frameworks.edition_pages"],
    ["frameworks.page_trial"],
    ["frameworks.search_page"],
    ["frameworks.letters", "frameworks.verification"],
    ["frameworks.actions"],
    ["frameworks.draft_page", "frameworks.gone_draft"],
    ["frameworks.fixtures"],
    ["frameworks.management"],
    [
        "frameworks.forms",
        "frameworks.draft_forms",
        "frameworks.sitemaps",
    ],
    ["frameworks.suggestion_page"],
    ["frameworks.line_forms", "frameworks.copy_forms"],
    ["frameworks.suggestion_forms"],
    ["frameworks.people_forms", "frameworks.admin"],
    ["frameworks.publish_forms", "frameworks.histories", "frameworks.update_forms"],
    ["frameworks.follower_filters"],
    ["frameworks.update_page"],
    ["frameworks.views", "cpd_site.views"],
    [
        "frameworks.desk_urls",
        "frameworks.copy_urls",
        "frameworks.publish_urls",
        "frameworks.update_urls",
        "frameworks.follower_urls",
    ],
    ["frameworks.suggestion_urls"],
    ["frameworks.urls"],
    ["cpd_site.urls", "cpd_site.wsgi"],
]

PURE = [
    "cpd_site.words",
    "cpd_site.private_sqlite",
    "cpd_site.accept_encoding",
    "frameworks.register",
    "frameworks.register_text",
    "opportunities.vocabulary",
    "opportunities.web_address",
    "opportunities.snapshot",
    "opportunities.fields",
    "opportunities.patch",
    "opportunities.unseen",
    "opportunities.edits",
    "opportunities.axes",
    "opportunities.sequences",
    "opportunities.wording",
    "opportunities.diff",
    "opportunities.change_words",
    "opportunities.changes",
    "opportunities.merge",
    "opportunities.merge.applying",
    "opportunities.merge.axes",
    "opportunities.merge.cases",
    "opportunities.merge.decisions",
    "opportunities.merge.effects",
    "opportunities.merge.finishing",
    "opportunities.merge.followed",
    "opportunities.merge.joining",
    "opportunities.merge.lines",
    "opportunities.merge.order",
    "opportunities.merge.outcome",
    "opportunities.merge.planning",
    "opportunities.merge.rows",
    "opportunities.merge.sides",
    "opportunities.merge.standing",
    "opportunities.merge.twins",
    "opportunities.merge.words",
    "opportunities.update_words",
    "opportunities.update_items",
    "opportunities.copying",
    "opportunities.differing",
    "opportunities.foresight",
    "opportunities.copy_edits",
    "opportunities.copy_marks",
    "opportunities.suggesting",
    "opportunities.progression",
    "opportunities.glossary",
    "opportunities.prose",
    "opportunities.search.words",
    "opportunities.tally",
    "opportunities.cells",
    "opportunities.search.bits",
    "opportunities.matrix",
    "opportunities.stage_page",
    "opportunities.comparison",
    "opportunities.ladder",
    "opportunities.likeness",
    "opportunities.links",
    "opportunities.terms",
    "frameworks.labels",
    "frameworks.checks",
    "frameworks.plain_text",
    "frameworks.due_times",
]
"""Modules that must not know Django, so that they can be reasoned about on their own."""


def modules() -> Iterator[tuple[str, Path]]:
    for app in ("cpd_site", "opportunities", "frameworks"):
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                parts = path.relative_to(ROOT).with_suffix("").parts
                yield ".".join(parts).removesuffix(".__init__"), path


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def floor(module: str) -> int | None:
    for number, names in enumerate(FLOORS):
        if any(module == name or module.startswith(f"{name}.") for name in names):
            return number
    return None


MODULES = dict(modules())


@pytest.mark.parametrize("module", [name for name in MODULES if "." in name])
def test_every_module_has_a_floor(module):
    assert floor(module) is not None, f"{module} is on no floor of the house"


@pytest.mark.parametrize("module", MODULES)
def test_imports_run_down(module):
    upward = [
        imported
        for imported in imports(MODULES[module])
        if (above := floor(imported)) is not None and above > (floor(module) or 0)
    ]

    assert not upward or floor(module) is None, f"{module} imports from above: {upward}"


@pytest.mark.parametrize("module", PURE)
def test_the_core_knows_no_django(module):
    foreign = [name for name in imports(MODULES[module]) if name.split(".")[0].startswith("django")]

    assert foreign == []


@pytest.mark.parametrize("module", MODULES)
def test_files_stay_small(module):
    assert len(MODULES[module].read_text("utf-8").splitlines()) <= 400
