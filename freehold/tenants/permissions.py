"""Who may do what to the tree and its edges."""

from freehold.kernel.actor import Role
from freehold.kernel.permission import permission

SEE_CUSTOMERS = permission("tenants.see_customers", Role.TECHNICIAN, Role.BILLING, under_grant=False)
CREATE_CUSTOMER = permission("tenants.create_customer", Role.TECHNICIAN, Role.BILLING, under_grant=False)
CREATE_PARTNER = permission("tenants.create_partner", Role.BILLING, under_grant=False)
CHANGE_SETTINGS = permission("tenants.change_settings")
CHANGE_BRAND = permission("tenants.change_brand", under_grant=False)
