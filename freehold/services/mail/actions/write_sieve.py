"""Write a mailbox's own Sieve script anew, as part of whatever changed a setting of it.

Dovecot reads the script from the engines' view at the next message: nothing has to be pushed. Only whether there is
one beside the standard script it remembers for a minute, so it is asked to forget that.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from freehold.services.mail.actions.ask_engine import ask_to_look_again
from freehold.services.mail.models import Address, Mailbox, SenderRule
from freehold.services.mail.queries.settings import settings_of
from freehold.services.mail.rules.sieve import SieveFacts, script, standard_script
from freehold.services.mail.states import AddressKind, MailboxState, SenderVerdict

OWN = (AddressKind.MAILBOX, AddressKind.ALIAS)


@transaction.atomic
def write_sieve(mailbox_id: UUID) -> None:
    """Write one mailbox's script from its settings and the tenant's senders."""
    mailbox = Mailbox.objects.get(id=mailbox_id)
    chosen = settings_of(mailbox_id)
    aliases = Address.objects.filter(mailbox_id=mailbox_id, kind__in=OWN).exclude(address=mailbox.address)
    senders = list(
        SenderRule.objects.filter(Q(mailbox_id=mailbox_id) | Q(mailbox__isnull=True)).order_by("sender")
    )
    own = {rule.sender for rule in senders if rule.mailbox_id}  # a person's word counts before the tenant's
    counting = [rule for rule in senders if rule.mailbox_id or rule.sender not in own]
    written = script(
        SieveFacts(
            addresses=(mailbox.address, *aliases.order_by("address").values_list("address", flat=True)),
            display_name=mailbox.display_name,
            allowed=tuple(rule.sender for rule in counting if rule.verdict == SenderVerdict.ALLOW),
            blocked=tuple(rule.sender for rule in counting if rule.verdict == SenderVerdict.BLOCK),
            rules=tuple(rule.rule for rule in chosen.rules),
            forward_to=chosen.forward_to,
            keep_copy=chosen.keep_copy,
            answer=chosen.auto_reply,
        )
    )
    if mailbox.sieve and (mailbox.sieve == standard_script()) != (written == standard_script()):
        ask_to_look_again(mailbox)
    mailbox.sieve = written
    mailbox.save(update_fields=["sieve"])


@transaction.atomic
def write_all_sieve(tenant_id: UUID) -> None:
    """Write every open mailbox's script anew, after the tenant's own list of senders changed."""
    for mailbox_id in Mailbox.objects.filter(tenant_id=tenant_id, state=MailboxState.ACTIVE).values_list(
        "id", flat=True
    ):
        write_sieve(mailbox_id)
