"""Send the customer the next of the two notices that come before an erasure."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.subscriptions.chain import lock_by_id, record_on_edge, save_change
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import ANNOUNCE
from freehold.subscriptions.rules import notice_is_due
from freehold.subscriptions.states import State
from freehold.subscriptions.telling import tell_buyer, tell_seller


@transaction.atomic
def announce_erasure(subscription_id: UUID, *, today: date, actor: Actor) -> None:
    """Write to the customer and to its seller, and note the day.

    To both, since the customer's own addresses may lie in the very service that has ended. Without a notice
    nothing is ever erased. Raises: NotFound, NotPermitted, Refused("not_due", "nobody_to_tell").
    """
    subscription = lock_by_id(subscription_id)
    require(actor, ANNOUNCE)
    is_due = (
        subscription.leads
        and subscription.state == State.ENDED
        and subscription.erase_wanted_at is None
        and subscription.erase_after is not None
        and notice_is_due(notices=subscription.notices_on, erase_after=subscription.erase_after, today=today)
    )
    if not is_due or subscription.erase_after is None:
        raise Refused("not_due", _("No notice of this order is due."))
    erased_on = max(subscription.erase_after, today)
    days = (erased_on - today).days
    told = tell_buyer(NoticeTemplate.ERASURE_AHEAD, subscription, erased_on=erased_on, days=days)
    told += tell_seller(NoticeTemplate.ERASURE_AHEAD, subscription, erased_on=erased_on, days=days)
    if not told:
        raise Refused("nobody_to_tell", _("There is nobody to write to, so that the data stays."))

    def note(one: Subscription) -> None:
        one.notices_on = [*one.notices_on, today]

    save_change(subscription, note)
    record_on_edge(actor, ANNOUNCE, subscription, notice=len(subscription.notices_on), erased_on=erased_on)
