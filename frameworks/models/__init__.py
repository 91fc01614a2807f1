"""Who publishes which grid, and when."""

from frameworks.models.edition import Edition, EditionLocked
from frameworks.models.event import Event
from frameworks.models.framework import Framework
from frameworks.models.presence import Presence
from frameworks.models.shown import Shown

__all__ = ["Edition", "EditionLocked", "Event", "Framework", "Presence", "Shown"]
