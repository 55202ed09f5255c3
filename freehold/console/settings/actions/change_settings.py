"""Change a company's settings, and tell it in its log."""

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.tenants.actions import change_settings as tenants
from freehold.tenants.permissions import CHANGE_SETTINGS


@transaction.atomic
def change_settings(name: str, *, language: str, time_zone: str, version: int, actor: Actor) -> None:
    """Change the actor's tenant, unless somebody else did since `version`.

    Raises: NotFound, NotPermitted, Refused("not_a_name", "language", "time_zone"), Conflict("changed_meanwhile").
    """
    before = tenants.change_settings(
        name, language=language, time_zone=time_zone, version=version, actor=actor
    )
    after = {"name": name, "language": language, "time_zone": time_zone}
    record(
        actor, CHANGE_SETTINGS, subject_kind="tenant", subject_id=actor.tenant_id, before=before, after=after
    )
