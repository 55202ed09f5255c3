"""Bank statements: reading one in, what waits, and saying what a booking is for."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from freehold.delegation.request import SignedInRequest
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import may
from freehold.kernel.schemas import part_of
from freehold.payments.actions.assign_entry import assign_entry, assign_return
from freehold.payments.actions.import_statement import Imported, import_statement
from freehold.payments.actions.set_aside_entry import set_aside_entry
from freehold.payments.forms import AssignForm, ReasonForm, ReturnForm, StatementForm
from freehold.payments.permissions import ASSIGN_ENTRY, IMPORT_STATEMENT
from freehold.payments.queries import (
    WAITING,
    get_booking,
    invoices_for,
    list_bookings,
    list_statements,
    payments_for,
)
from freehold.payments.states import EntryState
from freehold.payments.views.shared import invoice_choices, tabs, warn_of_debits
from freehold.payments.words import ENTRY_STATES, WHYS
from freehold.tenants.queries import buyers_of
from freehold.ui.formats import written_money
from freehold.ui.paging import place_in

PAGE = 50
MOST_BUYERS = 500


@require_http_methods(["GET", "POST"])
def statements(request: SignedInRequest) -> HttpResponse:
    """Read a statement in; what waits comes first."""
    form = StatementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            done = import_statement(given.read(), file_name=given.name or "", actor=request.actor)
        except (Refused, Conflict) as refusal:
            form.add_error("file", refusal.sentence)
        else:
            messages.success(request, _told(done))
            return redirect("payments:statements")
    chosen = [state for state in EntryState if state == request.GET.get("state")]
    search = request.GET.get("q", "").strip()[:100]
    found = list_bookings(
        request.actor,
        states=chosen,
        search=search,
        after=place_in(request, UUID),
        limit=PAGE + 1,
    )
    part = part_of(found, limit=PAGE, place=lambda one: one.id)
    return render(
        request,
        "payments/statements.html",
        {
            "tabs": tabs(request),
            "form": form if may(request.actor, IMPORT_STATEMENT) else None,
            "bookings": [(one, WHYS[one.why]) for one in part.items],
            "next": part.next,
            "state_choices": [(one.value, word) for one, word in ENTRY_STATES.items()],
            "waiting": [
                (one, WHYS[one.why]) for one in list_bookings(request.actor, states=WAITING, limit=PAGE)
            ],
            "statements": list_statements(request.actor),
            "is_narrowed": bool(chosen or search),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def booking(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Say what a booking is for."""
    found = get_booking(request.actor, booking_id)
    waits = found.state in (*WAITING, EntryState.SET_ASIDE) and may(request.actor, ASSIGN_ENTRY)
    form = _form_for(request, booking_id) if waits else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            _assign(request, booking_id, form)
        except (Refused, Conflict) as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The booking is recorded."))
            if isinstance(form, AssignForm):
                warn_of_debits(request, form.chosen()["invoice_ids"])
            return redirect("payments:statements")
    return render(
        request,
        "payments/booking.html",
        {
            "booking": found,
            "why": WHYS[found.why],
            "form": form,
            "is_return": found.amount.amount < 0,
            "aside": ReasonForm() if waits and found.state is not EntryState.SET_ASIDE else None,
        },
        status=422 if form is not None and form.errors else 200,
    )


@require_POST
def set_aside(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """It is for nothing here."""
    form = ReasonForm(request.POST)
    try:
        set_aside_entry(booking_id, reason=request.POST.get("reason", ""), actor=request.actor)
    except Refused as refusal:
        form.add_error("reason", refusal.sentence)
        messages.error(request, refusal.sentence)
        return redirect("payments:booking", booking_id=booking_id)
    messages.success(request, _("The booking is set aside."))
    return redirect("payments:statements")


def _form_for(request: SignedInRequest, booking_id: UUID) -> AssignForm | ReturnForm:
    found = get_booking(request.actor, booking_id)
    if found.amount.amount < 0:
        choices = [
            (str(one.id), f"{one.buyer_name}, {one.received_on}: {written_money(one.amount)} {one.reference}")
            for one in payments_for(request.actor, found)
        ]
        return ReturnForm(request.POST or None, payments=choices)
    offered = invoices_for(request.actor, found, search=request.GET.get("q", ""))
    buyers = [(str(one.tenant_id), one.name) for one in buyers_of(request.actor, limit=MOST_BUYERS)]
    return AssignForm(
        request.POST or None,
        invoices=invoice_choices(offered, with_buyer=True),
        buyers=buyers,
        initial={"invoice_ids": [str(one) for one in found.invoice_ids]},
    )


def _assign(request: SignedInRequest, booking_id: UUID, form: AssignForm | ReturnForm) -> None:
    if isinstance(form, ReturnForm):
        assign_return(booking_id, payment_id=UUID(form.cleaned_data["payment_id"]), actor=request.actor)
        return
    assign_entry(booking_id, actor=request.actor, **form.chosen())


def _told(done: Imported) -> str:
    words = [
        ngettext("%(count)s payment is recorded.", "%(count)s payments are recorded.", done.matched)
        % {"count": done.matched}
    ]
    if done.waiting:
        words.append(
            ngettext("%(count)s waits for you.", "%(count)s wait for you.", done.waiting)
            % {"count": done.waiting}
        )
    if done.known:
        words.append(
            ngettext("%(count)s was known already.", "%(count)s were known already.", done.known)
            % {"count": done.known}
        )
    return " ".join(words)
