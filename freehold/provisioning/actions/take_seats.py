"""Take and free seats of an instance, within the service's own action.

Part of another action, which has checked its permission and stands in the scope of the instance's tenant.
The instance's row stays locked until the end of the transaction, so that no seat is given twice.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import ngettext

from freehold.kernel.errors import Refused
from freehold.provisioning.actions.want import lock_living, want_look
from freehold.provisioning.rules import fits_in_use


@transaction.atomic
def take_seats(instance_id: UUID, count: int) -> None:
    """Use that many more seats, and have the service look. Raises: NotFound, Refused("gone", "no_seat_left")."""
    instance = lock_living(instance_id)
    used = instance.seats_used or 0
    if not fits_in_use(instance.seats, used=used + count):
        raise Refused(
            "no_seat_left",
            ngettext(
                "The one seat is in use (%(count)s more wanted). Add seats to the order first.",
                "All %(seats)s seats are in use (%(count)s more wanted). Add seats to the order first.",
                instance.seats,
            )
            % {"seats": instance.seats, "count": count},
        )
    instance.seats_used = used + count
    instance.save(update_fields=["seats_used"])
    want_look(instance_id)


@transaction.atomic
def free_seats(instance_id: UUID, count: int) -> None:
    """Use that many fewer seats, and have the service look. Raises: NotFound, Refused("gone")."""
    instance = lock_living(instance_id)
    instance.seats_used = max((instance.seats_used or 0) - count, 0)
    instance.save(update_fields=["seats_used"])
    want_look(instance_id)
