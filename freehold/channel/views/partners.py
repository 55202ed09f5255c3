"""Pages of a seller: whom it invited, who applies, and what partners agree to."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.channel.actions.decide_application import approve_application, decline_application
from freehold.channel.actions.invite_partner import invite_partner
from freehold.channel.actions.publish_terms import publish_terms
from freehold.channel.actions.withdraw_invitation import withdraw_invitation
from freehold.channel.forms import DeclineForm, InvitePartnerForm, TermsForm
from freehold.channel.permissions import DECIDE_APPLICATION, INVITE_PARTNER, PUBLISH_TERMS
from freehold.channel.queries.joining import (
    InvitationFacts,
    get_application,
    list_applications,
    list_invitations,
)
from freehold.channel.queries.terms import list_terms, who_agreed
from freehold.channel.states import ApplicationState
from freehold.delegation.request import SignedInRequest
from freehold.kernel.permission import may
from freehold.kernel.schemas import PAGE, part_of
from freehold.ui.paging import place_in
from freehold.ui.refusals import beside_its_field, told


@require_safe
def joining(request: SignedInRequest) -> HttpResponse:
    """Applications that wait, and invitations, the newest first."""
    actor = request.actor
    found = list_invitations(actor, after=place_in(request, UUID), limit=PAGE + 1)
    part = part_of(found, limit=PAGE, place=lambda one: one.id)
    return render(
        request,
        "channel/joining.html",
        {
            "applications": list_applications(actor),
            "rows": [(one, state_of(one)) for one in part.items],
            "next": part.next,
            "may_invite": may(actor, INVITE_PARTNER),
            "apply_url": request.build_absolute_uri("/partners/apply/"),
        },
    )


def state_of(invitation: InvitationFacts) -> str:
    """The word of `pills` for it."""
    if invitation.accepted_at:
        return "joined"
    if invitation.withdrawn_at:
        return "withdrawn"
    return "invited" if invitation.is_open else "expired"


@require_http_methods(["GET", "POST"])
def invite(request: SignedInRequest) -> HttpResponse:
    """Invite somebody to sell."""
    form = InvitePartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with beside_its_field(form):
            invite_partner(**form.cleaned_data, actor=request.actor)
            messages.success(
                request,
                _("The invitation is on its way to %(address)s.") % {"address": form.cleaned_data["email"]},
            )
            return redirect("channel:joining")
    return render(request, "channel/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def withdraw(request: SignedInRequest, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    with told(request):
        withdraw_invitation(invitation_id, actor=request.actor)
        messages.success(request, _("The link does nothing any more."))
    return redirect("channel:joining")


@require_http_methods(["GET", "POST"])
def application(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    """One application; POST declines it."""
    actor = request.actor
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with beside_its_field(form):
            decline_application(application_id, reason=form.cleaned_data["reason"], actor=actor)
            messages.success(request, _("The applicant is told why."))
            return redirect("channel:joining")
    found = get_application(actor, application_id)
    is_waiting = found.state is ApplicationState.WAITING
    return render(
        request,
        "channel/application.html",
        {
            "application": found,
            "form": form if is_waiting and may(actor, DECIDE_APPLICATION) else None,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def approve(request: SignedInRequest, application_id: UUID) -> HttpResponse:
    """Approve an application."""
    with told(request):
        approve_application(application_id, actor=request.actor)
        messages.success(request, _("The applicant is invited, and joins by the link in the mail."))
    return redirect("channel:joining")


@require_http_methods(["GET", "POST"])
def terms(request: SignedInRequest) -> HttpResponse:
    """What partners agree to: the newest version, who agreed to it, and the next one."""
    actor = request.actor
    versions = list_terms(actor)
    form = TermsForm(request.POST or None, initial={"text": versions[0].text if versions else ""})
    if request.method == "POST" and form.is_valid():
        with beside_its_field(form):
            version = publish_terms(form.cleaned_data["text"], actor=actor)
            messages.success(
                request,
                _("Version %(version)s is in force. Your partners are asked to agree to it.")
                % {"version": version},
            )
            return redirect("channel:terms")
    return render(
        request,
        "channel/terms.html",
        {
            "versions": versions,
            "partners": who_agreed(actor),
            "form": form if may(actor, PUBLISH_TERMS) else None,
        },
        status=422 if form.errors else 200,
    )
