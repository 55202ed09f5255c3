"""The tables of the mail service: what the engines' views in `engine.sql` are made of."""

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from freehold.kernel.tenant_row import TenantRow
from freehold.services.mail.states import (
    AddressKind,
    Delivery,
    Direction,
    MailboxKind,
    MailboxState,
    RuleAction,
    RuleField,
    RuleMatch,
    SenderVerdict,
)


def _one_of(field: str, words: type[StrEnum], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": [str(word) for word in words]}), name=name
    )


class Mailbox(TenantRow):
    """A store of mail. The engines know it as `handle@tenant_id`, which never changes, whatever its address does."""

    instance_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    kind = models.TextField(choices=[(kind, kind) for kind in MailboxKind])
    state = models.TextField(default=MailboxState.ACTIVE)
    handle = models.TextField()
    address = models.TextField()
    display_name = models.TextField(default="")
    quota_bytes = models.BigIntegerField()
    sieve = models.TextField(default="")  # the platform's own script, made anew whenever a setting changes
    sending_frozen_at = models.DateTimeField(null=True)
    sending_frozen_because = models.TextField(default="")
    sending_frozen_told_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    access_wanted_at = models.DateTimeField(null=True)  # the engines have still to be told who may sign in
    access_applied_at = models.DateTimeField(null=True)  # they were told last

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "handle"], name="mail_mailbox_handle"),
            models.UniqueConstraint(
                fields=["instance_id", "person_id"],
                condition=models.Q(state=MailboxState.ACTIVE, person_id__isnull=False),
                name="mail_mailbox_one_per_person",
            ),
            models.CheckConstraint(condition=models.Q(quota_bytes__gt=0), name="mail_mailbox_quota"),
            models.CheckConstraint(
                condition=models.Q(handle__regex=r"^[a-z0-9][a-z0-9.-]{0,63}$"),
                name="mail_mailbox_handle_safe",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=MailboxKind.SHARED, person_id__isnull=True)
                | models.Q(kind=MailboxKind.PERSONAL, person_id__isnull=False),
                name="mail_mailbox_kind",
            ),
            _one_of("state", MailboxState, "mail_mailbox_state"),
        ]
        indexes = [
            models.Index(fields=["address"]),
            models.Index(fields=["instance_id"]),
            models.Index(
                fields=["access_wanted_at"],
                condition=models.Q(access_wanted_at__isnull=False),
                name="mail_mailbox_access_wanted",
            ),
        ]


class MailGroup(TenantRow):
    """A distribution list: one address that fans out to its members."""

    name = models.TextField()
    internal_only = models.BooleanField(default=False)  # only the tenant's own senders may write to it
    version = models.IntegerField(default=1, db_default=1)  # counts what was changed in its members


class Address(TenantRow):
    """An address of a tenant, globally unique, in lower case; a catch-all is `@domain`."""

    address = models.TextField(unique=True)
    local_part = models.TextField()
    domain = models.TextField()
    kind = models.TextField(choices=[(kind, kind) for kind in AddressKind])
    mailbox = models.ForeignKey(
        Mailbox, models.CASCADE, null=True, db_constraint=False, related_name="addresses"
    )
    group = models.ForeignKey(
        MailGroup, models.CASCADE, null=True, db_constraint=False, related_name="addresses"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(address=Lower("address")), name="mail_address_lower"),
            models.CheckConstraint(
                condition=models.Q(kind=AddressKind.GROUP, group__isnull=False, mailbox__isnull=True)
                | models.Q(mailbox__isnull=False, group__isnull=True),
                name="mail_address_one_target",
            ),
            _one_of("kind", AddressKind, "mail_address_kind"),
        ]
        indexes = [models.Index(fields=["domain"])]


class GroupMember(TenantRow):
    """One recipient of a group: a mailbox of the tenant, or an address elsewhere."""

    group = models.ForeignKey(MailGroup, models.CASCADE, db_constraint=False, related_name="members")
    mailbox = models.ForeignKey(Mailbox, models.CASCADE, null=True, db_constraint=False, related_name="+")
    external = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "mailbox", "external"], nulls_distinct=False, name="mail_groupmember_once"
            ),
            models.CheckConstraint(
                condition=models.Q(mailbox__isnull=False, external="")
                | (models.Q(mailbox__isnull=True) & ~models.Q(external="")),
                name="mail_groupmember_one_target",
            ),
        ]


class MailboxAccess(TenantRow):
    """What one mailbox's person may do in a shared one."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, db_constraint=False, related_name="access")
    grantee = models.ForeignKey(Mailbox, models.CASCADE, db_constraint=False, related_name="+")
    full_access = models.BooleanField(default=True)
    send_as = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "grantee"], name="mail_mailboxaccess_once")]


class Forwarding(TenantRow):
    """Where a mailbox's mail goes on to."""

    mailbox = models.OneToOneField(Mailbox, models.CASCADE, db_constraint=False, related_name="forwarding")
    targets = ArrayField(models.TextField())
    keep_copy = models.BooleanField(default=True)


class AutoReply(TenantRow):
    """Out of office: sent once a week at most to each sender, between the two instants if given."""

    mailbox = models.OneToOneField(Mailbox, models.CASCADE, db_constraint=False, related_name="auto_reply")
    subject = models.TextField()
    text = models.TextField()
    from_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)


class Rule(TenantRow):
    """A simple rule of a person; they run in order of `position`, and the first that files the message ends it."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, db_constraint=False, related_name="rules")
    position = models.IntegerField()
    name = models.TextField()
    field = models.TextField(choices=[(word, word) for word in RuleField])
    match = models.TextField(choices=[(word, word) for word in RuleMatch])
    value = models.TextField()
    action = models.TextField(choices=[(word, word) for word in RuleAction])
    argument = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mailbox", "position"], name="mail_rule_position")]


class SenderRule(TenantRow):
    """An allowed or blocked sender, an address or `@domain`: of one mailbox, or of the whole tenant."""

    mailbox = models.ForeignKey(
        Mailbox, models.CASCADE, null=True, db_constraint=False, related_name="senders"
    )
    sender = models.TextField()
    verdict = models.TextField(choices=[(word, word) for word in SenderVerdict])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "mailbox", "sender"], nulls_distinct=False, name="mail_senderrule_once"
            )
        ]


class DkimKey(TenantRow):
    """A signing key of a domain. The active one signs; older ones stay published until they are retired.

    One that is retired has lost its private half: it was replaced a while ago, or the domain has changed hands.
    """

    domain = models.TextField()
    selector = models.TextField()
    sealed_key = models.TextField()
    public_txt = models.TextField()
    active = models.BooleanField(default=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["domain", "selector"], name="mail_dkimkey_selector"),
            models.UniqueConstraint(
                fields=["tenant_id", "domain"],
                condition=models.Q(active=True),
                name="mail_dkimkey_one_active",
            ),
        ]


class MailSettings(TenantRow):
    """What a tenant has set for all its mail; no row means the defaults."""

    hourly_per_person = models.IntegerField(default=300)
    hourly_per_tenant = models.IntegerField(default=3000)
    postmaster = models.ForeignKey(Mailbox, models.SET_NULL, null=True, db_constraint=False, related_name="+")
    version = models.IntegerField(default=0, db_default=0)  # 0: never set

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant_id"], name="mail_mailsettings_once")]


class DayFigures(TenantRow):
    """What an instance was measured at on a UTC day that is over, written once: the engines and the trace move on."""

    instance_id = models.UUIDField()
    day = models.DateField()
    mailboxes = models.PositiveIntegerField()
    stored_bytes = models.BigIntegerField(null=True)  # None: it was asked too late to tell
    messages_sent = models.PositiveIntegerField(null=True)  # the same
    messages_delivered = models.PositiveIntegerField(null=True)
    spam_stopped = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant_id", "instance_id", "day"], name="mail_dayfigures_once")
        ]


class MailEvent(TenantRow):
    """One recipient of one message, as Postfix and the filter saw it: the message trace."""

    at = models.DateTimeField()
    updated_at = models.DateTimeField()
    direction = models.TextField(choices=[(word, word) for word in Direction])
    delivery = models.TextField(choices=[(word, word) for word in Delivery])
    queue_id = models.TextField(default="")
    message_id = models.TextField(default="")
    sender = models.TextField(default="")
    recipient = models.TextField(default="")
    client = models.TextField(default="")
    size_bytes = models.BigIntegerField(default=0)
    verdict = models.TextField(default="")  # the filter's: clean, junk or forged
    reply = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["tenant_id", "-at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "queue_id", "recipient", "direction"],
                condition=~models.Q(queue_id=""),
                name="mail_event_once_per_recipient",
            )
        ]
