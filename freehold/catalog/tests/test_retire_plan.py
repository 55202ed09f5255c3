"""A plan that is retired is on sale nowhere: neither at its own seller nor at those who resell it."""

from django.test import Client

from conftest import Cast, signed_in_browser
from freehold.catalog.actions.retire_plan import retire_plan
from freehold.catalog.queries import Sale, get_plan, list_plans, plans_offered, plans_offered_to
from freehold.catalog.tests.conftest import Shop
from freehold.kernel import clock
from freehold.tenants.row_security import scope


def test_whoever_resells_it_is_told_and_no_buyer_is_offered_it(cast: Cast, shop: Shop) -> None:
    today = clock.today()
    with scope(cast.partner.tenant_id):
        before = get_plan(cast.partner, shop.partners_plan, on=today).sale
    with scope(cast.operator.tenant_id):
        retire_plan(shop.operators_plan, actor=cast.operator)

    with scope(cast.partner.tenant_id):
        (found,) = list_plans(cast.partner, on=today, sale=Sale.NOT_SUPPLIED)
        offered = plans_offered_to(cast.partner, cast.customer.tenant_id, currency="EUR", on=today)
    with scope(cast.customer.tenant_id):
        bought = plans_offered(cast.customer)
    assert (before, found.id, found.is_orderable) == (Sale.ORDERABLE, shop.partners_plan, False)
    assert [(plan.id, plan.is_orderable) for plan in offered] == [(shop.partners_plan, False)]
    assert [(plan.id, plan.is_orderable) for plan in bought] == [(shop.partners_plan, False)]


def test_the_resellers_pages_say_so(cast: Cast, shop: Shop) -> None:
    with scope(cast.operator.tenant_id):
        retire_plan(shop.operators_plan, actor=cast.operator)
    browser: Client = signed_in_browser(cast.partner)

    assert "Not sold to you" in browser.get("/plans/").content.decode()
    page = browser.get(f"/plans/{shop.partners_plan}/").content.decode()
    assert "does not sell you what this plan resells any more" in page
