"""Ask everybody of a tenant for a second factor, or no longer."""

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.accounts.permissions import REQUIRE_SECOND_FACTOR
from freehold.audit.actions.record import record
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Refused
from freehold.kernel.permission import require
from freehold.tenants.actions.set_second_factor import set_second_factor
from freehold.tenants.queries import get_tenant


@transaction.atomic
def require_second_factor(*, actor: Actor) -> None:
    """From now on, whoever has no second factor sets one up before anything else.

    Raises: NotPermitted, Refused("required").
    """
    _change(actor, wanted=True, refusal=Refused("required", _("A second factor is required already.")))


@transaction.atomic
def stop_requiring_second_factor(*, actor: Actor) -> None:
    """From now on a second factor is everybody's own choice. Raises: NotPermitted, Refused("not_required")."""
    _change(actor, wanted=False, refusal=Refused("not_required", _("A second factor is not required.")))


def _change(actor: Actor, *, wanted: bool, refusal: Refused) -> None:
    require(actor, REQUIRE_SECOND_FACTOR)
    if get_tenant(actor.tenant_id).requires_second_factor == wanted:
        raise refusal
    set_second_factor(actor.tenant_id, required=wanted)
    record(actor, REQUIRE_SECOND_FACTOR, subject_kind="tenant", subject_id=actor.tenant_id, required=wanted)
