"""People who sign in, their groups, invitations, tokens and app passwords."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower

from freehold.accounts.states import AppPasswordKind, PersonState
from freehold.kernel import clock, ids
from freehold.kernel.tenant_row import TenantRow


class People(BaseUserManager["Person"]):
    """How Django and allauth look a person up; people are made by actions alone."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person who signs in as `username`."""
        return self.get(email=username)


class Person(AbstractBaseUser):
    """Somebody who signs in; belongs to one tenant. The own row is visible everywhere, others' in their tenant."""

    id = models.UUIDField(primary_key=True, default=ids.new_id, editable=False)
    tenant_id = models.UUIDField(editable=False)
    email = models.TextField()  # the sign-in address, lower case
    contact_email = models.TextField(
        default="", blank=True
    )  # where an invitation goes when `email` is hosted here
    name = models.TextField()
    roles = ArrayField(models.TextField(), default=list)
    state = models.TextField(default=PersonState.INVITED, choices=[(state, state) for state in PersonState])
    is_active = models.BooleanField(default=True)
    language = models.TextField(default="", blank=True)
    time_zone = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    version = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = People()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="accounts_person_signs_in_once", fields=["email"]),
            models.CheckConstraint(
                name="accounts_person_email_is_lower_case",
                condition=models.Q(email=Lower("email")),
            ),
        ]
        indexes = [models.Index(name="accounts_person_by_name", fields=["tenant_id", "name", "id"])]


class Group(TenantRow):
    """People who belong together: they share roles, and an address once mail gives them one."""

    name = models.TextField()
    roles = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(name="accounts_group_by_name", fields=["tenant_id", "name"])]


class GroupMember(TenantRow):
    """A person in a group."""

    group_id = models.UUIDField()
    person_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="accounts_groupmember_once", fields=["tenant_id", "group_id", "person_id"]
            )
        ]


class Invitation(TenantRow):
    """A link that lets one person set a first password (or a passkey). Only its digest is kept."""

    person_id = models.UUIDField()
    digest = models.TextField(unique=True)
    sent_to = models.TextField(default="", blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class ApiToken(TenantRow):
    """A person's key for programs: scopes, expiry, last use. Only its digest is kept."""

    person_id = models.UUIDField()
    name = models.TextField()
    digest = models.TextField(unique=True)
    scopes = ArrayField(
        models.TextField(), default=list
    )  # packages or permissions; empty means all of the person's
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class AppPassword(TenantRow):
    """A device's own password for mail: 128 random bits, so a cheap hash is enough. Only its digest is kept."""

    person_id = models.UUIDField()
    kind = models.TextField(
        default=AppPasswordKind.DEVICE, choices=[(kind, kind) for kind in AppPasswordKind]
    )
    name = models.TextField()
    digest = models.TextField(unique=True)  # SHA-256 in lower-case hex
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(name="accounts_apppassword_of_person", fields=["tenant_id", "person_id"])]
