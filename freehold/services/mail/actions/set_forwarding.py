"""Send a mailbox's mail on to other addresses."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.services.mail.actions.write_sieve import write_sieve
from freehold.services.mail.models import Address, Forwarding
from freehold.services.mail.permissions import CHANGE_OWN_MAILBOX
from freehold.services.mail.queries.mailboxes import lock_open_mailbox
from freehold.services.mail.queries.settings import require_settings_of
from freehold.services.mail.rules.addresses import parse_outside_address

MOST_TARGETS = 5


@transaction.atomic
def set_forwarding(mailbox_id: UUID, *, targets: Sequence[str], keep_copy: bool, actor: Actor) -> None:
    """Forward everything but junk; no targets ends it. The sender is rewritten by SRS, so that SPF holds.

    Raises: NotFound, NotPermitted, Refused("mailbox_closed", "malformed_address", "too_many_targets",
    "forward_to_self").
    """
    mailbox = lock_open_mailbox(mailbox_id)
    require_settings_of(actor, mailbox)
    wanted = sorted({parse_outside_address(target) for target in targets if target.strip()})
    if len(wanted) > MOST_TARGETS:
        raise Refused("too_many_targets", _("Forward to five addresses at most."), field="targets")
    if Address.objects.filter(mailbox_id=mailbox_id, address__in=wanted).exists():
        raise Refused("forward_to_self", _("A mailbox cannot forward to itself."), field="targets")
    Forwarding.objects.filter(mailbox_id=mailbox_id).delete()
    if wanted:
        Forwarding.objects.create(
            tenant_id=mailbox.tenant_id, mailbox=mailbox, targets=wanted, keep_copy=keep_copy
        )
    write_sieve(mailbox_id)
    record(
        actor, CHANGE_OWN_MAILBOX, subject_kind="mailbox", subject_id=mailbox_id,
        address=mailbox.address, forward_to=", ".join(wanted), keep_copy=keep_copy,
    )  # fmt: skip
