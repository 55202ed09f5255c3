"""Pages of a seller: customers and partners, one level down."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from freehold.console.customers.actions.onboard_customer import onboard_customer
from freehold.console.customers.actions.onboard_partner import onboard_partner
from freehold.console.customers.forms import NewBuyerForm, NewCustomerForm
from freehold.delegation.queries import grants_held
from freehold.delegation.request import SignedInRequest
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import may
from freehold.kernel.schemas import PAGE, part_of
from freehold.subscriptions.permissions import ORDER, SEE
from freehold.subscriptions.queries import Side, list_subscriptions
from freehold.tenants.permissions import CREATE_CUSTOMER, CREATE_PARTNER
from freehold.tenants.queries import buyers_of, count_buyers, get_buyer
from freehold.tenants.states import TenantKind
from freehold.ui.paging import place_in


@require_safe
def customers(request: SignedInRequest) -> HttpResponse:
    """The list of customers by name, searched, fifty a page."""
    return _buyers(request, TenantKind.CUSTOMER)


@require_safe
def partners(request: SignedInRequest) -> HttpResponse:
    """The list of partners."""
    return _buyers(request, TenantKind.PARTNER)


@require_safe
def customer(request: SignedInRequest, tenant_id: UUID) -> HttpResponse:
    """One customer: what we call it, what it ordered, whether we may look inside."""
    return _buyer(request, tenant_id)


@require_safe
def partner(request: SignedInRequest, tenant_id: UUID) -> HttpResponse:
    """One partner."""
    return _buyer(request, tenant_id)


@require_http_methods(["GET", "POST"])
def new_customer(request: SignedInRequest) -> HttpResponse:
    """Create a customer, and with it the set-up grant, its domain and its first administrator."""
    form = NewCustomerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            tenant_id = onboard_customer(
                given["name"],
                actor=request.actor,
                reference=given["reference"],
                country=given["country"],
                language=given["language"],
                domain=given["domain"],
                administrator_name=given["administrator_name"],
                administrator_email=given["administrator_email"],
            )
        except (Refused, Conflict) as refusal:
            _add(form, refusal)
        else:
            messages.success(request, _("%(name)s is created.") % {"name": given["name"]})
            return redirect("customers:customer", tenant_id)
    return render(
        request,
        "customers/new.html",
        {"form": form, "kind": "customer"},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def new_partner(request: SignedInRequest) -> HttpResponse:
    """Create a partner below us."""
    form = NewBuyerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            tenant_id = onboard_partner(
                given["name"],
                actor=request.actor,
                reference=given["reference"],
                country=given["country"],
                language=given["language"],
                administrator_name=given["administrator_name"],
                administrator_email=given["administrator_email"],
            )
        except (Refused, Conflict) as refusal:
            _add(form, refusal)
        else:
            messages.success(request, _("%(name)s is created.") % {"name": given["name"]})
            return redirect("customers:partner", tenant_id)
    return render(
        request, "customers/new.html", {"form": form, "kind": "partner"}, status=422 if form.errors else 200
    )


def _buyers(request: SignedInRequest, kind: TenantKind) -> HttpResponse:
    search = request.GET.get("search", "").strip()[:100]
    after = place_in(request, tuple[str, UUID])
    found = buyers_of(request.actor, kind=kind, search=search, after=after, limit=PAGE + 1)
    part = part_of(found, limit=PAGE, place=lambda buyer: (buyer.name, buyer.edge_id))
    return render(
        request,
        "customers/list.html",
        {
            "buyers": part.items,
            "count": count_buyers(request.actor, kind=kind),
            "kind": kind,
            "search": search,
            "next": part.next,
            "may_create": may(
                request.actor, CREATE_PARTNER if kind is TenantKind.PARTNER else CREATE_CUSTOMER
            ),
        },
    )


def _buyer(request: SignedInRequest, tenant_id: UUID) -> HttpResponse:
    buyer = get_buyer(request.actor, tenant_id)
    grants = grants_held(request.actor, tenant_id=tenant_id)
    return render(
        request,
        "customers/detail.html",
        {
            "buyer": buyer,
            "grant": next((grant for grant in grants if grant.in_force), None),
            "subscriptions": list_subscriptions(request.actor, side=Side.SOLD, buyer_id=tenant_id)
            if may(request.actor, SEE)
            else [],
            "order_url": f"{reverse('subscriptions:new')}?buyer={tenant_id}"
            if may(request.actor, ORDER)
            else "",
        },
    )


def _add(form: NewBuyerForm, refusal: Refused | Conflict) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence or refusal.code)
