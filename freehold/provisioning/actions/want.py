"""Write down what is wanted of an instance; the worker does it.

Part of another action, which has checked its permission and stands in the scope of the instance's tenant.
Each function raises the wanted version and enqueues a look in the same transaction.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.provisioning.models import Instance
from freehold.provisioning.registry import checked_options
from freehold.provisioning.rules import GRACE, fits_in_use, state_under
from freehold.provisioning.states import InstanceState


@transaction.atomic
def want_instance(
    tenant_id: UUID,
    *,
    kind: str,
    title: str,
    seats: int,
    options: Mapping[str, object],
    supplier_id: UUID | None = None,
) -> UUID:
    """A new instance, active, in the scope of its tenant; its id. Raises: NotFound, Refused("bad_options")."""
    now = clock.now()
    instance = Instance(
        tenant_id=tenant_id,
        kind=kind,
        title=title,
        seats=seats,
        supplier_id=supplier_id,
        options=checked_options(kind, options).model_dump(mode="json"),
        wanted_state=InstanceState.ACTIVE,
        wanted_at=now,
        next_try_at=now + GRACE,
    )
    instance.save(force_insert=True)
    enqueue_look(instance)
    return instance.id


@transaction.atomic
def want_suspended(instance_id: UUID, *, hold: UUID) -> None:
    """Keep the instance suspended until this hold, a subscription's id, is released. Raises: NotFound, Refused("gone")."""
    instance = lock_living(instance_id)
    if hold not in instance.holds:
        _want_holds(instance, [*instance.holds, hold])


@transaction.atomic
def want_released(instance_id: UUID, *, hold: UUID) -> None:
    """Let go of a hold; active again once the last one is gone. Raises: NotFound, Refused("gone")."""
    instance = lock_living(instance_id)
    if hold in instance.holds:
        _want_holds(instance, [held for held in instance.holds if held != hold])


@transaction.atomic
def want_seats(instance_id: UUID, seats: int) -> None:
    """Change the number of seats. Raises: NotFound, Refused("gone", "seats_in_use")."""
    instance = lock_living(instance_id)
    if not fits_in_use(seats, used=instance.seats_used):
        raise Refused(
            "seats_in_use",
            _("%(used)s seats are in use. Free some first, or choose at least %(used)s.")
            % {"used": instance.seats_used},
            field="seats",
        )
    if seats != instance.seats:
        instance.seats = seats
        _want(instance, "seats")


@transaction.atomic
def want_options(instance_id: UUID, options: Mapping[str, object]) -> None:
    """Change the options. Raises: NotFound, Refused("gone", "bad_options")."""
    instance = lock_living(instance_id)
    instance.options = checked_options(instance.kind, options).model_dump(mode="json")
    _want(instance, "options")


@transaction.atomic
def want_gone(instance_id: UUID) -> None:
    """Erase all of it, for good. Wanting it twice is wanting it once. Raises: NotFound."""
    instance = lock_instance(instance_id)
    if instance.wanted_state != InstanceState.GONE:
        instance.wanted_state = InstanceState.GONE
        _want(instance, "wanted_state")


@transaction.atomic
def want_under_new_orders(
    instance_id: UUID, *, title: str, options: Mapping[str, object], holds: Sequence[UUID]
) -> None:
    """Let the orders of another seller stand behind the instance: its title, its options, what holds it.

    Where state and options stay as they are nothing new is wanted of the engine, so that nothing is interrupted.
    Raises: NotFound, Refused("gone", "bad_options").
    """
    instance = lock_living(instance_id)
    checked = checked_options(instance.kind, options).model_dump(mode="json")
    is_as_before = checked == instance.options and state_under(holds) == instance.wanted_state
    instance.title, instance.options = title, checked
    if is_as_before:
        instance.holds = list(holds)
        instance.save(update_fields=["title", "holds"])
        return
    instance.save(update_fields=["title", "options"])
    _want_holds(instance, list(holds))


@transaction.atomic
def want_look(instance_id: UUID) -> None:
    """Have the service look at it again, since something that belongs to it has changed. Raises: NotFound, Refused("gone")."""
    _want(lock_living(instance_id))


@transaction.atomic
def look_now(instance_id: UUID) -> None:
    """Have the worker look at once, since people have done what it waited for. Nothing else is wanted. Raises: NotFound."""
    instance = lock_instance(instance_id)
    instance.next_try_at = clock.now() + GRACE
    instance.save(update_fields=["next_try_at"])
    enqueue_look(instance)


def lock_instance(instance_id: UUID) -> Instance:
    """The instance, locked until the transaction ends. Raises: NotFound."""
    instance = Instance.objects.select_for_update().filter(id=instance_id).first()
    if instance is None:
        raise NotFound
    return instance


def lock_living(instance_id: UUID) -> Instance:
    """The same of one that is not to be erased. Raises: NotFound, Refused("gone")."""
    instance = lock_instance(instance_id)
    if instance.wanted_state == InstanceState.GONE:
        raise Refused("gone", _("This has been erased, or is about to be."))
    return instance


def enqueue_look(instance: Instance) -> None:
    """Have the worker look at it: one look after the other, and none lost to a roll-back."""
    enqueue(
        Job.LOOK_AT_INSTANCE,
        lock=f"instance:{instance.id}",
        tenant_id=instance.tenant_id,
        instance_id=instance.id,
    )


def _want_holds(instance: Instance, holds: list[UUID]) -> None:
    instance.holds, instance.wanted_state = holds, state_under(holds)
    if instance.wanted_state != InstanceState.SUSPENDED:
        instance.suspended_at = None
    elif instance.suspended_at is None:
        instance.suspended_at = clock.now()
    _want(instance, "holds", "wanted_state", "suspended_at")


def _want(instance: Instance, *changed: str) -> None:
    now = clock.now()
    instance.wanted_version += 1
    instance.wanted_at, instance.next_try_at, instance.attempts = now, now + GRACE, 0
    instance.save(update_fields=[*changed, "wanted_version", "wanted_at", "next_try_at", "attempts"])
    enqueue_look(instance)
