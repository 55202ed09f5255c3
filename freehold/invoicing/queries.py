"""Invoices as pages, the API and other packages read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from freehold.invoicing.document import (
    DocumentKind,
    InvoiceDocument,
    Line,
    Party,
    PaymentTerms,
    TaxCategory,
    TaxTotal,
)
from freehold.invoicing.documents.brand import Brand
from freehold.invoicing.documents.forms import Form, Rendered, render, render_journal
from freehold.invoicing.ledger import entries_of_invoice
from freehold.invoicing.models import (
    Allocation,
    BuyerProfile,
    Chunk,
    Invoice,
    InvoiceLine,
    Parked,
    Run,
    SellerProfile,
)
from freehold.invoicing.permissions import SEE_INVOICES
from freehold.invoicing.reading import newest_profile, seller_of
from freehold.invoicing.receivables import settled_of
from freehold.invoicing.reckoning import drafts_of
from freehold.invoicing.rules.parties import BuyerFacts, SellerFacts
from freehold.invoicing.rules.standing import standing_of
from freehold.invoicing.states import ParkReason, Regime, Standing
from freehold.invoicing.words import told_line
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.money import Money
from freehold.kernel.period import Period, add_months
from freehold.kernel.permission import may, require
from freehold.tenants.permissions import SEE_CUSTOMERS
from freehold.tenants.queries import EdgeFacts, brand_of, find_edge, find_logo, get_tenant, names_of_buyers
from freehold.tenants.queries import buyers_of as tenants_buyers

PAGE = 50
MOST_MATCHES = 200
ZERO = Decimal(0)
MOST_PARKED = 500
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
CUT_OFF_HOUR = 4  # of the seller's zone: by then the usage of the UTC day before is read


def day_of(seller_id: UUID, at: datetime) -> date:
    """The day in a seller's billing zone."""
    return at.astimezone(ZoneInfo(get_tenant(seller_id).time_zone)).date()


def sellers_due(at: datetime, *, after: UUID | None = None, limit: int = 500) -> list[UUID]:
    """For the worker's sweep: sellers whose run is due, or stopped in the middle, by id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from definer.sellers_due(%s, %s, %s, %s)",
            [at, CUT_OFF_HOUR, after or UUID(int=0), limit],
        )
        return [seller_id for (seller_id,) in cursor.fetchall()]


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


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A run and how far it is."""

    id: UUID
    cut_off: date
    began_at: datetime
    finished_at: datetime | None
    chunks: int
    chunks_done: int
    documents: int
    parked: int


@dataclass(frozen=True, slots=True)
class SellerProfileFacts:
    """How a seller stands on its invoices, and the version; version 0 when it has not said so yet."""

    facts: SellerFacts | None
    version: int


@dataclass(frozen=True, slots=True)
class BuyerProfileFacts:
    """How a buyer stands on its seller's invoices, and the version."""

    facts: BuyerFacts | None
    version: int
    buyer_id: UUID
    buyer_name: str


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


def read_document(actor: Actor, invoice_id: UUID) -> InvoiceDocument:
    """The same, for a person. Raises: NotFound, NotPermitted."""
    document = document_of(invoice_id)
    require(actor, SEE_INVOICES)
    return document


def render_document(actor: Actor, invoice_id: UUID, form: Form) -> Rendered:
    """A document as a file, under the brand of its seller; the journal has what was paid too. Raises: NotFound, NotPermitted."""
    document = read_document(actor, invoice_id)
    if form is Form.JOURNAL:
        payments = entries_of_invoice(invoice_id, number=document.number, counterparty=document.buyer.name)
        return render_journal(document, payments)
    return _rendered(invoice_id, document, form)


def rendered_pdf(invoice_id: UUID) -> Rendered:
    """A document as a letter takes it along, in the scope of its seller. Raises: NotFound."""
    return _rendered(invoice_id, document_of(invoice_id), Form.PDF)


def _rendered(invoice_id: UUID, document: InvoiceDocument, form: Form) -> Rendered:
    seller_id = Invoice.objects.values_list("seller_id", flat=True).get(id=invoice_id)
    brand, logo = brand_of(seller_id), find_logo(seller_id)
    shown = (
        Brand(brand.name, brand.accent, logo[0] if logo else b"") if brand else Brand(document.seller.name)
    )
    return render(document, form, shown)


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


def list_runs(actor: Actor, *, limit: int = 20) -> list[RunFacts]:
    """The newest runs of the seller. Raises: NotPermitted."""
    require(actor, SEE_INVOICES)
    found = list(Run.objects.filter(tenant_id=actor.tenant_id).order_by("-id")[:limit])
    ids = [run.id for run in found]
    chunks = {
        run_id: (every, done)
        for run_id, every, done in Chunk.objects.filter(run_id__in=ids)
        .order_by()
        .values_list("run_id")
        .annotate(Count("id"), Count("done_at"))
    }
    documents = dict(
        Invoice.objects.filter(run_id__in=ids).order_by().values_list("run_id").annotate(Count("id"))
    )
    parked = dict(
        Parked.objects.filter(run_id__in=ids).order_by().values_list("run_id").annotate(Count("id"))
    )
    return [
        RunFacts(
            id=run.id,
            cut_off=run.cut_off,
            began_at=run.created_at,
            finished_at=run.finished_at,
            chunks=chunks.get(run.id, (0, 0))[0],
            chunks_done=chunks.get(run.id, (0, 0))[1],
            documents=documents.get(run.id, 0),
            parked=parked.get(run.id, 0),
        )
        for run in found
    ]


def own_seller_profile(actor: Actor) -> SellerProfileFacts:
    """How the actor's tenant stands on its invoices. Raises: NotPermitted."""
    require(actor, SEE_INVOICES)
    found = newest_profile(actor.tenant_id)
    if found is None:
        return SellerProfileFacts(None, 0)
    facts = SellerFacts(**{field.name: getattr(found, field.name) for field in fields(SellerFacts)})
    return SellerProfileFacts(replace(facts, regime=Regime(found.regime)), found.version)


def buyer_profile(actor: Actor, *, buyer_id: UUID | None = None) -> BuyerProfileFacts:
    """How the actor's tenant stands on its seller's invoices, or its buyer on its own.

    Raises: NotFound, NotPermitted.
    """
    edge = _edge(actor, buyer_id)
    require(actor, SEE_INVOICES)
    own = BuyerProfile.objects.filter(seller_id=edge.seller_id, buyer_id=edge.buyer_id)
    found = own.order_by("-version").first()
    if found is None:
        return BuyerProfileFacts(None, 0, edge.buyer_id, edge.buyer_name)
    facts = BuyerFacts(**{field.name: getattr(found, field.name) for field in fields(BuyerFacts)})
    return BuyerProfileFacts(facts, found.version, edge.buyer_id, edge.buyer_name)


def next_invoice(actor: Actor, *, buyer_id: UUID | None = None) -> NextInvoice | None:
    """What the next document of an edge will say at the beginning of the next month; None when nothing will be owed.

    By the very rules of a run, for what is agreed on and used up to now. Raises: NotFound, NotPermitted.
    """
    edge = _edge(actor, buyer_id)
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


def _edge(actor: Actor, buyer_id: UUID | None) -> EdgeFacts:
    edge = find_edge(buyer_id or actor.tenant_id)
    if edge is None or actor.tenant_id not in {edge.buyer_id, edge.seller_id}:
        raise NotFound
    return edge


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


@dataclass(frozen=True, slots=True)
class ParkedBuyer:
    """A buyer that the newest run passed over."""

    run_id: UUID
    cut_off: date
    buyer_id: UUID
    buyer_name: str
    reason: ParkReason
    detail: str


def parked_buyers(actor: Actor) -> list[ParkedBuyer]:
    """Whom the seller's newest run passed over, and why; empty once a run has billed them. Raises: NotPermitted."""
    require(actor, SEE_INVOICES)
    run = Run.objects.filter(tenant_id=actor.tenant_id).order_by("-id").first()
    if run is None:
        return []
    found = list(Parked.objects.filter(run_id=run.id).order_by("id")[:MOST_PARKED])
    names = names_of_buyers(actor.tenant_id, [one.debtor_id for one in found])
    return [
        ParkedBuyer(
            run_id=run.id,
            cut_off=run.cut_off,
            buyer_id=one.debtor_id,
            buyer_name=names.get(one.debtor_id, ""),
            reason=ParkReason(one.reason),
            detail=one.detail,
        )
        for one in found
    ]


def document_of(invoice_id: UUID) -> InvoiceDocument:
    """One document whole, in the scope of its seller or its buyer. Raises: NotFound."""
    found = Invoice.objects.filter(id=invoice_id).first()
    if found is None:
        raise NotFound
    (document,) = _documents([found])
    return document


def documents_of(invoice_ids: Sequence[UUID]) -> list[InvoiceDocument]:
    """Many of them in five queries, in the order asked for; what the scope does not see is left out."""
    found = {invoice.id: invoice for invoice in Invoice.objects.filter(id__in=invoice_ids)}
    return _documents([found[one] for one in invoice_ids if one in found])


def _documents(invoices: Sequence[Invoice]) -> list[InvoiceDocument]:
    sellers = SellerProfile.objects.in_bulk({one.seller_profile_id for one in invoices})
    buyers = BuyerProfile.objects.in_bulk({one.buyer_profile_id for one in invoices})
    corrected = Invoice.objects.in_bulk({one.corrects_id for one in invoices if one.corrects_id})
    lines: dict[UUID, list[Line]] = {one.id: [] for one in invoices}
    for line in InvoiceLine.objects.filter(invoice_id__in=lines).order_by("invoice_id", "number"):
        lines[line.invoice_id].append(_line(line))
    return [
        _document(
            one,
            sellers[one.seller_profile_id],
            buyers[one.buyer_profile_id],
            tuple(lines[one.id]),
            corrected.get(one.corrects_id) if one.corrects_id else None,
        )
        for one in invoices
    ]


def _document(
    invoice: Invoice,
    seller: SellerProfile,
    buyer: BuyerProfile,
    lines: tuple[Line, ...],
    corrected: Invoice | None,
) -> InvoiceDocument:
    return InvoiceDocument(
        kind=DocumentKind(invoice.kind),
        number=invoice.number,
        issued_on=invoice.issued_on,
        currency=invoice.currency,
        language=invoice.language,
        seller=_seller(seller),
        buyer=_buyer(buyer),
        period=Period(invoice.period_start, invoice.period_end),
        lines=lines,
        taxes=tuple(_tax(one) for one in invoice.taxes),
        net=invoice.net,
        tax=invoice.tax,
        gross=invoice.gross,
        payment=PaymentTerms(
            due_on=invoice.due_on,
            reference=invoice.payment_reference,
            iban=seller.iban,
            bic=seller.bic,
            holder=seller.legal_name if seller.iban else "",
        ),
        tax_name=invoice.tax_name,
        account=str(invoice.buyer_id),
        buyer_reference=buyer.reference,
        corrects=corrected.number if corrected else "",
        corrects_issued_on=corrected.issued_on if corrected else None,
        note=invoice.note,
    )


def _seller(profile: SellerProfile) -> Party:
    return Party(
        name=profile.legal_name,
        street=profile.street,
        postcode=profile.postcode,
        city=profile.city,
        country=profile.country,
        tax_id=profile.tax_id,
        tax_number=profile.tax_number,
        registration=profile.registration,
        contact=profile.contact,
        email=profile.email,
        phone=profile.phone,
    )


def _buyer(profile: BuyerProfile) -> Party:
    return Party(
        name=profile.legal_name,
        street=profile.street,
        postcode=profile.postcode,
        city=profile.city,
        country=profile.country,
        tax_id=profile.tax_id,
        email=profile.email,
    )


def _line(line: InvoiceLine) -> Line:
    return Line(
        number=line.number,
        name=line.name,
        detail=line.detail,
        period=Period(line.period_start, line.period_end),
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        amount=line.amount,
        category=TaxCategory(line.category),
        rate=line.rate,
        subscription=line.subscription,
        meter=line.meter,
        reference=line.reference,
        pseudonym=line.pseudonym,
    )


def _tax(stored: dict[str, str]) -> TaxTotal:
    return TaxTotal(
        category=TaxCategory(stored["category"]),
        rate=Decimal(stored["rate"]),
        base=Decimal(stored["base"]),
        amount=Decimal(stored["amount"]),
        reason=stored["reason"],
    )
