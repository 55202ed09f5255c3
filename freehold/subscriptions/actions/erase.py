"""Have the data of an ended subscription erased, no sooner than its time and two notices allow."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.provisioning.actions.want import want_gone
from freehold.provisioning.queries import home_of
from freehold.subscriptions.chain import change_chain, lock_by_id
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import ERASE
from freehold.subscriptions.rules import may_erase
from freehold.subscriptions.states import State
from freehold.subscriptions.telling import tell_buyer
from freehold.tenants.row_security import enter


@transaction.atomic
def erase_subscription(subscription_id: UUID, *, today: date, actor: Actor) -> None:
    """Want the service gone, for good, and put that on record with everybody on the chain.

    Raises: NotFound, NotPermitted, Refused("not_due").
    """
    subscription = lock_by_id(subscription_id)
    require(actor, ERASE)
    is_due = (
        subscription.leads
        and subscription.state == State.ENDED
        and subscription.erased_at is None
        and subscription.erase_after is not None
        and may_erase(notices=subscription.notices_on, erase_after=subscription.erase_after, today=today)
    )
    if not is_due:
        raise Refused("not_due", _("The data of this order is still kept."))
    change_chain(
        subscription,
        _erase,
        actor=actor,
        act=ERASE,
        kept_until=subscription.erase_after,
        announced_on=subscription.notices_on,
    )
    with enter(home_of(subscription.instance_id), because="the data goes when its order has been erased"):
        want_gone(subscription.instance_id)
    tell_buyer(NoticeTemplate.ERASED, subscription, erased_on=today)


def _erase(one: Subscription) -> None:
    one.erased_at = clock.now()
