"""Who has had access, and what was done under each grant; and that none ever comes from who invoices whom."""

import ast
from collections.abc import Callable
from pathlib import Path

from django.test import Client

import freehold
from conftest import Browser, Cast
from freehold.delegation.actions.approve_request import approve_request
from freehold.delegation.actions.end_grant import end_grant
from freehold.delegation.asking import requests_received
from freehold.delegation.history import access_history, done_under
from freehold.delegation.models import Grant
from freehold.delegation.queries import doors_into, enter_person, get_grant, grants_given
from freehold.delegation.tests.conftest import Asking
from freehold.kernel.actor import Actor, Via
from freehold.subscriptions.tests.conftest import Ordered
from freehold.tenants.row_security import scope
from tests.conftest import Caller, client_of

__all__ = ["client_of"]

SignedIn = Callable[[Actor], Browser]

# All that makes a grant. Each asks somebody of the tenant that is opened, or is the set-up and break glass.
MAKE_GRANTS = {"approve_request", "break_glass", "give_grant", "set_up_customer"}


def test_what_was_done_is_counted_and_listed_under_its_grant(
    cast: Cast, asking: Asking, signed_in: SignedIn
) -> None:
    inside = cast.under_grant()
    browser = signed_in(cast.partner)
    browser.post(f"/access/{inside.grant_id}/enter/")
    browser.post("/groups/new/", {"name": "Front desk"})
    browser.post("/access/give/", {"roles": ["technician"], "lasts": "4", "reason": "no"})
    request_id = asking.by_operator()
    with scope(cast.customer.tenant_id):
        approve_request(request_id, actor=cast.customer)

    with scope(cast.customer.tenant_id):
        newest, set_up = access_history(cast.customer)
        lines = done_under(cast.customer, set_up.grant)
    assert set_up.activity is not None
    assert (set_up.activity.entered, set_up.activity.acts, set_up.activity.refused) == (1, 1, 1)
    assert [line.action for line in lines] == ["refused", "accounts.create_group", "delegation.enter"]
    assert {(line.actor_name, line.grant_reason) for line in lines} == {("Anna Alder", "set-up")}
    assert (newest.grant.holder_name, newest.activity) == ("Meridian Hosting", None)


def test_the_page_lists_grants_that_are_over_and_each_has_its_own(cast: Cast, signed_in: SignedIn) -> None:
    inside = cast.under_grant()
    signed_in(cast.partner).post(f"/access/{inside.grant_id}/enter/")
    with scope(cast.customer.tenant_id):
        end_grant(inside.grant_id, actor=cast.customer)  # type: ignore[arg-type]
    browser = signed_in(cast.customer)

    now = browser.get("/access/").content.decode()
    listed = browser.get("/access/history/").content.decode()
    one = browser.get(f"/access/{inside.grant_id}/").content.decode()

    assert "Nobody outside your company has access now." in now
    assert "Alder IT" in listed
    assert f"/access/{inside.grant_id}/" in listed
    assert "ended by Ada Acme" in one
    assert "<strong>Anna Alder</strong> entered your company" in one


def test_the_holder_sees_its_grant_and_nothing_of_the_customers_log(cast: Cast, signed_in: SignedIn) -> None:
    inside = cast.under_grant()
    signed_in(inside).post("/groups/new/", {"name": "Front desk"})

    page = signed_in(cast.partner).get(f"/access/{inside.grant_id}/").content.decode()

    assert "Your access to Acme Dental" in page
    assert "Front desk" not in page
    with scope(cast.partner.tenant_id):
        assert done_under(cast.partner, get_grant(cast.partner, inside.grant_id)) == []  # type: ignore[arg-type]
    for stranger in (cast.rival, cast.operator, cast.rival_customer):
        assert signed_in(stranger).get(f"/access/{inside.grant_id}/").status_code == 404


def test_the_api_tells_the_same(cast: Cast, asking: Asking, client_of: Caller, signed_in: SignedIn) -> None:
    inside = cast.under_grant()
    signed_in(cast.partner).post(f"/access/{inside.grant_id}/enter/")
    asking.by_operator()
    customer: Client = client_of(cast.customer)

    (access,) = customer.get("/api/v1/access-history").json()["items"]
    (asked,) = customer.get("/api/v1/grant-requests").json()["items"]

    assert (access["grant"]["id"], access["activity"]["entered"]) == (str(inside.grant_id), 1)
    assert (asked["asker_name"], asked["tenant_name"]) == ("Meridian Hosting", "Acme Dental")
    assert customer.get(f"/api/v1/grants/{inside.grant_id}").json()["holder_name"] == "Alder IT"


def test_who_bills_a_customer_has_no_door_by_it(cast: Cast, ordered: Ordered) -> None:
    """Alder sells to Acme and Meridian to Alder: once the set-up grant is over, neither gets in, though both bill."""
    with scope(cast.customer.tenant_id):
        (set_up,) = grants_given(cast.customer)
        assert (set_up.holder_id, set_up.kind) == (cast.partner.tenant_id, "set-up")
        end_grant(set_up.id, actor=cast.customer)

    for seller in (cast.partner, cast.operator):
        with scope(seller.tenant_id, person_id=seller.person_id):
            assert doors_into(seller, [cast.customer.tenant_id]) == {}
            entered = enter_person(seller.person_id, grant_id=set_up.id, via=Via.PAGE)  # type: ignore[arg-type]
        assert entered is not None
        assert entered.actor.tenant_id == seller.tenant_id
    with scope(cast.customer.tenant_id):
        assert not Grant.objects.filter(ended_at=None).exists()
    assert ordered.seen_by(cast.operator, ordered.upper).state == "active"


def test_who_bills_nobody_there_can_hold_a_grant(cast: Cast, asking: Asking) -> None:
    """Meridian has no edge to Acme, and is let in all the same: the one says nothing of the other."""
    request_id = asking.by_operator()
    with scope(cast.customer.tenant_id):
        grant_id = approve_request(request_id, actor=cast.customer)
        assert requests_received(cast.customer)[0].grant_id == grant_id

    with scope(cast.operator.tenant_id):
        assert doors_into(cast.operator, [cast.customer.tenant_id]) == {cast.customer.tenant_id: grant_id}


def test_nothing_makes_a_grant_but_those_who_may() -> None:
    house = Path(freehold.__file__).parent
    makers = {
        path.stem
        for path in house.rglob("*.py")
        if "tests" not in path.parts and "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Grant", "Grant.objects.create")
    }

    assert makers == MAKE_GRANTS
