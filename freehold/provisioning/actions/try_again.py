"""Have the worker try at once what has failed, instead of waiting for the next try."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.provisioning.actions.want import enqueue_look, lock_instance
from freehold.provisioning.models import Instance
from freehold.provisioning.permissions import TRY_AGAIN
from freehold.provisioning.rules import GRACE, is_adrift


@transaction.atomic
def try_again(instance_id: UUID, *, actor: Actor) -> None:
    """Enqueue a look now. One that is as wanted is left alone. Raises: NotFound, NotPermitted."""
    instance = lock_instance(instance_id)
    require(actor, TRY_AGAIN)
    if is_adrift(wanted_version=instance.wanted_version, observed_version=instance.observed_version):
        _look_now(instance, clock.now())
        record(actor, TRY_AGAIN, subject_kind="instance", subject_id=instance.id)


@transaction.atomic
def try_when_due(instance_id: UUID, *, now: datetime) -> None:
    """The sweep's own: enqueue a look if the next try is due still, and let it be for a minute. Raises: NotFound."""
    instance = lock_instance(instance_id)
    if instance.next_try_at <= now:
        _look_now(instance, now)


def _look_now(instance: Instance, now: datetime) -> None:
    instance.next_try_at = now + GRACE
    instance.save(update_fields=["next_try_at"])
    enqueue_look(instance)
