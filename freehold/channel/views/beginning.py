"""Pages of a partner that begins: what is missing to sell, and its seller's terms."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from freehold.channel.actions.accept_terms import accept_terms
from freehold.channel.forms import AgreeForm
from freehold.channel.permissions import ACCEPT_TERMS
from freehold.channel.queries.readiness import readiness
from freehold.channel.queries.terms import own_terms
from freehold.channel.words import told_steps
from freehold.delegation.request import SignedInRequest
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import may
from freehold.ui.refusals import beside_its_field


@require_safe
def start(request: SignedInRequest) -> HttpResponse:
    """What is missing until the first customer can be served, read anew each time."""
    ready = readiness(request.actor)
    steps = told_steps(ready)
    return render(
        request,
        "channel/start.html",
        {
            "steps": steps,
            "done": sum(step.is_done for step in steps),
            "count": len(steps),
            "is_ready": ready.is_ready,
        },
    )


@require_http_methods(["GET", "POST"])
def agree(request: SignedInRequest) -> HttpResponse:
    """The newest terms of one's seller; POST agrees to them."""
    own = own_terms(request.actor)
    if own is None:
        raise NotFound
    form = AgreeForm(request.POST or None, initial={"version": own.terms.version})
    if request.method == "POST" and form.is_valid():
        with beside_its_field(form):
            accept_terms(form.cleaned_data["version"], actor=request.actor)
            messages.success(request, _("Your agreement is on record."))
            return redirect("channel:agree_terms")
    return render(
        request,
        "channel/agree.html",
        {"own": own, "form": form if own.agreed is None and may(request.actor, ACCEPT_TERMS) else None},
        status=422 if form.errors else 200,
    )
