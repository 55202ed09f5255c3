"""Change a seller's brand, and tell it in its log."""

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.domains.queries import is_proven
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.jobs import Job, enqueue
from freehold.tenants.actions import change_brand as tenants
from freehold.tenants.actions.change_brand import BrandWanted
from freehold.tenants.permissions import CHANGE_BRAND


@transaction.atomic
def change_brand(wanted: BrandWanted, *, actor: Actor) -> None:
    """Change the brand of the actor's tenant; its customers see it at once.

    Raises: NotFound (a customer has no brand), NotPermitted, Refused("sender_not_proven", and those of `check_brand`).
    """
    tenants.change_brand(wanted, actor=actor)
    domain = wanted.sender.strip().lower().rpartition("@")[2]
    if domain and not is_proven(actor.tenant_id, domain):
        raise Refused(
            "sender_not_proven",
            _("Prove the domain %(domain)s under Domains first, so that nobody writes in the name of others.")
            % {"domain": domain},
            field="sender",
        )
    if domain:
        enqueue(Job.WRITE_MAIL_KEYS, lock="mail:keys", tenant_id=actor.tenant_id)
    record(
        actor,
        CHANGE_BRAND,
        subject_kind="tenant",
        subject_id=actor.tenant_id,
        name=wanted.name,
        accent=wanted.accent,
    )
