"""Who may give, use and end grants."""

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission

GIVE_GRANT = permission("delegation.give_grant", under_grant=False)
USE_GRANT = permission("delegation.use_grant", Role.TECHNICIAN, under_grant=False)
END_GRANT = permission("delegation.end_grant", Role.TECHNICIAN)
SEE_GRANTS = permission("delegation.see_grants", Role.TECHNICIAN, Role.BILLING)
