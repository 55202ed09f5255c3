"""Change how much a mailbox may hold."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.services.mail.actions.ask_engine import ask_to_forget
from freehold.services.mail.permissions import CHANGE_MAILBOX
from freehold.services.mail.queries.mailboxes import lock_open_mailbox

LEAST_BYTES = 10 * 10**6
MOST_BYTES = 2 * 10**12


@transaction.atomic
def change_quota(mailbox_id: UUID, *, quota_bytes: int, actor: Actor) -> None:
    """Set a mailbox's quota. Below what it holds, new mail is refused and nothing is deleted.

    Raises: NotFound, NotPermitted, Refused("mailbox_closed", "bad_quota").
    """
    mailbox = lock_open_mailbox(mailbox_id)
    require(actor, CHANGE_MAILBOX)
    if not LEAST_BYTES <= quota_bytes <= MOST_BYTES:
        raise Refused("bad_quota", _("A mailbox holds from 10 MB to 2 TB."), field="quota_bytes")
    before, mailbox.quota_bytes = mailbox.quota_bytes, quota_bytes
    mailbox.save(update_fields=["quota_bytes"])
    ask_to_forget(mailbox)
    record(
        actor, CHANGE_MAILBOX, subject_kind="mailbox", subject_id=mailbox_id,
        address=mailbox.address, quota_bytes=quota_bytes, quota_bytes_before=before,
    )  # fmt: skip
