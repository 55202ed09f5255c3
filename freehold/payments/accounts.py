"""Bank accounts of buyers: sealed where they are kept, and shown by their ends alone."""

from collections.abc import Collection
from uuid import UUID

from freehold.kernel.sealed import seal, unseal
from freehold.payments.models import StatementEntry

MOST_ENTRIES = 5  # so many of a buyer's newest are looked at


def sealed(iban: str) -> str:
    """For a column; nothing for none."""
    return seal(iban) if iban else ""


def shown(iban: str) -> str:
    """Country and check digits, and the last four: enough for its owner to know it again."""
    return f"{iban[:4]} … {iban[-4:]}" if len(iban) > 8 else ""


def accounts_of(tenant_id: UUID, buyer_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """From which accounts these buyers of a seller were seen to pay."""
    found: dict[UUID, set[str]] = {}
    for buyer_id in buyer_ids:
        newest = (
            StatementEntry.objects.filter(tenant_id=tenant_id, debtor_id=buyer_id, payment_id__isnull=False)
            .exclude(other_iban_sealed="")
            .order_by("-id")
            .values_list("other_iban_sealed", flat=True)[:MOST_ENTRIES]
        )
        found[buyer_id] = {unseal(one) for one in newest}
    return found
