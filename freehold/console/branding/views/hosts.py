"""Host names of a brand: proof, where they lead, and the certificate that they are served with."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from freehold.console.branding.forms import CertificateForm, HostForm
from freehold.console.branding.parts import tabs
from freehold.delegation.request import SignedInRequest
from freehold.domains.actions.add_host import add_host
from freehold.domains.actions.ask_for_host_check import ask_for_host_check
from freehold.domains.actions.remove_host import remove_host
from freehold.domains.actions.supply_certificate import supply_certificate
from freehold.domains.hosts import get_host, hosts_of
from freehold.kernel.errors import Conflict, Refused
from freehold.ui.forms import TypedNameForm


@require_http_methods(["GET", "POST"])
def hosts(request: SignedInRequest) -> HttpResponse:
    """All of them, and one more."""
    found = hosts_of(request.actor)
    form = HostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            host_id = add_host(form.cleaned_data["name"], actor=request.actor)
        except (Refused, Conflict) as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            return redirect("branding:host", host_id)
    context = {"hosts": found, "form": form, "tabs": tabs("branding:hosts")}
    return render(request, "branding/hosts.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def host(request: SignedInRequest, host_id: UUID) -> HttpResponse:
    """One host name: the records to publish, and a certificate for it."""
    found = get_host(request.actor, host_id)
    form = CertificateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            supply_certificate(host_id, chain=given["chain"], key=given["key"], actor=request.actor)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            messages.success(request, _("Certificate kept. It is served within a minute."))
            return redirect("branding:host", host_id)
    context = {"host": found, "form": form}
    return render(request, "branding/host.html", context, status=422 if form.errors else 200)


@require_POST
def check(request: SignedInRequest, host_id: UUID) -> HttpResponse:
    """Look into DNS now."""
    ask_for_host_check(host_id, actor=request.actor)
    return redirect("branding:host", host_id)


@require_http_methods(["GET", "POST"])
def remove(request: SignedInRequest, host_id: UUID) -> HttpResponse:
    """Take it away, once its name was typed."""
    found = get_host(request.actor, host_id)
    form = TypedNameForm(request.POST or None, name=found.unicode_name)
    if request.method == "POST" and form.is_valid():
        remove_host(host_id, actor=request.actor)
        messages.success(request, _("%(name)s is removed.") % {"name": found.unicode_name})
        return redirect("branding:hosts")
    context = {"host": found, "form": form}
    return render(request, "branding/host_remove.html", context, status=422 if form.errors else 200)
