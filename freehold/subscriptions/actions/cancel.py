"""Cancel a subscription as of a day; its data is kept for the retrieval period after it."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.subscriptions.chain import (
    change_chain,
    hold_service,
    lock_subscription,
    refuse_above,
    refuse_if_changed,
)
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import CANCEL
from freehold.subscriptions.queries import SubscriptionFacts, facts_of
from freehold.subscriptions.rules import erase_after, is_served, may_cancel, may_end_on, resting_state
from freehold.subscriptions.states import State
from freehold.subscriptions.telling import tell_buyer


@transaction.atomic
def cancel_subscription(
    number: str, *, ends_on: date, actor: Actor, seen_version: int | None = None
) -> SubscriptionFacts:
    """Cancel an order and those above it; `ends_on` is the first UTC day without service, today stops it at once.

    What is suspended stays so, and ends on that day all the same.
    Nothing is deleted before the retrieval period has passed and two notices were sent.
    Raises: NotFound, NotPermitted, Conflict("changed_meanwhile"), Refused("follows_customer",
    "cancelled_already", "ends_on").
    """
    subscription = lock_subscription(number)
    require(actor, CANCEL)
    refuse_if_changed(subscription, seen_version)
    refuse_above(subscription)
    today = clock.today()
    if not may_cancel(State(subscription.state), ends_on=subscription.ends_on):
        raise Refused("cancelled_already", _("This order has been cancelled already."))
    if not may_end_on(ends_on, today=today):
        raise Refused("ends_on", _("Choose a day from today on, within a year."), field="ends_on")

    kept_until = erase_after(ends_on, retrieval_days=settings.RETRIEVAL_DAYS)

    def cancel(one: Subscription) -> None:
        one.cancel_requested_at, one.ends_on, one.erase_after = clock.now(), ends_on, kept_until
        one.state = resting_state(
            is_suspended=one.suspended_at is not None, ends_on=ends_on, trial_ends_on=one.trial_ends_on
        )

    change_chain(subscription, cancel, actor=actor, act=CANCEL, ends_on=ends_on, kept_until=kept_until)
    if not is_served(State.CANCELLING, is_suspended=False, ends_on=ends_on, today=today):
        hold_service(subscription)
    tell_buyer(NoticeTemplate.SUBSCRIPTION_CANCELLED, subscription, ends_on=ends_on, kept_until=kept_until)
    return facts_of(actor, subscription)
