"""Resume a suspended subscription: all of it comes back, to its last day where it is cancelled."""

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.subscriptions.chain import (
    change_above,
    lock_subscription,
    record_on_edge,
    refuse_if_changed,
    release_service,
    save_change,
)
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import RESUME
from freehold.subscriptions.queries import SubscriptionFacts, facts_of
from freehold.subscriptions.rules import is_served, may_resume, resting_state
from freehold.subscriptions.states import State
from freehold.subscriptions.telling import tell_buyer


@transaction.atomic
def resume_subscription(number: str, *, actor: Actor, seen_version: int | None = None) -> SubscriptionFacts:
    """Lift a suspension and want the service active, unless another subscription of the chain still holds it.

    A cancelled order is served to its last day, and stays still if that has come.

    Raises: NotFound, NotPermitted, Conflict("changed_meanwhile"), Refused("not_suspended", "suspended_by_other").
    """
    subscription = lock_subscription(number)
    require(actor, RESUME)
    refuse_if_changed(subscription, seen_version)
    if subscription.state != State.SUSPENDED:
        raise Refused("not_suspended", _("This order is not suspended."))
    if not may_resume(
        State.SUSPENDED,
        suspended_by_seller=subscription.suspended_by_id == subscription.seller_id,
        by_seller=actor.tenant_id == subscription.seller_id,
    ):
        raise Refused(
            "suspended_by_other", _("The other side has suspended this order, and only they can resume it.")
        )
    was_paused = subscription.is_paused
    save_change(subscription, _resume)
    if was_paused and subscription.leads:
        change_above(subscription, _charge_again)
    if is_served(
        State(subscription.state), is_suspended=False, ends_on=subscription.ends_on, today=clock.today()
    ):
        release_service(subscription)
    record_on_edge(actor, RESUME, subscription)
    tell_buyer(NoticeTemplate.SUBSCRIPTION_RESUMED, subscription)
    return facts_of(actor, subscription)


def _resume(one: Subscription) -> None:
    one.state = resting_state(is_suspended=False, ends_on=one.ends_on, trial_ends_on=one.trial_ends_on)
    one.suspended_at, one.suspended_by_id, one.suspend_reason = None, None, ""
    if one.leads:
        one.is_paused = False


def _charge_again(one: Subscription) -> None:
    one.is_paused = False
