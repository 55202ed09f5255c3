"""Ask the host of a mailbox for what only it can do, as part of the act that wants it: by a job, after the commit."""

from uuid import UUID

from django.db import transaction

from freehold.kernel import clock
from freehold.kernel.jobs import Job, enqueue
from freehold.services.mail.models import Mailbox


@transaction.atomic
def ask_to_forget(mailbox: Mailbox) -> None:
    """Have the engines forget what they know of a mailbox's sign-in, end its sessions and set its folders' rights.

    That it is wanted stands in the mailbox's row until it is done, for the sweep.
    """
    Mailbox.objects.filter(id=mailbox.id).update(access_wanted_at=clock.now())
    enqueue(
        Job.APPLY_MAIL_ACCESS, lock=f"mail:{mailbox.id}", tenant_id=mailbox.tenant_id, mailbox_id=mailbox.id
    )


@transaction.atomic
def ask_to_look_again(mailbox: Mailbox) -> None:
    """Have the engines look this mailbox up anew at its next message; its sessions go on."""
    enqueue(Job.LOOK_UP_MAILBOX_AGAIN, tenant_id=mailbox.tenant_id, mailbox_id=mailbox.id)


@transaction.atomic
def ask_for_keys(tenant_id: UUID) -> None:
    """Have the signing keys and the map of our domains written to disk."""
    enqueue(Job.WRITE_MAIL_KEYS, lock="mail:keys", tenant_id=tenant_id)


@transaction.atomic
def ask_to_retry(tenant_id: UUID, queue_id: str) -> None:
    """Have a queued message tried at once."""
    enqueue(Job.RETRY_QUEUED, tenant_id=tenant_id, queue_id=queue_id)


@transaction.atomic
def ask_to_delete(tenant_id: UUID, queue_id: str) -> None:
    """Have a queued message deleted."""
    enqueue(Job.DELETE_QUEUED, tenant_id=tenant_id, queue_id=queue_id)
