"""Who may look at instances, and ask for another try."""

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission

SEE_INSTANCES = permission("provisioning.see_instances", Role.TECHNICIAN, Role.BILLING)
TRY_AGAIN = permission("provisioning.try_again", Role.TECHNICIAN)
