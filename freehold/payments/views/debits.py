"""Direct debit for a seller: how it collects, what can be collected, and what became of collections."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import may
from freehold.payments.actions.cancel_collection import cancel_collection
from freehold.payments.actions.collect_invoices import collect_invoices
from freehold.payments.actions.confirm_collection import confirm_collection
from freehold.payments.actions.fetch_collection import fetch_collection
from freehold.payments.actions.return_debit import return_debit
from freehold.payments.actions.set_creditor import set_creditor
from freehold.payments.collecting import (
    buyers_of_another_creditor,
    collectable_invoices,
    creditor,
    debits_in,
    first_possible_day,
    get_collection,
    get_debit,
    list_collections,
    list_mandates,
)
from freehold.payments.forms import MOST_TICKS, CollectForm, CreditorForm, PaidOnForm, ReasonForm
from freehold.payments.permissions import COLLECT_INVOICES, RECORD_MANDATE, RETURN_DEBIT, SET_CREDITOR
from freehold.payments.states import DebitState, Scheme
from freehold.payments.views.shared import invoice_choices, tabs
from freehold.payments.words import SCHEMES
from freehold.ui.formats import written_money


@require_safe
def debits(request: SignedInRequest) -> HttpResponse:
    """How one collects, by which mandates, and what was collected."""
    known = creditor(request.actor)
    return render(
        request,
        "payments/debits.html",
        {
            "tabs": tabs(request),
            "creditor": known,
            "mandates": [(one, SCHEMES[one.scheme]) for one in list_mandates(request.actor)],
            "collections": [(one, SCHEMES[one.scheme]) for one in list_collections(request.actor)],
            "schemes": [(scheme.value, words) for scheme, words in SCHEMES.items()],
            "may_set": may(request.actor, SET_CREDITOR),
            "may_collect": known is not None and may(request.actor, COLLECT_INVOICES),
            "may_record": known is not None and may(request.actor, RECORD_MANDATE),
        },
    )


@require_http_methods(["GET", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    """Say how one collects."""
    known = creditor(request.actor)
    initial = {"creditor_id": known.creditor_id, "notice_days": known.notice_days} if known else None
    form = CreditorForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_creditor(actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("Saved. Your buyers can give you mandates now."))
            return redirect("payments:debits")
    return render(request, "payments/creditor.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def collect(request: SignedInRequest, scheme: str) -> HttpResponse:
    """Choose what is collected, and make the file."""
    chosen = next((one for one in Scheme if one == scheme), None)
    if chosen is None:
        raise NotFound
    first = first_possible_day(request.actor)
    day = _day(request) or first
    offered = collectable_invoices(request.actor, scheme=chosen, collect_on=day)
    form = CollectForm(
        request.POST or None,
        invoices=invoice_choices(offered, with_buyer=True),
        initial={"collect_on": day, "invoice_ids": [str(one.invoice_id) for one in offered]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = collect_invoices(scheme=chosen, actor=request.actor, **form.chosen())
        except (Refused, NotFound) as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The collection is made. Give its file to your bank."))
            return redirect("payments:collection", collection_id=made)
    return render(
        request,
        "payments/collect.html",
        {
            "form": form,
            "scheme": SCHEMES[chosen],
            "day": day,
            "first": first,
            "is_empty": not offered,
            "all_of": len(offered) if len(offered) > MOST_TICKS else 0,
            "others": buyers_of_another_creditor(request.actor, scheme=chosen),
        },
        status=422 if form.errors else 200,
    )


@require_safe
def collection(request: SignedInRequest, collection_id: UUID) -> HttpResponse:
    """One collection and what became of each debit."""
    form = PaidOnForm(debits=_pending(request, collection_id), initial={"paid_on": clock.today()})
    return _collection(request, collection_id, form)


@require_safe
def file(request: SignedInRequest, collection_id: UUID) -> HttpResponse:
    """The file for the bank."""
    found = get_collection(request.actor, collection_id)
    content = fetch_collection(collection_id, actor=request.actor)
    answer = HttpResponse(content, content_type="application/xml")
    name = f"{found.collect_on.isoformat()}-{found.scheme}-pain.008.xml"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
def paid(request: SignedInRequest, collection_id: UUID) -> HttpResponse:
    """The bank has paid it."""
    form = PaidOnForm(request.POST, debits=_pending(request, collection_id))
    if form.is_valid():
        try:
            confirm_collection(collection_id, actor=request.actor, **form.chosen())
        except (Refused, NotFound) as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("The debits are recorded as payments."))
            return redirect("payments:collection", collection_id=collection_id)
    return _collection(request, collection_id, form)


@require_http_methods(["GET", "POST"])
def returned(request: SignedInRequest, debit_id: UUID) -> HttpResponse:
    """The bank did not pay a debit, or took it back."""
    debit = get_debit(request.actor, debit_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return_debit(debit_id, reason=form.cleaned_data["reason"], actor=request.actor)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("The debit came back. Its invoice is open again."))
            return redirect("payments:collection", collection_id=debit.collection_id)
    return render(
        request,
        "payments/return_debit.html",
        {"debit": debit, "form": form},
        status=422 if form.errors else 200,
    )


@require_POST
def cancel(request: SignedInRequest, collection_id: UUID) -> HttpResponse:
    """Its file did not go to the bank."""
    try:
        cancel_collection(collection_id, actor=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The collection is cancelled. Do not give its file to your bank."))
    return redirect("payments:collection", collection_id=collection_id)


def _collection(request: SignedInRequest, collection_id: UUID, form: PaidOnForm) -> HttpResponse:
    found = get_collection(request.actor, collection_id)
    debits = debits_in(request.actor, collection_id)
    may_act = may(request.actor, COLLECT_INVOICES) and not found.is_cancelled
    has_come = form.is_bound or clock.today() >= found.collect_on
    return render(
        request,
        "payments/collection.html",
        {
            "collection": found,
            "scheme": SCHEMES[found.scheme],
            "debits": debits,
            "needless": any(one.is_needless for one in debits),
            "form": form if may_act and found.fetched_at and found.pending and has_come else None,
            "may_return": found.fetched_at is not None and may(request.actor, RETURN_DEBIT),
            "may_cancel": may_act and found.pending == found.debits,
        },
        status=422 if form.errors else 200,
    )


def _pending(request: SignedInRequest, collection_id: UUID) -> list[tuple[str, str]]:
    return [
        (str(one.id), f"{one.buyer_name} · {one.invoice_number}: {written_money(one.amount)}")
        for one in debits_in(request.actor, collection_id)
        if one.state is DebitState.PENDING
    ]


def _day(request: SignedInRequest) -> date | None:
    try:
        return parse_date(request.POST.get("collect_on", "") or request.GET.get("on", ""))
    except ValueError:
        return None
