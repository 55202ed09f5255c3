"""Credit an invoice, all or in part, by a credit note."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from freehold.audit.actions.record import record
from freehold.invoicing.document import DocumentKind
from freehold.invoicing.models import Invoice, InvoiceLine
from freehold.invoicing.permissions import CREDIT_INVOICE
from freehold.invoicing.queries.runs import day_of
from freehold.invoicing.reading import Seller, creditable_lines, seller_of, taxes_from
from freehold.invoicing.rules.crediting import Credit, Creditable, credit_of_all, credit_of_part
from freehold.invoicing.rules.numbers import number_of, reference_of
from freehold.invoicing.settling import lock_receivables, settle_note
from freehold.invoicing.words import ONE
from freehold.invoicing.writing import stored_taxes, take_number
from freehold.kernel import clock, ids
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.kernel.money import EXPONENTS
from freehold.kernel.permission import require

LONGEST_REASON = 200
ZERO = Decimal(0)


@transaction.atomic
def credit_invoice(invoice_id: UUID, *, reason: str, actor: Actor, net: Decimal | None = None) -> str:
    """Issue a credit note on an invoice of the actor's own, and return its number: of `net`, or of all that is left.

    All notes of an invoice and all that runs credited of it never exceed it, and the last one takes the rest of the tax too.
    It reduces what is open of the invoice; what goes beyond, as when it was paid, is the buyer's credit.
    Raises: NotFound, NotPermitted, Refused("not_an_invoice", "reason", "nothing_left", "not_an_amount", "too_much").
    """
    invoice = _locked(actor.tenant_id, invoice_id)
    require(actor, CREDIT_INVOICE)
    if invoice.kind != DocumentKind.INVOICE:
        raise Refused("not_an_invoice", _("Only an invoice is credited, a credit note never."))
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise Refused("reason", _("Say why in one line: it stands on the credit note."), field="reason")
    lines = creditable_lines(invoice)
    credit = _credit(invoice, lines, net)
    seller = seller_of(actor.tenant_id)
    if seller is None:
        raise NotFound
    lock_receivables(actor.tenant_id)
    note = _write(invoice, seller, credit, reason)
    settle_note(note)
    enqueue(Job.MAIL_DOCUMENT, tenant_id=note.seller_id, invoice_id=note.id)
    record(
        actor, CREDIT_INVOICE, subject_kind="invoice", subject_id=invoice.number,
        credit_note=note.number, gross=note.gross, reason=reason,
    )  # fmt: skip
    return note.number


def _locked(seller_id: UUID, invoice_id: UUID) -> Invoice:
    """The invoice, which no role may lock by its row; notes of one invoice are written one after the other."""
    found = Invoice.objects.filter(seller_id=seller_id, id=invoice_id).first()
    if found is None:
        raise NotFound
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"credit:{found.id}"])
    return found


def _credit(invoice: Invoice, lines: Sequence[Creditable], net: Decimal | None) -> Credit:
    left = sum((line.left for line in lines), ZERO)
    if left <= 0:
        raise Refused("nothing_left", _("All of this invoice has been credited."))
    notes = Invoice.objects.filter(corrects_id=invoice.id).values_list("taxes", flat=True)
    billed, credited = taxes_from(invoice.taxes), [one for taxes in notes for one in taxes_from(taxes)]
    if net is None:
        return credit_of_all(lines, billed, credited, currency=invoice.currency)
    if not net.is_finite() or net <= 0 or net != round(net, EXPONENTS[invoice.currency]):
        raise Refused("not_an_amount", _("Give an amount of more than 0, to the cent."), field="net")
    if net > left:
        raise Refused(
            "too_much",
            _("At most %(left)s %(currency)s of this invoice are left to credit.")
            % {"left": left, "currency": invoice.currency},
            field="net",
        )
    return credit_of_part(lines, net, billed, credited, currency=invoice.currency)


def _write(invoice: Invoice, seller: Seller, credit: Credit, reason: str) -> Invoice:
    today = day_of(invoice.seller_id, clock.now())
    issued_on = max(today, invoice.issued_on)
    place = take_number(invoice.seller_id, seller.credit_note_prefix)
    note = Invoice.objects.create(
        seller_id=invoice.seller_id,
        buyer_id=invoice.buyer_id,
        kind=DocumentKind.CREDIT_NOTE,
        number=number_of(seller.credit_note_prefix, place),
        issued_on=issued_on,
        due_on=issued_on,
        period_start=invoice.period_start,
        period_end=invoice.period_end,
        currency=invoice.currency,
        language=invoice.language,
        net=credit.net,
        tax=credit.tax,
        gross=credit.gross,
        tax_name=invoice.tax_name,
        taxes=stored_taxes(credit.taxes, invoice.language),
        seller_profile_id=invoice.seller_profile_id,
        buyer_profile_id=invoice.buyer_profile_id,
        corrects_id=invoice.id,
        payment_reference=reference_of(seller.credit_note_prefix, place),
        note=reason,
        created_at=clock.now(),
    )
    InvoiceLine.objects.bulk_create(_lines(invoice, note, credit))
    return note


def _lines(invoice: Invoice, note: Invoice, credit: Credit) -> Iterable[InvoiceLine]:
    billed = {line.number: line for line in InvoiceLine.objects.filter(invoice_id=invoice.id)}
    for place, (number, amount) in enumerate(credit.lines.items(), start=1):
        line = billed[number]
        is_whole = amount == line.amount
        with override(invoice.language):
            detail = _("Credit on %(number)s: %(what)s") % {"number": invoice.number, "what": line.detail}
        yield InvoiceLine(
            id=ids.new_id(),
            seller_id=note.seller_id,
            buyer_id=note.buyer_id,
            invoice_id=note.id,
            number=place,
            name=line.name,
            detail=detail,
            period_start=line.period_start,
            period_end=line.period_end,
            quantity=line.quantity if is_whole else Decimal(1 if amount > 0 else -1),
            unit=line.unit if is_whole else ONE,
            unit_price=line.unit_price if is_whole else abs(amount),
            amount=amount,
            category=line.category,
            rate=line.rate,
            subscription_id=line.subscription_id,
            subscription=line.subscription,
            meter=line.meter,
            reference=line.reference,
            pseudonym=line.pseudonym,
            corrects=invoice.number,
            corrects_number=number,
            created_at=note.created_at,
        )
