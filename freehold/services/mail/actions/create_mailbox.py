"""Give a person a mailbox."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from freehold.accounts.queries.locks import refuse_to_divert
from freehold.audit.actions.record import record
from freehold.kernel import ids
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict
from freehold.kernel.permission import require
from freehold.provisioning.actions.take_seats import take_seats
from freehold.services.mail.actions.ensure_dkim_key import ensure_dkim_key
from freehold.services.mail.actions.write_sieve import write_sieve
from freehold.services.mail.models import Address, Mailbox
from freehold.services.mail.permissions import CREATE_MAILBOX
from freehold.services.mail.queries.instance import plan_quota, require_proven, require_quota, the_instance
from freehold.services.mail.queries.mailboxes import mailbox_of_person
from freehold.services.mail.rules.addresses import MailAddress, parse_address
from freehold.services.mail.states import AddressKind, MailboxKind


@transaction.atomic
def create_mailbox(
    address: str,
    *,
    person_id: UUID,
    display_name: str = "",
    quota_bytes: int | None = None,
    instance_id: UUID | None = None,
    actor: Actor,
) -> UUID:
    """Make a mailbox at an address of a proven domain for one person, on one seat; its id.

    It takes mail as soon as the transaction commits. Without `quota_bytes` it has the plan's.
    Raises: NotPermitted, NotFound, Refused("malformed_address", "domain_not_proven", "no_mail", "no_seat_left",
    "bad_quota", "more_than_plan"),
    Conflict("address_taken", "has_mailbox").
    """
    require(actor, CREATE_MAILBOX)
    wanted = parse_address(address)
    require_proven(actor.tenant_id, wanted.domain)
    instance = the_instance(instance_id)
    if mailbox_of_person(person_id):
        raise Conflict("has_mailbox", _("This person has a mailbox already."))
    if quota_bytes is not None:
        require_quota(quota_bytes, options=instance.options)
    take_seats(instance.id, 1)
    mailbox_id = ids.new_id()
    write_mailbox(
        Mailbox(
            id=mailbox_id,
            tenant_id=actor.tenant_id,
            instance_id=instance.id,
            person_id=person_id,
            kind=MailboxKind.PERSONAL,
            handle=mailbox_id.hex,
            address=wanted.address,
            display_name=display_name.strip(),
            quota_bytes=plan_quota(instance.options) if quota_bytes is None else quota_bytes,
        ),
        wanted,
        actor=actor,
    )
    record(actor, CREATE_MAILBOX, subject_kind="mailbox", subject_id=mailbox_id, address=wanted.address)
    return mailbox_id


@transaction.atomic
def write_mailbox(mailbox: Mailbox, wanted: MailAddress, *, actor: Actor) -> None:
    """Write a mailbox with its first address and its script. Raises: NotPermitted, Conflict("address_taken")."""
    mailbox.save(force_insert=True)
    claim_address(
        Address(
            tenant_id=mailbox.tenant_id,
            address=wanted.address,
            local_part=wanted.local_part,
            domain=wanted.domain,
            kind=AddressKind.MAILBOX,
            mailbox=mailbox,
        ),
        actor=actor,
    )
    write_sieve(mailbox.id)


@transaction.atomic
def claim_address(row: Address, *, actor: Actor) -> None:
    """Write an address that nobody has, and see to its domain's signing key.

    Raises: Conflict("address_taken"), of field `address`; NotPermitted for a guest, where somebody is reached there.
    """
    refuse_to_divert(row.address, to_person=row.mailbox.person_id if row.mailbox else None, actor=actor)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        taken = Conflict("address_taken", _("%(address)s is taken.") % {"address": row.address})
        taken.field = "address"
        raise taken from error
    ensure_dkim_key(row.tenant_id, row.domain)
