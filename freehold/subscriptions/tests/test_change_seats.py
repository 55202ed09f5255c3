"""Seats go up and down on any day, on the whole chain and in the service."""

import pytest

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from freehold.provisioning.actions.take_seats import take_seats
from freehold.subscriptions.actions.change_seats import change_seats
from freehold.subscriptions.tests.conftest import Ordered
from freehold.tenants.row_security import scope


@pytest.mark.parametrize("seats", [1, 2, 7, 10_000])
def test_the_chain_and_the_service_follow(cast: Cast, ordered: Ordered, seats: int) -> None:
    with scope(cast.customer.tenant_id):
        changed = change_seats(ordered.number, seats, actor=cast.customer)

    assert changed.seats == seats
    assert ordered.seen_by(cast.operator, ordered.upper).seats == seats
    assert ordered.instance.seats == seats
    assert ordered.instance.is_adrift


def test_each_log_tells_it_and_the_operators_names_only_its_own_buyer(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.customer.tenant_id):
        change_seats(ordered.number, 5, actor=cast.customer)

    names = {}
    for actor, number in ((cast.customer, ordered.number), (cast.partner, ordered.number),
                          (cast.operator, ordered.upper)):  # fmt: skip
        with scope(actor.tenant_id):
            newest = log_lines(actor.tenant_id, subject_id=number)[0]
        assert newest.action == "subscriptions.change_seats"
        assert newest.facts["seats"] == 5
        names[actor.name] = newest.actor_name
    assert names == {"Ada Acme": "Ada Acme", "Anna Alder": "Acme Dental", "Olga Meridian": "Alder IT"}


def test_fewer_seats_than_are_in_use_are_refused_with_the_number(cast: Cast, ordered: Ordered) -> None:
    with scope(cast.customer.tenant_id):
        take_seats(ordered.instance.id, 2)
    before = ordered.everything

    with scope(cast.partner.tenant_id), pytest.raises(Refused, match="2 seats are in use") as refusal:
        change_seats(ordered.number, 1, actor=cast.partner)

    assert (refusal.value.code, refusal.value.field) == ("seats_in_use", "seats")
    assert ordered.everything == before


def test_changing_to_the_same_number_changes_nothing(cast: Cast, ordered: Ordered) -> None:
    before = ordered.everything

    with scope(cast.customer.tenant_id):
        change_seats(ordered.number, 3, actor=cast.customer)

    assert ordered.everything == before


@pytest.mark.parametrize("seats", [0, -3, 10_001])
def test_impossible_seats_are_refused(cast: Cast, ordered: Ordered, seats: int) -> None:
    before = ordered.everything

    with scope(cast.customer.tenant_id), pytest.raises(Refused) as refusal:
        change_seats(ordered.number, seats, actor=cast.customer)

    assert refusal.value.code == "seats"
    assert ordered.everything == before


def test_those_above_follow_and_do_not_lead(cast: Cast, ordered: Ordered) -> None:
    before = ordered.everything

    for actor in (cast.partner, cast.operator):
        with scope(actor.tenant_id), pytest.raises(Refused) as refusal:
            change_seats(ordered.upper, 9, actor=actor)
        assert refusal.value.code == "follows_customer"

    assert ordered.everything == before


def test_the_second_of_two_administrators_is_told_that_something_changed(
    cast: Cast, ordered: Ordered
) -> None:
    seen = ordered.seen_by(cast.customer).version
    with scope(cast.customer.tenant_id):
        change_seats(ordered.number, 5, actor=cast.customer, seen_version=seen)

    with scope(cast.customer.tenant_id), pytest.raises(Conflict):
        change_seats(ordered.number, 4, actor=cast.customer, seen_version=seen)

    assert ordered.instance.seats == 5


def test_a_member_cannot_and_a_rival_does_not_find_it(cast: Cast, ordered: Ordered) -> None:
    before = ordered.everything

    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        change_seats(ordered.number, 9, actor=cast.member)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        change_seats(ordered.number, 9, actor=cast.rival)

    assert ordered.everything == before
