"""The numbers of the channel: each seller reads its own edges, and of those behind a buyer pseudonyms alone."""

from dataclasses import astuple
from datetime import date
from decimal import Decimal

import pytest

from conftest import Cast
from freehold.channel.queries.numbers import Numbers, numbers
from freehold.channel.rules.numbers import Month, by_month, risks, running
from freehold.channel.states import RiskReason
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, NotPermitted
from freehold.reporting.tests.test_tiers import Tiers
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.queries import Side, list_subscriptions
from freehold.tenants.row_security import scope

APRIL, MAY, JUNE = date(2030, 4, 1), date(2030, 5, 1), date(2030, 6, 1)


def read(actor: Actor, months: int = 3) -> Numbers:
    with scope(actor.tenant_id, person_id=actor.person_id):
        return numbers(actor, months=months)


def numbers_of(found: Numbers) -> list[tuple[tuple[object, ...], int]]:
    return [(astuple(one)[1:], seats) for one, seats in zip(found.customers, found.seats, strict=True)]


def order_of(tiers: Tiers) -> str:
    with scope(tiers.fir.tenant_id):
        return list_subscriptions(tiers.fir, side=Side.SOLD)[0].number


def test_each_seller_counts_what_its_own_edge_bears(tiers: Tiers) -> None:
    fir, alder, meridian = tiers.sellers
    tiers.billing.at(date(2030, 5, 10))
    with scope(fir.tenant_id):
        change_seats(order_of(tiers), 7, actor=fir)
    tiers.billing.at(date(2030, 6, 2))

    for seller in (fir, alder, meridian):
        assert numbers_of(read(seller)) == [((1, 1, 0), 4), ((1, 0, 0), 7), ((1, 0, 0), 7)]
    by_fir, by_alder = read(fir), read(alder)
    assert [month.at_end for month in by_alder.partners] == [1, 1, 1]
    assert by_fir.margin is not None
    assert by_fir.margin.total.margin == Decimal(12)
    assert [(one.name, one.customers, one.seats, one.is_partner) for one in by_alder.buyers] == [
        ("Fir Systems", 1, 7, True)
    ]


def test_those_above_read_no_name_of_a_customer(tiers: Tiers, signed_in) -> None:
    fir, alder, meridian = tiers.sellers
    with scope(fir.tenant_id):
        cancel_subscription(order_of(tiers), ends_on=date(2030, 4, 20), actor=fir)

    for seller in (alder, meridian):
        found = read(seller)
        assert "Gorse" not in repr(found)
        (risk,) = found.at_risk
        assert risk.pseudonym.startswith("C-")
        assert risk.reasons == (RiskReason.CANCELLATION,)
        page = signed_in(seller).get("/channel/").content.decode()
        assert "Gorse" not in page
        assert risk.pseudonym in page
    (own,) = read(fir).at_risk
    assert (own.buyer_name, own.pseudonym) == ("Gorse Garage", "")
    assert "Gorse Garage" in signed_in(fir).get("/channel/").content.decode()


def test_who_went_is_gone_and_counts_as_churn(tiers: Tiers) -> None:
    fir, alder, _meridian = tiers.sellers
    with scope(fir.tenant_id):
        cancel_subscription(order_of(tiers), ends_on=date(2030, 5, 5), actor=fir)
    tiers.billing.at(date(2030, 6, 2))

    for seller in (fir, alder):
        found = read(seller)
        assert numbers_of(found) == [((1, 1, 0), 4), ((0, 0, 1), 0), ((0, 0, 0), 0)]
        assert [month.churn_percent for month in found.customers] == [None, Decimal(100), None]


def test_fewer_seats_and_what_is_overdue_are_a_risk(tiers: Tiers) -> None:
    fir, alder, meridian = tiers.sellers
    with scope(fir.tenant_id):
        change_seats(order_of(tiers), 9, actor=fir)
    tiers.billing.at(date(2030, 8, 10))
    with scope(fir.tenant_id):
        change_seats(order_of(tiers), 5, actor=fir)

    (risk,) = read(fir).at_risk
    assert (risk.seats, risk.seats_before) == (5, 9)
    assert risk.reasons == (RiskReason.OVERDUE, RiskReason.SEATS_FALLING)
    for seller in (alder, meridian):
        assert [(bool(one.pseudonym), one.reasons) for one in read(seller).at_risk] == [
            (True, (RiskReason.SEATS_FALLING,)),
            (False, (RiskReason.OVERDUE,)),
        ]


def test_a_customer_sells_nothing_and_a_member_may_not_look(cast: Cast) -> None:
    with scope(cast.customer.tenant_id), pytest.raises(NotFound):
        numbers(cast.customer)
    with scope(cast.member.tenant_id), pytest.raises(NotPermitted):
        numbers(cast.member)


def test_who_has_sold_nothing_reads_how_to_begin(cast: Cast, signed_in) -> None:
    page = signed_in(cast.partner).get("/channel/").content.decode()

    assert "Nothing was ordered from you yet" in page
    assert "Partners" in signed_in(cast.operator).get("/channel/").content.decode()


# The rules


def test_who_was_there_before_the_first_month_is_counted_and_not_new() -> None:
    months = [APRIL, MAY]

    found = by_month(
        months, [(APRIL, True, 5, 0), (APRIL, True, 0, 1), (APRIL, False, 2, 0), (MAY, False, 0, 3)]
    )

    assert found == [Month(APRIL, 6, 2, 0), Month(MAY, 3, 0, 3)]
    assert [one.churn_percent for one in found] == [Decimal("0.0"), Decimal("50.0")]


def test_what_runs_on_runs_on() -> None:
    assert running([APRIL, MAY, JUNE], {APRIL: 4, JUNE: -1}) == [4, 4, 3]


def test_the_gravest_risk_stands_first() -> None:
    assert risks(is_overdue=True, seats=1, seats_before=2, has_domain_amiss=True, is_leaving=True) == (
        RiskReason.CANCELLATION, RiskReason.OVERDUE, RiskReason.SEATS_FALLING, RiskReason.UNPROVEN_DOMAIN,
    )  # fmt: skip
    assert risks(is_overdue=False, seats=2, seats_before=2, has_domain_amiss=False, is_leaving=False) == ()
