"""Who may ask for, give, use and end grants."""

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
ASK_FOR_GRANT = permission(
    "delegation.ask_for_grant",
    Role.TECHNICIAN,
    under_grant=False,
    to=_("ask for access"),
    says=_("asked for access"),
)
WITHDRAW_REQUEST = permission(
    "delegation.withdraw_request",
    Role.TECHNICIAN,
    under_grant=False,
    to=_("take back a request for access"),
    says=_("took back a request for access"),
)
APPROVE_REQUEST = permission(
    "delegation.approve_request",
    under_grant=False,
    to=_("answer requests for access"),
    says=_("approved a request for access"),
)
DECLINE_REQUEST = permission(
    "delegation.decline_request",
    under_grant=False,
    to=_("answer requests for access"),
    says=_("declined a request for access"),
)
CHOOSE_ANSWERER = permission(
    "delegation.choose_answerer",
    under_grant=False,
    to=_("say who answers requests for access"),
    says=_("changed who answers requests for access"),
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
EXPIRE_REQUEST = platform_permission(
    "delegation.expire_request", says=_("noted that nobody answered a request for access")
)
REMIND_OF_GRANT = platform_permission(
    "delegation.remind_of_grant", says=_("reminded your administrators of an access that stands until ended")
)
WARN_OF_GRANT = platform_permission(
    "delegation.warn_of_grant", says=_("told both sides that an access ends soon")
)
INTRODUCE_GRANT = platform_permission(
    "delegation.introduce_grant", says=_("told your administrators of an access that was there before them")
)
SEE_GRANTS = permission("delegation.see_grants", Role.TECHNICIAN, Role.BILLING, to=_("see who has access"))

# Break glass is the operator's alone, and no token has it that was not made with this very permission.
ASK_IN_EMERGENCY = permission(
    "delegation.ask_in_emergency",
    Role.TECHNICIAN,
    under_grant=False,
    to=_("ask to break the glass"),
    says=_("asked to break the glass"),
    by_name=True,
)
BREAK_GLASS = permission(
    "delegation.break_glass",
    under_grant=False,
    to=_("approve that the glass is broken"),
    says=_("broke the glass: took access without being let in"),
    by_name=True,
)

# What the edge of the program notes when somebody's role does not allow what they tried.
REFUSED = platform_permission("refused", says=_("tried what their role does not allow"))
LEAVE_SELLERS = platform_permission(
    "delegation.leave_sellers", says=_("ended an access, since the company has moved to another provider")
)
