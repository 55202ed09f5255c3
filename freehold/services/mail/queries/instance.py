"""The tenant's mail instance, and the domains in which it may have addresses."""

from uuid import UUID

from django.utils.translation import gettext as _

from freehold.domains.queries import is_proven, proven_names
from freehold.kernel.actor import Actor
from freehold.kernel.errors import NotFound, Refused
from freehold.kernel.permission import require
from freehold.provisioning.queries import InstanceFacts, instances_of_kind
from freehold.provisioning.states import InstanceState
from freehold.services.mail.options import MailOptions
from freehold.services.mail.permissions import SEE_MAIL

KIND = "mail"
LEAST_BYTES = 10 * 10**6


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


def paused_instances() -> frozenset[UUID]:
    """The mail instances of the tenant in scope that stand still: nobody signs in, and nothing is deleted."""
    found = instances_of_kind(KIND)
    return frozenset(instance.id for instance in found if instance.wanted_state is InstanceState.SUSPENDED)


def plan_quota(options: object) -> int:
    """The bytes that a mailbox of this plan has, and the most that it may be given."""
    return MailOptions.model_validate(options).quota_gb * 10**9


def require_quota(quota_bytes: int, *, options: object) -> None:
    """Go on only for a quota that the plan gives, whoever acts: more is a matter of the plan, and so of the seller.

    Raises: Refused("bad_quota", "more_than_plan").
    """
    if quota_bytes < LEAST_BYTES:
        raise Refused("bad_quota", _("A mailbox holds 10 MB at least."), field="quota_bytes")
    if quota_bytes > (most := plan_quota(options)):
        sentence = _("Your plan gives each mailbox up to %(most)s GB. For more, ask for a larger plan.")
        raise Refused("more_than_plan", sentence % {"most": most // 10**9}, field="quota_bytes")


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
