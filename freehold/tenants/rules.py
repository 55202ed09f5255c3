"""What a tenant and its names may be."""

import re

from freehold.tenants.states import TenantKind

SELLERS = frozenset({TenantKind.OPERATOR, TenantKind.PARTNER})
NAME_LENGTH = 120
ACCENT = re.compile(r"#[0-9a-fA-F]{6}")


def may_sell_to(seller: TenantKind, buyer: TenantKind) -> bool:
    """The operator and partners sell to partners and customers, at any depth; a customer sells to nobody."""
    return seller in SELLERS and buyer is not TenantKind.OPERATOR


def is_name(name: str) -> bool:
    """A name that can stand on an invoice: something to read, on one line."""
    return bool(name.strip()) and len(name) <= NAME_LENGTH and name.isprintable()
