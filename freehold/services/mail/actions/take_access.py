"""Take a person's rights in a shared mailbox away."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound
from freehold.kernel.permission import require
from freehold.services.mail.actions.ask_engine import ask_to_forget
from freehold.services.mail.models import MailboxAccess
from freehold.services.mail.permissions import SHARE_MAILBOX
from freehold.services.mail.queries.mailboxes import lock_open_mailbox


@transaction.atomic
def take_access(mailbox_id: UUID, *, grantee_id: UUID, actor: Actor) -> None:
    """End a person's rights in a shared mailbox; open sessions end too. Raises: NotFound, NotPermitted."""
    mailbox = lock_open_mailbox(mailbox_id)
    require(actor, SHARE_MAILBOX)
    row = (
        MailboxAccess.objects.filter(mailbox_id=mailbox_id, grantee_id=grantee_id)
        .select_related("grantee")
        .first()
    )
    if row is None:
        raise NotFound
    taken_from = row.grantee
    row.delete()
    ask_to_forget(mailbox)
    ask_to_forget(taken_from)
    record(
        actor, SHARE_MAILBOX, subject_kind="mailbox", subject_id=mailbox_id, address=mailbox.address,
        taken_from=taken_from.address,
    )  # fmt: skip
