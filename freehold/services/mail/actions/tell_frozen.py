"""Tell the person and the administrators that a mailbox was frozen by the limits."""

from uuid import UUID

from django.db import transaction

from freehold.accounts.queries.people import people_with_role
from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor, Role
from freehold.notices.actions.enqueue import enqueue_notice
from freehold.notices.states import NoticeTemplate
from freehold.services.mail.permissions import FREEZE_SENDER
from freehold.services.mail.queries.mailboxes import lock_mailbox


@transaction.atomic
def tell_frozen(mailbox_id: UUID, *, actor: Actor) -> None:
    """Record an automatic freeze and write to the mailbox and the administrators, once. Raises: NotFound."""
    mailbox = lock_mailbox(mailbox_id)
    if mailbox.sending_frozen_at is None or mailbox.sending_frozen_told_at is not None:
        return
    mailbox.sending_frozen_told_at = clock.now()
    mailbox.save(update_fields=["sending_frozen_told_at"])
    readers = {mailbox.address: (mailbox.display_name or mailbox.address, "")}
    for administrator in people_with_role(Role.ADMINISTRATOR):
        readers[administrator.email] = (administrator.name, administrator.language)
    for address, (name, language) in readers.items():
        enqueue_notice(
            NoticeTemplate.SENDER_FROZEN,
            to=address,
            language=language,
            context={"name": name, "mailbox": mailbox.address, "reason": mailbox.sending_frozen_because},
        )
    record(
        actor, FREEZE_SENDER, subject_kind="mailbox", subject_id=mailbox_id, address=mailbox.address,
        because=mailbox.sending_frozen_because, automatic=True,
    )  # fmt: skip
