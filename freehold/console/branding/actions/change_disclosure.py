"""Change what a seller says of itself, and tell it in its log."""

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.tenants.actions import change_disclosure as tenants
from freehold.tenants.actions.change_disclosure import DisclosureWanted
from freehold.tenants.permissions import CHANGE_DISCLOSURE


@transaction.atomic
def change_disclosure(wanted: DisclosureWanted, *, actor: Actor) -> None:
    """Change it; everybody below reads it at once, and the log keeps what it said on which day.

    Raises: NotFound, NotPermitted, Refused, Conflict("changed_meanwhile").
    """
    tenants.change_disclosure(wanted, actor=actor)
    record(
        actor,
        CHANGE_DISCLOSURE,
        subject_kind="tenant",
        subject_id=actor.tenant_id,
        legal_name=wanted.legal_name,
        country=wanted.country,
        data_places=wanted.data_places,
        subprocessors=wanted.subprocessors,
    )
