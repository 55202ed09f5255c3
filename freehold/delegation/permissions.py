"""Who may give, use and end grants."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission, platform_permission

GIVE_GRANT = permission(
    "delegation.give_grant", under_grant=False, to=_("give others access"), says=_("gave access")
)
ANSWER_SUPPORT = permission(
    "delegation.answer_support",
    under_grant=False,
    to=_("say who looks after the services"),
    says=_("answered who looks after the services"),
)
ENTER = permission(
    "delegation.enter",
    Role.TECHNICIAN,
    under_grant=False,
    to=_("act for a customer"),
    says=_("entered your company's administration"),
)
END_GRANT = permission("delegation.end_grant", Role.TECHNICIAN, to=_("end access"), says=_("ended an access"))
EXPIRE_GRANT = platform_permission("delegation.expire_grant", says=_("noted that an access ended by itself"))
REMIND_OF_GRANT = platform_permission(
    "delegation.remind_of_grant", says=_("reminded your administrators of an access that stands until ended")
)
INTRODUCE_GRANT = platform_permission(
    "delegation.introduce_grant", says=_("told your administrators of an access that was there before them")
)
SEE_GRANTS = permission("delegation.see_grants", Role.TECHNICIAN, Role.BILLING, to=_("see who has access"))

# What the edge of the program notes when somebody's role does not allow what they tried.
REFUSED = platform_permission("refused", says=_("tried what their role does not allow"))
LEAVE_SELLERS = platform_permission(
    "delegation.leave_sellers", says=_("ended an access, since the company has moved to another provider")
)
