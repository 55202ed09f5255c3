"""Many new people with their mailboxes in one go, set by set: the cost of a thousand is not a thousand times one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from freehold.accounts.actions.add_people import NewPerson, add_people
from freehold.audit.actions.record import record
from freehold.kernel import ids
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, Refused, naming
from freehold.kernel.permission import require
from freehold.provisioning.actions.take_seats import take_seats
from freehold.services.mail.models import Address, Mailbox
from freehold.services.mail.permissions import CREATE_MAILBOX
from freehold.services.mail.queries.instance import plan_quota, require_proven, the_instance
from freehold.services.mail.queries.settings import script_of_new_mailboxes
from freehold.services.mail.rules.addresses import parse_address
from freehold.services.mail.states import AddressKind, MailboxKind

MOST = 2_000


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody new: their name, and the address that they sign in with and receive mail at."""

    name: str
    address: str


@transaction.atomic
def welcome_people(newcomers: Sequence[Newcomer], *, actor: Actor) -> list[UUID]:
    """Make people and mailboxes, all or none; the mailboxes' ids in the order given.

    Nobody is invited yet: an invitation is sent to each when the administrator says so.
    Raises: NotPermitted, Refused("too_many", "malformed_address", "domain_not_proven", "no_mail", "no_seat_left",
    "address_taken"), Conflict("person_exists", "address_taken"), naming the first one that is at fault.
    """
    require(actor, CREATE_MAILBOX)
    if not 1 <= len(newcomers) <= MOST:
        raise Refused("too_many", _("Choose from 1 to %(most)s people at once.") % {"most": MOST})
    wanted = [parse_address(newcomer.address) for newcomer in newcomers]
    for domain in sorted({address.domain for address in wanted}):
        require_proven(actor.tenant_id, domain)
    instance = the_instance()
    take_seats(instance.id, len(newcomers))
    with naming({"email": "address"}):
        people = add_people(
            [
                NewPerson(name=newcomer.name, email=address.address)
                for newcomer, address in zip(newcomers, wanted, strict=True)
            ],
            actor=actor,
        )
    quota_bytes = plan_quota(instance.options)
    scripts = script_of_new_mailboxes(
        [(a.address, n.name.strip()) for a, n in zip(wanted, newcomers, strict=True)]
    )
    mailboxes = [
        Mailbox(
            id=mailbox_id,
            tenant_id=actor.tenant_id,
            instance_id=instance.id,
            person_id=person_id,
            kind=MailboxKind.PERSONAL,
            handle=mailbox_id.hex,
            address=address.address,
            display_name=newcomer.name.strip(),
            quota_bytes=quota_bytes,
            sieve=sieve,
        )
        for mailbox_id, person_id, address, newcomer, sieve in zip(
            (ids.new_id() for _ in wanted), people, wanted, newcomers, scripts, strict=True
        )
    ]
    Mailbox.objects.bulk_create(mailboxes)
    rows = [
        Address(
            tenant_id=actor.tenant_id,
            address=address.address,
            local_part=address.local_part,
            domain=address.domain,
            kind=AddressKind.MAILBOX,
            mailbox=mailbox,
        )
        for address, mailbox in zip(wanted, mailboxes, strict=True)
    ]
    try:
        with transaction.atomic():
            Address.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Conflict("address_taken", _("One of these addresses is taken already.")) from error
    record(
        actor,
        CREATE_MAILBOX,
        subject_kind="instance",
        subject_id=instance.id,
        addresses=[address.address for address in wanted],
    )
    return [mailbox.id for mailbox in mailboxes]
