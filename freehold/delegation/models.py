"""Grants: who may act in whose tenant, as what, until when. And what is kept of each actor's requests."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from freehold.delegation.states import AnsweredBy, GrantKind, RequestState
from freehold.kernel import clock, ids
from freehold.kernel.tenant_row import TenantRow


class Grant(models.Model):
    """`holder_id` (a tenant) may act in `tenant_id` with these roles. Both ends see it and either may end it."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    tenant_id = models.UUIDField()
    holder_id = models.UUIDField()
    tenant_name = models.TextField()
    holder_name = models.TextField()
    kind = models.TextField(choices=[(kind, kind) for kind in GrantKind])
    roles = ArrayField(models.TextField())
    reason = models.TextField()
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True)  # None: standing, until ended
    ended_at = models.DateTimeField(null=True)
    ended_by = models.TextField(default="", blank=True)  # a name; nothing where it ended by itself
    told_at = models.DateTimeField(
        null=True
    )  # when the tenant's administrators were told; None while it has none
    warn_at = models.DateTimeField(null=True)  # when both are told that the end comes; None once they were
    remind_on = models.DateField(null=True)  # of standing support
    ticket = models.TextField(default="", blank=True)  # the holder's own number of what it is for
    asked_by = models.TextField(default="", blank=True)  # names of people of the holder
    approved_by = models.TextField(default="", blank=True)
    people = ArrayField(models.UUIDField(), default=list, blank=True)  # who alone may enter; empty: all
    ended_by_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delegation_grant_only_standing_has_no_end",
                condition=models.Q(ends_at__isnull=False) | models.Q(kind=GrantKind.STANDING),
            ),
        ]
        indexes = [
            models.Index(name="delegation_grant_of_tenant", fields=["tenant_id", "-starts_at"]),
            models.Index(name="delegation_grant_of_holder", fields=["holder_id", "-starts_at"]),
            *(
                models.Index(name=name, fields=[field], condition=models.Q(ended_at=None) & condition)
                for name, field, condition in (
                    ("delegation_grant_that_ends", "ends_at", models.Q(ends_at__isnull=False)),
                    ("delegation_grant_untold", "id", models.Q(told_at=None)),
                    ("delegation_grant_to_warn", "warn_at", models.Q(warn_at__isnull=False)),
                    ("delegation_grant_to_remind", "remind_on", models.Q(remind_on__isnull=False)),
                )
            ),
        ]


class GrantRequest(models.Model):
    """What `asker_id` (a tenant) asks `tenant_id` for. Who sells to that tenant sees it too, unless it asks itself.

    The asker may know the tenant by a pseudonym alone: `tenant_called` is all that it is shown until it is let in.
    """

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    tenant_id = models.UUIDField()
    asker_id = models.UUIDField()
    seller_id = models.UUIDField(null=True)
    tenant_called = models.TextField()
    asker_name = models.TextField()
    asked_by = models.TextField()  # the person's name
    roles = ArrayField(models.TextField())
    lasts_hours = models.PositiveIntegerField()
    reason = models.TextField()
    ticket = models.TextField(default="", blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    state = models.TextField(default=RequestState.OPEN, choices=[(state, state) for state in RequestState])
    decided_at = models.DateTimeField(null=True)
    answered_by = models.TextField(default="", blank=True, choices=[(who, who) for who in AnsweredBy])
    grant_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="delegation_grantrequest_one_open",
                fields=["asker_id", "tenant_id"],
                condition=models.Q(state=RequestState.OPEN),
            ),
            models.CheckConstraint(
                name="delegation_grantrequest_asks_another",
                condition=~models.Q(asker_id=models.F("tenant_id")),
            ),
            models.CheckConstraint(
                name="delegation_grantrequest_an_hour_to_two_years",
                condition=models.Q(lasts_hours__gte=1, lasts_hours__lte=2 * 365 * 24),
            ),
            models.CheckConstraint(
                name="delegation_grantrequest_approved_is_a_grant",
                condition=models.Q(state=RequestState.APPROVED, grant_id__isnull=False)
                | (~models.Q(state=RequestState.APPROVED) & models.Q(grant_id__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(name="delegation_request_of_tenant", fields=["tenant_id", "-asked_at"]),
            models.Index(name="delegation_request_of_asker", fields=["asker_id", "-asked_at"]),
            models.Index(name="delegation_request_of_seller", fields=["seller_id", "-asked_at"]),
            models.Index(
                name="delegation_request_that_ends",
                fields=["expires_at"],
                condition=models.Q(state=RequestState.OPEN),
            ),
        ]


class AnswerChoice(TenantRow):
    """Whether a customer lets the seller that it had when it chose answer requests as well; the newest row counts."""

    seller_answers = models.BooleanField()
    partner_id = models.UUIDField()
    chosen_by = models.TextField()
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="delegation_answerchoice_in_order", fields=["tenant_id", "number"])
        ]


class Emergency(TenantRow):
    """Break glass, of the operator: one person asks, a second one approves within the hour."""

    reference = models.TextField()  # what the asker knows the tenant by
    subject_id = models.UUIDField()  # the tenant
    roles = ArrayField(models.TextField())
    lasts_hours = models.PositiveSmallIntegerField()
    reason = models.TextField()
    ticket = models.TextField(default="", blank=True)
    asked_by = models.TextField()
    asked_by_id = models.UUIDField()
    expires_at = models.DateTimeField()
    approved_by = models.TextField(default="", blank=True)
    approved_by_id = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    grant_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delegation_emergency_two_people",
                condition=models.Q(approved_by_id__isnull=True)
                | ~models.Q(approved_by_id=models.F("asked_by_id")),
            ),
            models.CheckConstraint(
                name="delegation_emergency_four_hours",
                condition=models.Q(lasts_hours__gte=1, lasts_hours__lte=4),
            ),
        ]
        indexes = [models.Index(name="delegation_emergency_by_age", fields=["tenant_id", "-created_at"])]


class SupportAnswer(TenantRow):
    """What a customer answered when it was asked, at set-up, whether its partner shall look after things."""

    wanted = models.BooleanField()
    answered_by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(name="delegation_supportanswer_once", fields=["tenant_id"])]


class KeptReply(TenantRow):
    """The reply to a POST that bore an idempotency key, for 24 hours. `body` is None where it bore a secret."""

    person_id = models.UUIDField()
    operation = models.TextField()  # method and path
    key = models.TextField()
    digest = models.TextField()  # keyed, of the request: a body may hold a secret that could be guessed
    status = models.PositiveSmallIntegerField()
    body = models.TextField(null=True)  # noqa: DJ001 - None is not the empty reply

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="delegation_keptreply_once", fields=["tenant_id", "person_id", "operation", "key"]
            )
        ]
        indexes = [models.Index(name="delegation_keptreply_by_age", fields=["tenant_id", "created_at"])]


class TokenUse(TenantRow):
    """How many requests an API token made in its present minute, in this tenant."""

    token_id = models.UUIDField()
    minute = models.DateTimeField()
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="delegation_tokenuse_once", fields=["tenant_id", "token_id"])
        ]
