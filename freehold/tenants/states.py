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
