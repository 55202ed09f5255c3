"""The pages of orders: what each side is shown, in steps, with errors beside fields, and 404 for everybody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils.formats import date_format

from conftest import Cast
from freehold.audit.queries import LogLine, log_lines
from freehold.catalog.tests.conftest import Shop
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.provisioning.actions.take_seats import take_seats
from freehold.provisioning.states import InstanceState
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.queries import Side, list_subscriptions
from freehold.subscriptions.states import State
from freehold.subscriptions.tests.conftest import Ordered
from freehold.tenants.row_security import scope

SignedIn = Callable[[Actor], Client]


def test_a_customer_orders_in_steps(cast: Cast, shop: Shop, signed_in: SignedIn) -> None:
    browser = signed_in(cast.customer)
    address = f"/subscriptions/new/{shop.partners_plan}/"

    plans = browser.get("/subscriptions/new/").content.decode()
    summary = browser.post(address, {"seats": "3", "reference": "PO 7"})
    with scope(cast.customer.tenant_id):
        assert list_subscriptions(cast.customer, side=Side.BOUGHT) == []
    ordered = browser.post(address, {"seats": "3", "reference": "PO 7", "confirm": "1"})

    assert "Alder Notes" in plans
    assert "€5.00" in plans
    assert "€15.00" in summary.content.decode()
    assert ordered.status_code == 302
    with scope(cast.customer.tenant_id):
        (order,) = list_subscriptions(cast.customer, side=Side.BOUGHT)
    assert ordered["Location"] == f"/subscriptions/{order.number}/"
    assert (order.seats, order.reference) == (3, "PO 7")


def test_a_seller_orders_for_its_customer_in_steps(cast: Cast, shop: Shop, signed_in: SignedIn) -> None:
    browser = signed_in(cast.partner)
    whose = f"?buyer={cast.customer.tenant_id}"

    assert "Acme Dental" in browser.get("/subscriptions/new/for/").content.decode()
    assert "€5.00" in browser.get(f"/subscriptions/new/{whose}").content.decode()
    ordered = browser.post(f"/subscriptions/new/{shop.partners_plan}/{whose}", {"seats": "2", "confirm": "1"})

    assert "Acme Dental" in browser.get(ordered["Location"]).content.decode()


def test_wrong_seats_are_told_beside_the_field_and_nothing_is_lost(
    cast: Cast, shop: Shop, signed_in: SignedIn
) -> None:
    answer = signed_in(cast.customer).post(
        f"/subscriptions/new/{shop.partners_plan}/", {"seats": "0", "reference": "PO <7>", "confirm": "1"}
    )

    assert answer.status_code == 422
    assert "PO &lt;7&gt;" in answer.content.decode()
    with scope(cast.customer.tenant_id):
        assert list_subscriptions(cast.customer, side=Side.BOUGHT) == []


def test_an_order_is_suspended_and_resumed_from_its_page(
    cast: Cast, ordered: Ordered, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.partner)
    here = f"/subscriptions/{ordered.number}/"
    ordered.reconcile()

    asked = browser.get(f"{here}suspend/").content.decode()
    browser.post(f"{here}suspend/", {"reason": "overdue"})
    stopping = browser.get(here).content.decode()
    ordered.reconcile()
    stopped = browser.get(f"{here}observed/").content.decode()
    browser.post(f"{here}resume/")

    assert "Nothing is deleted" in asked
    assert "The service is stopping" in stopping
    assert 'hx-trigger="every 2s"' in stopping
    assert "The service stands still" in stopped
    assert "hx-trigger" not in stopped
    assert ordered.seen_by(cast.customer).state is State.ACTIVE
    assert ordered.instance.wanted_state is InstanceState.ACTIVE


def test_who_bought_an_order_pauses_it_and_is_offered_no_reason_of_a_seller(
    cast: Cast, ordered: Ordered, signed_in: SignedIn
) -> None:
    here = f"/subscriptions/{ordered.number}/suspend/"

    sold, bought = (signed_in(one).get(here).content.decode() for one in (cast.partner, cast.customer))
    refused = signed_in(cast.customer).post(here, {"reason": "overdue"})

    assert "an invoice is overdue" in sold
    assert "an invoice is overdue" not in bought
    assert "The other side reads it." not in bought
    assert refused.status_code == 422
    assert ordered.seen_by(cast.customer).state is State.ACTIVE


def test_a_cancellation_names_its_last_day_and_how_long_all_is_kept(
    cast: Cast, ordered: Ordered, signed_in: SignedIn
) -> None:
    browser, here = signed_in(cast.customer), f"/subscriptions/{ordered.number}/cancel/"
    day = clock.today() + timedelta(days=40)
    kept = date_format(day + timedelta(days=settings.RETRIEVAL_DAYS), "DATE_FORMAT")

    later = browser.post(here, {"when": "on_day", "ends_on": day.isoformat()}).content.decode()
    now = browser.post(here, {"when": "at_once"}).content.decode()

    assert f"stops at the end of {date_format(day - timedelta(days=1), 'DATE_FORMAT')}." in later
    assert f"All data is kept until {kept}" in later
    assert "stops now. All data is kept until" in now
    assert ordered.seen_by(cast.customer).state is State.ACTIVE


def test_a_form_that_somebody_overtook_is_refused_with_a_sentence(
    cast: Cast, ordered: Ordered, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.customer)
    here = f"/subscriptions/{ordered.number}/seats/"

    first = browser.post(here, {"seats": "5", "version": "1", "confirm": "1"})
    second = browser.post(here, {"seats": "4", "version": "1", "confirm": "1"})

    assert first.status_code == 302
    assert second.status_code == 422
    assert "Somebody else has changed this order" in second.content.decode()
    assert ordered.instance.seats == 5


def test_cancelling_and_taking_it_back(cast: Cast, ordered: Ordered, signed_in: SignedIn) -> None:
    browser = signed_in(cast.customer)
    here = f"/subscriptions/{ordered.number}/"

    no_day = browser.post(f"{here}cancel/", {"when": "on_day"})
    browser.post(f"{here}cancel/", {"when": "at_once", "confirm": "1"})
    cancelled = ordered.seen_by(cast.customer)
    page = browser.get(here).content.decode()
    browser.post(f"{here}withdraw/", {"version": str(cancelled.version)})

    assert no_day.status_code == 422
    assert (cancelled.state, cancelled.ends_on) == (State.CANCELLING, clock.today())
    assert "Take back the cancellation" in page
    assert ordered.seen_by(cast.customer).state is State.ACTIVE


def test_the_operators_page_has_the_pseudonym_and_no_name(
    cast: Cast, ordered: Ordered, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.operator)

    for address in ("/subscriptions/", f"/subscriptions/{ordered.upper}/"):
        page = browser.get(address).content.decode()
        assert ordered.seen_by(cast.operator, ordered.upper).customer in page
        assert "Acme" not in page
        assert str(cast.customer.tenant_id) not in page


@pytest.mark.parametrize("what", ["", "observed/", "seats/", "suspend/", "cancel/"])
def test_everybody_else_gets_404(cast: Cast, ordered: Ordered, signed_in: SignedIn, what: str) -> None:
    before = ordered.everything

    for outsider in (cast.rival, cast.rival_customer, cast.operator):
        assert signed_in(outsider).get(f"/subscriptions/{ordered.number}/{what}").status_code == 404
    for act in ("resume/", "withdraw/", "convert/"):
        assert signed_in(cast.rival).post(f"/subscriptions/{ordered.number}/{act}").status_code == 404

    assert ordered.everything == before


def test_hostile_addresses_are_not_found_and_not_errors(
    cast: Cast, ordered: Ordered, signed_in: SignedIn
) -> None:
    browser = signed_in(cast.partner)

    for address in ("SUB-'; drop--", "SUB-%00", "../../etc", "x" * 500):
        assert browser.get(f"/subscriptions/{address}/").status_code == 404
    assert browser.get("/subscriptions/new/?buyer=nobody").status_code == 404
    assert browser.get(f"/subscriptions/new/?buyer={cast.rival.tenant_id}").status_code == 404
    assert browser.get("/subscriptions/?q=%25%27%22&state=nonsense&sort=password").status_code == 200
    assert browser.get("/subscriptions/?q=%00").status_code == 400


def test_lists_and_pages_cost_few_queries(
    cast: Cast, ordered: Ordered, signed_in: SignedIn, django_assert_max_num_queries
) -> None:
    browser = signed_in(cast.partner)

    with django_assert_max_num_queries(20):
        browser.get("/subscriptions/")
    with django_assert_max_num_queries(22):
        browser.get(f"/subscriptions/{ordered.number}/")


def test_of_two_who_change_the_seats_the_second_is_told_and_loses_nothing(
    cast: Cast, ordered: Ordered, signed_in: SignedIn
) -> None:
    browser, address = signed_in(cast.partner), f"/subscriptions/{ordered.number}/seats/"
    seen = ordered.seen_by(cast.partner).version
    with scope(cast.customer.tenant_id):
        change_seats(ordered.number, 8, actor=cast.customer)

    told = browser.post(address, {"seats": "4", "version": seen, "confirm": "1"})
    page = told.content.decode()

    assert told.status_code == 422
    assert "Somebody else has changed this order meanwhile" in page
    assert "Meanwhile it is “8”." in page
    assert 'name="seats" value="4"' in page
    assert ordered.seen_by(cast.partner).seats == 8
    now = ordered.seen_by(cast.partner).version
    assert f'name="version" value="{now}"' in page
    assert browser.post(address, {"seats": "4", "version": now, "confirm": "1"}).status_code == 302
    assert ordered.seen_by(cast.customer).seats == 4


@pytest.mark.parametrize(
    ("act", "fields"), [("suspend", {"reason": "overdue"}), ("cancel", {"when": "at_once", "confirm": "1"})]
)
def test_an_act_on_an_order_that_has_changed_is_told_first(
    cast: Cast, ordered: Ordered, signed_in: SignedIn, act: str, fields: dict[str, str]
) -> None:
    seen = ordered.seen_by(cast.partner).version
    with scope(cast.customer.tenant_id):
        change_seats(ordered.number, 8, actor=cast.customer)
    before = ordered.everything

    told = signed_in(cast.partner).post(
        f"/subscriptions/{ordered.number}/{act}/", fields | {"version": str(seen)}
    )

    assert told.status_code == 422
    assert "Somebody else has changed this order meanwhile" in told.content.decode()
    assert ordered.everything == before


@pytest.mark.parametrize("act", ["resume", "withdraw", "convert"])
def test_a_button_on_an_old_page_does_nothing_and_says_so(
    cast: Cast, ordered: Ordered, signed_in: SignedIn, act: str
) -> None:
    browser = signed_in(cast.partner)
    seen = ordered.seen_by(cast.partner).version
    with scope(cast.customer.tenant_id):
        change_seats(ordered.number, 8, actor=cast.customer)
    before = ordered.everything

    told = browser.post(f"/subscriptions/{ordered.number}/{act}/", {"version": str(seen)}, follow=True)

    assert "Somebody else has changed this order meanwhile" in told.content.decode()
    assert ordered.everything == before


def test_fewer_seats_than_are_in_use_are_told_beside_the_field(
    cast: Cast, ordered: Ordered, signed_in: SignedIn
) -> None:
    with scope(cast.customer.tenant_id):
        take_seats(ordered.instance.id, 2)
    before = ordered.everything

    told = signed_in(cast.partner).post(
        f"/subscriptions/{ordered.number}/seats/", {"seats": "1", "confirm": "1"}
    )

    assert told.status_code == 422
    assert 'id="id_seats_error"' in told.content.decode()
    assert ordered.everything == before


def test_whoever_is_turned_away_leaves_nothing_in_the_log_of_those_concerned(
    cast: Cast, ordered: Ordered, signed_in: SignedIn
) -> None:
    """A foreign number is answered as one that does not exist, and its owners read nothing of it."""

    def logs() -> list[list[LogLine]]:
        found = []
        for actor in (cast.partner, cast.customer, cast.operator):
            with scope(actor.tenant_id):
                found.append(log_lines(actor.tenant_id))
        return found

    before, rival = logs(), signed_in(cast.rival)
    for act in ("seats", "suspend", "resume", "cancel", "withdraw", "convert"):
        path = f"/subscriptions/{ordered.number}/{act}/"
        foreign = rival.post(path, {"seats": "9", "reason": "other", "when": "at_once"})
        unknown = rival.post("/subscriptions/SUB-00000000/" + act + "/", {"seats": "9"})
        assert (foreign.status_code, unknown.status_code) == (404, 404), act

    assert logs() == before
