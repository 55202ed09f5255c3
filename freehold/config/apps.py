"""Makes the services, and what letters take along, known when Django starts."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The application of settings, addresses and bindings."""

    name = "freehold.config"

    def ready(self) -> None:
        """Register each service under its kind, and what is attached to letters."""
        from freehold.config.letters import RENDERERS  # noqa: PLC0415 - the same
        from freehold.config.services import SERVICES  # noqa: PLC0415 - services have models: ready only now
        from freehold.notices.letters import register as register_renderer  # noqa: PLC0415
        from freehold.provisioning.registry import register  # noqa: PLC0415

        for service in SERVICES:
            register(service)
        for attached, render in RENDERERS.items():
            register_renderer(attached, render)
