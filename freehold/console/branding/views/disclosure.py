"""What the law has those below know: who provides, where data lies, who else handles it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from freehold.console.branding.actions.change_disclosure import change_disclosure
from freehold.console.branding.forms import DisclosureForm
from freehold.console.branding.parts import tabs
from freehold.delegation.request import SignedInRequest
from freehold.kernel.errors import Conflict, Refused
from freehold.tenants.actions.change_disclosure import DisclosureWanted
from freehold.tenants.queries import DisclosureFacts, disclosures_for, own_disclosure


@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest) -> HttpResponse:
    """What a seller says of itself."""
    own = own_disclosure(request.actor)
    form = DisclosureForm(request.POST or None, initial=_initial(own))
    if request.method == "POST" and form.is_valid():
        try:
            change_disclosure(DisclosureWanted(**form.cleaned_data), actor=request.actor)
        except (Refused, Conflict) as refusal:
            form.refuse(refusal, now=_initial(own_disclosure(request.actor)))
        else:
            messages.success(request, _("Saved. Your customers read it from now on."))
            return redirect("branding:disclosure")
    context = {"form": form, "tabs": tabs("branding:disclosure")}
    return render(request, "branding/disclosure.html", context, status=422 if form.errors else 200)


@require_safe
def legal(request: SignedInRequest) -> HttpResponse:
    """All who provide, one's own seller first. The operator is named here, since the law asks for it."""
    return render(request, "branding/legal.html", {"providers": disclosures_for(request.actor.tenant_id)})


def _initial(own: DisclosureFacts) -> dict[str, object]:
    return {field: getattr(own, field) for field in DisclosureForm.base_fields}
