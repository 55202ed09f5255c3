"""Pages of sign-in that are our own: the invitation, and what allauth has and Freehold does not."""

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from freehold.accounts.actions.accept_invitation import accept_invitation
from freehold.accounts.actions.accept_with_passkey import accept_with_passkey
from freehold.accounts.forms.sign_in import AcceptInvitationForm, FirstPasskeyForm
from freehold.accounts.identity_role import in_tenant_of
from freehold.accounts.known_tenant import remember_tenant
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
    response = redirect("accounts:invitation")
    found = find_invitation(secret)
    if found is not None:
        remember_tenant(request, response, found.tenant_id)
    return response


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
@never_cache
def invitation(request: HttpRequest) -> HttpResponse:
    """Make a passkey, or choose the first password."""
    secret = str(request.session.get(INVITATION_KEY, ""))
    found = find_invitation(secret)
    if found is None:
        return render(request, "accounts/invitation.html", {"gone": True}, status=404)
    limited: HttpResponse | None = None
    if request.method == "POST":
        limited = ratelimit.consume_or_429(request, action="invitation")
    if limited is not None:
        return limited
    person = get_user_model()._default_manager.get(pk=found.person_id)
    by_passkey = "credential" in request.POST
    form = AcceptInvitationForm(None if by_passkey else request.POST or None)
    passkey_form = FirstPasskeyForm(request.POST if by_passkey else None, user=person)
    chosen = passkey_form if by_passkey else form
    if request.method == "POST" and chosen.is_valid():
        with beside_its_field(chosen):
            with in_tenant_of(found.tenant_id, person_id=found.person_id):
                if by_passkey:
                    accept_with_passkey(
                        secret,
                        name=chosen.cleaned_data["name"],
                        credential=chosen.cleaned_data["credential"],
                    )
                else:
                    accept_invitation(secret, password=chosen.cleaned_data["password"])
            return _begun(request, by_passkey=by_passkey)
    return render(
        request,
        "accounts/invitation.html",
        {
            "form": form,
            "passkey_form": passkey_form,
            "person": person,
            "js_data": {"creation_options": begin_registration(person, passwordless=True)},
        },
        status=422 if chosen.errors else 200,
    )


def _begun(request: HttpRequest, *, by_passkey: bool) -> HttpResponse:
    """Lead to signing in. Whoever else was signed in here is so no more: the browser is the new person's now."""
    if request.user.is_authenticated:
        get_adapter().logout(request)
    request.session.pop(INVITATION_KEY, None)
    if by_passkey:
        messages.success(
            request,
            _(
                "Your passkey is set. Sign in with it now, then keep your recovery codes: they are under Security."
            ),
        )
    else:
        messages.success(request, _("Your password is set. Sign in with it now."))
    return redirect("account_login")
