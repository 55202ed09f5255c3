"""End a trial that nobody turned into an order: the service stops, its data is kept."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.subscriptions.chain import (
    change_chain,
    hold_service,
    lock_by_id,
    record_on_edge,
    save_change,
)
from freehold.subscriptions.models import Subscription
from freehold.subscriptions.permissions import END_TRIAL
from freehold.subscriptions.rules import erase_after
from freehold.subscriptions.states import State


@transaction.atomic
def end_trial(subscription_id: UUID, *, today: date, actor: Actor) -> None:
    """End a trial on its day. The customer's order ends with it, and can still be turned into a paid one.

    Above the customer's order only the trial ends: what is still served below is paid for from here on.
    Raises: NotFound, NotPermitted, Refused("not_due").
    """
    subscription = lock_by_id(subscription_id)
    require(actor, END_TRIAL)
    is_over = subscription.trial_ends_on is not None and subscription.trial_ends_on <= today
    if subscription.state != State.TRIAL or not is_over:
        raise Refused("not_due", _("This trial does not end today."))
    if not subscription.leads:
        save_change(subscription, _begin_to_pay)
        record_on_edge(actor, END_TRIAL, subscription)
        return
    ends_on = subscription.trial_ends_on

    def end(one: Subscription) -> None:
        one.state, one.ends_on, one.ended_at = State.ENDED, ends_on, clock.now()
        one.erase_after = erase_after(today, retrieval_days=settings.RETRIEVAL_DAYS)

    change_chain(subscription, end, actor=actor, act=END_TRIAL)
    hold_service(subscription)


def _begin_to_pay(one: Subscription) -> None:
    one.state, one.trial_ends_on = State.ACTIVE, None
