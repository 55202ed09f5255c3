"""Suspend a subscription: its service stands still, and nothing is deleted."""

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.subscriptions.chain import (
    change_above,
    hold_service,
    is_protected,
    lock_subscription,
    record_on_edge,
    refuse_if_changed,
    save_change,
)
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import SUSPEND
from freehold.subscriptions.queries import SubscriptionFacts, facts_of
from freehold.subscriptions.rules import may_suspend
from freehold.subscriptions.states import State, SuspendReason
from freehold.subscriptions.telling import tell_buyer
from freehold.subscriptions.words import REASONS


@transaction.atomic
def suspend_subscription(
    number: str, *, reason: SuspendReason, actor: Actor, seen_version: int | None = None
) -> SubscriptionFacts:
    """Suspend a subscription and want its service suspended; either end of the edge may, and resumes it then.

    A cancelled order can be suspended too, and ends on its day all the same.
    The commercial state changes at once; the service follows and shows its own progress. A pause that the customer asked
    for is not charged, by the day, on any edge; a suspension for debt or abuse is.
    Raises: NotFound, NotPermitted, Conflict("changed_meanwhile"), Refused("not_active",
    "runs_on").
    """
    subscription = lock_subscription(number)
    require(actor, SUSPEND)
    refuse_if_changed(subscription, seen_version)
    if not may_suspend(State(subscription.state)):
        raise Refused("not_active", _("Only an order that is running can be suspended."))

    if is_protected(subscription, reason, actor):
        raise Refused(
            "runs_on",
            _(
                "This partner has been declared gone: its customers run on, whatever it owes, until the day that was set."
            ),
        )

    def suspend(one: Subscription) -> None:
        one.state, one.suspended_at = State.SUSPENDED, clock.now()
        one.suspended_by_id, one.suspend_reason = actor.tenant_id, reason
        if one.leads:
            one.is_paused = is_pause

    is_pause = subscription.leads and reason is SuspendReason.ASKED
    save_change(subscription, suspend)
    if is_pause:
        change_above(subscription, _pause)
    hold_service(subscription)
    record_on_edge(actor, SUSPEND, subscription, reason=reason)
    tell_buyer(NoticeTemplate.SUBSCRIPTION_SUSPENDED, subscription, reason=REASONS[reason])
    return facts_of(actor, subscription)


def _pause(one: Subscription) -> None:
    one.is_paused = True
