"""What the overview of a seller shows of the channel. It asks for it once it is shown, so that it waits for nothing itself."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from freehold.channel.permissions import ACCEPT_TERMS, SEE_ONBOARDING, SEE_READINESS
from freehold.channel.queries.joining import count_waiting_applications
from freehold.channel.queries.readiness import readiness
from freehold.channel.queries.terms import own_terms
from freehold.channel.words import told_steps
from freehold.delegation.request import SignedInRequest
from freehold.kernel.actor import Actor
from freehold.kernel.permission import may
from freehold.tenants.states import TenantKind


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that a seller does next: what, why and where."""

    what: str
    why: str
    url: str
    do: str


@require_safe
def small(request: SignedInRequest) -> HttpResponse:
    """What a seller does next to sell: empty where there is nothing."""
    actor, is_partner = request.actor, request.entered.tenant_kind is TenantKind.PARTNER
    wanted = [*_applications(actor)]
    if is_partner:
        wanted = [*_terms(actor), *_missing(actor), *wanted]
    return render(request, "channel/small.html", {"wanted": wanted})


def _terms(actor: Actor) -> list[Wanted]:
    own = own_terms(actor) if may(actor, ACCEPT_TERMS) else None
    if own is None or own.agreed is not None:
        return []
    what = _("Your seller has new terms for partners")
    why = _("Read them, and agree to them for your company.")
    return [Wanted(what, why, reverse("channel:agree_terms"), _("Read the terms"))]


def _missing(actor: Actor) -> list[Wanted]:
    ready = readiness(actor) if may(actor, SEE_READINESS) else None
    if ready is None or ready.is_ready:
        return []
    missing = [step.what for step in told_steps(ready) if not step.is_done]
    what = ngettext("%(count)s step until you can sell", "%(count)s steps until you can sell", len(missing))
    return [
        Wanted(
            what % {"count": len(missing)},
            ", ".join(missing),
            reverse("channel:start"),
            _("See what is missing"),
        )
    ]


def _applications(actor: Actor) -> list[Wanted]:
    count = count_waiting_applications(actor) if may(actor, SEE_ONBOARDING) else 0
    if not count:
        return []
    what = ngettext(
        "%(count)s company applies to become your partner",
        "%(count)s companies apply to become your partners",
        count,
    )
    why = _("Read the application, and approve or decline it.")
    return [Wanted(what % {"count": count}, why, reverse("channel:joining"), _("See applications"))]
