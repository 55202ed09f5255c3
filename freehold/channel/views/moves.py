"""Pages of a seller: the customers who come and go, and its invitations."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.catalog.queries import plans
from freehold.channel.actions.make_code import make_code
from freehold.channel.actions.withdraw_code import withdraw_code
from freehold.channel.forms import NewCodeForm
from freehold.channel.permissions import (
    AGREE_TO_UNDO,
    DECLARE_GONE,
    HAND_OVER,
    MAKE_CODE,
    SEE_CODES,
    WITHDRAW_CODE,
)
from freehold.channel.queries.codes import list_codes
from freehold.channel.queries.declarations import list_declarations
from freehold.channel.queries.handovers import list_handovers
from freehold.channel.queries.transfers import list_transfers
from freehold.channel.states import Party
from freehold.channel.views.undoing import agreed
from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.errors import Refused
from freehold.kernel.permission import may
from freehold.kernel.schemas import PAGE, part_of
from freehold.tenants.permissions import SEE_CUSTOMERS
from freehold.tenants.queries import buyers_of
from freehold.tenants.states import TenantKind
from freehold.ui.paging import place_in

MOST_PARTNERS = 200


@require_safe
def moves(request: SignedInRequest) -> HttpResponse:
    """Who comes, who goes, and whom one has invited."""
    chosen = request.GET.get("side", "")
    side = Party(chosen) if chosen in (Party.FORMER, Party.NEW) else None
    found = list_transfers(request.actor, side=side, after=place_in(request, UUID), limit=PAGE + 1)
    part = part_of(found, limit=PAGE, place=lambda one: one.id)
    sees_codes = may(request.actor, SEE_CODES)
    return render(
        request,
        "channel/moves.html",
        {
            "transfers": part.items,
            "next": part.next,
            "is_narrowed": bool(side),
            "side_choices": [(Party.NEW, _("Coming")), (Party.FORMER, _("Leaving"))],
            "undoable": {one.id for one in part.items if one.may_agree(clock.today())}
            if may(request.actor, AGREE_TO_UNDO)
            else set(),
            "declarations": list_declarations(request.actor),
            "own_id": request.actor.tenant_id,
            "partners": _partners(request),
            "handovers": list_handovers(request.actor),
            "may_hand_over": may(request.actor, HAND_OVER),
            "sees_codes": sees_codes,
            "codes": list_codes(request.actor) if sees_codes else [],
            "may_make": may(request.actor, MAKE_CODE),
            "may_withdraw": may(request.actor, WITHDRAW_CODE),
        },
    )


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner, and whether it was declared gone."""

    id: UUID
    name: str
    declared_at: datetime | None
    runs_until: date | None


def _partners(request: SignedInRequest) -> list[PartnerRow]:
    if not (may(request.actor, DECLARE_GONE) and may(request.actor, SEE_CUSTOMERS)):
        return []
    declared = {one.partner_id: one for one in list_declarations(request.actor) if one.withdrawn_at is None}
    return [
        PartnerRow(
            one.tenant_id,
            one.name,
            found.declared_at if (found := declared.get(one.tenant_id)) else None,
            found.runs_until if found else None,
        )
        for one in buyers_of(request.actor, kind=TenantKind.PARTNER, limit=MOST_PARTNERS)
    ]


@require_http_methods(["GET", "POST"])
def new_code(request: SignedInRequest) -> HttpResponse:
    """Invite customers of others."""
    own = [plan for plan in plans(request.actor, on=clock.today()) if plan.is_orderable]
    form = NewCodeForm(request.POST or None, plans=own)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_code(
                actor=request.actor,
                lasts=form.duration(),
                is_for_one=form.cleaned_data["is_for_one"],
                plan_ids=form.cleaned_data["plan_ids"],
                note=form.cleaned_data["note"],
            )
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            messages.success(
                request, _("The code is %(code)s. Give it to your customer.") % {"code": made.code}
            )
            return redirect("channel:moves")
    return render(request, "channel/new_code.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def end_code(request: SignedInRequest, code_id: UUID) -> HttpResponse:
    """Let nobody use it any more."""
    try:
        withdraw_code(code_id, actor=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The code is not good any more."))
    return redirect("channel:moves")


@require_POST
def agree(request: SignedInRequest, transfer_id: UUID) -> HttpResponse:
    """Agree that a move is taken back."""
    agreed(request, transfer_id)
    return redirect("channel:moves")
