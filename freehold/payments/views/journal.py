"""The journal of some days, as a file for the accountant."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from freehold.delegation.request import SignedInRequest
from freehold.invoicing.accounting import journal_of
from freehold.kernel import clock
from freehold.kernel.errors import Refused
from freehold.payments.forms import JournalForm


@require_http_methods(["GET", "POST"])
def journal(request: SignedInRequest) -> HttpResponse:
    """Choose the days, the month before unless told otherwise, and get the file."""
    last = clock.today().replace(day=1) - timedelta(days=1)
    form = JournalForm(request.POST or None, initial={"since": last.replace(day=1), "until": last})
    if request.method == "POST" and form.is_valid():
        try:
            file = journal_of(request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            answer = HttpResponse(file.content, content_type=file.content_type)
            answer["Content-Disposition"] = f'attachment; filename="{file.file_name}"'
            return answer
    return render(request, "payments/journal.html", {"form": form}, status=422 if form.errors else 200)
