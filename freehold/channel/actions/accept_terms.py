"""Agree to the newest terms of one's seller."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from freehold.audit.actions.record import record
from freehold.channel.models import TermsAcceptance
from freehold.channel.permissions import ACCEPT_TERMS
from freehold.channel.queries.terms import TermsFacts, newest_terms
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.tenants.queries import find_edge
from freehold.tenants.row_security import enter


@transaction.atomic
def accept_terms(version: int, *, actor: Actor) -> None:
    """Agree to the version that was read, in the name of the actor's own tenant. Safe to repeat.

    Both ends' logs say who agreed to which version, and the text's digest; no address of a network is kept.
    Raises: NotFound (nobody sells to it, or no terms), NotPermitted, Refused("not_the_newest").
    """
    require(actor, ACCEPT_TERMS)
    edge = find_edge(actor.tenant_id)
    terms = newest_terms(edge.seller_id) if edge else None
    if edge is None or terms is None:
        raise NotFound
    if version != terms.version:
        raise Refused("not_the_newest", _("There is a newer version. Read it, and agree to that one."))
    agree(terms, seller_id=edge.seller_id, buyer_id=actor.tenant_id, actor=actor)


@transaction.atomic
def agree(terms: TermsFacts, *, seller_id: UUID, buyer_id: UUID, actor: Actor) -> None:
    """Write down that a buyer agreed, once, in its scope and in both logs; for actions that have checked who acts."""
    with enter(buyer_id, because="who agreed to which terms stands with both ends"):
        try:
            with transaction.atomic():
                row = TermsAcceptance.objects.create(
                    seller_id=seller_id,
                    buyer_id=buyer_id,
                    version=terms.version,
                    digest=terms.digest,
                    accepted_by=actor.name,
                    accepted_as=actor.person_id,
                )
        except IntegrityError:  # agreed to already
            return
    for tenant_id in (buyer_id, seller_id):
        with enter(tenant_id, because="who agreed to which terms stands in both logs"):
            record(
                actor,
                ACCEPT_TERMS,
                subject_kind="terms",
                subject_id=row.id,
                version=terms.version,
                digest=terms.digest,
            )
