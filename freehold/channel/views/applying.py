"""Public pages: applying to sell, and proving one's mail address."""

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from freehold.accounts.known_tenant import tenant_of
from freehold.channel.actions.apply_to_sell import apply_to_sell
from freehold.channel.actions.prove_application import prove_application
from freehold.channel.forms import ApplyForm
from freehold.channel.queries.joining import find_application
from freehold.delegation.queries import Entered
from freehold.kernel.errors import NotFound
from freehold.tenants.queries import BrandFacts, brand_at, brand_of, find_operator
from freehold.ui.refusals import beside_its_field

LIMIT = "partner_application"
SESSION_KEY = "application"
TOO_MANY = 429


@require_http_methods(["GET", "POST"])
@never_cache
def apply(request: HttpRequest) -> HttpResponse:
    """Apply to the seller whose brand stands here: of its host name; at the platform's own that is the operator."""
    seller = _seller(request)
    form = ApplyForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if not _within_limits(request, seller, form.cleaned_data["email"]):
            form.add_error(
                None, _("Too many applications came from here. Wait an hour, then send it once more.")
            )
            status = TOO_MANY
        else:
            with beside_its_field(form):
                apply_to_sell(seller.tenant_id, form.chosen())
                return redirect("channel:applied")
    status = status if status == TOO_MANY or not form.errors else 422
    return render(request, "channel/apply.html", {"form": form, "seller": seller}, status=status)


def _seller(request: HttpRequest) -> BrandFacts:
    """Whose brand the page bears: one's own seller's, or the host name's, or of who this browser is known for.

    At the platform's own name it is the operator where nobody is known. So nobody who knows a partner reads here who
    stands above it. Raises: NotFound.
    """
    entered: Entered | None = getattr(request, "entered", None)
    if entered is not None:
        found = brand_of(entered.actor.home_tenant_id)
    else:
        found = brand_at(
            request.get_host().partition(":")[0], otherwise=tenant_of(request) or find_operator()
        )
    if found is None:
        raise NotFound
    return found


def _within_limits(request: HttpRequest, seller: BrandFacts, email: str) -> bool:
    return bool(ratelimit.consume(request, action=LIMIT, key=f"{seller.tenant_id}:{email.casefold()}"))


@require_safe
@never_cache
def applied(request: HttpRequest) -> HttpResponse:
    """The same for everybody: look into your mail."""
    return render(request, "channel/applied.html", {"seller": _seller(request)})


@require_safe
@never_cache
def follow_proof(request: HttpRequest, secret: str) -> HttpResponse:
    """Take the secret out of the address; what opens links by itself proves nothing."""
    request.session[SESSION_KEY] = secret
    return redirect("channel:prove_application")


@require_http_methods(["GET", "POST"])
@never_cache
def prove(request: HttpRequest) -> HttpResponse:
    """Send the application, now that its link was opened."""
    secret = str(request.session.get(SESSION_KEY, ""))
    if request.method == "POST":
        try:
            prove_application(secret)
        except NotFound:
            pass  # the page below says so
        else:
            del request.session[SESSION_KEY]
            messages.success(request, _("Thank you: your application is with us. You hear from us by mail."))
            return render(request, "channel/application_sent.html", {"seller": _seller(request)})
    is_good = find_application(secret) is not None
    return render(
        request,
        "channel/prove_application.html",
        {"is_good": is_good, "seller": _seller(request)},
        status=200 if is_good else 404,
    )
