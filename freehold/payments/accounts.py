"""Bank accounts of buyers: sealed where they are kept, and shown by their ends alone."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from freehold.kernel.sealed import seal, unseal

NEWEST = """
    select buyer.id, newest.other_iban_sealed
    from unnest(%s::uuid[]) as buyer (id)
    cross join lateral (
        select other_iban_sealed from payments_statemententry
        where tenant_id = %s and debtor_id = buyer.id and payment_id is not null and other_iban_sealed <> ''
        order by id desc limit %s
    ) newest
"""
MOST_ENTRIES = 5  # so many of a buyer's newest are looked at


def sealed(iban: str) -> str:
    """For a column; nothing for none."""
    return seal(iban) if iban else ""


def shown(iban: str) -> str:
    """Country and check digits, and the last four: enough for its owner to know it again."""
    return f"{iban[:4]} … {iban[-4:]}" if len(iban) > 8 else ""


def accounts_of(tenant_id: UUID, buyer_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """From which accounts these buyers of a seller were seen to pay."""
    found: dict[UUID, set[str]] = {buyer_id: set() for buyer_id in buyer_ids}
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [list(found), tenant_id, MOST_ENTRIES])
        for buyer_id, iban_sealed in cursor.fetchall():
            found[buyer_id].add(unseal(iban_sealed))
    return found
