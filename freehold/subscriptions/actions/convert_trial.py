"""Turn a trial into a paid order, while it lasts or after it."""

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.subscriptions.actions.withdraw import go_on
from freehold.subscriptions.chain import (
    change_chain,
    lock_subscription,
    refuse_above,
    refuse_if_changed,
    refuse_if_left,
    release_service,
)
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import CONVERT
from freehold.subscriptions.queries import SubscriptionFacts, facts_of
from freehold.subscriptions.rules import may_convert
from freehold.subscriptions.states import State


@transaction.atomic
def convert_trial(number: str, *, actor: Actor, seen_version: int | None = None) -> SubscriptionFacts:
    """Make the order and those above it active from now on; a trial that is over comes back with its data.

    The free days that are left stay free.

    Raises: NotFound, NotPermitted, Conflict("changed_meanwhile"), Refused("follows_customer", "left", "no_trial").
    """
    subscription = lock_subscription(number)
    require(actor, CONVERT)
    refuse_if_changed(subscription, seen_version)
    refuse_above(subscription)
    refuse_if_left(subscription)
    if not may_convert(
        State(subscription.state),
        is_erasing=subscription.erase_wanted_at is not None,
        trial_ends_on=subscription.trial_ends_on,
    ):
        raise Refused("no_trial", _("There is no trial to turn into an order."))
    change_chain(subscription, _convert, actor=actor, act=CONVERT)
    if subscription.state != State.SUSPENDED:
        release_service(subscription)
    return facts_of(actor, subscription)


def _convert(one: Subscription) -> None:
    if one.charged_from is None:
        one.charged_from = max(clock.today(), one.trial_ends_on or clock.today())
    one.trial_ends_on = None
    go_on(one)
