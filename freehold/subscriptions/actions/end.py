"""End a cancelled subscription on its day: the service stops, its data is kept."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.subscriptions.chain import change_chain, hold_service, lock_by_id
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import END
from freehold.subscriptions.states import State


@transaction.atomic
def end_subscription(subscription_id: UUID, *, today: date, actor: Actor) -> None:
    """End an order and those above it, suspended or not, if its last day of service is over.

    Raises: NotFound, NotPermitted, Refused("not_due").
    """
    subscription = lock_by_id(subscription_id)
    require(actor, END)
    is_due = subscription.ends_on is not None and subscription.ends_on <= today
    if subscription.state not in {State.CANCELLING, State.SUSPENDED} or not is_due:
        raise Refused("not_due", _("This order does not end today."))
    change_chain(subscription, _end, actor=actor, act=END)
    hold_service(subscription)


def _end(one: Subscription) -> None:
    one.state, one.ended_at = State.ENDED, clock.now()
