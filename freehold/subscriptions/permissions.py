"""Who may order, and what they may do with an order."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission, platform_permission

SEE = permission("subscriptions.see", Role.BILLING, Role.TECHNICIAN, to=_("see orders"))
ORDER = permission("subscriptions.order", Role.BILLING, to=_("order"), says=_("ordered"))
CHANGE_SEATS = permission(
    "subscriptions.change_seats",
    Role.BILLING,
    to=_("change the seats of orders"),
    says=_("changed the seats of an order"),
)
CHANGE_PLAN = permission(
    "subscriptions.change_plan",
    Role.BILLING,
    to=_("change the plans of orders"),
    says=_("changed the plan of an order"),
)
SUSPEND = permission(
    "subscriptions.suspend", Role.BILLING, to=_("suspend orders"), says=_("suspended an order")
)
RESUME = permission("subscriptions.resume", Role.BILLING, to=_("resume orders"), says=_("resumed an order"))
CANCEL = permission("subscriptions.cancel", Role.BILLING, to=_("cancel orders"), says=_("cancelled an order"))
WITHDRAW = permission(
    "subscriptions.withdraw",
    Role.BILLING,
    to=_("take back cancellations"),
    says=_("took back a cancellation"),
)
CONVERT = permission(
    "subscriptions.convert",
    Role.BILLING,
    to=_("turn a trial into an order"),
    says=_("turned a trial into an order"),
)
LEAVE = platform_permission(
    "subscriptions.leave", says=_("ended an order, since its customer goes on with another provider")
)
TAKE_OVER = platform_permission(
    "subscriptions.take_over", says=_("went on with a service under another provider’s order")
)
END = platform_permission("subscriptions.end", says=_("ended an order on its day"))
END_TRIAL = platform_permission("subscriptions.end_trial", says=_("ended a trial on its day"))
ANNOUNCE = platform_permission("subscriptions.announce", says=_("announced an erasure"))
BEGIN_ERASURE = platform_permission(
    "subscriptions.begin_erasure", says=_("began to erase the data of an order")
)
ERASE = platform_permission("subscriptions.erase", says=_("erased the data of an order"))
