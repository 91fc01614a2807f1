"""How pytest-xdist distributes the tests to its processes."""

from functools import cached_property
from itertools import groupby

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]


class FileByFile(LoadScopeScheduling):
    """Distributes whole files in the order of collection, so that one process makes what a module
    makes once.

    Tests that commit come last in the collection: those of a file with other tests go separately.
    """

    def __init__(self, config, log=None):
        config.option.loadscopereorder = False
        super().__init__(config, log)

    @cached_property
    def _scopes(self) -> dict[str, str]:
        collection = next(iter(self.registered_collections.values()))
        return {
            nodeid: f"{number} {file}"
            for number, (file, nodeids) in enumerate(groupby(collection, file_of))
            for nodeid in nodeids
        }

    def _split_scope(self, nodeid: str) -> str:
        return self._scopes[nodeid]


def file_of(nodeid: str) -> str:
    return nodeid.partition("::")[0]
