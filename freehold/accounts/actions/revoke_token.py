"""Take a program's key away."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.models import ApiToken
from freehold.accounts.permissions import REVOKE_TOKEN
from freehold.accounts.queries.own import own_row
from freehold.audit.actions.record import record
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require


@transaction.atomic
def revoke_token(token_id: UUID, *, actor: Actor) -> None:
    """Revoke one of the actor's own API tokens; its next request is refused.

    Raises: NotFound, NotPermitted, Refused("revoked").
    """
    token = (
        ApiToken.objects.select_for_update()
        .filter(id=token_id, tenant_id=actor.tenant_id, person_id=own_row(actor, lock=False).id)
        .first()
    )
    if token is None:
        raise NotFound
    require(actor, REVOKE_TOKEN)
    if token.revoked_at is not None:
        raise Refused("revoked", _("This token has been revoked already."))
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    record(actor, REVOKE_TOKEN, subject_kind="token", subject_id=token.id, name=token.name)
