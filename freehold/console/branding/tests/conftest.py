"""The DNS of the domains' tests serves here too."""

from freehold.domains.tests.conftest import dns_server, world

__all__ = ["dns_server", "world"]
