"""Who may give, use and end grants."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission

GIVE_GRANT = permission("delegation.give_grant", under_grant=False, says=_("gave access"))
ENTER = permission(
    "delegation.enter", Role.TECHNICIAN, under_grant=False, says=_("entered your company's administration")
)
END_GRANT = permission("delegation.end_grant", Role.TECHNICIAN, says=_("ended an access"))
SEE_GRANTS = permission("delegation.see_grants", Role.TECHNICIAN, Role.BILLING)
