"""Makes the services known when Django starts."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The application of settings, addresses and bindings."""

    name = "freehold.config"

    def ready(self) -> None:
        """Register each service under its kind."""
        from freehold.config.services import SERVICES  # noqa: PLC0415 - services have models: ready only now
        from freehold.provisioning.registry import register  # noqa: PLC0415

        for service in SERVICES:
            register(service)
