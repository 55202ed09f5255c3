"""Publish the terms that partners agree to, as a new version."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.channel.models import PartnerTerms
from freehold.channel.permissions import PUBLISH_TERMS
from freehold.channel.queries.terms import newest_terms
from freehold.channel.rules.joining import LONGEST_TERMS, digest_of, is_text
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.tenants.queries import get_tenant
from freehold.tenants.states import TenantKind


@transaction.atomic
def publish_terms(text: str, *, actor: Actor) -> int:
    """Publish the next version and return it: new partners agree to it as they join, present ones are asked to.

    The same text again is no new version. Raises: NotFound (a customer has no partners), NotPermitted,
    Refused("not_a_text").
    """
    require(actor, PUBLISH_TERMS)
    if get_tenant(actor.tenant_id).kind is TenantKind.CUSTOMER:
        raise NotFound
    written = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not written or not is_text(written, most=LONGEST_TERMS):
        raise Refused(
            "not_a_text", _("Give the terms as plain text of at most 60,000 characters."), field="text"
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"partner terms:{actor.tenant_id}"]
        )
    newest = newest_terms(actor.tenant_id)
    if newest is not None and newest.digest == digest_of(written):
        return newest.version
    row = PartnerTerms.objects.create(
        tenant_id=actor.tenant_id,
        version=newest.version + 1 if newest else 1,
        text=written,
        digest=digest_of(written),
        published_by=actor.name,
    )
    record(
        actor, PUBLISH_TERMS, subject_kind="terms", subject_id=row.id, version=row.version, digest=row.digest
    )
    return row.version
