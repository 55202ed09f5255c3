"""Who may read and write a catalog. It is the seller's own: nobody does it under a grant."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission

SEE_CATALOG = permission(
    "catalog.see_catalog", Role.TECHNICIAN, Role.BILLING, under_grant=False, to=_("see plans and prices")
)
SEE_OFFERED = permission("catalog.see_offered", Role.TECHNICIAN, Role.BILLING, to=_("see what is offered"))
CREATE_OFFERING = permission(
    "catalog.create_offering",
    Role.BILLING,
    under_grant=False,
    to=_("create offerings"),
    says=_("created an offering"),
)
CREATE_PLAN = permission(
    "catalog.create_plan", Role.BILLING, under_grant=False, to=_("create plans"), says=_("created a plan")
)
ADOPT_PLAN = permission(
    "catalog.adopt_plan", Role.BILLING, under_grant=False, to=_("adopt plans"), says=_("adopted a plan")
)
DESCRIBE_PLAN = permission(
    "catalog.describe_plan",
    Role.BILLING,
    under_grant=False,
    to=_("describe plans"),
    says=_("described a plan anew"),
)
PROMISE_LEVEL = permission(
    "catalog.promise_level",
    Role.BILLING,
    under_grant=False,
    to=_("promise how available a plan is"),
    says=_("changed what a plan promises"),
)
RETIRE_PLAN = permission(
    "catalog.retire_plan", Role.BILLING, under_grant=False, to=_("retire plans"), says=_("retired a plan")
)
PUBLISH_PRICES = permission(
    "catalog.publish_prices",
    Role.BILLING,
    under_grant=False,
    to=_("publish prices"),
    says=_("published a price list"),
)
GIVE_DISCOUNT = permission(
    "catalog.give_discount",
    Role.BILLING,
    under_grant=False,
    to=_("give discounts"),
    says=_("gave a discount"),
)
END_DISCOUNT = permission(
    "catalog.end_discount",
    Role.BILLING,
    under_grant=False,
    to=_("end discounts"),
    says=_("ended a discount"),
)
