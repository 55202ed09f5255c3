"""Answer while somebody is away."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.services.mail.actions.write_sieve import write_sieve
from freehold.services.mail.models import AutoReply
from freehold.services.mail.permissions import CHANGE_OWN_MAILBOX
from freehold.services.mail.queries.mailboxes import lock_open_mailbox
from freehold.services.mail.queries.settings import require_settings_of

LONGEST_TEXT = 10_000


@transaction.atomic
def set_auto_reply(
    mailbox_id: UUID,
    *,
    subject: str,
    text: str,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
    actor: Actor,
) -> None:
    """Answer each sender once a week at most, from one instant until another where given. Lists are not answered.

    Raises: NotFound, NotPermitted, Refused("mailbox_closed", "no_text", "too_long", "ends_before_it_begins").
    """
    mailbox = lock_open_mailbox(mailbox_id)
    require_settings_of(actor, mailbox)
    if not text.strip() or not subject.strip():
        raise Refused("no_text", _("Write a subject and a text."), field="text")
    if len(text) > LONGEST_TEXT or len(subject) > 200:
        raise Refused("too_long", _("Keep it under 10,000 characters."), field="text")
    if from_at and until_at and until_at <= from_at:
        raise Refused("ends_before_it_begins", _("It ends before it begins."), field="until_at")
    AutoReply.objects.filter(mailbox_id=mailbox_id).delete()
    AutoReply.objects.create(
        tenant_id=mailbox.tenant_id,
        mailbox=mailbox,
        subject=subject.strip(),
        text=text.strip(),
        from_at=from_at,
        until_at=until_at,
    )
    write_sieve(mailbox_id)
    record(
        actor, CHANGE_OWN_MAILBOX, subject_kind="mailbox", subject_id=mailbox_id,
        address=mailbox.address, auto_reply="on", from_at=from_at, until_at=until_at,
    )  # fmt: skip
