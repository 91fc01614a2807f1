from tests.frameworks.followers.conftest import edition, editor, framework

__all__ = ["edition", "editor", "framework"]
