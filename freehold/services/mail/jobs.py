"""What the worker does for mail on this host."""

from datetime import timedelta
from uuid import UUID

import structlog
from django.conf import settings

from freehold.kernel import clock
from freehold.kernel.actor import Via, platform_actor
from freehold.kernel.errors import Unreachable
from freehold.services.mail import engine
from freehold.services.mail.actions.ensure_dkim_key import ensure_dkim_key
from freehold.services.mail.actions.forget_events import forget_events
from freehold.services.mail.actions.note_access_applied import note_access_applied
from freehold.services.mail.actions.note_deleted import note_deleted
from freehold.services.mail.actions.retire_dkim_key import retire_dkim_key
from freehold.services.mail.actions.tell_frozen import tell_frozen
from freehold.services.mail.queries.access import access_to_apply, who_shares
from freehold.services.mail.queries.limits import frozen_untold
from freehold.services.mail.queries.records import keys_past_use, signing_keys
from freehold.services.mail.queries.trace import tenants_with_old_events
from freehold.tenants.actions.note_sender import note_sender
from freehold.tenants.queries import brand_senders
from freehold.tenants.row_security import scope
from freehold.tenants.sweeps import one_step

log = structlog.get_logger()


def apply_access(tenant_id: str, mailbox_id: str = "", person_id: str = "") -> None:
    """Have the engines forget a mailbox's (or a person's) sign-ins, and set the rights of a shared one's folders."""
    began_at = clock.now()
    with scope(UUID(tenant_id)):
        found = who_shares(
            mailbox_id=UUID(mailbox_id) if mailbox_id else None,
            person_id=UUID(person_id) if person_id else None,
        )
    for box in found:
        engine.forget_sign_ins([box.username], box.addresses)
        if box.readers is not None:
            engine.share_folders(box.username, box.readers)
        with scope(UUID(tenant_id)):
            note_access_applied(box.id, wanted_at=box.wanted_at, began_at=began_at)


def look_up_again(tenant_id: str, mailbox_id: str) -> None:
    """Have the engines look a mailbox up anew, its sessions left alone. If lost, a minute does the same."""
    with scope(UUID(tenant_id)):
        found = who_shares(mailbox_id=UUID(mailbox_id), person_id=None)
    for box in found:
        engine.forget_look_ups([box.username, *box.addresses])


def write_keys(tenant_id: str = "") -> None:  # noqa: ARG001 - row security asks that each job names a tenant
    """Write all signing keys of this host's domains to disk, and whom of their addresses the platform writes as.

    An address is used only after the filter knows of it, and is out of use before the filter forgets it: what it does
    not know it turns down for good.
    """
    senders = brand_senders()
    for one in senders:
        if one.listed and not (one.may_write and one.listed == one.sender):
            _note_sender(one.tenant_id, "")
    engine.write_signing_keys(signing_keys(), [one.sender for one in senders if one.may_write])
    for one in senders:
        if one.may_write and one.listed != one.sender:
            _note_sender(one.tenant_id, one.sender)


def _note_sender(tenant_id: UUID, listed: str) -> None:
    with one_step(tenant_id, "note_sender"):
        note_sender(listed, actor=platform_actor(tenant_id, via=Via.JOB))


def sweep_mail(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells a periodic job its time
    """Mend what a lost job left: access that ended, keys of domains proven lately, freezes that nobody was told of.

    And let signing keys go that are past their use. What goes wrong with one tenant stops nobody else's step.
    """
    for tenant, mailbox, person in access_to_apply():
        try:
            apply_access(str(tenant), str(mailbox or ""), str(person or ""))
        except Unreachable as error:
            log.warning("access_not_applied", tenant=str(tenant), mailbox=str(mailbox), code=error.code)
    for key in signing_keys():
        if not key.private_pem:
            with one_step(key.tenant_id, "make_signing_key"):
                ensure_dkim_key(key.tenant_id, key.domain)
    for tenant_id, key_id in keys_past_use():
        with one_step(tenant_id, "retire_signing_key", key=key_id):
            retire_dkim_key(key_id, actor=platform_actor(tenant_id, via=Via.JOB))
    for tenant_id, mailbox_id in frozen_untold():
        with one_step(tenant_id, "tell_frozen", mailbox=mailbox_id):
            tell_frozen(mailbox_id, actor=platform_actor(tenant_id, via=Via.JOB))
    write_keys()


def sweep_trace(timestamp: int) -> None:  # noqa: ARG001
    """Forget what became of messages so long ago that nobody asks."""
    before = clock.now() - timedelta(days=settings.TRACE_DAYS)
    for tenant_id in tenants_with_old_events(before):
        with one_step(tenant_id, "forget_events"):
            forget_events(before=before, actor=platform_actor(tenant_id, via=Via.JOB))


def retry_queued(tenant_id: str, queue_id: str) -> None:  # noqa: ARG001
    """Have a queued message tried at once."""
    engine.retry_message(queue_id)


def delete_queued(tenant_id: str, queue_id: str) -> None:
    """Delete a queued message, and say so in the trace."""
    engine.delete_message(queue_id)
    with scope(UUID(tenant_id)):
        note_deleted(queue_id)
