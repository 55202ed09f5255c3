"""What became of a notice."""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from freehold.kernel import clock
from freehold.notices.models import Notice
from freehold.notices.states import NoticeState


@transaction.atomic
def note_sent(notice_id: UUID) -> None:
    """The mail engine has taken it; its secrets are forgotten."""
    now = clock.now()
    Notice.objects.filter(id=notice_id, state=NoticeState.WAITING).update(
        state=NoticeState.SENT, sent_at=now, tried_at=now, tries=F("tries") + 1, sealed="", last_error=""
    )


@transaction.atomic
def note_refused(notice_id: UUID, *, error: str) -> None:
    """The mail engine has turned it down for good; the reason stays readable."""
    Notice.objects.filter(id=notice_id, state=NoticeState.WAITING).update(
        state=NoticeState.REFUSED, tried_at=clock.now(), tries=F("tries") + 1, sealed="", last_error=error
    )


@transaction.atomic
def note_failed(notice_id: UUID, *, error: str) -> None:
    """This try did not work; the next one follows."""
    Notice.objects.filter(id=notice_id, state=NoticeState.WAITING).update(
        tried_at=clock.now(), tries=F("tries") + 1, last_error=error
    )
