"""Public pages: an invited partner begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from freehold.accounts.invitations import PATH as SIGN_IN_PATH
from freehold.accounts.known_tenant import remember_tenant
from freehold.channel.actions.join_as_partner import join_as_partner
from freehold.channel.forms import JoinForm
from freehold.channel.queries.joining import find_invitation, welcome
from freehold.tenants.queries import brand_of
from freehold.ui.refusals import beside_its_field

SESSION_KEY = "partner_invitation"


@require_safe
@never_cache
def follow_invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address, and let the pages bear the brand of whoever invites."""
    request.session[SESSION_KEY] = secret
    response = redirect("channel:join")
    found = find_invitation(secret)
    if found is not None:
        remember_tenant(request, response, found.seller_id)
    return response


@require_http_methods(["GET", "POST"])
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """Give the company's own data, agree to the terms, and go on to choose how to sign in."""
    secret = str(request.session.get(SESSION_KEY, ""))
    found = welcome(secret)
    if found is None:
        return render(request, "channel/join.html", {"gone": True}, status=404)
    version = found.terms.version if found.terms else None
    initial = {"name": found.company, "legal_name": found.company, "person_name": found.person_name,
               "country": found.country}  # fmt: skip
    form = JoinForm(request.POST or None, terms_version=version, initial=initial)
    if request.method == "POST" and form.is_valid():
        with beside_its_field(form):
            joined = join_as_partner(
                secret,
                name=form.cleaned_data["name"],
                person_name=form.cleaned_data["person_name"],
                company=form.company(),
                terms_version=form.cleaned_data["version"],
            )
            del request.session[SESSION_KEY]
            response = redirect(f"{SIGN_IN_PATH}{joined.secret}/")
            remember_tenant(request, response, joined.partner_id)
            return response
    return render(
        request,
        "channel/join.html",
        {"form": form, "welcome": found, "seller": brand_of(found.seller_id)},
        status=422 if form.errors else 200,
    )
