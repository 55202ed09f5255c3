"""Whom everybody here allows or blocks, and how much may be sent."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from freehold.delegation.request import SignedInRequest
from freehold.services.mail.actions.allow_sender import allow_sender
from freehold.services.mail.actions.block_sender import block_sender
from freehold.services.mail.actions.forget_sender import forget_sender
from freehold.services.mail.actions.set_limits import set_limits
from freehold.services.mail.administration.forms import LimitsForm, SenderForm
from freehold.services.mail.administration.views.pages import mailbox_choices, page_of, saved
from freehold.services.mail.queries.limits import limits
from freehold.services.mail.queries.senders import tenant_senders


@require_http_methods(["GET", "POST"])
def senders(request: SignedInRequest) -> HttpResponse:
    """Whom everybody here allows or blocks."""
    form = SenderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        judge = block_sender if form.cleaned_data["verdict"] == "block" else allow_sender
        if saved(form, lambda: judge(form.cleaned_data["sender"], mailbox_id=None, actor=request.actor)):
            messages.success(request, _("Saved."))
            return redirect("mail:senders")
    return page_of(request, "senders", form=form, senders=tenant_senders(request.actor))


@require_POST
def forget(request: SignedInRequest) -> HttpResponse:
    """Neither allowed nor blocked any more."""
    forget_sender(request.POST.get("sender", ""), mailbox_id=None, actor=request.actor)
    messages.success(request, _("Saved."))
    return redirect("mail:senders")


@require_http_methods(["GET", "POST"])
def sending_limits(request: SignedInRequest) -> HttpResponse:
    """How much may be sent, so that one hijacked mailbox does not spoil everybody's name."""
    now = limits(request.actor)
    form = LimitsForm(
        request.POST or None,
        mailboxes=mailbox_choices(request),
        allowed=now.allowed,
        initial={
            "hourly_per_person": now.hourly_per_person,
            "hourly_per_tenant": now.hourly_per_tenant,
            "postmaster": str(now.postmaster_id or ""),
            "version": now.version,
        },
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if saved(
            form,
            lambda: set_limits(
                hourly_per_person=given["hourly_per_person"],
                hourly_per_tenant=given["hourly_per_tenant"],
                postmaster_id=UUID(given["postmaster"]) if given["postmaster"] else None,
                version=given["version"],
                actor=request.actor,
            ),
        ):
            messages.success(request, _("Saved."))
            return redirect("mail:limits")
    return page_of(request, "limits", form=form)
