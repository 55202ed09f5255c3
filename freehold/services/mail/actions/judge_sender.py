"""Write down, as part of an action, what is thought of a sender."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.permission import require
from freehold.services.mail.actions.write_sieve import write_all_sieve, write_sieve
from freehold.services.mail.models import SenderRule
from freehold.services.mail.permissions import CHANGE_OWN_MAILBOX, CHANGE_SENDERS
from freehold.services.mail.queries.mailboxes import lock_open_mailbox
from freehold.services.mail.queries.settings import require_settings_of
from freehold.services.mail.rules.addresses import parse_sender
from freehold.services.mail.states import SenderVerdict


@transaction.atomic
def judge_sender(
    sender: str, *, verdict: SenderVerdict | None, mailbox_id: UUID | None, actor: Actor
) -> None:
    """Allow, block or forget (None) a sender for one mailbox, or for the whole tenant."""
    tenant_id = actor.tenant_id
    if mailbox_id is None:
        require(actor, CHANGE_SENDERS)
    else:
        mailbox = lock_open_mailbox(mailbox_id)
        require_settings_of(actor, mailbox)
        tenant_id = mailbox.tenant_id
    wanted = parse_sender(sender)
    of_whom = Q(mailbox_id=mailbox_id) if mailbox_id else Q(mailbox__isnull=True)
    SenderRule.objects.filter(of_whom, tenant_id=tenant_id, sender=wanted).delete()
    if verdict:
        SenderRule.objects.create(tenant_id=tenant_id, mailbox_id=mailbox_id, sender=wanted, verdict=verdict)
    if mailbox_id is None:
        write_all_sieve(tenant_id)
    else:
        write_sieve(mailbox_id)
    record(
        actor,
        CHANGE_OWN_MAILBOX if mailbox_id else CHANGE_SENDERS,
        subject_kind="mailbox" if mailbox_id else "tenant",
        subject_id=mailbox_id or tenant_id,
        sender=wanted,
        verdict=str(verdict or "forgotten"),
    )
