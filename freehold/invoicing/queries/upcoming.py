"""What the next document of an edge will say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.translation import get_language

from freehold.invoicing.drafting import Draft, Order
from freehold.invoicing.permissions import SEE_INVOICES
from freehold.invoicing.queries.profiles import edge_seen
from freehold.invoicing.reading import seller_of
from freehold.invoicing.reckoning import drafts_of
from freehold.invoicing.rules.billing import DueLine
from freehold.invoicing.rules.levels import SERVICE_LEVEL
from freehold.invoicing.words import told_line
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.money import Money
from freehold.kernel.period import Period, add_months, period_of
from freehold.kernel.permission import require
from freehold.kernel.pricing import FLAT, SEATS
from freehold.kernel.rating import MINIMUM
from freehold.subscriptions.charged import spans_of

ZERO = Decimal(0)
A_DAY = timedelta(days=1)
BY_AGREEMENT = frozenset({SEATS, FLAT, MINIMUM, SERVICE_LEVEL})


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
    measured_until: date | None = None  # of usage that goes on: the last day that it counts


@dataclass(frozen=True, slots=True)
class NextInvoice:
    """What the next document of an edge will say, as far as it is known today."""

    cut_off: date
    counts_usage: bool  # whether what is used until then comes on top
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
    today = clock.today()
    cut_off = add_months(today.replace(day=1), 1)
    drafts, _parked = drafts_of(edge.seller_id, seller, [edge.buyer_id], cut_off, None, seen_on=today)
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
        counts_usage=_counts_usage(edge.seller_id, drafts, cut_off),
        lines=tuple(
            _line(order, line.due, currency, language, today)
            for draft in drafts
            for order, line in draft.lines
        ),
        net=Money(net, currency),
        tax=Money(tax, currency),
        gross=Money(gross, currency),
        tax_name=seller.tax_name,
    )


def _line(order: Order, due: DueLine, currency: str, language: str, today: date) -> NextLine:
    charge = due.settled.charge
    goes_on = charge.meter not in BY_AGREEMENT and charge.period.end > today
    return NextLine(
        name=charge.plan,
        detail=told_line(due, language),
        period=charge.days,
        amount=Money(due.amount, currency),
        subscription=order.number,
        pseudonym=order.pseudonym,
        reference=order.reference,
        measured_until=today - A_DAY if goes_on else None,
    )


def _counts_usage(seller_id: UUID, drafts: Sequence[Draft], cut_off: date) -> bool:
    """Whether any order on these documents is charged for what it uses until the cut-off."""
    orders = {order.id: order for draft in drafts for order, _line in draft.lines}
    last = cut_off - A_DAY
    for one, spans in spans_of(seller_id, list(orders)).items():
        held = [span for span in spans if span.start <= last and span.is_charged]
        order = orders[one]
        period = period_of(
            max(last, order.began), began=order.began, interval=order.interval, anchor=order.anchor
        )
        if period.end <= cut_off and held and held[-1].terms.counts_usage:
            return True
    return False
