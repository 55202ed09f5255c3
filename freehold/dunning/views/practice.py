"""How a seller goes about letters."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from freehold.delegation.request import SignedInRequest
from freehold.dunning.actions.set_practice import set_practice
from freehold.dunning.forms import PracticeForm
from freehold.dunning.queries import own_practice
from freehold.kernel.errors import Conflict, Refused


@require_http_methods(["GET", "POST"])
def practice(request: SignedInRequest) -> HttpResponse:
    """Which letters go out by themselves."""
    form = PracticeForm(request.POST or None, initial=_now(request))
    if request.method == "POST" and form.is_valid():
        try:
            set_practice(
                mails_documents=form.cleaned_data["mails_documents"],
                seen_version=form.cleaned_data["version"],
                actor=request.actor,
            )
        except (Refused, Conflict) as refusal:
            form.refuse(refusal, now=_now(request))
        else:
            messages.success(request, _("Saved. It holds from now on."))
            return redirect("dunning:letters")
    return render(request, "dunning/practice.html", {"form": form}, status=422 if form.errors else 200)


def _now(request: SignedInRequest) -> dict[str, object]:
    known = own_practice(request.actor)
    return {"mails_documents": known.mails_documents, "version": known.version}
