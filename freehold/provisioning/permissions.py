"""Who may look at instances, and ask for another try."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission, platform_permission

SEE_INSTANCES = permission("provisioning.see_instances", Role.TECHNICIAN, Role.BILLING, to=_("see services"))
TRY_AGAIN = permission(
    "provisioning.try_again", Role.TECHNICIAN, to=_("ask for another try"), says=_("asked for another try")
)
OBSERVE = platform_permission("provisioning.observe", says=_("brought a service to its wanted state"))
