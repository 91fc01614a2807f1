"""Who publishes which grid, and when."""

from frameworks.models.edition import Edition
from frameworks.models.event import Event
from frameworks.models.framework import Framework

__all__ = ["Edition", "Event", "Framework"]
