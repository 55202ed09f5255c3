"""Who deals with vendors. It is the supplier's own business: nobody does it under a grant."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission, platform_permission

SEE_TASKS = permission(
    "resold.see_tasks",
    Role.TECHNICIAN,
    Role.BILLING,
    under_grant=False,
    to=_("see what is to be done with vendors"),
)
DO_TASK = permission(
    "resold.do_task",
    Role.TECHNICIAN,
    Role.BILLING,
    under_grant=False,
    to=_("say that something was done with a vendor"),
    says=_("did what was ordered with the vendor"),
)
ASSIGN_TASK = permission(
    "resold.assign_task",
    Role.TECHNICIAN,
    Role.BILLING,
    under_grant=False,
    to=_("say who does what with vendors"),
    says=_("said who does something with a vendor"),
)
CHANGE_REFERENCE = permission(
    "resold.change_reference",
    Role.TECHNICIAN,
    Role.BILLING,
    under_grant=False,
    to=_("change a vendor's reference"),
    says=_("changed the vendor's reference of an order"),
)
SEE_COSTS = permission("resold.see_costs", Role.BILLING, under_grant=False, to=_("see what vendors charge"))
CHECK_BILL = permission(
    "resold.check_bill",
    Role.BILLING,
    under_grant=False,
    to=_("read vendors' bills in"),
    says=_("read a vendor's bill for a trial"),
)
TAKE_BILL = permission(
    "resold.take_bill",
    Role.BILLING,
    under_grant=False,
    to=_("take vendors' bills in"),
    says=_("took a vendor's bill in"),
)
DISCARD_BILL = permission(
    "resold.discard_bill",
    Role.BILLING,
    under_grant=False,
    to=_("discard vendors' bills"),
    says=_("discarded a vendor's bill"),
)
ADD_TASK = platform_permission("resold.add_task", says=_("asked for something to be done with a vendor"))
