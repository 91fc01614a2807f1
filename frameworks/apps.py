from django.apps import AppConfig


class FrameworksConfig(AppConfig):
    name = "frameworks"

    def ready(self) -> None:
        """Connect the receivers of signals, and register the gauges."""
        from frameworks.actions import addresses_of_people, handing_over, search  # noqa: F401
        from frameworks.queries import gauges  # noqa: F401
