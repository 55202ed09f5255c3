"""Who may look at usage, and report what no service reads."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission, platform_permission

SEE_USAGE = permission("metering.see_usage", Role.BILLING, Role.TECHNICIAN, to=_("see usage"))
REPORT_USAGE = permission(
    "metering.report_usage", Role.BILLING, to=_("report usage"), says=_("reported usage")
)
CLOSE_DAY = platform_permission("metering.close_day")
COUNT_EVENTS = platform_permission(
    "metering.count_events", says=_("counted usage that a seller had reported")
)
