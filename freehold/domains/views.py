"""Pages about domains.

`domains` lies below `delegation`, so that the request is told by what it bears: an actor.
"""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from freehold.domains.actions.add_dns_key import add_dns_key
from freehold.domains.actions.ask_for_check import ask_for_check
from freehold.domains.actions.claim_domain import claim_domain
from freehold.domains.actions.claim_own_domain import claim_own_domain
from freehold.domains.actions.publish_records import publish_records
from freehold.domains.actions.release_domain import release_domain
from freehold.domains.actions.remove_dns_key import remove_dns_key
from freehold.domains.forms import ClaimForm, DnsKeyForm
from freehold.domains.permissions import (
    CHANGE_DNS_KEYS,
    CHECK_DOMAIN,
    CLAIM_DOMAIN,
    CLAIM_OWN_DOMAIN,
    RELEASE_DOMAIN,
)
from freehold.domains.queries import (
    DomainOrder,
    can_publish,
    count_domains,
    dns_keys,
    domains_of,
    get_domain,
    records_of,
    zone_of,
)
from freehold.domains.states import CheckState, DomainState
from freehold.domains.words import record_row, told_amiss
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import may
from freehold.kernel.schemas import PAGE, part_of
from freehold.tenants.queries import BrandFacts, brand_of
from freehold.ui.forms import TypedNameForm
from freehold.ui.paging import place_in


@require_safe
def domains(request: HttpRequest) -> HttpResponse:
    """The tenant's domains by name."""
    actor = _actor(request)
    after = place_in(request, tuple[str, UUID])
    search, sort = request.GET.get("q", "").strip(), request.GET.get("sort", "")
    chosen = request.GET.get("state", "")
    state = DomainState(chosen) if chosen in set(DomainState) else None
    order = DomainOrder(sort) if sort in set(DomainOrder) else DomainOrder.NAME
    found = domains_of(actor, search=search, state=state, order=order, after=after, limit=PAGE + 1)
    part = part_of(found, limit=PAGE, place=lambda domain: (domain.name, domain.id))
    return render(
        request,
        "domains/domains.html",
        {
            "domains": part.items,
            "next": part.next,
            "may_claim": may(actor, CLAIM_DOMAIN),
            "may_change_keys": may(actor, CHANGE_DNS_KEYS),
            "is_narrowed": bool(search or state),
            "sort": order,
            "count": sum(
                held for kind, held in count_domains(actor).items() if kind is not DomainState.RELEASED
            ),
            "state_choices": [
                (DomainState.PROVEN, _("Proven")),
                (DomainState.CLAIMED, _("Waiting for proof")),
                (DomainState.RELEASED, _("Released")),
            ],
        },
    )


@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """Name a domain as one's own."""
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain_id = claim_domain(form.cleaned_data["name"], actor=_actor(request))
        except (Refused, Conflict) as refusal:
            form.add_error(refusal.field or None, ValidationError(refusal.sentence, code=refusal.code))
        else:
            return redirect("domains:domain", domain_id)
    is_kept = form.has_error("name", "domain_taken")
    context = {
        "form": form,
        "helper": _helper(_actor(request)),
        "kept": form.cleaned_data.get("name") or form["name"].value() if is_kept else "",
        "may_claim_own": may(_actor(request), CLAIM_OWN_DOMAIN),
    }
    return render(request, "domains/claim.html", context, status=422 if form.errors else 200)


@require_POST
def claim_own(request: HttpRequest) -> HttpResponse:
    """Claim a domain as the company's own, after it was refused as kept."""
    try:
        domain_id = claim_own_domain(request.POST.get("name", ""), actor=_actor(request))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("domains:claim")
    return redirect("domains:domain", domain_id)


@require_safe
def domain(request: HttpRequest, domain_id: UUID) -> HttpResponse:
    """One domain: whether it is proven, and each record with what was last seen of it."""
    actor = _actor(request)
    found = get_domain(actor, domain_id)
    records = records_of(actor, domain_id) if found.state is not DomainState.RELEASED else []
    is_proven = found.state is DomainState.PROVEN
    return render(
        request,
        "domains/domain.html",
        {
            "domain": found,
            "is_proven": is_proven,
            "amiss": told_amiss([record.kind for record in records if record.is_amiss]) if is_proven else "",
            "is_released": found.state is DomainState.RELEASED,
            "is_pending": found.is_being_checked or found.is_being_published,
            "rows": [record_row(record, found.name) for record in records],
            "missing": sum(record.is_amiss for record in records),
            "right": sum(record.state is CheckState.RIGHT for record in records),
            "helper": _helper(actor),
            "can_publish": can_publish(actor, found),
            "may_check": may(actor, CHECK_DOMAIN),
            "may_release": may(actor, RELEASE_DOMAIN),
        },
    )


@require_POST
def check(request: HttpRequest, domain_id: UUID) -> HttpResponse:
    """Look into DNS now."""
    ask_for_check(domain_id, actor=_actor(request))
    return redirect("domains:domain", domain_id)


@require_POST
def publish(request: HttpRequest, domain_id: UUID) -> HttpResponse:
    """Publish the records with the key that is there."""
    try:
        publish_records(domain_id, actor=_actor(request))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("domains:domain", domain_id)


@require_safe
def zone(request: HttpRequest, domain_id: UUID) -> HttpResponse:
    """The records as a file."""
    actor = _actor(request)
    name = get_domain(actor, domain_id).name
    return HttpResponse(
        zone_of(actor, domain_id),
        content_type="text/dns; charset=utf-8",  # RFC 4027
        headers={"Content-Disposition": f'attachment; filename="{name}.zone"'},
    )


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, domain_id: UUID) -> HttpResponse:
    """Let go of a domain, after its name was typed."""
    actor = _actor(request)
    found = get_domain(actor, domain_id)
    form = TypedNameForm(request.POST or None, name=found.unicode_name)
    if request.method == "POST" and form.is_valid():
        try:
            release_domain(domain_id, actor=actor)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The domain was released."))
            return redirect("domains:domains")
    context = {"form": form, "domain": found}
    return render(request, "domains/release.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Keys with which records are published, and one more."""
    actor = _actor(request)
    form = DnsKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            add_dns_key(
                given["name"],
                server=given["server"],
                port=given["port"],
                key_name=given["key_name"],
                algorithm=given["algorithm"],
                secret=given["secret"],
                actor=actor,
            )
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            messages.success(request, _("The key is kept. Records can be published with it now."))
            return redirect("domains:keys")
    context = {"form": form, "keys": dns_keys(actor)}
    return render(request, "domains/keys.html", context, status=422 if form.errors else 200)


@require_POST
def remove_key(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Forget a key."""
    remove_dns_key(key_id, actor=_actor(request))
    messages.success(request, _("The key is forgotten. What was published with it stays."))
    return redirect("domains:keys")


def _helper(actor: Actor) -> BrandFacts | None:
    """Who does this for a customer: its seller, unless the seller itself is the one who looks."""
    brand = brand_of(actor.tenant_id)
    if brand is None or brand.tenant_id == actor.tenant_id or actor.grant_id is not None:
        return None
    return brand


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
