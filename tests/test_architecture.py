"""The imports of the house run one way: read from the code, so that it cannot drift."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# From the ground up: a module may import from its own floor or from any below it.
FLOORS = [
    ["cpd_site.accounts.words", "cpd_site.serving.private_sqlite"],
    [
        "cpd_site.models",
        "cpd_site.serving.errors",
        "cpd_site.serving.bundles",
        "cpd_site.serving.fragments",
        "cpd_site.serving.page_cache",
        "cpd_site.serving.utf8",
        "cpd_site.serving.resubmit",
        "cpd_site.serving.rate_limit",
        "cpd_site.serving.health",
        "cpd_site.serving.permissions_policy",
        "cpd_site.serving.decorators",
        "cpd_site.settings",
        "cpd_site.apps",
        "cpd_site.accounts.admin_site",
        "cpd_site.accounts.forms.signup",
        "cpd_site.accounts.forms.sign_in",
        "cpd_site.serving.parameters",
        "cpd_site.serving.filter_bar",
        "cpd_site.accounts.adapters",
        "cpd_site.serving.mail",
        "cpd_site.serving.ports",
        "cpd_site.serving.accept_encoding",
        "cpd_site.serving.unavailable",
        "cpd_site.management",
    ],
    ["opportunities.grid.vocabulary", "opportunities.grid.web_address", "opportunities.apps"],
    ["opportunities.grid.snapshot"],
    ["opportunities.grid.fields"],
    ["opportunities.grid.patch"],
    ["opportunities.editing.invisible_characters"],
    ["opportunities.editing.lines"],
    ["opportunities.editing.rows_and_columns"],
    ["opportunities.comparing.sequences"],
    ["opportunities.comparing.word_diff"],
    ["opportunities.comparing.diff"],
    ["opportunities.comparing.change_words", "opportunities.comparing.changes"],
    ["opportunities.merge"],
    ["opportunities.layout.update_words"],
    ["opportunities.layout.update_items"],
    ["opportunities.comparing.copy_comparison"],
    [
        "opportunities.editing.copies",
        "opportunities.comparing.origins",
        "opportunities.editing.suggestions",
    ],
    ["opportunities.comparing.copy_summary"],
    ["opportunities.merge.impact"],
    ["opportunities.exchange"],
    ["opportunities.text.glossary"],
    ["opportunities.text.stems"],
    [
        "opportunities.text.annotate",
        "opportunities.text.markdown",
        "opportunities.grid.progression",
    ],
    ["opportunities.layout.grid_index", "opportunities.layout.cells"],
    ["opportunities.text.similarity"],
    ["opportunities.text.links", "opportunities.text.terms"],
    ["opportunities.models"],
    ["opportunities.store", "opportunities.layout.matrix", "opportunities.filters"],
    ["opportunities.search"],
    [
        "opportunities.layout.stage",
        "opportunities.layout.comparison",
        "opportunities.layout.ladder",
    ],
    ["frameworks.models", "frameworks.apps"],
    ["frameworks.checks.labels", "opportunities.editing.plain_text", "frameworks.checks.due_times"],
    ["frameworks.rules", "frameworks.checks.findings", "frameworks.queries.changes"],
    [
        "frameworks.queries.updates",
        "frameworks.queries.accepted_suggestions",
        "frameworks.queries.due",
    ],
    ["frameworks.queries.followers"],
    ["frameworks.queries.impact"],
    ["frameworks.desk.overview", "cpd_site.accounts.schools", "frameworks.queries.update_reports"],
    ["cpd_site.accounts.register_text"],
    ["cpd_site.accounts.register"],
    ["frameworks.queries.public"],
    [
        "cpd_site.serving.site_version",
        "frameworks.queries.reading",
        "frameworks.filters.query_string",
        "frameworks.queries.glossary",
    ],
    ["frameworks.queries.edition_comparison"],
    ["frameworks.queries.catalogue"],
    ["frameworks.filters.search"],
    ["frameworks.filters.changes"],
    [
        "frameworks.pages.search_results",
        "frameworks.queries.prepared_editions",
        "frameworks.pages.matrix",
    ],
    ["frameworks.pages.editions"],
    ["frameworks.pages.trial"],
    ["frameworks.pages.search"],
    ["frameworks.mails.texts", "frameworks.queries.verification"],
    ["frameworks.actions"],
    ["frameworks.desk.drafts", "frameworks.queries.gone_drafts"],
    ["frameworks.fixtures"],
    ["frameworks.management"],
    [
        "frameworks.forms.finder",
        "frameworks.forms.drafts",
        "frameworks.pages.sitemaps",
    ],
    ["frameworks.queries.suggestions"],
    ["frameworks.forms.lines", "frameworks.forms.copies"],
    ["frameworks.forms.suggestions"],
    ["cpd_site.accounts.forms.people", "cpd_site.accounts.admin"],
    ["frameworks.forms.publishing", "frameworks.filters.history", "frameworks.forms.updates"],
    ["frameworks.filters.followers"],
    ["frameworks.desk.updates"],
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
    "cpd_site.accounts.words",
    "cpd_site.serving.private_sqlite",
    "cpd_site.serving.accept_encoding",
    "cpd_site.accounts.register",
    "cpd_site.accounts.register_text",
    "opportunities.grid.vocabulary",
    "opportunities.grid.web_address",
    "opportunities.grid.snapshot",
    "opportunities.grid.fields",
    "opportunities.grid.patch",
    "opportunities.editing.invisible_characters",
    "opportunities.editing.lines",
    "opportunities.editing.rows_and_columns",
    "opportunities.comparing.sequences",
    "opportunities.comparing.word_diff",
    "opportunities.comparing.diff",
    "opportunities.comparing.change_words",
    "opportunities.comparing.changes",
    "opportunities.merge",
    "opportunities.merge.applying",
    "opportunities.merge.axes",
    "opportunities.merge.cases",
    "opportunities.merge.decisions",
    "opportunities.merge.effects",
    "opportunities.merge.finishing",
    "opportunities.grid.visible",
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
    "opportunities.layout.update_words",
    "opportunities.layout.update_items",
    "opportunities.comparing.copy_comparison",
    "opportunities.comparing.copy_summary",
    "opportunities.merge.impact",
    "opportunities.editing.copies",
    "opportunities.comparing.origins",
    "opportunities.editing.suggestions",
    "opportunities.grid.progression",
    "opportunities.text.glossary",
    "opportunities.text.annotate",
    "opportunities.text.stems",
    "opportunities.layout.grid_index",
    "opportunities.layout.cells",
    "opportunities.search.bits",
    "opportunities.layout.matrix",
    "opportunities.layout.stage",
    "opportunities.layout.comparison",
    "opportunities.layout.ladder",
    "opportunities.text.similarity",
    "opportunities.text.links",
    "opportunities.text.terms",
    "frameworks.checks.labels",
    "frameworks.checks.findings",
    "opportunities.editing.plain_text",
    "frameworks.checks.due_times",
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
