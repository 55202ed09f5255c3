"""Do what the passing of time asks of a subscription."""

from datetime import date
from uuid import UUID

from django.db import transaction

from freehold.kernel.actor import Actor
from freehold.subscriptions.actions.announce_erasure import announce_erasure
from freehold.subscriptions.actions.begin_erasure import begin_erasure
from freehold.subscriptions.actions.end import end_subscription
from freehold.subscriptions.actions.end_trial import end_trial
from freehold.subscriptions.actions.note_erasure import note_erasure
from freehold.subscriptions.chain import erasure_of, lock_by_id
from freehold.subscriptions.rules import Step, next_step
from freehold.subscriptions.states import State


@transaction.atomic
def advance_subscription(subscription_id: UUID, *, today: date, actor: Actor) -> Step | None:
    """Take the one step that the day asks for, if any, and say which. May be asked any number of times.

    Raises: NotFound, NotPermitted, Refused("nobody_to_tell").
    """
    subscription = lock_by_id(subscription_id)
    step = next_step(
        State(subscription.state),
        leads=subscription.leads,
        trial_ends_on=subscription.trial_ends_on,
        ends_on=subscription.ends_on,
        erase_after=subscription.erase_after,
        erasure=erasure_of(subscription),
        notices=subscription.notices_on,
        today=today,
    )
    match step:
        case Step.END_TRIAL:
            end_trial(subscription_id, today=today, actor=actor)
        case Step.END:
            end_subscription(subscription_id, today=today, actor=actor)
        case Step.NOTICE:
            announce_erasure(subscription_id, today=today, actor=actor)
        case Step.BEGIN_ERASURE:
            begin_erasure(subscription_id, today=today, actor=actor)
        case Step.NOTE_ERASURE:
            note_erasure(subscription_id, today=today, actor=actor)
    return step
