"""The platform's own outgoing mail."""

from django.db import models

from freehold.kernel.tenant_row import TenantRow
from freehold.notices.states import NoticeState


class Notice(TenantRow):
    """One message to one address, in the tenant that it concerns. What is secret in it is sealed until it is sent."""

    template = models.TextField()  # a NoticeTemplate
    to = models.TextField()
    person_id = models.UUIDField(null=True)
    language = models.TextField(default="en")
    context = models.JSONField(default=dict)
    sealed = models.TextField(default="", blank=True)  # a sealed JSON object, emptied once sent
    # Of a letter, which a seller writes to a buyer's accounts: its name, where answers go, and what is attached.
    sender = models.TextField(default="", blank=True)
    reply_to = models.TextField(default="", blank=True)
    attached = models.TextField(default="", blank=True)  # an Attached
    attached_id = models.UUIDField(null=True)
    state = models.TextField(default=NoticeState.WAITING, choices=[(state, state) for state in NoticeState])
    sent_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    last_error = models.TextField(default="", blank=True)

    class Meta:
        indexes = [
            models.Index(name="notices_notice_by_age", fields=["tenant_id", "created_at", "id"]),
            models.Index(
                name="notices_notice_waiting",
                fields=["created_at"],
                condition=models.Q(state=NoticeState.WAITING),
            ),
            models.Index(
                name="notices_notice_refused",
                fields=["tenant_id"],
                condition=models.Q(state=NoticeState.REFUSED),
            ),
        ]


class Wording(TenantRow):
    """A seller's own words for a notice to its customers' people, in one language; without it the standard ones."""

    template = models.TextField()  # a NoticeTemplate
    language = models.TextField()
    subject = models.TextField()
    body = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="notices_wording_one_each", fields=["tenant_id", "template", "language"]
            )
        ]
