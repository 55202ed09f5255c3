"""Change how much a mailbox may hold."""

from uuid import UUID

from django.db import transaction

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.services.mail.actions.ask_engine import ask_to_forget
from freehold.services.mail.permissions import CHANGE_MAILBOX
from freehold.services.mail.queries.instance import require_quota, the_instance
from freehold.services.mail.queries.mailboxes import lock_open_mailbox


@transaction.atomic
def change_quota(mailbox_id: UUID, *, quota_bytes: int, actor: Actor) -> None:
    """Set a mailbox's quota, up to what its plan gives. Below what it holds, new mail is refused, nothing is deleted.

    Raises: NotFound, NotPermitted, Refused("mailbox_closed", "bad_quota", "more_than_plan").
    """
    mailbox = lock_open_mailbox(mailbox_id)
    require(actor, CHANGE_MAILBOX)
    require_quota(quota_bytes, options=the_instance(mailbox.instance_id).options)
    before, mailbox.quota_bytes = mailbox.quota_bytes, quota_bytes
    mailbox.save(update_fields=["quota_bytes"])
    ask_to_forget(mailbox)
    record(
        actor, CHANGE_MAILBOX, subject_kind="mailbox", subject_id=mailbox_id,
        address=mailbox.address, quota_bytes=quota_bytes, quota_bytes_before=before,
    )  # fmt: skip
