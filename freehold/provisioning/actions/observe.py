"""Write down what was observed of an instance, or why it could not be brought to what is wanted.

Runs as the platform, in the scope of the instance's tenant.
"""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.provisioning.actions.want import lock_instance
from freehold.provisioning.contract import Reading
from freehold.provisioning.permissions import OBSERVE
from freehold.provisioning.rules import FIRST_WAIT, WAIT_FOR_PEOPLE, wait_after


@transaction.atomic
def observe(instance_id: UUID, reading: Reading, *, of_version: int, actor: Actor) -> None:
    """Keep the reading of an apply. What was applied counts as done only if the engine is in the wanted state.

    Where people still have to do something, it does not either, and that is no failure.

    A wish that came in meanwhile stays adrift, and its own job looks again. Raises: NotFound.
    """
    instance = lock_instance(instance_id)
    require(actor, OBSERVE)
    if of_version < instance.observed_version:
        return
    now = clock.now()
    changed = instance.observed_state != reading.state
    instance.observed_state, instance.observed_at = reading.state, now
    instance.observed = dict(reading.facts)
    instance.last_error = ""
    if of_version == instance.wanted_version:
        instance.seats_used, instance.waits_until = reading.seats_used, reading.waits_until
        if reading.waits_until is not None:
            instance.attempts, instance.next_try_at = 0, now + WAIT_FOR_PEOPLE
        elif reading.state == instance.wanted_state:
            instance.observed_version, instance.attempts = of_version, 0
        else:
            instance.next_try_at = now + FIRST_WAIT
    instance.save(
        update_fields=[
            "observed_state", "observed_at", "observed", "observed_version", "seats_used", "waits_until",
            "last_error", "attempts", "next_try_at",
        ]
    )  # fmt: skip
    if changed:
        record(
            actor,
            OBSERVE,
            subject_kind="instance",
            subject_id=instance.id,
            state=reading.state,
        )


@transaction.atomic
def observe_failure(instance_id: UUID, sentence: str, *, of_version: int) -> None:
    """Keep why an apply failed, for the instance's page, and when the next try comes. Raises: NotFound."""
    instance = lock_instance(instance_id)
    if of_version <= instance.observed_version:
        return
    instance.attempts += 1
    instance.last_error = sentence
    instance.next_try_at = clock.now() + wait_after(instance.attempts)
    instance.save(update_fields=["attempts", "last_error", "next_try_at"])
