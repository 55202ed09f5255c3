"""Answer the question that a new customer is asked: shall its partner look after things?"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.delegation.actions.give_grant import give_grant
from freehold.delegation.models import SupportAnswer
from freehold.delegation.permissions import ANSWER_SUPPORT
from freehold.kernel.actor import Actor, Role
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require


@transaction.atomic
def choose_support(roles: frozenset[Role], *, actor: Actor) -> UUID:
    """Answer yes: standing support by the own seller, in these roles, until it is ended; the grant's id.

    Raises: NotPermitted, Refused("answered_already", "no_seller", "no_roles").
    """
    require(actor, ANSWER_SUPPORT)
    _write(True, actor)
    return give_grant(roles, lasts=None, reason=_("standing support, chosen at set-up"), actor=actor)


@transaction.atomic
def decline_support(*, actor: Actor) -> None:
    """Answer no. Nothing changes, nobody is asked again, and access can be given on any day.

    Raises: NotPermitted, Refused("answered_already").
    """
    require(actor, ANSWER_SUPPORT)
    _write(False, actor)


def _write(wanted: bool, actor: Actor) -> None:
    _row, is_new = SupportAnswer.objects.get_or_create(
        tenant_id=actor.tenant_id, defaults={"wanted": wanted, "answered_by": actor.name}
    )
    if not is_new:
        raise Refused(
            "answered_already",
            _(
                "Somebody has answered this already. You find who has access, and can change it, under “Access”."
            ),
        )
    record(actor, ANSWER_SUPPORT, subject_kind="tenant", subject_id=actor.tenant_id, wanted=wanted)
