"""Make a password for one of a person's devices."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.models import AppPassword, Person
from freehold.accounts.permissions import CREATE_APP_PASSWORD
from freehold.accounts.queries.own import own_row
from freehold.accounts.rules import MOST_APP_PASSWORDS, digest, is_label, new_app_password
from freehold.accounts.states import AppPasswordKind
from freehold.accounts.telling import tell_of_own
from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate, SecurityChange


@dataclass(frozen=True, slots=True)
class NewAppPassword:
    """`secret` is known here and nowhere else: show it once."""

    id: UUID
    secret: str


@transaction.atomic
def create_app_password(name: str, *, actor: Actor) -> NewAppPassword:
    """Make a named password with which one of the actor's own devices signs in to mail.

    Raises: NotPermitted, Refused("no_person", "not_a_name", "too_many"), Conflict("name_taken").
    """
    person: Person = own_row(actor, lock=True)
    require(actor, CREATE_APP_PASSWORD)
    if not is_label(name):
        raise Refused("not_a_name", _("Name the device on one line, such as “Ada’s phone”."), field="name")
    own = AppPassword.objects.filter(
        person_id=person.id, kind=AppPasswordKind.DEVICE, revoked_at__isnull=True
    )
    if own.filter(name__iexact=name.strip()).exists():
        raise Conflict("name_taken", _("You have a password with this name. Choose another name."))
    if own.count() >= MOST_APP_PASSWORDS:
        raise Refused(
            "too_many", _("You have very many passwords. Revoke those that you no longer use first.")
        )
    secret = new_app_password()
    made = AppPassword.objects.create(
        tenant_id=actor.tenant_id,
        person_id=person.id,
        kind=AppPasswordKind.DEVICE,
        name=name.strip(),
        digest=digest(secret),
    )
    record(actor, CREATE_APP_PASSWORD, subject_kind="app_password", subject_id=made.id, name=made.name)
    tell_of_own(
        person, NoticeTemplate.SECURITY_CHANGED, change=SecurityChange.APP_PASSWORD_MADE, what=made.name
    )
    return NewAppPassword(id=made.id, secret=secret)
