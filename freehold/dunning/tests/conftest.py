"""Alder bills Acme, and a mail server of the test's takes what is written."""

from freehold.catalog.tests.conftest import notebooks, shop
from freehold.invoicing.tests.conftest import at, billing, two_months
from freehold.notices.tests.test_send import receiver

__all__ = ["at", "billing", "notebooks", "receiver", "shop", "two_months"]
