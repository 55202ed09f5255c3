"""Say how a seller goes about letters, and in which steps it reminds."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from freehold.audit.actions.record import record
from freehold.dunning import models
from freehold.dunning.overdue import steps_of
from freehold.dunning.permissions import SET_PRACTICE
from freehold.dunning.rules.steps import (
    MOST_DAYS,
    MOST_STEPS,
    SHORTEST_NOTICE_DAYS,
    Step,
    fault_of_steps,
)
from freehold.dunning.writing import lock_letters
from freehold.kernel.actor import Actor
from freehold.kernel.errors import CHANGED_MEANWHILE, Conflict, Refused
from freehold.kernel.permission import require

FAULTS = {
    "too_many": gettext_lazy("There can be %(steps)s steps at most."),
    "days": gettext_lazy("A step comes 1 to %(days)s days after an invoice was due."),
    "same_day": gettext_lazy("Two steps cannot come on the same day."),
    "suspension_last": gettext_lazy("A suspension is the last step."),
    "not_announced": gettext_lazy(
        "A suspension needs a letter that announces it, %(notice)s days before at least."
    ),
}


@transaction.atomic
def set_practice(
    *, mails_documents: bool, steps: Sequence[Step], actor: Actor, seen_version: int | None = None
) -> int:
    """Say which letters go out by themselves from now on, and return the version.

    What was written stays written: an invoice goes on with the first step that is later than its last one.
    Raises: NotPermitted, Conflict("changed_meanwhile"), Refused("too_many", "days", "same_day", "suspension_last",
    "not_announced").
    """
    lock_letters(actor.tenant_id)
    require(actor, SET_PRACTICE)
    found = models.Practice.objects.filter(tenant_id=actor.tenant_id).first()
    version = found.version if found else 0
    if seen_version is not None and seen_version != version:
        raise Conflict(CHANGED_MEANWHILE, _("Somebody else has changed this meanwhile. Look at it again."))
    if fault := fault_of_steps(steps):
        told = FAULTS[fault] % {"steps": MOST_STEPS, "days": MOST_DAYS, "notice": SHORTEST_NOTICE_DAYS}
        raise Refused(fault, told, field="steps")
    practice = found or models.Practice(tenant_id=actor.tenant_id)
    practice.version, practice.mails_documents = version + 1, mails_documents
    practice.save()
    _replace_steps(steps, actor)
    record(
        actor, SET_PRACTICE, subject_kind="tenant", subject_id=actor.tenant_id, mails_documents=mails_documents,
        steps={one.days_after_due: one.wording for one in steps},
    )  # fmt: skip
    return practice.version


def _replace_steps(steps: Sequence[Step], actor: Actor) -> None:
    if set(steps) == set(steps_of(actor.tenant_id)):
        return
    models.Step.objects.filter(tenant_id=actor.tenant_id).delete()
    models.Step.objects.bulk_create(
        models.Step(tenant_id=actor.tenant_id, days_after_due=one.days_after_due, wording=one.wording)
        for one in steps
    )
