"""Passwords of one's own phones and computers for mail."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from freehold.accounts.actions.create_app_password import create_app_password
from freehold.accounts.actions.revoke_app_password import revoke_app_password
from freehold.accounts.forms.own import NameForm
from freehold.accounts.queries.own import own_app_passwords, own_device_setups, own_facts
from freehold.accounts.request import ActingRequest
from freehold.kernel.schemas import bears_secret
from freehold.ui.refusals import beside_its_field


@require_http_methods(["GET", "POST"])
@bears_secret
@never_cache
def devices(request: ActingRequest) -> HttpResponse:
    """Passwords of devices that read mail. A new one is shown in the answer itself, and nowhere again."""
    form, made = NameForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        with beside_its_field(form):
            made = create_app_password(form.cleaned_data["name"], actor=request.actor)
    return render(
        request,
        "accounts/devices.html",
        {
            "person": own_facts(request.actor),
            "passwords": own_app_passwords(request.actor),
            "setups": own_device_setups(request.actor),
            "made": made,
            "made_name": form.cleaned_data["name"] if made else "",
            "form": NameForm() if made else form,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def device_revoke(request: ActingRequest, password_id: UUID) -> HttpResponse:
    """Take a device's password away."""
    revoke_app_password(password_id, actor=request.actor)
    messages.success(request, _("That device can no longer sign in. Open connections close within seconds."))
    return redirect("accounts:devices")
