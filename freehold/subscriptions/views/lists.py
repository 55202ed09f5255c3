"""Orders in lists: what one sells, and what one has ordered."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from freehold.delegation.request import SignedInRequest
from freehold.kernel.permission import may
from freehold.kernel.schemas import part_of
from freehold.subscriptions.permissions import ORDER
from freehold.subscriptions.queries import Order, Side, count_subscriptions, list_subscriptions, place
from freehold.subscriptions.states import State
from freehold.subscriptions.words import STATES
from freehold.tenants.states import TenantKind
from freehold.ui.paging import place_in

PAGE = 50
NEWEST_FIRST = "-since"
SORTS = {"since": Order.OLDEST, NEWEST_FIRST: Order.NEWEST} | {order.value: order for order in Order}


@require_safe
def sold(request: SignedInRequest) -> HttpResponse:
    """What the seller's buyers have ordered."""
    return _list(request, Side.SOLD)


@require_safe
def bought(request: SignedInRequest) -> HttpResponse:
    """What one has ordered oneself."""
    return _list(request, Side.BOUGHT)


def _list(request: SignedInRequest, side: Side) -> HttpResponse:
    sort = request.GET.get("sort", "")
    order = SORTS.get(sort, Order.NEWEST)
    states = [state for state in State if state == request.GET.get("state")]
    found = list_subscriptions(
        request.actor,
        side=side,
        states=states,
        search=request.GET.get("q", "").strip(),
        order=order,
        after=place_in(request, tuple[str, UUID]),
        limit=PAGE + 1,
    )
    part = part_of(found, limit=PAGE, place=lambda one: place(one, order))
    return render(
        request,
        "subscriptions/list.html",
        {
            "subscriptions": part.items,
            "next": part.next,
            "sort": sort if sort in SORTS else NEWEST_FIRST,
            "count": sum(count_subscriptions(request.actor, side=side).values()),
            "is_sold": side is Side.SOLD,
            "is_seller": request.entered.tenant_kind is not TenantKind.CUSTOMER,
            "state_choices": [(state.value, words) for state, words in STATES.items()],
            "may_order": may(request.actor, ORDER),
            "is_narrowed": bool(states or request.GET.get("q")),
        },
    )
