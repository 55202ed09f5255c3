"""What the next document of an edge will say."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import get_language

from freehold.invoicing.permissions import SEE_INVOICES
from freehold.invoicing.queries.profiles import edge_seen
from freehold.invoicing.reading import seller_of
from freehold.invoicing.reckoning import drafts_of
from freehold.invoicing.words import told_line
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.money import Money
from freehold.kernel.period import Period, add_months
from freehold.kernel.permission import require

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class NextLine:
    """A line of what is next."""

    name: str
    detail: str
    period: Period
    amount: Money
    subscription: str
    pseudonym: str
    reference: str


@dataclass(frozen=True, slots=True)
class NextInvoice:
    """What the next document of an edge will say, as far as it is known today."""

    cut_off: date
    lines: tuple[NextLine, ...]
    net: Money
    tax: Money
    gross: Money
    tax_name: str


def next_invoice(actor: Actor, *, buyer_id: UUID | None = None) -> NextInvoice | None:
    """What the next document of an edge will say at the beginning of the next month; None when nothing will be owed.

    By the very rules of a run, for what is agreed on and used up to now. Raises: NotFound, NotPermitted.
    """
    edge = edge_seen(actor, buyer_id)
    require(actor, SEE_INVOICES)
    seller = seller_of(edge.seller_id)
    if seller is None:
        return None
    cut_off = add_months(clock.today().replace(day=1), 1)
    drafts, _parked = drafts_of(edge.seller_id, seller, [edge.buyer_id], cut_off, None, stand_in=True)
    if not drafts:
        return None
    currency = drafts[0].currency
    language = get_language() or drafts[0].language
    net, tax, gross = (
        sum((getattr(draft.totals, name) * draft.totals.sign for draft in drafts), ZERO)
        for name in ("net", "tax", "gross")
    )
    return NextInvoice(
        cut_off=cut_off,
        lines=tuple(
            NextLine(
                name=line.due.settled.charge.plan,
                detail=told_line(line.due, language),
                period=line.due.settled.charge.days,
                amount=Money(line.amount, currency),
                subscription=order.number,
                pseudonym=order.pseudonym,
                reference=order.reference,
            )
            for draft in drafts
            for order, line in draft.lines
        ),
        net=Money(net, currency),
        tax=Money(tax, currency),
        gross=Money(gross, currency),
        tax_name=seller.tax_name,
    )
