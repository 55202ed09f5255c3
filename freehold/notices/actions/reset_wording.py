"""Give a notice the standard words back."""

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.notices.models import Wording
from freehold.notices.permissions import CHANGE_WORDINGS
from freehold.notices.queries import check_can_be_worded
from freehold.notices.states import NoticeTemplate


@transaction.atomic
def reset_wording(template: NoticeTemplate, *, language: str, actor: Actor) -> None:
    """Forget the seller's own words; where there are none nothing changes. Raises: NotFound, NotPermitted."""
    check_can_be_worded(actor, template, language)
    require(actor, CHANGE_WORDINGS)
    gone, __ = Wording.objects.filter(
        tenant_id=actor.tenant_id, template=template, language=language
    ).delete()
    if gone:
        record(
            actor,
            CHANGE_WORDINGS,
            subject_kind="wording",
            subject_id=f"{template}/{language}",
            template=template,
            language=language,
            reset=True,
        )
