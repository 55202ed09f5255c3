"""Documents in lists, and their sums, as one end of an edge sees them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.db.models import Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from freehold.invoicing.document import (
    DocumentKind,
)
from freehold.invoicing.models import (
    Allocation,
    Invoice,
    SellerProfile,
)
from freehold.invoicing.permissions import SEE_INVOICES
from freehold.invoicing.queries.runs import day_of
from freehold.invoicing.receivables import settled_of
from freehold.invoicing.rules.standing import standing_of
from freehold.invoicing.states import Standing
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.money import Money
from freehold.kernel.period import Period
from freehold.kernel.permission import may, require
from freehold.tenants.permissions import SEE_CUSTOMERS
from freehold.tenants.queries import buyers_of as tenants_buyers
from freehold.tenants.queries import names_of_buyers

PAGE = 50


MOST_MATCHES = 200


ZERO = Decimal(0)


MONEY = DecimalField(max_digits=14, decimal_places=2)


BY_STANDING = """
    select currency, standing, count(*), sum(case when standing in ('open', 'overdue') then gross - settled else gross end)
    from (
        select i.currency, i.gross, coalesce(a.settled, 0) as settled,
               case when i.gross > coalesce(a.settled, 0)
                    then case when i.due_on < %(today)s then 'overdue' else 'open' end
                    when coalesce(a.paid, 0) = 0 and a.settled > 0 then 'credited' else 'paid' end as standing
        from invoicing_invoice i
        left join lateral (
            select sum(amount) as settled, sum(amount) filter (where payment_id is not null) as paid
            from invoicing_allocation where invoice_id = i.id
        ) a on true
        where i.{own} = %(own)s and i.kind = 'invoice'
          and (%(since)s::date is null or i.issued_on >= %(since)s or i.gross > coalesce(a.settled, 0))
    ) standing_now
    group by currency, standing order by currency, standing
"""

OVERDUE = """
    select '{side}', i.currency, count(*), sum(i.gross - coalesce(a.settled, 0))
    from invoicing_invoice i
    left join lateral (
        select sum(amount) as settled from invoicing_allocation where invoice_id = i.id
    ) a on true
    where i.{own} = %(own)s and i.kind = 'invoice' and i.due_on < %(today)s and i.gross > coalesce(a.settled, 0)
    group by i.currency
"""


class InvoiceSide(StrEnum):
    """Which end of the edge looks: what one has issued, or what one has received."""

    ISSUED = "issued"
    RECEIVED = "received"


class InvoiceOrder(StrEnum):
    """How a list is sorted, by id within equals; a minus turns it round."""

    NEWEST = "-issued"
    OLDEST = "issued"
    AMOUNT = "amount"
    AMOUNT_DOWN = "-amount"
    DUE = "due"
    DUE_DOWN = "-due"

    @property
    def field(self) -> str:
        """The column that leads; the id alone where it is the age."""
        return {"amount": "gross", "due": "due_on"}.get(self.removeprefix("-"), "")

    @property
    def is_down(self) -> bool:
        """Whether the largest comes first, or the newest."""
        return self.startswith("-")


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """A document in a list, as one end of its edge sees it."""

    id: UUID
    number: str
    kind: DocumentKind
    side: InvoiceSide
    seller_id: UUID
    buyer_id: UUID
    other_name: str  # for the seller what it calls its buyer, for the buyer its seller's legal name
    issued_on: date
    due_on: date
    period: Period
    net: Money
    tax: Money
    gross: Money
    corrects_id: UUID | None
    note: str
    standing: Standing | None  # None: a credit note
    open: Money  # what is still to be paid


@dataclass(frozen=True, slots=True)
class Sums:
    """What was issued in one currency: invoices, what credit notes took back, and what is left of it."""

    currency: str
    invoices: int
    credit_notes: int
    invoiced: Money
    credited: Money

    @property
    def left(self) -> Money:
        """Invoices less credit notes, tax within."""
        return self.invoiced + self.credited * -1


@dataclass(frozen=True, slots=True)
class StandingSum:
    """How many invoices of one currency stand in one way, and how much that is: what is open of them, or what they were."""

    currency: str
    standing: Standing
    invoices: int
    amount: Money


def list_invoices(
    actor: Actor,
    *,
    side: InvoiceSide,
    buyer_id: UUID | None = None,
    kinds: Collection[DocumentKind] = (),
    standings: Collection[Standing] = (),
    search: str = "",
    order: InvoiceOrder = InvoiceOrder.NEWEST,
    after: tuple[str, UUID] | None = None,
    limit: int = PAGE,
) -> list[InvoiceFacts]:
    """What the actor's tenant has issued or received; `after` is the `place` of the last one seen.

    A search looks at numbers, notes, and the names of one's own buyers (the first 200 that match).
    Raises: NotPermitted, Refused("bad_cursor").
    """
    if not search.isprintable():
        return []
    found = _of_side(actor, side)
    if buyer_id is not None:
        found = found.filter(buyer_id=buyer_id)
    if kinds:
        found = found.filter(kind__in=list(kinds))
    if standings:
        found = _standing_so(found, standings, today=day_of(actor.tenant_id, clock.now()))
    if search:
        matches = Q(number__icontains=search) | Q(note__icontains=search)
        if side is InvoiceSide.ISSUED and may(actor, SEE_CUSTOMERS):
            own = [buyer.tenant_id for buyer in tenants_buyers(actor, search=search, limit=MOST_MATCHES)]
            matches |= Q(buyer_id__in=own)
        found = found.filter(matches)
    return _facts_of(actor, side, list(_sorted(found, order, after)[:limit]))


def place(invoice: InvoiceFacts, order: InvoiceOrder) -> tuple[str, UUID]:
    """Where a document stands in a list so sorted, for the next page."""
    if order.field == "gross":
        return str(invoice.gross.amount), invoice.id
    return (str(invoice.due_on) if order.field else ""), invoice.id


def get_invoice(actor: Actor, invoice_id: UUID) -> InvoiceFacts:
    """One document. Raises: NotFound, NotPermitted."""
    found = Invoice.objects.filter(id=invoice_id).first()
    if found is None:
        raise NotFound
    side = InvoiceSide.ISSUED if found.seller_id == actor.tenant_id else InvoiceSide.RECEIVED
    require(actor, SEE_INVOICES)
    return _facts_of(actor, side, [found])[0]


def find_issued(actor: Actor, number: str) -> UUID:
    """The id of a document that the actor's tenant has issued. Raises: NotFound, NotPermitted."""
    require(actor, SEE_INVOICES)
    found = Invoice.objects.filter(seller_id=actor.tenant_id, number=number.strip()).first()
    if found is None:
        raise NotFound
    return found.id


def notes_of(actor: Actor, invoice_id: UUID) -> list[InvoiceFacts]:
    """The credit notes on an invoice, the oldest first. Raises: NotPermitted."""
    require(actor, SEE_INVOICES)
    found = list(Invoice.objects.filter(corrects_id=invoice_id).order_by("id"))
    side = InvoiceSide.ISSUED if found and found[0].seller_id == actor.tenant_id else InvoiceSide.RECEIVED
    return _facts_of(actor, side, found)


def sums(actor: Actor, *, side: InvoiceSide, since: date | None = None) -> list[Sums]:
    """What was issued or received since a day, by currency; currencies are never added up. Raises: NotPermitted."""
    found = _of_side(actor, side)
    if since is not None:
        found = found.filter(issued_on__gte=since)
    is_invoice, is_note = Q(kind=DocumentKind.INVOICE), Q(kind=DocumentKind.CREDIT_NOTE)
    rows = (
        found.order_by()
        .values("currency")
        .annotate(
            invoices=Count("id", filter=is_invoice),
            notes=Count("id", filter=is_note),
            invoiced=Sum("gross", filter=is_invoice),
            credited=Sum("gross", filter=is_note),
        )
        .order_by("currency")
        .values_list("currency", "invoices", "notes", "invoiced", "credited")
    )
    return [
        Sums(currency, invoices, notes, Money(invoiced or ZERO, currency), Money(credited or ZERO, currency))
        for currency, invoices, notes, invoiced, credited in rows
    ]


def sums_by_standing(actor: Actor, *, side: InvoiceSide, since: date | None = None) -> list[StandingSum]:
    """How invoices stand, by currency: all that are open, and those paid or credited that were issued since a day.

    Raises: NotPermitted.
    """
    require(actor, SEE_INVOICES)
    own = "seller_id" if side is InvoiceSide.ISSUED else "buyer_id"
    with connection.cursor() as cursor:
        cursor.execute(
            BY_STANDING.format(own=own),
            {"own": actor.tenant_id, "today": day_of(actor.tenant_id, clock.now()), "since": since},
        )
        return [
            StandingSum(currency, Standing(standing), count, Money(amount, currency))
            for currency, standing, count, amount in cursor.fetchall()
        ]


def overdue_sums(actor: Actor) -> list[tuple[InvoiceSide, StandingSum]]:
    """What is overdue on either side, by currency, and nothing else. Raises: NotPermitted."""
    require(actor, SEE_INVOICES)
    both = {InvoiceSide.ISSUED: "seller_id", InvoiceSide.RECEIVED: "buyer_id"}
    found = " union all ".join(OVERDUE.format(side=side, own=own) for side, own in both.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"{found} order by 1, 2",
            {"own": actor.tenant_id, "today": day_of(actor.tenant_id, clock.now())},
        )
        return [
            (InvoiceSide(side), StandingSum(currency, Standing.OVERDUE, count, Money(amount, currency)))
            for side, currency, count, amount in cursor.fetchall()
        ]


def _of_side(actor: Actor, side: InvoiceSide) -> "QuerySet[Invoice]":
    require(actor, SEE_INVOICES)
    if side is InvoiceSide.ISSUED:
        return Invoice.objects.filter(seller_id=actor.tenant_id)
    return Invoice.objects.filter(buyer_id=actor.tenant_id)


def _standing_so(
    found: "QuerySet[Invoice]", standings: Collection[Standing], *, today: date
) -> "QuerySet[Invoice]":
    """By the rule of `standing_of`, in the database."""
    taken = Allocation.objects.filter(invoice_id=OuterRef("id")).order_by().values("invoice_id")
    found = found.filter(kind=DocumentKind.INVOICE).annotate(
        settled=Coalesce(Subquery(taken.annotate(sum=Sum("amount")).values("sum")), ZERO, output_field=MONEY),
        was_paid=Coalesce(
            Subquery(taken.annotate(sum=Sum("amount", filter=Q(payment_id__isnull=False))).values("sum")),
            ZERO,
            output_field=MONEY,
        ),
    )
    is_open = Q(gross__gt=F("settled"))
    is_credited = ~is_open & Q(was_paid=0, settled__gt=0)
    wanted = {
        Standing.OPEN: is_open & Q(due_on__gte=today),
        Standing.OVERDUE: is_open & Q(due_on__lt=today),
        Standing.CREDITED: is_credited,
        Standing.PAID: ~is_open & ~is_credited,
    }
    either = Q(pk__in=[])
    for standing in standings:
        either |= wanted[standing]
    return found.filter(either)


def _sorted(
    found: "QuerySet[Invoice]", order: InvoiceOrder, after: tuple[str, UUID] | None
) -> "QuerySet[Invoice]":
    field, turn, beyond = order.field, "-" if order.is_down else "", "lt" if order.is_down else "gt"
    if after:
        value, last = after
        later = Q(**{f"id__{beyond}": last})
        if field:
            stood = _read_value(field, value)
            later = Q(**{f"{field}__{beyond}": stood}) | Q(**{field: stood}) & later
        found = found.filter(later)
    return found.order_by(*([f"{turn}{field}"] if field else []), f"{turn}id")


def _read_value(field: str, value: str) -> Decimal | date:
    try:
        read = Decimal(value) if field == "gross" else date.fromisoformat(value)
    except (InvalidOperation, ValueError) as error:
        raise Refused("bad_cursor", _("This cursor belongs to another order."), field="cursor") from error
    if isinstance(read, Decimal) and not read.is_finite():
        raise Refused("bad_cursor", _("This cursor belongs to another order."), field="cursor")
    return read


def _facts_of(actor: Actor, side: InvoiceSide, found: Sequence[Invoice]) -> list[InvoiceFacts]:
    if side is InvoiceSide.ISSUED:
        others = names_of_buyers(actor.tenant_id, {one.buyer_id for one in found})
    else:
        profiles = SellerProfile.objects.in_bulk({one.seller_profile_id for one in found})
        others = {profile.tenant_id: profile.legal_name for profile in profiles.values()}
    settled = settled_of([one.id for one in found])
    today = day_of(actor.tenant_id, clock.now())
    return [
        InvoiceFacts(
            id=one.id,
            number=one.number,
            kind=DocumentKind(one.kind),
            side=side,
            seller_id=one.seller_id,
            buyer_id=one.buyer_id,
            other_name=others.get(one.buyer_id if side is InvoiceSide.ISSUED else one.seller_id, ""),
            issued_on=one.issued_on,
            due_on=one.due_on,
            period=Period(one.period_start, one.period_end),
            net=Money(one.net, one.currency),
            tax=Money(one.tax, one.currency),
            gross=Money(one.gross, one.currency),
            corrects_id=one.corrects_id,
            note=one.note,
            standing=standing_of(
                one.gross, *settled.get(one.id, (ZERO, ZERO)), due_on=one.due_on, today=today
            )
            if one.kind == DocumentKind.INVOICE
            else None,
            open=Money(
                one.gross - sum(settled.get(one.id, ()), ZERO) if one.kind == DocumentKind.INVOICE else ZERO,
                one.currency,
            ),
        )
        for one in found
    ]
