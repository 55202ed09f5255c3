"""The worker's side: what is wanted comes to be, failures are seen and heal, nothing is overwritten by an old look."""

import shutil
from datetime import timedelta

import pytest
from django.db import connection

from conftest import Cast
from freehold.audit.queries import log_lines
from freehold.kernel import clock
from freehold.kernel.actor import Via, platform_actor
from freehold.kernel.errors import NotFound, NotPermitted
from freehold.provisioning.actions.observe import observe, observe_failure
from freehold.provisioning.actions.try_again import try_again, try_when_due
from freehold.provisioning.actions.want import want_seats
from freehold.provisioning.contract import Reading, Wanted
from freehold.provisioning.jobs import look_at_instance
from freehold.provisioning.queries import InstanceFacts, get_instance
from freehold.provisioning.reconcile import reconcile
from freehold.provisioning.registry import register
from freehold.provisioning.rules import GRACE
from freehold.provisioning.states import InstanceState
from freehold.provisioning.tests.notebook import NotebookService
from freehold.provisioning.tests.test_want import looks_enqueued, made
from freehold.tenants.row_security import scope


def seen(cast: Cast, instance_id) -> InstanceFacts:
    with scope(cast.customer.tenant_id):
        return get_instance(instance_id)


def test_a_look_brings_the_engine_to_what_is_wanted(cast: Cast, notebooks: NotebookService) -> None:
    instance_id = made(cast)

    look_at_instance(str(cast.customer.tenant_id), str(instance_id))

    assert notebooks.folder(cast.customer.tenant_id, instance_id).is_dir()
    assert seen(cast, instance_id).observed_state is InstanceState.ACTIVE
    with scope(cast.customer.tenant_id):
        newest = log_lines(cast.customer.tenant_id, action="provisioning")[0]
    assert (newest.action, newest.facts) == ("provisioning.observe", {"state": "active"})


def test_a_second_look_leaves_the_engine_alone(cast: Cast, notebooks: NotebookService) -> None:
    instance_id = made(cast)
    reconcile(cast.customer.tenant_id, instance_id)
    before = seen(cast, instance_id)

    assert reconcile(cast.customer.tenant_id, instance_id)

    assert notebooks.applied == 1
    assert seen(cast, instance_id) == before


def test_an_engine_that_does_not_answer_is_shown_and_heals(cast: Cast, notebooks: NotebookService) -> None:
    instance_id = made(cast)
    shutil.rmtree(notebooks.engine)

    assert not reconcile(cast.customer.tenant_id, instance_id)
    assert not reconcile(cast.customer.tenant_id, instance_id)
    failed = seen(cast, instance_id)
    notebooks.engine.mkdir()
    assert reconcile(cast.customer.tenant_id, instance_id)
    healed = seen(cast, instance_id)

    assert failed.last_error == "The notebooks' disk does not answer."
    assert failed.attempts == 2
    assert failed.is_adrift
    assert failed.next_try_at > clock.now()
    assert (healed.last_error, healed.attempts, healed.is_adrift) == ("", 0, False)


def test_the_unexpected_is_shown_too(cast: Cast, notebooks: NotebookService) -> None:
    class Broken(NotebookService):
        def apply(self, wanted: Wanted) -> Reading:
            raise ZeroDivisionError

    instance_id = made(cast)
    register(Broken(notebooks.engine))

    assert not reconcile(cast.customer.tenant_id, instance_id)

    assert "ZeroDivisionError" in seen(cast, instance_id).last_error


def test_a_wish_during_the_look_stays_adrift(cast: Cast, notebooks: NotebookService) -> None:
    instance_id = made(cast)

    class Slow(NotebookService):
        def apply(self, wanted: Wanted) -> Reading:
            with scope(wanted.tenant_id):
                want_seats(instance_id, wanted.seats + 1)
            return super().apply(wanted)

    register(Slow(notebooks.engine))
    reconcile(cast.customer.tenant_id, instance_id)
    during = seen(cast, instance_id)
    register(notebooks)
    reconcile(cast.customer.tenant_id, instance_id)

    assert during.is_adrift
    assert during.observed_state is InstanceState.ACTIVE
    assert not seen(cast, instance_id).is_adrift


def test_an_old_look_does_not_overwrite_a_newer_one(cast: Cast, notebooks: NotebookService) -> None:
    instance_id = made(cast)
    with scope(cast.customer.tenant_id):
        want_seats(instance_id, 5)
    reconcile(cast.customer.tenant_id, instance_id)
    before = seen(cast, instance_id)

    with scope(cast.customer.tenant_id):
        observe(
            instance_id,
            Reading(InstanceState.GONE),
            of_version=1,
            actor=platform_actor(cast.customer.tenant_id, via=Via.JOB),
        )
        observe_failure(instance_id, "too late", of_version=1)

    assert seen(cast, instance_id) == before


def test_the_sweep_looks_when_the_next_try_is_due_and_then_lets_it_be(
    cast: Cast, notebooks: NotebookService
) -> None:
    instance_id = made(cast)
    due_at = seen(cast, instance_id).next_try_at
    with scope(cast.customer.tenant_id):
        before = looks_enqueued()

        try_when_due(instance_id, now=due_at - timedelta(seconds=1))
        assert looks_enqueued() == before

        try_when_due(instance_id, now=due_at)
        try_when_due(instance_id, now=due_at)
        assert looks_enqueued() == before + 1
        assert get_instance(instance_id).next_try_at == due_at + GRACE


def test_a_person_can_ask_for_another_try(cast: Cast, notebooks: NotebookService) -> None:
    instance_id = made(cast)
    with scope(cast.customer.tenant_id):
        before = looks_enqueued()

        try_again(instance_id, actor=cast.customer)

        assert log_lines(cast.customer.tenant_id)[0].action == "provisioning.try_again"
        assert looks_enqueued() >= before + 1


def test_a_member_and_a_rival_cannot_ask_for_another_try(cast: Cast, notebooks: NotebookService) -> None:
    instance_id = made(cast)
    before = seen(cast, instance_id)

    with scope(cast.customer.tenant_id), pytest.raises(NotPermitted):
        try_again(instance_id, actor=cast.member)
    with scope(cast.rival.tenant_id), pytest.raises(NotFound):
        try_again(instance_id, actor=cast.rival)

    assert seen(cast, instance_id) == before


def test_the_web_may_not_ask_across_tenants_what_is_adrift(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select has_function_privilege('definer.instances_adrift(integer)', 'execute')")
        assert cursor.fetchone() == (False,)
