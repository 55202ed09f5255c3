"""Make a key with which a program acts for a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.models import ApiToken
from freehold.accounts.permissions import CREATE_TOKEN
from freehold.accounts.queries.own import own_row
from freehold.accounts.rules import LONGEST_TOKEN, MOST_TOKENS, digest, is_label, is_scope, new_token
from freehold.accounts.telling import tell_of_own
from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate, SecurityChange


@dataclass(frozen=True, slots=True)
class NewToken:
    """`secret` is known here and nowhere else: show it once."""

    id: UUID
    secret: str
    expires_at: datetime


@transaction.atomic
def create_token(name: str, *, scopes: frozenset[str], lasts: timedelta, actor: Actor) -> NewToken:
    """Make an API token of the actor's own: it may what the person may, within `scopes` (none means all).

    A scope is a package ("mail") or one permission ("mail.create_mailbox"). A token makes none wider than itself.
    Raises: NotPermitted, Refused("no_person", "not_a_name", "not_a_scope", "duration", "wider_than_own", "too_many").
    """
    person = own_row(actor, lock=True)
    require(actor, CREATE_TOKEN)
    if not is_label(name):
        raise Refused("not_a_name", _("Say on one line what the token is for."), field="name")
    for scope in sorted(scopes):
        if not is_scope(scope):
            raise Refused(
                "not_a_scope", _("“%(scope)s” is no scope of a token.") % {"scope": scope}, field="scopes"
            )
    if not timedelta(0) < lasts <= LONGEST_TOKEN:
        raise Refused("duration", _("A token lasts a year at most."), field="lasts")
    if actor.scopes is not None and not (scopes and scopes <= actor.scopes):
        raise Refused(
            "wider_than_own", _("A token cannot make one that may more than itself."), field="scopes"
        )
    if (
        ApiToken.objects.filter(
            person_id=person.id, revoked_at__isnull=True, expires_at__gt=clock.now()
        ).count()
        >= MOST_TOKENS
    ):
        raise Refused("too_many", _("You have very many tokens. Revoke those that you no longer use first."))
    secret = new_token()
    made = ApiToken.objects.create(
        tenant_id=actor.tenant_id,
        person_id=person.id,
        name=name.strip(),
        digest=digest(secret),
        scopes=sorted(scopes),
        expires_at=clock.now() + lasts,
    )
    record(
        actor,
        CREATE_TOKEN,
        subject_kind="token",
        subject_id=made.id,
        name=made.name,
        scopes=made.scopes,
        until=made.expires_at,
    )
    tell_of_own(person, NoticeTemplate.SECURITY_CHANGED, change=SecurityChange.TOKEN_MADE, what=made.name)
    return NewToken(id=made.id, secret=secret, expires_at=made.expires_at)
