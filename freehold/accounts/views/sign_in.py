"""Pages of sign-in that are our own: the invitation, and what allauth has and Freehold does not."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from freehold.accounts.actions.accept_invitation import accept_invitation
from freehold.accounts.forms.sign_in import AcceptInvitationForm
from freehold.accounts.identity_role import in_tenant_of
from freehold.accounts.queries.sign_in import find_invitation
from freehold.ui.refusals import beside_its_field

INVITATION_KEY = "invitation"


def not_offered(request: HttpRequest, *args: object) -> HttpResponse:  # noqa: ARG001
    """What allauth has and Freehold does not."""
    raise Http404


@require_safe
@never_cache
def follow_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address, where logs and neighbours could read it."""
    request.session[INVITATION_KEY] = secret
    return redirect("accounts:invitation")


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@never_cache
def invitation(request: HttpRequest) -> HttpResponse:
    """Choose the first password."""
    secret = str(request.session.get(INVITATION_KEY, ""))
    found = find_invitation(secret)
    if found is None:
        return render(request, "accounts/invitation.html", {"gone": True}, status=404)
    form = AcceptInvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with beside_its_field(form):
            with in_tenant_of(found.tenant_id, person_id=found.person_id):
                accept_invitation(secret, password=form.cleaned_data["password"])
            del request.session[INVITATION_KEY]
            messages.success(request, _("Your password is set. Sign in with it now."))
            return redirect("account_login")
    person = get_user_model()._default_manager.get(pk=found.person_id)
    return render(
        request,
        "accounts/invitation.html",
        {"form": form, "person": person},
        status=422 if form.errors else 200,
    )
