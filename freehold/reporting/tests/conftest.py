"""Alder's shop, its invoices and those of Meridian to it, on days that a test chooses."""

from freehold.catalog.tests.conftest import notebooks, shop
from freehold.invoicing.tests.conftest import at, billing

__all__ = ["at", "billing", "notebooks", "shop"]
