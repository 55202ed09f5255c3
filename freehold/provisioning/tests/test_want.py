"""What is wanted is written down, raises the version, and enqueues a look in the same transaction."""

from uuid import uuid4

import pytest
from django.db import connection, transaction

from conftest import Cast
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.ids import new_id
from freehold.provisioning.actions.take_seats import free_seats, take_seats
from freehold.provisioning.actions.want import (
    want_gone,
    want_instance,
    want_look,
    want_options,
    want_released,
    want_seats,
    want_suspended,
)
from freehold.provisioning.queries import find_instance, get_instance, instances_of_kind
from freehold.provisioning.states import InstanceState
from freehold.provisioning.tests.notebook import NotebookService
from freehold.tenants.row_security import scope

FIRST, SECOND = new_id(), new_id()


def made(cast: Cast, *, seats: int = 3):
    with scope(cast.customer.tenant_id):
        return want_instance(
            cast.customer.tenant_id, kind="notebook", title="Notes", seats=seats, options={"pages": 20}
        )


def looks_enqueued() -> int:
    """The web's role sees only the ids of its own tenant's jobs."""
    with connection.cursor() as cursor:
        cursor.execute("select count(id) from procrastinate_jobs")
        return cursor.fetchone()[0]


def test_a_new_instance_is_wanted_active_and_nothing_of_it_is_observed(
    cast: Cast, notebooks: NotebookService
) -> None:
    instance_id = made(cast)

    with scope(cast.customer.tenant_id):
        instance = get_instance(instance_id)
    assert instance.wanted_state is InstanceState.ACTIVE
    assert instance.observed_state is InstanceState.GONE
    assert instance.is_adrift
    assert instance.options == {"pages": 20}


def test_each_wish_raises_the_version_and_enqueues_one_look(cast: Cast, notebooks: NotebookService) -> None:
    instance_id = made(cast)
    with scope(cast.customer.tenant_id):
        before = looks_enqueued()

        want_look(instance_id)

        assert looks_enqueued() == before + 1
        assert get_instance(instance_id).wanted_version == 2


def test_a_roll_back_leaves_neither_wish_nor_job(cast: Cast, notebooks: NotebookService) -> None:
    instance_id = made(cast)
    with scope(cast.customer.tenant_id):
        before = looks_enqueued()

        with transaction.atomic():
            want_seats(instance_id, 7)
            transaction.set_rollback(True)

        assert looks_enqueued() == before
        assert get_instance(instance_id).seats == 3


def test_an_instance_is_suspended_until_its_last_hold_is_released(
    cast: Cast, notebooks: NotebookService
) -> None:
    instance_id = made(cast)

    with scope(cast.customer.tenant_id):
        want_suspended(instance_id, hold=FIRST)
        want_suspended(instance_id, hold=SECOND)
        want_released(instance_id, hold=FIRST)
        held = get_instance(instance_id)
        want_released(instance_id, hold=SECOND)
        free = get_instance(instance_id)

    assert (held.wanted_state, held.holds) == (InstanceState.SUSPENDED, (SECOND,))
    assert (free.wanted_state, free.holds) == (InstanceState.ACTIVE, ())


def test_holding_and_releasing_twice_changes_nothing_more(cast: Cast, notebooks: NotebookService) -> None:
    instance_id = made(cast)

    with scope(cast.customer.tenant_id):
        want_suspended(instance_id, hold=FIRST)
        once = get_instance(instance_id)
        want_suspended(instance_id, hold=FIRST)
        twice = get_instance(instance_id)
        want_released(instance_id, hold=SECOND)
        unknown = get_instance(instance_id)

    assert once == twice == unknown


def test_seats_below_those_in_use_are_refused(cast: Cast, notebooks: NotebookService) -> None:
    instance_id = made(cast)

    with scope(cast.customer.tenant_id):
        take_seats(instance_id, 2)
        with pytest.raises(Refused, match="2 seats are in use") as refusal:
            want_seats(instance_id, 1)
        instance = get_instance(instance_id)

    assert refusal.value.code == "seats_in_use"
    assert (instance.seats, instance.seats_used) == (3, 2)


def test_no_seat_is_taken_beyond_those_ordered(cast: Cast, notebooks: NotebookService) -> None:
    instance_id = made(cast)

    with scope(cast.customer.tenant_id):
        take_seats(instance_id, 3)
        with pytest.raises(Refused) as refusal:
            take_seats(instance_id, 1)
        full = get_instance(instance_id)
        free_seats(instance_id, 1)
        take_seats(instance_id, 1)

    assert refusal.value.code == "no_seat_left"
    assert full.seats_used == 3


def test_what_is_to_be_erased_takes_no_more_wishes(cast: Cast, notebooks: NotebookService) -> None:
    instance_id = made(cast)

    with scope(cast.customer.tenant_id):
        want_gone(instance_id)
        gone = get_instance(instance_id)
        for wish in (
            lambda: want_seats(instance_id, 9),
            lambda: want_suspended(instance_id, hold=FIRST),
            lambda: want_options(instance_id, {}),
            lambda: take_seats(instance_id, 1),
        ):
            with pytest.raises(Refused) as refusal:
                wish()
            assert refusal.value.code == "gone"
        want_gone(instance_id)

        assert get_instance(instance_id) == gone
        assert instances_of_kind("notebook") == []


def test_unknown_options_and_services_are_refused(cast: Cast, notebooks: NotebookService) -> None:
    instance_id = made(cast)

    with scope(cast.customer.tenant_id):
        with pytest.raises(Refused, match="no_such"):
            want_options(instance_id, {"no_such": 1})
        with pytest.raises(NotFound):
            want_instance(cast.customer.tenant_id, kind="telex", title="", seats=1, options={})
        assert get_instance(instance_id).options == {"pages": 20}


def test_partner_rival_and_operator_do_not_see_the_instance(cast: Cast, notebooks: NotebookService) -> None:
    instance_id = made(cast)

    for outsider in (cast.partner, cast.operator, cast.rival, cast.rival_customer):
        with scope(outsider.tenant_id):
            assert find_instance(instance_id) is None
            with pytest.raises(NotFound):
                want_suspended(instance_id, hold=uuid4())
    with scope(cast.customer.tenant_id):
        assert get_instance(instance_id).wanted_version == 1
