"""Say how a seller goes about letters."""

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.dunning.models import Practice
from freehold.dunning.permissions import SET_PRACTICE
from freehold.dunning.writing import lock_letters
from freehold.kernel.actor import Actor
from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict
from freehold.kernel.permission import require


@transaction.atomic
def set_practice(*, mails_documents: bool, actor: Actor, seen_version: int | None = None) -> int:
    """Say which letters go out by themselves from now on, and return the version.

    Raises: NotPermitted, Conflict("changed_meanwhile").
    """
    lock_letters(actor.tenant_id)
    require(actor, SET_PRACTICE)
    found = Practice.objects.filter(tenant_id=actor.tenant_id).first()
    version = found.version if found else 0
    if seen_version is not None and seen_version != version:
        raise Conflict(CHANGED_MEANWHILE, _("Somebody else has changed this meanwhile. Look at it again."))
    practice = found or Practice(tenant_id=actor.tenant_id)
    practice.version, practice.mails_documents = version + 1, mails_documents
    practice.save()
    record(
        actor,
        SET_PRACTICE,
        subject_kind="tenant",
        subject_id=actor.tenant_id,
        mails_documents=mails_documents,
    )
    return practice.version
