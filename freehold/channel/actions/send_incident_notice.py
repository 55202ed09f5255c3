"""Have everybody told of an incident whom it concerns, whoever sells to them."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.channel.models import IncidentNotice
from freehold.channel.permissions import SEND_INCIDENT_NOTICE
from freehold.channel.rules.incidents import INCIDENTS, fault_of
from freehold.channel.states import IncidentReach
from freehold.kernel import clock
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.notices.states import NoticeTemplate
from freehold.subscriptions.queries import pseudonyms_known
from freehold.tenants.queries import get_tenant, names_of_current_buyers
from freehold.tenants.states import TenantKind

MOST_A_DAY = 10
MOST_CHOSEN = 1000


@transaction.atomic
def send_incident_notice(
    template: NoticeTemplate,
    facts: Mapping[str, str],
    *,
    reach: IncidentReach,
    actor: Actor,
    partner_ids: Collection[UUID] = (),
    pseudonyms: Collection[str] = (),
) -> UUID:
    """Begin to tell the administrators of all, of some partners and those behind them, or of some pseudonyms' customers.

    By the operator's administrators alone. What is said comes from a fixed list of texts, under the brand that each knows,
    with a copy to the partners that sell to them; the operator sees no name and no address. Each one's log says it.
    Raises: NotFound (not the operator), NotPermitted, Refused("not_an_incident", "bad_fact", "nobody_chosen", "too_many").
    """
    require(actor, SEND_INCIDENT_NOTICE)
    if get_tenant(actor.tenant_id).kind is not TenantKind.OPERATOR:
        raise NotFound
    if template not in INCIDENTS:
        raise Refused(
            "not_an_incident", _("Of this nobody is told on the operator’s behalf."), field="template"
        )
    fault = fault_of(template, facts)
    if fault is not None:
        raise Refused(
            "bad_fact", _("Fill this in as it is asked for; nothing else can be said."), field=fault
        )
    partners, known = _chosen(actor, reach, frozenset(partner_ids), frozenset(pseudonyms))
    since = clock.now() - timedelta(days=1)
    if IncidentNotice.objects.filter(tenant_id=actor.tenant_id, created_at__gt=since).count() >= MOST_A_DAY:
        raise Refused("too_many", _("Ten notices were sent within a day. Wait before you send another one."))
    row = IncidentNotice.objects.create(
        tenant_id=actor.tenant_id,
        template=template,
        facts=dict(facts),
        reach=reach,
        partner_ids=sorted(partners),
        pseudonyms=sorted(known),
        asked_by=actor.name,
    )
    record(
        actor, SEND_INCIDENT_NOTICE, subject_kind="incident_notice", subject_id=row.id, template=template, reach=reach,
        partners=len(partners), pseudonyms=sorted(known), **{f"fact_{name}": value for name, value in facts.items()},
    )  # fmt: skip
    return row.id


def _chosen(
    actor: Actor, reach: IncidentReach, partner_ids: frozenset[UUID], pseudonyms: frozenset[str]
) -> tuple[frozenset[UUID], frozenset[str]]:
    """Whom the operator knows of those chosen; all of them must be known to it."""
    nobody = Refused(
        "nobody_chosen", _("Choose among your own buyers, or the pseudonyms that you know."), field="reach"
    )
    if reach is IncidentReach.ALL:
        return frozenset(), frozenset()
    chosen: frozenset[UUID] | frozenset[str] = partner_ids if reach is IncidentReach.PARTNERS else pseudonyms
    if not 0 < len(chosen) <= MOST_CHOSEN:
        raise nobody
    if reach is IncidentReach.PARTNERS:
        if set(names_of_current_buyers(actor.tenant_id, partner_ids)) != partner_ids:
            raise nobody
        return partner_ids, frozenset()
    if pseudonyms_known(actor.tenant_id, pseudonyms) != pseudonyms:
        raise nobody
    return frozenset(), pseudonyms
