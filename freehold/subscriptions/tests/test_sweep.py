"""The sweeps as the worker's own role: they find what is due in every tenant, and may run twice."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.conf import settings

from conftest import Cast
from freehold.kernel import clock
from freehold.provisioning.jobs import sweep_instances
from freehold.provisioning.states import InstanceState
from freehold.subscriptions.actions.cancel import cancel_subscription
from freehold.subscriptions.actions.suspend import suspend_subscription
from freehold.subscriptions.jobs import sweep_subscriptions
from freehold.subscriptions.states import State, SuspendReason
from freehold.subscriptions.tests.conftest import Ordered
from freehold.tenants.row_security import scope

AsRole = Callable[[str], AbstractContextManager[None]]


def test_the_worker_ends_what_is_due_and_the_second_sweep_finds_nothing(
    cast: Cast, ordered: Ordered, as_role: AsRole
) -> None:
    with scope(cast.customer.tenant_id):
        cancel_subscription(ordered.number, ends_on=clock.today(), actor=cast.customer)

    with as_role("freehold_worker"):
        sweep_subscriptions(0)
    ended = ordered.everything
    with as_role("freehold_worker"):
        sweep_subscriptions(0)
        sweep_instances(0)

    assert ordered.seen_by(cast.customer).state is State.ENDED
    assert ordered.seen_by(cast.operator, ordered.upper).state is State.ENDED
    assert ordered.instance.wanted_state is InstanceState.SUSPENDED
    assert ordered.everything == ended


def test_the_worker_ends_what_is_suspended_and_erases_only_what_was_seen_gone(
    cast: Cast, ordered: Ordered, as_role: AsRole, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scope(cast.customer.tenant_id):
        cancel_subscription(ordered.number, ends_on=clock.today(), actor=cast.customer)
    with scope(cast.partner.tenant_id):
        suspend_subscription(ordered.number, reason=SuspendReason.ABUSE, actor=cast.partner)
    with as_role("freehold_worker"):
        sweep_subscriptions(0)
    assert ordered.seen_by(cast.customer).state is State.ENDED

    first = clock.today()
    for days in (settings.RETRIEVAL_DAYS - 14, settings.RETRIEVAL_DAYS - 3, settings.RETRIEVAL_DAYS):
        monkeypatch.setattr(clock, "today", lambda days=days: first + timedelta(days=days))
        with as_role("freehold_worker"):
            sweep_subscriptions(0)
            sweep_subscriptions(0)
    assert ordered.seen_by(cast.customer).erase_wanted_at is not None
    assert ordered.seen_by(cast.customer).erased_at is None
    ordered.reconcile()
    with as_role("freehold_worker"):
        sweep_subscriptions(0)

    assert ordered.seen_by(cast.customer).erased_at is not None
    assert ordered.seen_by(cast.operator, ordered.upper).erased_at is not None


def test_the_sweep_leaves_alone_what_is_not_due(cast: Cast, ordered: Ordered, as_role: AsRole) -> None:
    before = ordered.everything

    with as_role("freehold_worker"):
        sweep_subscriptions(0)

    assert ordered.everything == before
