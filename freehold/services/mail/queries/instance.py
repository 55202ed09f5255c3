"""The tenant's mail instance, and the domains in which it may have addresses."""

from uuid import UUID

from django.utils.translation import gettext as _

from freehold.domains.queries import is_proven, proven_names
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.provisioning.queries import InstanceFacts, instances_of_kind
from freehold.services.mail.permissions import SEE_MAIL

KIND = "mail"


def the_instance(instance_id: UUID | None = None) -> InstanceFacts:
    """The tenant's mail instance, or the one named among several. Raises: NotFound, Refused("no_mail")."""
    found = instances_of_kind(KIND)
    if instance_id is not None:
        found = [instance for instance in found if instance.id == instance_id]
        if not found:
            raise NotFound
    if not found:
        raise Refused("no_mail", _("Order mail first: there is no plan with mailboxes yet."))
    return found[0]


def require_proven(tenant_id: UUID, domain: str) -> None:
    """Go on only for a domain that the tenant has proven. Raises: Refused("domain_not_proven")."""
    if not is_proven(tenant_id, domain):
        raise Refused(
            "domain_not_proven",
            _("%(domain)s is not proven yet. Prove it first, then make addresses in it.")
            % {"domain": domain},
            field="address",
        )


def mail_domains(actor: Actor) -> list[str]:
    """The domains in which addresses may be made. Raises: NotPermitted."""
    require(actor, SEE_MAIL)
    return proven_names(actor.tenant_id)
