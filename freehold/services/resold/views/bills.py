"""Vendors' bills: a list, a file to look at, its columns, and taking it in."""

from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import may
from freehold.kernel.schemas import PAGE, part_of
from freehold.services.resold.actions.check_bill import check_bill, choose_columns
from freehold.services.resold.actions.discard_bill import discard_bill
from freehold.services.resold.actions.take_bill import take_bill
from freehold.services.resold.forms import BillForm, ColumnsForm, TakeForm
from freehold.services.resold.permissions import CHECK_BILL, TAKE_BILL
from freehold.services.resold.queries.bills import (
    BillFacts,
    Trial,
    bill_place,
    charges_of,
    get_bill,
    list_bills,
    try_bill,
    vendors,
)
from freehold.services.resold.rules.table import MOST_BYTES
from freehold.services.resold.states import BillState
from freehold.services.resold.views.tabs import tabs
from freehold.services.resold.words import BILLS, FAULTS
from freehold.ui.charts import Figure
from freehold.ui.formats import written_money
from freehold.ui.paging import place_in

FAULTS_SHOWN = 50


@require_safe
def bills(request: SignedInRequest) -> HttpResponse:
    """Bills, the newest first."""
    chosen = request.GET.get("state", "")
    search = request.GET.get("q", "").strip()[:100]
    states = [state for state in BillState if state == chosen] or [BillState.CHECKED, BillState.TAKEN]
    found = list_bills(
        request.actor, states=states, search=search, after=place_in(request, UUID), limit=PAGE + 1
    )
    part = part_of(found, limit=PAGE, place=bill_place)
    return render(
        request,
        "resold/bills.html",
        {
            "bills": [(one, BILLS[one.state]) for one in part.items],
            "next": part.next,
            "tabs": tabs(request.actor, "resold:bills"),
            "state_choices": [(state.value, words) for state, words in BILLS.items()],
            "is_narrowed": bool(search or chosen),
            "may_check": may(request.actor, CHECK_BILL),
        },
    )


@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """A vendor's file, to be looked at."""
    form = BillForm(request.POST or None, request.FILES or None, vendors=vendors(request.actor))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            bill_id = check_bill(
                str(form.cleaned_data["vendor"]),
                file.read(MOST_BYTES + 1),
                file_name=file.name or "",
                actor=request.actor,
            )
        except (Refused, Conflict) as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            return redirect("resold:bill", bill_id=bill_id)
    return render(request, "resold/new_bill.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def bill(request: SignedInRequest, bill_id: UUID) -> HttpResponse:
    """One bill: what it would do, or what it did; POST takes it in."""
    found = get_bill(request.actor, bill_id)
    if found.state is not BillState.CHECKED:
        return _closed(request, found)
    trial = try_bill(request.actor, bill_id, today=clock.today())
    form = TakeForm(request.POST or None, faults=len(trial.faults), version=found.version)
    if request.method == "POST" and form.is_valid():
        try:
            count = take_bill(
                bill_id,
                today=clock.today(),
                leave_out=bool(form.cleaned_data.get("leave_out")),
                seen_version=form.cleaned_data["version"],
                actor=request.actor,
            )
        except (Refused, Conflict) as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            told = ngettext("%(count)s line is taken in.", "%(count)s lines are taken in.", count)
            messages.success(request, told % {"count": count})
            return redirect("resold:bill", bill_id=bill_id)
    return _trial(request, found, trial, form, _columns_form(found, trial))


@require_POST
def columns(request: SignedInRequest, bill_id: UUID) -> HttpResponse:
    """Say which column says what, and look at the bill anew."""
    found = get_bill(request.actor, bill_id)
    trial = try_bill(request.actor, bill_id, today=clock.today())
    form = ColumnsForm(request.POST, columns=trial.names)
    if form.is_valid():
        try:
            choose_columns(
                bill_id, form.chosen(), seen_version=form.cleaned_data["version"], actor=request.actor
            )
        except (Refused, Conflict) as refusal:
            form.refuse(refusal, now=asdict(trial.columns) | {"version": found.version})
        else:
            messages.success(
                request, _("The file was read anew. The vendor's next one begins with these columns.")
            )
            return redirect("resold:bill", bill_id=bill_id)
    taking = TakeForm(faults=len(trial.faults), version=found.version)
    return _trial(request, found, trial, taking, form)


@require_POST
def discard(request: SignedInRequest, bill_id: UUID) -> HttpResponse:
    """Let go of a file that was looked at."""
    try:
        discard_bill(bill_id, actor=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Discarded. Nothing of it was counted."))
    return redirect("resold:bills")


def _trial(
    request: SignedInRequest, found: BillFacts, trial: Trial, form: TakeForm, choosing: ColumnsForm
) -> HttpResponse:
    return render(
        request,
        "resold/trial.html",
        {
            "bill": found,
            "trial": trial,
            "figures": _figures(trial),
            "faults": [(row, FAULTS[fault]) for row, fault in trial.faults[:FAULTS_SHOWN]],
            "more_faults": max(len(trial.faults) - FAULTS_SHOWN, 0),
            "more_lines": len(trial.new) - len(trial.shown),
            "form": form if trial.may_take and may(request.actor, TAKE_BILL) else None,
            "choosing": choosing,
        },
        status=422 if form.errors or choosing.errors else 200,
    )


def _closed(request: SignedInRequest, found: BillFacts) -> HttpResponse:
    lines = charges_of(request.actor, found.id, after=place_in(request, int), limit=PAGE + 1)
    part = part_of(lines, limit=PAGE, place=lambda one: one.charge.row)
    return render(
        request,
        "resold/bill.html",
        {"bill": found, "label": BILLS[found.state], "lines": part.items, "next": part.next},
    )


def _columns_form(found: BillFacts, trial: Trial) -> ColumnsForm:
    return ColumnsForm(columns=trial.names, initial={**asdict(trial.columns), "version": found.version})


def _figures(trial: Trial) -> list[Figure]:
    if trial.total is None:
        return []
    return [
        Figure(_("New lines"), str(len(trial.new)), written_money(trial.total)),
        Figure(_("Without an order here"), str(trial.unmatched), _("of the new ones")),
        Figure(_("Taken in before"), str(trial.known), _("on other bills")),
        Figure(_("Twice in this file"), str(len(trial.repeated)), _("count once")),
        Figure(_("Cannot be read"), str(len(trial.faults))),
    ]
