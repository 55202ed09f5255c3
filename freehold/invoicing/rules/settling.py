"""How much of some money goes to which invoice. Pure."""

from collections.abc import Iterable, MutableMapping, Sequence
from decimal import Decimal
from uuid import UUID

ZERO = Decimal(0)


def spread(amount: Decimal, invoices: Sequence[tuple[UUID, Decimal]]) -> list[tuple[UUID, Decimal]]:
    """An amount over invoices in the order given, each up to what is open of it; those that get nothing are left out."""
    given: list[tuple[UUID, Decimal]] = []
    for invoice_id, open_amount in invoices:
        share = min(amount, open_amount)
        if share > 0:
            given.append((invoice_id, share))
            amount -= share
    return given


def spread_shares(
    amount: Decimal, shares: Iterable[tuple[UUID, Decimal]], still_open: MutableMapping[UUID, Decimal]
) -> list[tuple[UUID, Decimal]]:
    """The same where each invoice has a share that it may get at most. Takes what is given from `still_open`."""
    wanted = [(invoice_id, min(share, still_open.get(invoice_id, ZERO))) for invoice_id, share in shares]
    given = spread(amount, wanted)
    for invoice_id, share in given:
        still_open[invoice_id] -= share
    return given
