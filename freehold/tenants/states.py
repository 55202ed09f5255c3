"""Kinds and states of a tenant."""

from enum import StrEnum


class TenantKind(StrEnum):
    """Where a tenant stands in the tree."""

    OPERATOR = "operator"
    PARTNER = "partner"
    CUSTOMER = "customer"


class TenantState(StrEnum):
    """Whether a tenant's people may sign in and act."""

    ACTIVE = "active"
    CLOSED = "closed"


class LogoPlace(StrEnum):
    """Where the logo stands on invoices."""

    LEFT = "left"
    RIGHT = "right"
    NONE = "none"


class AccentUse(StrEnum):
    """What bears the brand's colour on invoices."""

    RULES = "rules"  # headings and lines
    BAND = "band"  # a band across the top of the page as well
    NONE = "none"  # all of it is grey
