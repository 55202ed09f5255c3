"""What is shown before an order or a change is confirmed is what is charged, to the cent; nothing is written by looking."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from conftest import Browser, Cast
from freehold.catalog.actions.adopt_plan import adopt_plan
from freehold.catalog.actions.publish_price_list import publish_price_list
from freehold.catalog.tests.conftest import Shop
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, NotPermitted, Refused
from freehold.kernel.period import Interval, Period
from freehold.kernel.pricing import per_seat
from freehold.kernel.rating import charges_in_advance, settle
from freehold.subscriptions import previewing
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.actions.order import order_subscription
from freehold.subscriptions.charged import spans_of
from freehold.subscriptions.previewing import Preview
from freehold.subscriptions.queries import SubscriptionFacts
from freehold.subscriptions.tests.conftest import Ordered
from freehold.tenants.row_security import scope

APRIL = Period(date(2030, 4, 1), date(2030, 5, 1))
SignedIn = Callable[..., Browser]


def let_it_be(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Let it be morning of a day."""
    monkeypatch.setattr(clock, "now", lambda: datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def amounts(preview: Preview) -> list[tuple[int, Decimal]]:
    """Seats and amount of each line."""
    return [(line.seats, line.amount.amount) for line in preview.lines]


@pytest.fixture
def on_the_first(cast: Cast, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> SubscriptionFacts:
    """Acme has had three seats at 5 EUR since the first of April; it is the sixteenth."""
    let_it_be(monkeypatch, APRIL.start)
    with scope(cast.partner.tenant_id):
        order = order_subscription(
            shop.partners_plan, seats=3, buyer_id=cast.customer.tenant_id, actor=cast.partner
        )
    let_it_be(monkeypatch, date(2030, 4, 16))
    return order


def owed(cast: Cast, order: SubscriptionFacts) -> Decimal:
    """What April costs as things stand, as the invoice reckons."""
    with scope(cast.partner.tenant_id):
        spans = spans_of(cast.partner.tenant_id, [order.id])[order.id]
    return sum(
        (one.amount for one in settle(charges_in_advance(spans, APRIL), (), currency="EUR")), Decimal(0)
    )


def test_an_order_within_a_month_shows_the_days_that_are_left(
    cast: Cast, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_it_be(monkeypatch, date(2030, 4, 16))
    with scope(cast.customer.tenant_id):
        preview = previewing.preview_order(cast.customer, shop.partners_plan, seats=4)

    assert amounts(preview) == [(4, Decimal("10.00"))]
    assert preview.whole_term is not None
    assert preview.whole_term.amount == 20
    assert preview.lines[0].days == Period(date(2030, 4, 16), APRIL.end)


def test_a_change_of_seats_shows_what_the_invoice_then_says(
    cast: Cast, on_the_first: SubscriptionFacts
) -> None:
    before = owed(cast, on_the_first)
    with scope(cast.customer.tenant_id):
        preview = previewing.preview_seats(cast.customer, on_the_first.number, 5)
        assert owed(cast, on_the_first) == before
    with scope(cast.customer.tenant_id):
        change_seats(on_the_first.number, 5, actor=cast.customer)

    assert amounts(preview) == [(3, Decimal("-7.50")), (5, Decimal("12.50"))]
    assert owed(cast, on_the_first) - before == preview.total.amount == 5


def test_an_end_and_a_pause_show_what_is_credited(cast: Cast, on_the_first: SubscriptionFacts) -> None:
    before = owed(cast, on_the_first)
    with scope(cast.customer.tenant_id):
        later = previewing.preview_end(cast.customer, on_the_first.number, APRIL.end)
        pause = previewing.preview_pause(cast.customer, on_the_first.number)
        now = previewing.preview_end(cast.customer, on_the_first.number, date(2030, 4, 16))
        cancel_subscription(on_the_first.number, ends_on=date(2030, 4, 16), actor=cast.customer)

    assert later.lines == ()
    assert amounts(pause) == amounts(now) == [(3, Decimal("-7.50"))]
    assert now.whole_term is None
    assert owed(cast, on_the_first) - before == now.total.amount


def test_a_year_is_credited_by_the_day_too(cast: Cast, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    let_it_be(monkeypatch, date(2030, 1, 1))
    with scope(cast.partner.tenant_id):
        publish_price_list(
            {shop.partners_plan: Decimal(5)},
            terms={shop.partners_plan: [per_seat(Decimal(365), "EUR", Interval.YEAR)]},
            currency="EUR",
            valid_from=clock.today(),
            actor=cast.partner,
        )
        order = order_subscription(
            shop.partners_plan,
            seats=2,
            buyer_id=cast.customer.tenant_id,
            interval=Interval.YEAR,
            actor=cast.partner,
        )
        let_it_be(monkeypatch, date(2030, 12, 22))
        preview = previewing.preview_end(cast.partner, order.number, clock.today())

    assert amounts(preview) == [(2, Decimal("-20.00"))]


def test_a_trial_shows_that_nothing_is_charged_yet(cast: Cast, shop: Shop) -> None:
    with scope(cast.partner.tenant_id):
        plan = adopt_plan(shop.operators_plan, name="Tried", trial_days=14, actor=cast.partner)
        publish_price_list({plan: Decimal(5)}, currency="EUR", valid_from=clock.today(), actor=cast.partner)
    with scope(cast.customer.tenant_id):
        preview = previewing.preview_order(cast.customer, plan, seats=2)

    assert (preview.lines, preview.charged_from) == ((), None)
    assert preview.whole_term is not None
    assert preview.whole_term.amount == 10


def test_a_preview_is_refused_as_the_change_would_be(cast: Cast, ordered: Ordered) -> None:
    def look(actor: Actor, number: str, seats: int) -> None:
        with scope(actor.tenant_id):
            previewing.preview_seats(actor, number, seats)

    with pytest.raises(Refused, match="Choose from 1"):
        look(cast.customer, ordered.number, 0)
    with pytest.raises(Refused, match="follows the customer"):
        look(cast.partner, ordered.upper, 5)
    with pytest.raises(NotFound):
        look(cast.rival, ordered.number, 5)
    with pytest.raises(NotPermitted):
        look(cast.member, ordered.number, 5)


def test_the_page_asks_once_more_with_the_amounts(
    cast: Cast, on_the_first: SubscriptionFacts, signed_in: SignedIn
) -> None:
    browser, here = signed_in(cast.customer), f"/subscriptions/{on_the_first.number}/seats/"

    review = browser.post(here, {"seats": "5", "version": "1"})
    back = browser.post(here, {"seats": "5", "version": "1", "change": "1"})

    assert review.status_code == back.status_code == 200
    assert "−€7.50" in review.content.decode()
    assert "€12.50" in review.content.decode()
    assert "After that a whole month costs €25.00." in review.content.decode()
    assert 'value="5"' in back.content.decode()
    assert owed(cast, on_the_first) == 15
    assert browser.post(here, {"seats": "5", "version": "1", "confirm": "1"}).status_code == 302
    assert owed(cast, on_the_first) == 20


def test_the_page_of_an_order_says_what_it_costs_and_promises(
    cast: Cast, shop: Shop, signed_in: SignedIn
) -> None:
    page = (
        signed_in(cast.customer)
        .post(f"/subscriptions/new/{shop.partners_plan}/", {"seats": "4"})
        .content.decode()
    )

    assert "What will be charged" in page
    assert "None. It can be cancelled on any day" in page
    assert "After the end all data is kept" in page


def test_another_day_may_not_be_before_today(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(Refused):
        previewing.preview_end(cast.customer, ordered.number, clock.today() - timedelta(days=1))
