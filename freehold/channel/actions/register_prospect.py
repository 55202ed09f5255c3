"""Register a prospect by its domain: for 90 days nobody else may begin with it."""

from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.channel.models import Registration
from freehold.channel.permissions import REGISTER_PROSPECT
from freehold.channel.queries.registrations import prospect_is_taken
from freehold.channel.rules.joining import is_line
from freehold.channel.rules.registering import LASTS, MOST_HELD, prospect_name
from freehold.channel.states import RegistrationState
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import Conflict, NotFound, Refused
from freehold.kernel.permission import require
from freehold.tenants.queries import get_tenant, refuse_if_stopped
from freehold.tenants.states import TenantKind


@transaction.atomic
def register_prospect(name: str, *, actor: Actor, company: str = "") -> UUID:
    """Register a domain for the actor's tenant and return the registration's id; again gives the same id.

    Partners and the operator alike. Whether a domain that is not free is a customer's or registered by somebody is told to
    nobody: one sentence for both. `company` is for the seller alone.
    Raises: NotFound (a customer sells nothing), NotPermitted, Refused (see `prospect_name`; and "not_a_name", "too_many",
    "seller_stopped"), Conflict("not_free").
    """
    require(actor, REGISTER_PROSPECT)
    if get_tenant(actor.tenant_id).kind is TenantKind.CUSTOMER:
        raise NotFound
    refuse_if_stopped(actor.tenant_id)
    prospect = prospect_name(name)
    if company.strip() and not is_line(company):
        raise Refused("not_a_name", _("Give the company’s name on one line."), field="company")
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"registrations:{actor.tenant_id}"]
        )
    now = clock.now()
    own = Registration.objects.filter(tenant_id=actor.tenant_id, state=RegistrationState.HELD)
    held = own.filter(name=prospect.name, ends_at__gt=now).first()
    if held is not None:
        return held.id
    if own.count() >= MOST_HELD:
        raise Refused("too_many", _("You have 200 prospects registered. Withdraw some first."))
    if prospect_is_taken(prospect.name):
        raise _not_free()
    row = Registration(
        tenant_id=actor.tenant_id,
        name=prospect.name,
        unicode_name=prospect.unicode_name,
        company=company.strip(),
        registered_by=actor.name,
        ends_at=now + LASTS,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:  # somebody was quicker, or one that is over is not closed yet
        raise _not_free() from error
    record(
        actor,
        REGISTER_PROSPECT,
        subject_kind="registration",
        subject_id=row.id,
        name=row.name,
        ends_at=row.ends_at,
    )
    return row.id


def _not_free() -> Conflict:
    return Conflict(
        "not_free",
        _("This domain cannot be registered now: it is not free. More than that nobody is told."),
        field="name",
    )
