"""Put on record that the data of a subscription has been erased, once its service was seen gone."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.subscriptions.chain import change_chain, erasure_of, lock_by_id
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import ERASE
from freehold.subscriptions.states import Erasure
from freehold.subscriptions.telling import tell_buyer


@transaction.atomic
def note_erasure(subscription_id: UUID, *, today: date, actor: Actor) -> None:
    """Write down with everybody on the chain that nothing is left, and tell the buyer.

    Raises: NotFound, NotPermitted, Refused("not_gone").
    """
    subscription = lock_by_id(subscription_id)
    require(actor, ERASE)
    if not subscription.leads or erasure_of(subscription) is not Erasure.SEEN_GONE:
        raise Refused("not_gone", _("The service of this order was not seen gone."))
    change_chain(
        subscription,
        _erased,
        actor=actor,
        act=ERASE,
        kept_until=subscription.erase_after,
        announced_on=subscription.notices_on,
    )
    tell_buyer(NoticeTemplate.ERASED, subscription, erased_on=today)


def _erased(one: Subscription) -> None:
    one.erased_at = clock.now()
