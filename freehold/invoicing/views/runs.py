"""Runs of invoices: begin one, see how far it is, and whom it passed over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from freehold.delegation.request import SignedInRequest
from freehold.invoicing.actions.start_run import start_run
from freehold.invoicing.forms import RunForm
from freehold.invoicing.permissions import RUN_INVOICES
from freehold.invoicing.queries.runs import list_runs, parked_buyers
from freehold.invoicing.words import REASONS
from freehold.kernel import clock
from freehold.kernel.errors import Refused
from freehold.kernel.permission import may


@require_http_methods(["GET", "POST"])
def runs(request: SignedInRequest) -> HttpResponse:
    """Runs, the newest first, and the button that begins one."""
    form = RunForm(request.POST or None, today=clock.today())
    if request.method == "POST" and form.is_valid():
        try:
            start_run(actor=request.actor, cut_off=form.cleaned_data["cut_off"])
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            messages.success(request, _("The run has begun. Its invoices appear here one after the other."))
            return redirect("invoicing:runs")
    parked = parked_buyers(request.actor)
    return render(
        request,
        "invoicing/runs.html",
        {
            "form": form,
            "runs": list_runs(request.actor),
            "parked": [(one, REASONS[one.reason]) for one in parked],
            "may_run": may(request.actor, RUN_INVOICES),
        },
        status=422 if form.errors else 200,
    )
