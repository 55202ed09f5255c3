"""Take back a cancellation, as long as the data is there."""

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.subscriptions.chain import (
    change_chain,
    lock_subscription,
    refuse_above,
    refuse_if_changed,
    refuse_if_left,
    release_service,
)
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import WITHDRAW
from freehold.subscriptions.queries import SubscriptionFacts, facts_of
from freehold.subscriptions.rules import is_cancelled, may_withdraw, resting_state
from freehold.subscriptions.states import State


@transaction.atomic
def withdraw_cancellation(number: str, *, actor: Actor, seen_version: int | None = None) -> SubscriptionFacts:
    """Let the order go on as it was before its cancellation, suspended or not, with those above it.

    Raises: NotFound, NotPermitted, Conflict("changed_meanwhile"), Refused("follows_customer",
    "not_cancelled", "left", "being_erased", "erased", "trial_over").
    """
    subscription = lock_subscription(number)
    require(actor, WITHDRAW)
    refuse_if_changed(subscription, seen_version)
    refuse_above(subscription)
    if not is_cancelled(State(subscription.state), ends_on=subscription.ends_on):
        raise Refused("not_cancelled", _("This order is not cancelled."))
    refuse_if_left(subscription)
    if subscription.erased_at is not None:
        raise Refused("erased", _("The data of this order has been erased. Order anew."))
    if subscription.erase_wanted_at is not None:
        raise Refused("being_erased", _("The data of this order is being erased. Order anew."))
    if not may_withdraw(
        State(subscription.state),
        ends_on=subscription.ends_on,
        is_erasing=False,
        trial_ends_on=subscription.trial_ends_on,
        today=clock.today(),
    ):
        raise Refused("trial_over", _("The trial is over. Turn it into an order to go on."))
    change_chain(subscription, go_on, actor=actor, act=WITHDRAW)
    if subscription.state != State.SUSPENDED:
        release_service(subscription)
    return facts_of(actor, subscription)


def go_on(one: Subscription) -> None:
    """Forget the cancellation of one subscription; the caller saves it."""
    one.state = resting_state(
        is_suspended=one.suspended_at is not None, ends_on=None, trial_ends_on=one.trial_ends_on
    )
    one.cancel_requested_at, one.ends_on, one.erase_after, one.ended_at = None, None, None, None
    one.notices_on = []
