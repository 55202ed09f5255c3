"""Pages of a seller about a partner that is gone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from freehold.channel.actions.declare_gone import declare_gone
from freehold.channel.actions.withdraw_declaration import withdraw_declaration
from freehold.channel.forms import GoneForm
from freehold.channel.states import GoneReason
from freehold.delegation.request import SignedInRequest
from freehold.kernel.errors import Refused
from freehold.tenants.queries import get_buyer
from freehold.tenants.states import TenantKind


@require_http_methods(["GET", "POST"])
def gone(request: SignedInRequest, tenant_id: UUID) -> HttpResponse:
    """Declare it."""
    partner = get_buyer(request.actor, tenant_id, kind=TenantKind.PARTNER)
    form = GoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            declare_gone(
                tenant_id,
                reason=GoneReason(form.cleaned_data["reason"]),
                note=form.cleaned_data["note"],
                actor=request.actor,
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        else:
            messages.success(request, _("Declared. Its customers run on, and are being told."))
            return redirect("channel:moves")
    context = {"form": form, "partner": partner}
    return render(request, "channel/gone.html", context, status=422 if form.errors else 200)


@require_POST
def back(request: SignedInRequest, tenant_id: UUID) -> HttpResponse:
    """Take it back."""
    withdraw_declaration(tenant_id, actor=request.actor)
    messages.success(request, _("Taken back. It sells again, and its customers are being told."))
    return redirect("channel:moves")
