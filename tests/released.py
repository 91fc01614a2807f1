"""The newest migrations of the previous release: what a site that upgrades has applied.

Update them right after each release (CONTRIBUTING, "Release").
"""

from collections.abc import Iterator

from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader

RELEASED = [
    ("cpd_site", "0010_mail_domains"),
    ("frameworks", "0029_comments"),
    ("opportunities", "0005_revision_of_an_open_grid"),
]


def migrations_since(loader: MigrationLoader) -> Iterator[Migration]:
    """Yield our migrations after `RELEASED`, in the order in which they run."""
    graph = loader.graph
    done = {node for target in RELEASED for node in graph.forwards_plan(target)}
    for app, _ in RELEASED:
        for node in graph.forwards_plan(graph.leaf_nodes(app)[0]):
            if node not in done and node[0] in dict(RELEASED):
                done.add(node)
                yield graph.nodes[node]
