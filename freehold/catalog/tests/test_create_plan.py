"""Offerings and plans of the operator, and what becomes of them."""

import pytest

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.catalog.actions.create_offering import create_offering
from freehold.catalog.actions.create_plan import create_plan
from freehold.catalog.actions.describe_plan import describe_plan
from freehold.catalog.actions.retire_plan import retire_plan
from freehold.catalog.queries import get_plan, offerings, plans, plans_offered
from freehold.catalog.tests.conftest import Shop
from freehold.kernel import clock
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.tenants.row_security import scope


def test_a_plan_without_a_price_cannot_be_ordered(cast: Cast, shop: Shop) -> None:
    with scope(cast.operator.tenant_id):
        plan_id = create_plan(shop.offering, name="Notebook Large", actor=cast.operator)
        plan = get_plan(cast.operator, plan_id, on=clock.today())
    with scope(cast.partner.tenant_id):
        offered = {plan.name: plan.price for plan in plans_offered(cast.partner)}

    assert not plan.is_orderable
    assert plan.options == {"pages": 10}
    assert offered["Notebook Large"] is None


def test_options_that_the_service_does_not_know_are_refused(cast: Cast, shop: Shop) -> None:
    with scope(cast.operator.tenant_id):
        for options in ({"sheets": 3}, {"pages": "many"}):
            with pytest.raises(Refused) as refusal:
                create_plan(shop.offering, name="Odd", options=options, actor=cast.operator)
            assert refusal.value.code == "bad_options"
        assert len(plans(cast.operator, on=clock.today())) == 1


def test_only_the_operator_makes_offerings_and_plans(cast: Cast, shop: Shop) -> None:
    with scope(cast.partner.tenant_id), pytest.raises(Refused) as refusal:
        create_offering("Own", kind="notebook", actor=cast.partner)
    with scope(cast.partner.tenant_id), pytest.raises(Refused):
        create_plan(offerings(cast.partner)[0].id, name="Own", actor=cast.partner)
    with scope(cast.operator.tenant_id):
        with pytest.raises(NotFound):
            create_offering("Telex", kind="telex", actor=cast.operator)
        with pytest.raises(Conflict):
            create_offering("Notebooks", kind="notebook", actor=cast.operator)

    assert refusal.value.code == "not_operator"


def test_a_retired_plan_is_offered_to_nobody(cast: Cast, shop: Shop) -> None:
    with scope(cast.partner.tenant_id):
        retire_plan(shop.partners_plan, actor=cast.partner)
        with pytest.raises(Refused) as refusal:
            retire_plan(shop.partners_plan, actor=cast.partner)
        assert log_lines(cast.partner.tenant_id)[0].action == "catalog.retire_plan"
    with scope(cast.customer.tenant_id):
        assert plans_offered(cast.customer) == []

    assert refusal.value.code == "plan_retired"


def test_a_plan_can_be_named_anew(cast: Cast, shop: Shop) -> None:
    with scope(cast.partner.tenant_id):
        describe_plan(shop.partners_plan, name="Alder Paper", description="Ruled.", actor=cast.partner)
    with scope(cast.customer.tenant_id):
        (plan,) = plans_offered(cast.customer)

    assert (plan.name, plan.description) == ("Alder Paper", "Ruled.")


def test_nobody_touches_the_plan_of_another(cast: Cast, shop: Shop) -> None:
    for outsider in (cast.rival, cast.operator, cast.customer):
        with scope(outsider.tenant_id):
            with pytest.raises(NotFound):
                retire_plan(shop.partners_plan, actor=outsider)
            with pytest.raises(NotFound):
                describe_plan(shop.partners_plan, name="Mine", description="", actor=outsider)
            with pytest.raises(NotFound):
                create_plan(shop.offering, name="Mine", actor=outsider) if outsider != cast.operator else (
                    get_plan(outsider, shop.partners_plan, on=clock.today())
                )
    with scope(cast.partner.tenant_id):
        assert get_plan(cast.partner, shop.partners_plan, on=clock.today()).is_orderable


def test_acting_under_a_grant_changes_no_catalog(cast: Cast, shop: Shop) -> None:
    actor = cast.under_grant()
    with scope(cast.customer.tenant_id):
        with pytest.raises(NotPermitted):
            create_offering("Own", kind="notebook", actor=actor)
        with pytest.raises(NotPermitted):
            plans(actor, on=clock.today())
