"""What one signs in with and where one is signed in, and keys for one's programs."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.accounts.actions.create_token import create_token
from freehold.accounts.actions.end_session import end_other_sessions, end_session
from freehold.accounts.actions.revoke_token import revoke_token
from freehold.accounts.forms.own import SCOPES, TokenForm
from freehold.accounts.queries.own import SecretFacts, own_facts, own_second_factors, own_sessions, own_tokens
from freehold.accounts.request import ActingRequest
from freehold.kernel.schemas import bears_secret
from freehold.ui.refusals import beside_its_field


@require_safe
@never_cache
def security(request: ActingRequest) -> HttpResponse:
    """What one signs in with, and where one is signed in."""
    return render(
        request,
        "accounts/security.html",
        {
            "person": own_facts(request.actor),
            "factors": own_second_factors(request.actor),
            "sessions": own_sessions(request.actor, current_key=request.session.session_key),
            "tokens": [_in_words(token) for token in own_tokens(request.actor)],
        },
    )


@require_POST
def session_end(request: ActingRequest, session_id: int) -> HttpResponse:
    """Sign one browser out."""
    end_session(session_id, actor=request.actor)
    messages.success(request, _("That browser is signed out."))
    return redirect("accounts:security")


@require_POST
def session_end_others(request: ActingRequest) -> HttpResponse:
    """Sign every other browser out."""
    end_other_sessions(current_key=request.session.session_key or "", actor=request.actor)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("accounts:security")


@require_http_methods(["GET", "POST"])
@bears_secret
@never_cache
def token_new(request: ActingRequest) -> HttpResponse:
    """Make an API token; it is shown in the answer itself, and nowhere again."""
    form, made = TokenForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        with beside_its_field(form):
            made = create_token(
                form.cleaned_data["name"],
                scopes=frozenset(form.cleaned_data["scopes"]),
                lasts=form.duration(),
                actor=request.actor,
            )
    return render(
        request,
        "accounts/token_new.html",
        {"form": form, "made": made},
        status=422 if form.errors else 200,
    )


@require_POST
def token_revoke(request: ActingRequest, token_id: UUID) -> HttpResponse:
    """Take a token away."""
    revoke_token(token_id, actor=request.actor)
    messages.success(request, _("That token works no more."))
    return redirect("accounts:security")


def _in_words(token: SecretFacts) -> SecretFacts:
    """The same with scopes as people chose them; a single permission keeps its name."""
    words = {scope: str(label) for scope, label in SCOPES}
    return replace(token, scopes=tuple(words.get(scope, scope) for scope in token.scopes))
