"""Erase the rows of an instance, part of bringing it to gone; the store went before."""

from uuid import UUID

from django.db import transaction

from freehold.provisioning.queries import instances_of_kind
from freehold.services.mail.actions.ask_engine import ask_for_keys
from freehold.services.mail.models import (
    DayFigures,
    DkimKey,
    Mailbox,
    MailEvent,
    MailGroup,
    MailSettings,
    SenderRule,
)

KIND = "mail"


@transaction.atomic
def erase_mail(tenant_id: UUID, *, instance_id: UUID) -> None:
    """Delete an instance's mailboxes, and with the tenant's last one its groups, keys, trace and settings too."""
    Mailbox.objects.filter(instance_id=instance_id).delete()
    DayFigures.objects.filter(instance_id=instance_id).delete()
    if any(instance.id != instance_id for instance in instances_of_kind(KIND)):
        return
    for model in (MailGroup, DkimKey, MailSettings, SenderRule, MailEvent):
        model.objects.filter(tenant_id=tenant_id).delete()
    ask_for_keys(tenant_id)
