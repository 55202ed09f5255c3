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
from freehold.delegation.permissions import ASK_FOR_GRANT, ENTER
from freehold.delegation.queries import doors_into, grants_held
from freehold.delegation.request import SignedInRequest
from freehold.domains.actions.check_customers import check_customers
from freehold.domains.queries import Health, health_of_buyers, health_totals
from freehold.invoicing.permissions import RECORD_PAYMENT, SEE_INVOICES
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import may
from freehold.kernel.schemas import PAGE, part_of
from freehold.subscriptions.permissions import ORDER, SEE
from freehold.subscriptions.queries import Side, list_subscriptions, served_to
from freehold.tenants.permissions import CREATE_CUSTOMER, CREATE_PARTNER
from freehold.tenants.queries import BuyerOrder, buyer_place, buyers_of, count_buyers, get_buyer
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


@require_http_methods(["GET", "POST"])
def domains(request: SignedInRequest) -> HttpResponse:
    """How the domains of all customers are, in totals; POST has all of them looked at."""
    actor = request.actor
    if request.method == "POST":
        check_customers(actor=actor)
        messages.success(request, _("Every domain of every customer is being looked at. Reload in a minute."))
        return redirect("customers:domains")
    search, state = request.GET.get("q", "").strip()[:100], request.GET.get("state", "")
    health = Health(state) if state in set(Health) else None
    after = place_in(request, tuple[int, int, UUID])
    found = health_of_buyers(actor, search=search, health=health, after=after, limit=PAGE + 1)
    part = part_of(found, limit=PAGE, place=lambda buyer: buyer.place)
    doors = doors_into(actor, [buyer.buyer_id for buyer in part.items]) if may(actor, ENTER) else {}
    return render(
        request,
        "customers/domains.html",
        {
            "totals": health_totals(actor),
            "rows": [(buyer, doors.get(buyer.buyer_id)) for buyer in part.items],
            "next": part.next,
            "is_narrowed": bool(search or health),
            "choices": [
                (Health.FAILING, _("Need attention")),
                (Health.UNPROVEN, _("Not proven")),
                (Health.WELL, _("All is well")),
            ],
        },
    )


def _buyers(request: SignedInRequest, kind: TenantKind) -> HttpResponse:
    actor, sort = request.actor, request.GET.get("sort", "")
    order = BuyerOrder(sort) if sort in set(BuyerOrder) else BuyerOrder.NAME
    search = request.GET.get("q", "").strip()[:100]
    sees_orders = may(actor, SEE)
    ordered = request.GET.get("orders", "") if sees_orders else ""
    found = buyers_of(
        actor,
        kind=kind,
        search=search,
        among=served_to(actor) if ordered == "yes" else None,
        besides=served_to(actor) if ordered == "no" else (),
        order=order,
        after=place_in(request, tuple[str, UUID]),
        limit=PAGE + 1,
    )
    part = part_of(found, limit=PAGE, place=lambda buyer: buyer_place(buyer, order))
    served = served_to(actor, buyers=[buyer.tenant_id for buyer in part.items]) if sees_orders else {}
    return render(
        request,
        "customers/list.html",
        {
            "rows": [(buyer, served.get(buyer.tenant_id)) for buyer in part.items],
            "count": count_buyers(actor, kind=kind),
            "kind": kind,
            "sees_orders": sees_orders,
            "order_choices": [("yes", _("With a service")), ("no", _("Without a service"))],
            "sort": order,
            "is_narrowed": bool(search or ordered),
            "next": part.next,
            "may_create": may(actor, CREATE_PARTNER if kind is TenantKind.PARTNER else CREATE_CUSTOMER),
        },
    )


def _buyer(request: SignedInRequest, tenant_id: UUID) -> HttpResponse:
    buyer = get_buyer(request.actor, tenant_id)
    grants = grants_held(request.actor, tenant_id=tenant_id)
    return render(
        request,
        "customers/detail.html",
        {
            "sees_invoices": may(request.actor, SEE_INVOICES),
            "may_record_payments": may(request.actor, RECORD_PAYMENT),
            "buyer": buyer,
            "may_ask_in": may(request.actor, ASK_FOR_GRANT),
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
