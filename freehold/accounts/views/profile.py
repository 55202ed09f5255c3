"""Who one is here."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from freehold.accounts.actions.change_profile import change_profile
from freehold.accounts.forms.own import ProfileForm
from freehold.accounts.queries.own import Profile, own_profile
from freehold.accounts.queries.people import whom_to_ask
from freehold.accounts.request import ActingRequest
from freehold.kernel.errors import Conflict, Refused
from freehold.tenants.queries import get_tenant


@require_http_methods(["GET", "POST"])
@never_cache
def profile(request: ActingRequest) -> HttpResponse:
    """One's own name, language and time zone, and what only an administrator changes."""
    shown, company = own_profile(request.actor), get_tenant(request.actor.tenant_id)
    form = ProfileForm(
        request.POST or None,
        initial=_facts(shown),
        company_language=company.language,
        company_time_zone=company.time_zone,
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_profile(actor=request.actor, **form.cleaned_data)
        except (Refused, Conflict) as refusal:
            form.refuse(refusal, now=_facts(own_profile(request.actor)))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:profile")
    return render(
        request,
        "accounts/profile.html",
        {"person": shown, "company": company, "form": form, "askable": whom_to_ask(request.actor)},
        status=422 if form.errors else 200,
    )


def _facts(profile: Profile) -> dict[str, object]:
    return {
        "name": profile.name,
        "language": profile.language,
        "time_zone": profile.time_zone,
        "version": profile.version,
    }
