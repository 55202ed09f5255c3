"""Who may do what to the tree and its edges."""

from django.utils.translation import gettext_lazy as _

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission, platform_permission

SEE_CUSTOMERS = permission(
    "tenants.see_customers",
    Role.TECHNICIAN,
    Role.BILLING,
    under_grant=False,
    to=_("see customers and partners"),
)
CREATE_CUSTOMER = permission(
    "tenants.create_customer",
    Role.TECHNICIAN,
    Role.BILLING,
    under_grant=False,
    to=_("create customers"),
    says=_("created a customer"),
)
CREATE_PARTNER = permission(
    "tenants.create_partner",
    Role.BILLING,
    under_grant=False,
    to=_("create partners"),
    says=_("created a partner"),
)
CHANGE_SETTINGS = permission(
    "tenants.change_settings", to=_("change settings"), says=_("changed the settings")
)
CHANGE_BRAND = permission(
    "tenants.change_brand", under_grant=False, to=_("change the brand"), says=_("changed the brand")
)
STOP_SELLING = permission(
    "tenants.stop_selling",
    under_grant=False,
    to=_("declare that a partner has gone"),
    says=_("declared that a partner sells nothing new"),
)
CHANGE_SELLER = platform_permission(
    "tenants.change_seller", says=_("noted that a customer has moved to another provider")
)
CHANGE_DISCLOSURE = permission(
    "tenants.change_disclosure",
    under_grant=False,
    to=_("change what is said of contract and data"),
    says=_("changed what is said of contract and data"),
)
NOTE_SENDER = platform_permission("tenants.note_sender")
