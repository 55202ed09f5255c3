"""Pages of two sellers: many customers handed over, and how far it has come."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.channel.actions.agree_to_handover import agree_to_handover
from freehold.channel.actions.decline_handover import decline_handover
from freehold.channel.actions.propose_handover import propose_handover
from freehold.channel.actions.withdraw_handover import withdraw_handover
from freehold.channel.forms import HandoverForm
from freehold.channel.permissions import AGREE_TO_HANDOVER, DECLINE_HANDOVER, WITHDRAW_HANDOVER
from freehold.channel.queries.handovers import HandoverFacts, get_handover
from freehold.channel.queries.transfers import list_transfers
from freehold.channel.states import HandoverState, Party
from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.errors import Refused
from freehold.kernel.permission import may
from freehold.kernel.schemas import PAGE, part_of
from freehold.tenants.queries import buyers_of
from freehold.tenants.states import TenantKind
from freehold.ui.paging import place_in

MOST_SHOWN = 200


@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Propose it."""
    customers = buyers_of(request.actor, kind=TenantKind.CUSTOMER, limit=MOST_SHOWN)
    form = HandoverForm(request.POST or None, customers=customers)
    if request.method == "POST" and form.is_valid():
        try:
            handover = propose_handover(
                form.cleaned_data["code"],
                moves_on=form.cleaned_data["moves_on"],
                customers=form.chosen(),
                actor=request.actor,
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("Proposed. No customer is told before the other provider agrees."))
            return redirect("channel:handover", handover_id=handover.id)
    return render(request, "channel/new_handover.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def handover(request: SignedInRequest, handover_id: UUID) -> HttpResponse:
    """How far it has come, and each customer."""
    found = get_handover(request.actor, handover_id)
    shown = list_transfers(
        request.actor, handover_id=handover_id, after=place_in(request, UUID), limit=PAGE + 1
    )
    part = part_of(shown, limit=PAGE, place=lambda one: one.id)
    is_proposed = found.state is HandoverState.PROPOSED
    is_to_receive = found.side is Party.NEW
    return render(
        request,
        "channel/handover.html",
        {
            "handover": found,
            "progress": _progress(found),
            "transfers": part.items,
            "next": part.next,
            "may_agree": is_proposed and is_to_receive and may(request.actor, AGREE_TO_HANDOVER),
            "may_decline": is_proposed and is_to_receive and may(request.actor, DECLINE_HANDOVER),
            "may_withdraw": is_proposed and not is_to_receive and may(request.actor, WITHDRAW_HANDOVER),
        },
    )


@require_safe
def progress(request: SignedInRequest, handover_id: UUID) -> HttpResponse:
    """The line that refreshes itself until there is nothing to wait for now."""
    return render(request, "ui/progress.html", _progress(get_handover(request.actor, handover_id)))


def _progress(found: HandoverFacts) -> dict[str, object]:
    """First customers are told, then each of them moves on the day; which of the two runs now."""
    is_telling = (
        found.state is HandoverState.AGREED and found.told < found.customers and not found.announced_at
    )
    is_moving = found.state is HandoverState.AGREED and not is_telling and found.moves_on <= clock.today()
    return {
        "id": "progress",
        "label": _("Customers are being told") if is_telling else _("Customers who have moved"),
        "done": found.told if is_telling else found.moved,
        "total": found.customers if is_telling else max(found.told, 1),
        "finished": not (is_telling or is_moving),
        "url": reverse("channel:handover_progress", args=[found.id]),
    }


@require_POST
def agree(request: SignedInRequest, handover_id: UUID) -> HttpResponse:
    """Receive the customers."""
    said = _("Agreed. Each customer is being told now.")
    return _done(request, handover_id, lambda: agree_to_handover(handover_id, actor=request.actor), said)


@require_POST
def decline(request: SignedInRequest, handover_id: UUID) -> HttpResponse:
    """Receive nobody."""
    said = _("Declined. No customer was told.")
    return _done(request, handover_id, lambda: decline_handover(handover_id, actor=request.actor), said)


@require_POST
def withdraw(request: SignedInRequest, handover_id: UUID) -> HttpResponse:
    """Hand nobody over."""
    said = _("Taken back. No customer was told.")
    return _done(request, handover_id, lambda: withdraw_handover(handover_id, actor=request.actor), said)


def _done(request: SignedInRequest, handover_id: UUID, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, said)
    return redirect("channel:handover", handover_id=handover_id)
