"""Seats sold, held and billed stand beside each other on any day, and what disagrees is told."""

from datetime import date, timedelta

import pytest

from conftest import Cast, make_person
from freehold.kernel import clock
from freehold.kernel.actor import Role
from freehold.kernel.errors import NotPermitted
from freehold.services.resold.actions.take_bill import take_bill
from freehold.services.resold.queries.matching import Match, matches_on
from freehold.services.resold.rules.matching import Verdict, verdict
from freehold.services.resold.tests.bills import checked
from freehold.services.resold.tests.conftest import REFERENCE, Sold
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.tenants.row_security import scope


def found(cast: Cast, day: date | None = None) -> list[Match]:
    with scope(cast.partner.tenant_id):
        return matches_on(cast.partner, day or clock.today())


def billed(cast: Cast, reference: str, seats: int) -> None:
    """A bill for the days around today."""
    today = clock.today()
    first, last = today - timedelta(days=5), today + timedelta(days=5)
    bill_id = checked(cast, f"{reference},Office,{first},{last},{seats},9.00,EUR\n")
    with scope(cast.partner.tenant_id):
        take_bill(bill_id, today=today, actor=cast.partner)


def test_what_was_sold_held_and_billed_agrees(sold: Sold, cast: Cast) -> None:
    sold.do()
    (before,) = found(cast)
    billed(cast, REFERENCE, 3)

    (match,) = found(cast)

    assert (before.billed, before.verdict) == (None, Verdict.AGREES)
    assert (match.customer, match.sold, match.held, match.billed) == ("Acme Dental", 3, 3, 3)
    assert match.verdict is Verdict.AGREES


def test_what_waits_for_people_is_told_apart_from_what_disagrees(sold: Sold, cast: Cast) -> None:
    (new,) = found(cast)
    sold.do()
    with scope(cast.customer.tenant_id):
        change_seats(sold.number, 5, actor=cast.customer)
    (unseen,) = found(cast)
    sold.reconcile()
    (waits,) = found(cast)

    assert (new.verdict, new.sold, new.held) == (Verdict.WAITS, 3, 0)
    assert unseen.verdict is Verdict.SOLD_MORE
    assert (waits.verdict, waits.sold, waits.held) == (Verdict.WAITS, 5, 3)


def test_a_bill_tells_of_seats_and_references_that_nobody_here_has(sold: Sold, cast: Cast) -> None:
    sold.do()
    billed(cast, REFERENCE, 4)
    billed(cast, "NW-stray", 2)

    first, second = found(cast)

    assert (first.reference, first.billed, first.verdict) == ("NW-stray", 2, Verdict.UNKNOWN)
    assert (second.billed, second.verdict) == (4, Verdict.BILLED_MORE)


def test_an_order_that_the_vendors_bill_leaves_out_is_told(sold: Sold, cast: Cast) -> None:
    sold.do()
    billed(cast, "NW-stray", 2)

    assert [one.verdict for one in found(cast)] == [Verdict.UNKNOWN, Verdict.NOT_BILLED]


def test_a_day_before_all_of_it_has_nothing(sold: Sold, cast: Cast) -> None:
    sold.do()

    assert found(cast, clock.today() - timedelta(days=1)) == []


def test_others_see_nothing(sold: Sold, cast: Cast) -> None:
    technician = make_person(cast.partner.tenant_id, "tom@alder.example", "Tom", Role.TECHNICIAN)
    with scope(technician.tenant_id), pytest.raises(NotPermitted):
        matches_on(technician, clock.today())
    for actor in (cast.operator, cast.rival, cast.customer):
        with scope(actor.tenant_id):
            assert matches_on(actor, clock.today()) == []


@pytest.mark.parametrize(
    ("sold", "held", "billed", "is_waiting", "expected"),
    [
        (3, 3, None, False, Verdict.AGREES),
        (3, 3, 3, False, Verdict.AGREES),
        (3, 3, 3, True, Verdict.AGREES),
        (3, 2, 3, True, Verdict.WAITS),
        (3, 2, None, False, Verdict.SOLD_MORE),
        (2, 3, None, False, Verdict.HELD_MORE),
        (3, 3, 0, False, Verdict.NOT_BILLED),
        (3, 3, 4, False, Verdict.BILLED_MORE),
        (3, 3, 2, False, Verdict.BILLED_LESS),
        (0, 0, 2, False, Verdict.BILLED_MORE),
    ],
)
def test_the_first_thing_that_disagrees_counts(
    sold: int, held: int, billed: int | None, is_waiting: bool, expected: Verdict
) -> None:
    assert verdict(sold=sold, held=held, billed=billed, is_waiting=is_waiting) is expected
