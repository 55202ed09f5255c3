"""Pages of a customer: who its provider is, and how it goes to another."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.channel.actions.ask_transfer import ask_transfer
from freehold.channel.actions.withdraw_transfer import withdraw_transfer
from freehold.channel.forms import CodeForm, MoveForm
from freehold.channel.permissions import AGREE_TO_UNDO, ASK_TRANSFER, WITHDRAW_TRANSFER
from freehold.channel.previewing import preview_transfer
from freehold.channel.queries.declarations import find_stranded
from freehold.channel.queries.transfers import get_transfer, list_transfers, transfer_moves
from freehold.channel.states import Party, TransferState
from freehold.channel.views.undoing import agreed
from freehold.delegation.request import SignedInRequest
from freehold.kernel import clock
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import may
from freehold.tenants.queries import brand_of


@require_safe
def provider(request: SignedInRequest) -> HttpResponse:
    """Who the provider is, a move that waits for its day, and those that were."""
    found = list_transfers(request.actor, side=Party.CUSTOMER)
    waiting = next((one for one in found if one.state is TransferState.ASKED), None)
    return render(
        request,
        "channel/provider.html",
        {
            "provider": brand_of(request.actor.tenant_id),
            "waiting": waiting,
            "stranded": find_stranded(request.actor),
            "moves": transfer_moves(request.actor, waiting.id) if waiting else (),
            "past": [one for one in found if one.state is not TransferState.ASKED],
            "may_ask": may(request.actor, ASK_TRANSFER),
            "undoable": [one for one in found if one.may_agree(clock.today())],
            "may_agree": may(request.actor, AGREE_TO_UNDO),
            "may_withdraw": may(request.actor, WITHDRAW_TRANSFER),
        },
    )


@require_http_methods(["GET", "POST"])
def enter_code(request: SignedInRequest) -> HttpResponse:
    """The first step: the code of the new provider."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"].strip().upper()
        try:
            preview_transfer(request.actor, code, moves_on=clock.today())
        except Refused as refusal:
            form.add_error("code" if refusal.field == "code" else None, refusal.sentence)
        else:
            return redirect(f"{request.path}plans/?{urlencode({'code': code})}")
    context = {"form": form, "steps": _steps(), "step": 1}
    return render(request, "channel/enter_code.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def choose(request: SignedInRequest) -> HttpResponse:
    """The second step: the day, and a plan for each order; then what it costs, to the cent; then the move itself."""
    code = request.GET.get("code", "")[:40]
    today = clock.today()
    try:
        preview = preview_transfer(request.actor, code, moves_on=today)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("channel:enter_code")
    form = MoveForm(request.POST or None, moves=preview.moves, today=today)
    is_summary = False
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        day, choices = form.chosen_day(), form.choices()
        try:
            preview = preview_transfer(request.actor, code, moves_on=day, choices=choices)
            if "confirm" in request.POST:
                ask_transfer(code, moves_on=day, choices=choices, actor=request.actor)
                messages.success(request, _("Asked. Your services run on, and we write to you on the day."))
                return redirect("channel:provider")
        except (Refused, Conflict) as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            is_summary = True
    context = {
        "form": form,
        "preview": preview,
        "is_summary": is_summary,
        "steps": _steps(),
        "step": 3 if is_summary else 2,
        "today": today,
    }
    return render(request, "channel/choose.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: SignedInRequest, transfer_id: UUID) -> HttpResponse:
    """Stay."""
    get_transfer(request.actor, transfer_id)
    try:
        withdraw_transfer(transfer_id, actor=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Taken back. Everything stays as it is."))
    return redirect("channel:provider")


@require_POST
def agree(request: SignedInRequest, transfer_id: UUID) -> HttpResponse:
    """Agree that a move is taken back."""
    agreed(request, transfer_id)
    return redirect("channel:provider")


def _steps() -> list[str]:
    return [_("Code"), _("Day and plans"), _("Summary")]
