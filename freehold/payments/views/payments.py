"""Payments in a list, one of them and where it went, and what a person does with it."""

from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.delegation.request import SignedInRequest
from freehold.invoicing.actions.allocate_payment import allocate_payment
from freehold.invoicing.actions.pay_back import pay_back
from freehold.invoicing.actions.record_payment import record_payment
from freehold.invoicing.actions.release_payment import release_payment
from freehold.invoicing.ledger import (
    OpenInvoice,
    buyer_credits,
    get_source,
    list_payments,
    moved_from,
    open_invoices,
)
from freehold.invoicing.permissions import PAY_BACK, RECORD_PAYMENT, UNDO_PAYMENT
from freehold.kernel import clock
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import may
from freehold.kernel.schemas import part_of
from freehold.payments.actions.take_back_payment import take_back_payment
from freehold.payments.forms import BuyerPaymentForm, PayBackForm, ReasonForm
from freehold.payments.permissions import SEE_PAYMENTS
from freehold.payments.queries import count_waiting
from freehold.payments.views.shared import invoice_choices, tabs, warn_of_debits
from freehold.tenants.queries import buyer_place, buyers_of, get_former_or_present_buyer
from freehold.ui.paging import place_in

PAGE = 50


@require_safe
def payments(request: SignedInRequest) -> HttpResponse:
    """What came in and went back, and what buyers have as credit."""
    search = request.GET.get("q", "").strip()[:100]
    found = list_payments(request.actor, search=search, after=place_in(request, UUID), limit=PAGE + 1)
    part = part_of(found, limit=PAGE, place=lambda one: one.id)
    return render(
        request,
        "payments/list.html",
        {
            "tabs": tabs(request),
            "payments": part.items,
            "next": part.next,
            "credits": buyer_credits(request.actor)[:PAGE],
            "waiting": count_waiting(request.actor) if may(request.actor, SEE_PAYMENTS) else 0,
            "may_record": may(request.actor, RECORD_PAYMENT),
            "is_narrowed": bool(search),
        },
    )


@require_safe
def choose_buyer(request: SignedInRequest) -> HttpResponse:
    """Whose payment is recorded."""
    search = request.GET.get("q", "").strip()[:100]
    after = place_in(request, tuple[str, UUID])
    part = part_of(
        buyers_of(request.actor, search=search, after=after, limit=PAGE + 1), limit=PAGE, place=buyer_place
    )
    return render(
        request,
        "payments/choose_buyer.html",
        {"buyers": part.items, "next": part.next, "is_narrowed": bool(search)},
    )


@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest, buyer_id: UUID) -> HttpResponse:
    """Record what a buyer paid."""
    buyer = get_former_or_present_buyer(request.actor, buyer_id)
    owed = open_invoices(request.actor, buyer_id=buyer_id)
    currencies = sorted({buyer.currency, *(one.open.currency for one in owed)})
    form = BuyerPaymentForm(
        request.POST or None,
        invoices=invoice_choices(owed, with_buyer=False),
        currencies=[(currency, currency) for currency in currencies],
        initial={"received_on": clock.today(), "currency": buyer.currency},
    )
    if request.method == "POST" and form.is_valid() and not _asks_about_credit(form, owed):
        try:
            payment_id = record_payment(buyer_id, actor=request.actor, **form.chosen())
        except (Refused, Conflict) as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("The payment is recorded."))
            warn_of_debits(request, form.chosen()["invoice_ids"])
            return redirect("payments:payment", source_id=payment_id)
    return render(
        request, "payments/new.html", {"buyer": buyer, "form": form}, status=422 if form.errors else 200
    )


def _asks_about_credit(form: BuyerPaymentForm, owed: list[OpenInvoice]) -> bool:
    """Whether it is more than is open of the invoices that it is for; for none it is credit anyway."""
    wanted = form.chosen()["invoice_ids"]
    return bool(wanted) and form.asks_about(
        sum((one.open.amount for one in owed if one.invoice_id in wanted), Decimal(0))
    )


@require_safe
def payment(request: SignedInRequest, source_id: UUID) -> HttpResponse:
    """A payment or a credit note: where it went, and what of it is left."""
    source = get_source(request.actor, source_id)
    may_move = may(request.actor, RECORD_PAYMENT)
    owed = (
        [
            one
            for one in open_invoices(request.actor, buyer_id=source.buyer_id)
            if one.open.currency == source.left.currency
        ]
        if source.left.amount and may_move
        else []
    )
    return render(
        request,
        "payments/detail.html",
        {
            "source": source,
            "moved": moved_from(request.actor, source_id),
            "owed": owed[:PAGE],
            "may_move": may_move,
            "may_undo": source.payment is not None
            and source.payment.amount.amount > 0
            and not source.payment.is_undone
            and may(request.actor, UNDO_PAYMENT),
            "may_pay_back": source.left.amount and may(request.actor, PAY_BACK),
        },
    )


@require_POST
def allocate(request: SignedInRequest, source_id: UUID, invoice_id: UUID) -> HttpResponse:
    """Put what is left of it to an invoice."""
    try:
        allocate_payment(source_id, invoice_id=invoice_id, actor=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("It is put to the invoice."))
        warn_of_debits(request, [invoice_id])
    return redirect("payments:payment", source_id=source_id)


@require_POST
def release(request: SignedInRequest, source_id: UUID, invoice_id: UUID) -> HttpResponse:
    """Take it off an invoice again."""
    try:
        release_payment(source_id, invoice_id=invoice_id, actor=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The invoice is open again, and the buyer has the credit."))
    return redirect("payments:payment", source_id=source_id)


@require_http_methods(["GET", "POST"])
def undo(request: SignedInRequest, source_id: UUID) -> HttpResponse:
    """Say that a payment was a mistake, or that the bank took it back."""
    source = get_source(request.actor, source_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_back_payment(source_id, reason=form.cleaned_data["reason"], actor=request.actor)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("The payment is undone. Its invoices are open again."))
            return redirect("payments:payment", source_id=source_id)
    return render(
        request, "payments/undo.html", {"source": source, "form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def back(request: SignedInRequest, buyer_id: UUID, currency: str) -> HttpResponse:
    """Record that some of a buyer's credit was paid back to it."""
    buyer = get_former_or_present_buyer(request.actor, buyer_id)
    left = sum(
        one.left.amount
        for one in buyer_credits(request.actor, buyer_id=buyer_id)
        if one.left.currency == currency
    )
    form = PayBackForm(request.POST or None, initial={"amount": left, "paid_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            refund_id = pay_back(buyer_id, currency=currency, actor=request.actor, **form.cleaned_data)
        except (Refused, Conflict) as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("What was paid back is recorded."))
            return redirect("payments:payment", source_id=refund_id)
    return render(
        request,
        "payments/pay_back.html",
        {"buyer": buyer, "currency": currency, "form": form},
        status=422 if form.errors else 200,
    )
