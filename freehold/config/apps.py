"""Makes the services, what letters take along, who knows what was billed, and what fields say, known when Django starts."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The application of settings, addresses and bindings."""

    name = "freehold.config"

    def ready(self) -> None:
        """Register services by kind, what letters take along, who knows what was billed and is debited; say what fields say."""
        from freehold.config.letters import RENDERERS  # noqa: PLC0415 - the same
        from freehold.config.services import SERVICES  # noqa: PLC0415 - services have models: ready only now
        from freehold.invoicing.collected import register as register_debits  # noqa: PLC0415 - the same
        from freehold.invoicing.reading import standing_of  # noqa: PLC0415 - the same
        from freehold.notices.letters import register as register_renderer  # noqa: PLC0415
        from freehold.payments.debiting import debited  # noqa: PLC0415
        from freehold.provisioning.registry import register  # noqa: PLC0415
        from freehold.subscriptions.standing import register as register_reader  # noqa: PLC0415
        from freehold.ui.field_words import say_what_to_do  # noqa: PLC0415

        say_what_to_do()
        for service in SERVICES:
            register(service)
        for attached, render in RENDERERS.items():
            register_renderer(attached, render)
        register_reader(standing_of)
        register_debits(debited)
