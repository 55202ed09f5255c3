"""Begin to erase the data of an ended subscription, no sooner than its time and two notices allow."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.provisioning.actions.want import want_gone
from freehold.provisioning.queries import home_of
from freehold.subscriptions.chain import change_chain, lock_by_id
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import BEGIN_ERASURE
from freehold.subscriptions.rules import may_erase
from freehold.subscriptions.states import State
from freehold.tenants.row_security import enter


@transaction.atomic
def begin_erasure(subscription_id: UUID, *, today: date, actor: Actor) -> None:
    """Want the service gone, for good, and put that on record with everybody on the chain.

    Nobody is told that the data is erased before its service was seen gone: see `note_erasure`.

    Raises: NotFound, NotPermitted, Refused("not_due").
    """
    subscription = lock_by_id(subscription_id)
    require(actor, BEGIN_ERASURE)
    is_due = (
        subscription.leads
        and subscription.state == State.ENDED
        and subscription.erase_wanted_at is None
        and subscription.erase_after is not None
        and may_erase(notices=subscription.notices_on, erase_after=subscription.erase_after, today=today)
    )
    if not is_due:
        raise Refused("not_due", _("The data of this order is still kept."))
    change_chain(
        subscription,
        _begin,
        actor=actor,
        act=BEGIN_ERASURE,
        kept_until=subscription.erase_after,
        announced_on=subscription.notices_on,
    )
    with enter(
        home_of(subscription.instance_id), because="the service goes when the data of its order is erased"
    ):
        want_gone(subscription.instance_id)


def _begin(one: Subscription) -> None:
    one.erase_wanted_at = clock.now()
